"""What in the acceptance policy has no effect, since it names what is not there."""

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from summit_kg.check.report import Level, Problem
from summit_kg.load.policy import Policy, Resolution
from summit_kg.reason.disputes import Dispute
from summit_kg.terms import shorten, suggestion
from summit_kg.vocabulary import ARTICLE, DCTERMS, RDF, SUMMIT

_PUBLISHERS = f"SELECT DISTINCT ?name {{ ?a a <{SUMMIT}Article> ; <{DCTERMS}publisher> ?name }}"
# The article's own voice is its publisher's.
_VOICES = f"""SELECT DISTINCT ?name {{
  ?claim <{SUMMIT}inArticle> ?article ; <{SUMMIT}claimedBy>/<{RDF}rest>*/<{RDF}first> ?name
  FILTER (?name != ?article)
}}"""


def trust_problems(store: ox.Store, policy: Policy, path: str) -> Iterator[Problem]:
    """Yield whom the policy trusts, or does not, and no source has as publisher or voice."""
    publishers = {"", *_names(store, _PUBLISHERS)}  # who names none can be trusted, too
    voices = _names(store, _VOICES) if policy.speakers else set()
    for name in policy.publishers:
        if name not in publishers:
            message = f"no source has the publisher {name!r}{suggestion(name, list(publishers))}"
            yield _problem("unknown-publisher", message, path, policy.trust_lines[name])
    for iri in policy.speakers:
        if iri not in voices:
            name, known = shorten(iri), list(map(shorten, voices))
            message = f"no claim has the voice {name}{suggestion(name, known)}"
            yield _problem("unknown-speaker", message, path, policy.trust_lines[iri], name)


def open_problems(
    policy: Policy, found: Collection[Dispute], reasons: Collection[str], path: str
) -> Iterator[Problem]:
    """Yield what the policy leaves open although the claims it names do not clash.

    :param found: what sources disagree on
    :param reasons: why claims are or are not accepted that are settled with others
    """
    if policy.as_of is not None:
        return  # the sources that clash may be later
    for resolution in policy.resolutions:
        settled = any(reason.endswith(resolution.reason) for reason in reasons)
        if resolution.leave_open and not settled and not _is_disputed(resolution, found):
            message = f"{' and '.join(resolution.leave_open)} do not clash, so nothing is left open"
            yield _problem("nothing-left-open", message, path, resolution.line)


def _is_disputed(resolution: Resolution, found: Collection[Dispute]) -> bool:
    """Tell whether claims on several sides of a dispute are left open."""
    claims = {f"<{ARTICLE}{name}>" for name in resolution.leave_open}
    return any(
        sum(any(claim.claim in claims for claim in side.claims) for side in dispute.sides) > 1
        for dispute in found
    )


def _problem(rule: str, message: str, path: str, line: int, entity: str | None = None) -> Problem:
    hint = "mend the name, or take it out of the policy: as it stands it has no effect"
    return Problem(Level.WARN, "policy", rule, message, hint, path, line, entity)


def _names(store: ox.Store, query: str) -> set[str]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return {solution["name"].value for solution in solutions}
