"""The rules by which a claim's assertion enters the default view, other claims apart."""

from collections.abc import Mapping
from typing import NamedTuple

STATED_TYPES = frozenset({"report", "quotation", "commitment"})
NEVER_STATED = frozenset({"forecast", "interpretation", "heading"})
ENOUGH: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(sorted(STATED_TYPES), ("certain",)),
    "assumption": ("certain", "probable"),
}
"""How sure a claim must be: what a source states, and what the editors assume."""


class Decision(NamedTuple):
    """Whether a claim's assertion enters the default view, and by which rule."""

    accepted: bool
    reason: str


def decide(
    claim_type: str,
    polarity: str,
    certainty: str,
    voices: int,
    *,
    own_voice: bool,
    accept: Mapping[str, tuple[str, ...]] = ENOUGH,
    denials: str = "own-voice",
) -> Decision:
    """Apply the rules of `docs/model.md` to one claim.

    :param voices: how many voices the claim's chain has
    :param own_voice: the article's own voice is the only one
    :param accept: how sure a claim of each type must be
    :param denials: whether a denial in the `own-voice` of the article, in `any-voice`, or one
        `never` counts
    """
    a_type = f"{'an' if claim_type[0] in 'aeiou' else 'a'} {claim_type}"
    if claim_type in NEVER_STATED or claim_type not in accept:
        return Decision(False, f"{a_type} is not stated as a fact")
    enough = accept[claim_type]
    if certainty not in enough:
        return Decision(False, f"stated as {certainty}, not as {' or '.join(enough) or 'a fact'}")
    if claim_type == "assumption" and voices > 1:
        return Decision(False, "an assumption that is not the editors' own")
    if claim_type == "assumption":
        return Decision(True, "an assumption of the editors, marked as such")
    if polarity == "negative":
        if denials == "never":
            return Decision(False, "the policy takes no denial as a fact")
        if not own_voice and denials != "any-voice":
            return Decision(False, "a denial in somebody's voice")
        if own_voice:
            return Decision(True, "an absence stated by the article itself")
        return Decision(True, f"a denial stated as {certainty}")
    return Decision(True, f"{a_type} stated as {certainty}")
