"""A store filled from nothing: every file loaded, what follows inferred, disputes settled."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.builder.generation import engine_folder, finish
from summit_kg.builder.report import NOTHING_SETTLED, Counts, Report, Settled
from summit_kg.builder.workspace_quads import articles, base_quads, gathering
from summit_kg.check.quality import Finding, run_checks
from summit_kg.errors import InputProblem, Problems, noted_in
from summit_kg.load.policy import Policy, read_policy
from summit_kg.reason.acceptance_marks import accepted_claims, asserted, mark, mark_ended
from summit_kg.reason.closure import Premises, closure, write_closure
from summit_kg.reason.days import Outside, is_bound
from summit_kg.reason.facts import Revision, StoreFacts
from summit_kg.reason.hindsight import Hindsight, lend_labels
from summit_kg.reason.matching import Step
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import Schema, Triple
from summit_kg.reason.settling import UNRESOLVED, Settlement, settle
from summit_kg.reason.sources import Sources
from summit_kg.store.article_quads import is_asserted
from summit_kg.vocabulary import ARTICLE, RDF, SUMMIT
from summit_kg.workspace import Workspace

_TYPE = ox.NamedNode(RDF + "type")
_CLAIM = ox.NamedNode(SUMMIT + "Claim")
_SETTLED = "gone with claims that lose a dispute"
_LOADED_AT_ONCE = 200_000


def fill(
    workspace: Workspace, path: str, *, reason: bool, settled: Settled = NOTHING_SETTLED
) -> Report:
    """Fill the folder of a generation from the workspace's files (see `load`)."""
    store = ox.Store(engine_folder(path))
    policy = read_policy(workspace.policy)
    reasoner, report = load(workspace, store, policy, reason=reason, settled=settled)
    return finish(workspace, path, store, reasoner, report)


def load(
    workspace: Workspace,
    store: ox.Store,
    policy: Policy,
    *,
    reason: bool,
    settled: Settled = NOTHING_SETTLED,
    problems: Problems = None,
    unbound: frozenset[str] = frozenset(),
) -> tuple[Reasoner, Report]:
    """Fill a store; without reasoning, what was settled before is withdrawn again.

    :param unbound: claims whose bounds do not count, since they lose a dispute
    """
    stated = _held(store, policy, _load_files(workspace, store, policy, problems), unbound)
    by_rule: dict[str, int] = {}
    inferred = 0
    settlement = None
    if reason:
        closed = closure(stated.premises)
        by_rule, inferred = closed.counts, len(closed.lines)
        write_closure(store, closed.lines)
        steps = [Step(clash.rule, clash.facts, None) for clash in closed.clashes]
        with noted_in(problems):
            settlement = _settled(workspace, store, policy, stated, steps)
            losing = _bounding(store, settlement.withdrawn) - unbound
            if policy.as_of is not None and losing:
                store.clear()
                told: Problems = None if problems is None else []
                unbound |= losing
                return load(workspace, store, policy, reason=True, problems=told, unbound=unbound)
    counts = stated.counts
    if settlement is not None:
        withdrawn = len(settlement.withdrawn)
        change = settlement.added - settlement.removed
        by_rule |= {_SETTLED: change} if change else {}
        inferred += change
    else:
        withdrawn = 0 if reason else _withdrawn_again(store, settled, stated.base)
    store.optimize()
    counts = counts._replace(
        accepted=counts.accepted - withdrawn, triples=len(store), inferred=inferred
    )
    findings: list[Finding] = []
    with noted_in(problems):
        findings = run_checks(store, *workspace.check_folders)
    report = Report(counts, findings, 0.0, by_rule, reasoned=reason, as_of=policy.as_of)
    return stated.reasoner, report if settlement is None else report.with_settlement(settlement)


class _Stated(NamedTuple):
    """What the files state: the triples of ontology and reference data alone, and all premises."""

    base: set[Triple]
    premises: Premises
    reasoner: Reasoner
    counts: Counts


def _load_files(
    workspace: Workspace, store: ox.Store, policy: Policy, problems: Problems
) -> _Stated:
    base: set[Triple] = set()
    premises = Premises()
    _load_all(store, premises.add(gathering(base_quads(workspace, problems), base)))
    reasoner = Reasoner(Schema(premises.columns.schema.triples))
    counts = Counts()

    def quads() -> Iterator[ox.Quad]:
        nonlocal counts
        for files in articles(workspace, policy, problems):
            counts = counts.plus(files.counts)
            premises.add_lines(files.claims.accepted)
            yield from files.quads()

    _load_all(store, quads())
    with noted_in(problems):
        require_claims(store, policy)
    return _Stated(base, premises, reasoner, counts)


def _load_all(store: ox.Store, quads: Iterator[ox.Quad]) -> None:
    """Load quads in parts, so that memory does not grow with the workspace.

    The engine keeps what it loads in one go in memory, about a kilobyte a quad.
    """
    for first in quads:
        store.bulk_extend(chain([first], islice(quads, _LOADED_AT_ONCE - 1)))


def require_claims(store: ox.Store, policy: Policy) -> None:
    """Check that there is every claim that the policy names.

    :raises InputProblem: where one is missing
    """
    for resolution in policy.resolutions:
        for name in (*resolution.accept, *resolution.refuse, *resolution.leave_open):
            claim = ox.Quad(ox.NamedNode(ARTICLE + name), _TYPE, _CLAIM, ox.DefaultGraph())
            if claim not in store:
                raise InputProblem(
                    policy.path,
                    resolution.line,
                    f"there is no claim {name}, which this settles; take it out, or bring it back",
                    "policy",
                )


def _bounding(store: ox.Store, claims: Iterable[str]) -> frozenset[str]:
    """Return the claims that tell from when or until when something holds."""
    return frozenset(
        claim for claim in claims if any(is_bound(triple) for triple in asserted(store, [claim]))
    )


def _held(store: ox.Store, policy: Policy, stated: _Stated, unbound: frozenset[str]) -> _Stated:
    """Leave out of a store, from which nothing was inferred, what the policy's day leaves out.

    Return what is left of what is stated.
    """
    day = policy.as_of
    if day is None:
        return stated
    claims = accepted_claims(store)
    said = asserted(store, claims)
    triples = stated.base.union(said)
    hindsight = Hindsight(store, policy, said)
    counted = stated.base.union(asserted(store, [one for one in claims if one not in unbound]))
    bounded = {triple for triple in triples if triple in counted or not is_bound(triple)}
    outside = Outside(day, bounded, stated.reasoner.schema, hindsight.told_later())
    hindsight.forget_late_sources()
    if outside:
        outside.leave(store, triples)
        held = Premises()
        held.columns.add(triple for triple in sorted(triples) if not outside.has(triple))
        ended = Counts(accepted=mark_ended(store, claims, outside, day))
        stated = stated._replace(premises=held, counts=stated.counts.minus(ended))
    lend_labels(store, policy)
    return stated


def _settled(
    workspace: Workspace, store: ox.Store, policy: Policy, stated: _Stated, clashes: list[Step]
) -> Settlement:
    """Settle what sources disagree on, and write to the store what then follows no more."""
    facts = Revision(store)
    settlement = settle(
        store,
        facts,
        stated.reasoner,
        clashes,
        policy,
        base=stated.base,
        places=Sources(workspace, store).place,
    )
    facts.commit()
    return settlement


def _withdrawn_again(store: ox.Store, settled: Settled, base: set[Triple]) -> int:
    """Withdraw the claims that were withdrawn before, and return their number."""
    withdrawn = {claim for claim, (gone, _) in settled.items() if gone}
    for claim in withdrawn:
        mark(store, claim, accepted=False, reason=UNRESOLVED)
    facts = StoreFacts(store)
    for triple in asserted(store, withdrawn):
        stated = ox.Triple(*map(facts.term, triple))
        if triple not in base and not is_asserted(store, stated):
            store.remove(ox.Quad(*stated))
    return len(withdrawn)
