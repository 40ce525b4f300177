"""The acceptance policy: which claims' assertions enter the default view."""

from typing import NamedTuple

STATED_TYPES = frozenset({"report", "quotation", "commitment"})
ENOUGH = (frozenset({"certain"}), frozenset({"certain", "probable"}))
"""How sure a claim must be: what a source states, and what the editors assume."""


class Decision(NamedTuple):
    """Whether a claim's assertion enters the default view, and by which rule."""

    accepted: bool
    reason: str


def decide(
    claim_type: str, polarity: str, certainty: str, voices: int, *, own_voice: bool
) -> Decision:
    """Apply the policy of `docs/model.md` to one claim.

    :param voices: how many voices the claim's chain has
    :param own_voice: the article's own voice is the only one
    """
    if claim_type not in STATED_TYPES and claim_type != "assumption":
        article = "an" if claim_type[0] in "aeiou" else "a"
        return Decision(False, f"{article} {claim_type} is not stated as a fact")
    if certainty not in ENOUGH[claim_type == "assumption"]:
        return Decision(False, f"stated as {certainty}, not as certain")
    if claim_type == "assumption" and voices > 1:
        return Decision(False, "an assumption that is not the editors' own")
    if polarity == "negative" and not own_voice and claim_type != "assumption":
        return Decision(False, "a denial in somebody's voice")
    if claim_type == "assumption":
        return Decision(True, "an assumption of the editors, marked as such")
    if polarity == "negative":
        return Decision(True, "an absence stated by the article itself")
    return Decision(True, f"a {claim_type} stated as certain")
