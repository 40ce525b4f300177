"""What a build did, and how much the store then holds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from summit_kg.check.quality import Finding
from summit_kg.reason.consistency import Inconsistency
from summit_kg.reason.settling import Settlement

Settled = Mapping[str, tuple[bool, str]]
NOTHING_SETTLED: Settled = MappingProxyType({})


class Counts(NamedTuple):
    """How much a store holds; `inferred` of its `triples` were inferred."""

    articles: int = 0
    claims: int = 0
    accepted: int = 0
    triples: int = 0
    inferred: int = 0
    queries: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Return the sums of both."""
        return Counts(*map(sum, zip(self, other, strict=True)))

    def minus(self, other: "Counts") -> "Counts":
        """Return what is left of each."""
        return Counts(*(one - less for one, less in zip(self, other, strict=True)))


class Report(NamedTuple):
    """What a build did.

    `by_rule` says how many triples each kind of rule added, and how many went with claims that lose
    a dispute, which is below 0; it is None where the closure was
    brought up to date by what changed, which `added` and `removed` count. `settled` has the claims
    on which sources disagree, each with whether it was withdrawn and its reason apart from others.
    Where `undecided` is given, sources contradict each other and the policy prefers no side, so
    that none was accepted. Where `inconsistency` is given, the files contradict each other
    otherwise, and nothing was inferred from them. Where `reasoned` is False, what follows was left
    out, so that contradictions were not looked for. `as_of` is the day as of which it judged.
    """

    counts: Counts
    findings: list[Finding]
    seconds: float
    by_rule: dict[str, int] | None = None
    added: int = 0
    removed: int = 0
    undecided: Inconsistency | None = None
    inconsistency: Inconsistency | None = None
    settled: Settled = NOTHING_SETTLED
    reasoned: bool = True
    as_of: str | None = None

    @property
    def bare(self) -> bool:
        """Tell whether the files contradict each other and nothing is inferred in the store."""
        return self.inconsistency is not None and self.by_rule == {}

    def contradicted_by(self, other: "Report") -> "Report":
        """Return the report of a bare store with the contradictions found in a build before."""
        return self._replace(undecided=other.undecided, inconsistency=other.inconsistency)

    def with_settlement(self, settlement: Settlement) -> "Report":
        """Return the report with what the policy decided."""
        settled = {
            claim: (claim in settlement.withdrawn, reason)
            for claim, reason in settlement.reasons.items()
        }
        return self._replace(
            settled=settled,
            undecided=settlement.undecided,
            inconsistency=settlement.inconsistency,
        )

    def __str__(self) -> str:
        """Return the report in a sentence or two."""
        counts = self.counts
        return (
            f"{_count(counts.articles, 'article')}, {_count(counts.claims, 'claim')} "
            f"({counts.accepted:,} accepted), {_count(counts.triples, 'statement')}, "
            f"{counts.inferred:,} of them inferred; {_count(counts.queries, 'saved query')}; "
            f"{_count(len(self.findings), 'finding')}; {self._not_looked_for}{self.seconds:.1f} s"
        )

    @property
    def _not_looked_for(self) -> str:
        return "" if self.reasoned else "contradictions were not looked for; "


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"
