"""From plain files to a store that answers: load, reason, check, swap in."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, NamedTuple

import pyoxigraph as ox

from summit_kg.check.quality import Finding, run_checks
from summit_kg.errors import InputProblem, StoreProblem
from summit_kg.load.article import Article, check_text, read_article
from summit_kg.load.claims import ClaimsFile, read_claims
from summit_kg.load.ontology_terms import OntologyTerms, read_ontology_terms
from summit_kg.load.policy import Policy, read_policy
from summit_kg.load.turtle import read_turtle, turtle_files
from summit_kg.query.catalogue import read_catalogue, write_catalogue
from summit_kg.reason.acceptance_marks import accepted_claims, asserted, mark, mark_ended
from summit_kg.reason.closure import Premises, closure, is_premise, write_closure
from summit_kg.reason.consistency import Inconsistency
from summit_kg.reason.days import Outside, is_bound
from summit_kg.reason.facts import Revision, StoreFacts
from summit_kg.reason.hindsight import Hindsight, lend_labels
from summit_kg.reason.matching import Step
from summit_kg.reason.reasoner import SCHEMA_FILE, Reasoner, SchemaChange
from summit_kg.reason.schema import Schema, Triple
from summit_kg.reason.settling import UNRESOLVED, Settlement, settle
from summit_kg.reason.sources import Sources, line_of
from summit_kg.store import generations
from summit_kg.store.article_quads import article_quads, claim_graphs, is_asserted
from summit_kg.store.embedded import can_be_opened
from summit_kg.store.freshness import UNREASONED, changed_articles, inputs
from summit_kg.store.labels import LABELS_QUERY, label_rows, write_labels
from summit_kg.vocabulary import ARTICLE, OWL, RDF, SUMMIT
from summit_kg.workspace import Workspace, files_over

_REPORT = "report.json"
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_TYPE = ox.NamedNode(RDF + "type")
_CLAIM = ox.NamedNode(SUMMIT + "Claim")
_LOADED_AT_ONCE = 200_000
_REPLACED = "the graph with what follows was replaced by one in which nothing is inferred, as asked"
_REPLACED_LAST = _REPLACED + "; it was the last one without contradiction"
_MOST_CHANGED = 0.2
"""The share of articles up to which a build goes from the old store instead of from nothing."""
Listener = Callable[[str], None]
Problems = list[InputProblem] | None
"""Takes what is wrong with files, so that all of it is told; with None, the first is raised."""


class Counts(NamedTuple):
    """How much a store holds; `inferred` of its `triples` were inferred."""

    articles: int = 0
    claims: int = 0
    accepted: int = 0
    triples: int = 0
    inferred: int = 0
    queries: int = 0


Settled = Mapping[str, tuple[bool, str]]
NOTHING_SETTLED: Settled = MappingProxyType({})


class Report(NamedTuple):
    """What a build did.

    `by_rule` says how many triples each kind of rule added; it is None where the closure was
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


def build(
    workspace: Workspace,
    *,
    force: bool = False,
    reason: bool = True,
    listener: Listener = lambda _message: None,
) -> Report | None:
    """Build the workspace's store beside the old one and swap it in; None where it is current.

    Until the last step the old store answers; whatever goes wrong before leaves it as it was.
    Where only articles changed, the new store starts from the old one. Where the files contradict
    each other the old store stays in use; where there is none, one is made in which nothing is
    inferred.

    :param force: build from nothing, although nothing changed
    :param reason: add what follows by OWL 2 RL; without, contradictions are not looked for, and a
        store that holds what follows gives way to one that does not
    :param listener: is told in a line when the build waits for another, or such a store gave way
    :raises InputProblem: where a file is wrong
    :raises StoreProblem: where the store cannot be written
    """
    started = time.perf_counter()
    with generations.build_lock(workspace.store, listener):
        now = inputs(workspace)
        mark = now if reason else now + UNREASONED
        current = generations.read_current(workspace.store)
        if force or current is None or not can_be_opened(workspace.store):
            current = None
        try:
            generations.remove_unused(workspace.store)
            if current is not None and current.inputs() == mark:
                return None
            was_refused = generations.refusal(workspace.store, now) is not None
            gives_way = not reason and _has_inferences(workspace)
            with _paths_as_written(workspace):
                report = _build(workspace, current, mark, started)
        except (OSError, RuntimeError) as error:
            raise _disk_problem(workspace.store, error) from error
        if gives_way:
            listener(_REPLACED_LAST if was_refused else _REPLACED)
        return report


def _build(
    workspace: Workspace, current: generations.Current | None, mark: str, started: float
) -> Report:
    reason = not mark.endswith(UNREASONED)
    with _new_generation(workspace) as path:
        report = _updated(workspace, path, current, mark) if current is not None else None
        if report is None:
            report = _fill(workspace, path, reason)
        if report.inconsistency is None:
            generations.make_current(workspace.store, path, mark)
    if report.inconsistency is not None:
        message = "the files contradict each other, so nothing new was inferred from them"
        generations.refuse(workspace.store, mark, message)
        if not _has_inferences(workspace):
            with _new_generation(workspace) as path:
                bare = _fill(workspace, path, reason=False, settled=report.settled)
                generations.make_current(workspace.store, path, mark + UNREASONED)
            report = bare._replace(undecided=report.undecided, inconsistency=report.inconsistency)
    return report._replace(seconds=time.perf_counter() - started)


@contextlib.contextmanager
def _new_generation(workspace: Workspace) -> Iterator[str]:
    """Give the folder of a new generation, and remove it unless it was made current."""
    path = generations.new_generation(workspace.store)
    try:
        yield path
    finally:
        current = generations.read_current(workspace.store)
        if current is None or current.path != path:
            generations.remove(path)


def current_findings(workspace: Workspace) -> list[Finding]:
    """Return what the quality checks found when the store in use was built."""
    current = generations.read_current(workspace.store)
    if current is None:
        return []
    try:
        return [Finding(*row) for row in _noted(current)["findings"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreProblem(
            f"{workspace.store}: the store is damaged ({error}); run summit-kg build --force"
        ) from error


def _noted(generation: generations.Current) -> dict[str, Any]:
    with open(os.path.join(generation.path, _REPORT), encoding="utf-8") as file:
        noted: dict[str, Any] = json.load(file)
    return noted


def _has_inferences(workspace: Workspace) -> bool:
    """Tell whether the store in use can be read and holds what follows."""
    current = generations.read_current(workspace.store)
    return (
        current is not None
        and not current.inputs().endswith(UNREASONED)
        and can_be_opened(workspace.store)
    )


def build_in_memory(
    workspace: Workspace,
    *,
    reason: bool = True,
    as_of: str | None = None,
    any_day: bool = False,
    problems: Problems = None,
) -> tuple[ox.Store, Reasoner, Report]:
    """Return the workspace's graph as an Oxigraph store in memory, its rules, and what was done.

    Where the files contradict each other nothing is inferred, and the report says so.

    :param as_of: the day as of which the acceptance policy judges, instead of its own
    :param any_day: leave out the policy's own day
    :param problems: takes what is wrong with files; what cannot be loaded is then left out
    :raises InputProblem: where a file is wrong and no `problems` are given
    """
    started = time.perf_counter()
    with _paths_as_written(workspace):
        policy = Policy()
        with _noted_in(problems):
            policy = read_policy(workspace.policy).judging(as_of)
        policy = policy.on_any_day() if any_day else policy
        store = ox.Store()
        reasoner, report = _load(workspace, store, policy, reason=reason, problems=problems)
        if report.inconsistency is not None:
            store = ox.Store()
            again = None if problems is None else list(problems)
            settled = report.settled
            bare = _load(workspace, store, policy, reason=False, settled=settled, problems=again)[1]
            report = bare._replace(undecided=report.undecided, inconsistency=report.inconsistency)
    return store, reasoner, report._replace(seconds=time.perf_counter() - started)


@contextlib.contextmanager
def _paths_as_written(workspace: Workspace) -> Iterator[None]:
    """Let errors name files as a user of the workspace would."""
    try:
        yield
    except InputProblem as error:
        raise InputProblem(workspace.relative(error.path), error.line, error.message) from error


# A generation from nothing


def _fill(
    workspace: Workspace, path: str, reason: bool, settled: Settled = NOTHING_SETTLED
) -> Report:
    store = ox.Store(os.path.join(path, "oxigraph"))
    policy = read_policy(workspace.policy)
    reasoner, report = _load(workspace, store, policy, reason=reason, settled=settled)
    reasoner.write(os.path.join(path, SCHEMA_FILE))
    return _finish(workspace, path, store, report)


def _finish(workspace: Workspace, path: str, store: ox.Store, report: Report) -> Report:
    """Write what a generation has beside its store."""
    queries = read_catalogue(*workspace.query_folders)
    write_catalogue(os.path.join(path, "queries"), queries)
    write_labels(os.path.join(path, "labels.sqlite"), label_rows(store.query(LABELS_QUERY)))
    report = report._replace(counts=report.counts._replace(queries=len(queries)))
    if report.undecided is not None:
        generations.mark_undecided(path)
    with open(os.path.join(path, _REPORT), "w", encoding="utf-8") as file:
        noted = {"counts": report.counts._asdict(), "findings": report.findings}
        json.dump(noted | {"settled": dict(report.settled)}, file)
    store.flush()
    return report


def _load(
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
    counts = {"articles": 0, "claims": 0, "accepted": 0}
    premises = Premises()
    _load_all(store, premises.add(_base_quads(workspace, problems)))
    reasoner = Reasoner(Schema(premises.columns.schema.triples))
    _load_all(store, _article_quads(workspace, policy, counts, premises, problems))
    with _noted_in(problems):
        _require_claims(store, policy)
    base = base_triples(workspace, None if problems is None else [])
    premises, ended = _held(store, policy, base, reasoner.schema, premises, unbound=unbound)
    counts["accepted"] -= ended
    by_rule: dict[str, int] = {}
    inferred = 0
    settlement = None
    if reason:
        closed = closure(premises)
        by_rule, inferred = closed.counts, len(closed.lines)
        write_closure(store, closed.lines)
        steps = [Step(clash.rule, clash.facts, None) for clash in closed.clashes]
        facts = Revision(store)
        places = Sources(workspace, store).place
        with _noted_in(problems):
            settlement = settle(store, facts, reasoner, steps, policy, base=base, places=places)
            facts.commit()
            losing = _bounding(store, settlement.withdrawn) - unbound
            if policy.as_of is not None and losing:
                store.clear()
                unbound |= losing
                return _load(workspace, store, policy, reason=True, unbound=unbound)
            counts["accepted"] -= len(settlement.withdrawn)
            inferred += settlement.added - settlement.removed
    else:
        withdrawn = {claim for claim, (gone, _) in settled.items() if gone}
        for claim in withdrawn:
            mark(store, claim, accepted=False, reason=UNRESOLVED)
        counts["accepted"] -= len(withdrawn)
        _forget(store, asserted(store, withdrawn), base)
    store.optimize()
    made = Counts(triples=len(store), inferred=inferred, **counts)
    findings: list[Finding] = []
    with _noted_in(problems):
        findings = run_checks(store, *workspace.check_folders)
    report = Report(made, findings, 0.0, by_rule, reasoned=reason, as_of=policy.as_of)
    return reasoner, report if settlement is None else _with(report, settlement)


def _bounding(store: ox.Store, claims: Iterable[str]) -> frozenset[str]:
    """Return the claims that tell from when or until when something holds."""
    return frozenset(
        claim for claim in claims if any(is_bound(triple) for triple in asserted(store, [claim]))
    )


def _held(
    store: ox.Store,
    policy: Policy,
    base: set[Triple],
    schema: Schema,
    premises: Premises,
    *,
    unbound: frozenset[str],
) -> tuple[Premises, int]:
    """Leave out of a store, from which nothing was inferred, what the policy's day leaves out.

    Return the premises that are left, and how many claims are no longer accepted.
    """
    day = policy.as_of
    if day is None:
        return premises, 0
    claims = accepted_claims(store)
    said = asserted(store, claims)
    stated = base.union(said)
    hindsight = Hindsight(store, policy, said)
    counted = base.union(asserted(store, [claim for claim in claims if claim not in unbound]))
    bounded = {triple for triple in stated if triple in counted or not is_bound(triple)}
    outside = Outside(day, bounded, schema, hindsight.told_later())
    hindsight.forget_late_sources()
    ended = 0
    if outside:
        outside.leave(store, stated)
        premises = Premises()
        premises.columns.add(triple for triple in sorted(stated) if not outside.has(triple))
        ended = mark_ended(store, claims, outside, day)
    lend_labels(store, policy)
    return premises, ended


def _forget(store: ox.Store, triples: list[Triple], base: set[Triple]) -> None:
    """Take triples out of the default view, unless somebody else still states them."""
    facts = StoreFacts(store)
    for triple in triples:
        stated = ox.Triple(*map(facts.term, triple))
        if triple not in base and not is_asserted(store, stated):
            store.remove(ox.Quad(*stated))


def _with(report: Report, settlement: Settlement) -> Report:
    settled = {
        claim: (claim in settlement.withdrawn, reason)
        for claim, reason in settlement.reasons.items()
    }
    return report._replace(
        settled=settled,
        undecided=settlement.undecided,
        inconsistency=settlement.inconsistency,
    )


def _require_claims(store: ox.Store, policy: Policy) -> None:
    """Check that there is every claim that the policy names.

    :raises InputProblem: where one is missing
    """
    for resolution in policy.resolutions:
        for name in (*resolution.accept, *resolution.refuse, *resolution.leave_open):
            claim = ox.Quad(ox.NamedNode(ARTICLE + name), _TYPE, _CLAIM, ox.DefaultGraph())
            if claim not in store:
                raise InputProblem(
                    policy.path, resolution.line, f"there is no claim {name}, which this settles"
                )


def _load_all(store: ox.Store, quads: Iterator[ox.Quad]) -> None:
    """Load quads in parts, so that memory does not grow with the workspace.

    The engine keeps what it loads in one go in memory, about a kilobyte a quad.
    """
    for first in quads:
        store.bulk_extend(chain([first], islice(quads, _LOADED_AT_ONCE - 1)))


def _base_quads(workspace: Workspace, problems: Problems = None) -> Iterator[ox.Quad]:
    """Yield the quads of ontology and reference data, one file after the other.

    :raises InputProblem: where a file imports an ontology that none of them declares
    """
    paths = {
        path: f"ontology/{os.path.basename(path)}"
        for path in turtle_files(workspace.ontology)
        if os.path.basename(path) != "shapes.ttl"
    }
    for path in files_over(workspace.reference_folders, ".ttl"):
        paths[path] = f"reference/{os.path.basename(path)}"
    declared: set[object] = set()
    imported = {}
    for path, name in paths.items():
        for quad in _kept(read_turtle(path, name), problems):
            if quad.predicate.value == OWL + "imports":
                imported[quad.object] = path, line_of(quad.triple, path)
            elif quad.object == _ONTOLOGY:
                declared.add(quad.subject)
            elif quad.predicate.value == OWL + "versionIRI":
                declared.add(quad.object)
            yield quad
    for ontology, (path, line) in imported.items():
        if ontology not in declared:
            with _noted_in(problems):
                raise InputProblem(
                    path,
                    line,
                    f"imports {ontology}, which no file beside it declares; put that ontology "
                    "there, for nothing is fetched from the network",
                )


@contextlib.contextmanager
def _noted_in(problems: Problems) -> Iterator[None]:
    """Note what is wrong with a file where that is wanted, and go on after it."""
    try:
        yield
    except InputProblem as error:
        if problems is None:
            raise
        problems.append(error)


def _kept(quads: Iterator[ox.Quad], problems: Problems) -> Iterator[ox.Quad]:
    """Yield the quads up to the first that cannot be read."""
    with _noted_in(problems):
        yield from quads


def base_triples(workspace: Workspace, problems: Problems = None) -> set[Triple]:
    """Return what ontology and reference data state, in N-Triples form."""
    quads = _base_quads(workspace, problems)
    return {_as_text(quad.triple) for quad in quads if is_premise(quad)}


def _article_quads(
    workspace: Workspace,
    policy: Policy,
    counts: dict[str, int],
    premises: Premises,
    problems: Problems = None,
) -> Iterator[ox.Quad]:
    """Yield the quads of every article, counting as it goes."""
    terms = OntologyTerms(frozenset(), {})
    with _noted_in(problems):
        terms = read_ontology_terms(workspace.ontology)
    for slug in workspace.article_slugs() if terms.classes else ():
        read = None
        with _noted_in(problems):
            read = _read(workspace, slug, terms, policy, problems)
        if read is None:
            continue
        article, claims = read
        counts["articles"] += 1
        counts["claims"] += len(claims.claims)
        counts["accepted"] += sum(claim.decision.accepted for claim in claims.claims)
        premises.add_lines(claims.accepted)
        yield from _parsed(article.quads() + claims.lines + claims.accepted)


def _read(
    workspace: Workspace,
    slug: str,
    terms: OntologyTerms,
    policy: Policy,
    problems: Problems = None,
) -> tuple[Article, ClaimsFile]:
    folder = os.path.join(workspace.articles, slug)
    article = read_article(os.path.join(folder, "article.yaml"))
    text = None
    with _noted_in(problems):
        text = _text_of(article, folder)
    path = os.path.join(folder, "claims.yaml")
    return article, read_claims(path, article, terms, text, policy=policy, problems=problems)


def _parsed(lines: list[str]) -> Iterator[ox.Quad]:
    return iter(ox.parse("".join(lines).encode(), ox.RdfFormat.N_QUADS))


# A generation from the one before


def _updated(
    workspace: Workspace, path: str, current: generations.Current, mark: str
) -> Report | None:
    """Fill a generation from the current one and the articles that changed.

    None where that cannot be, or where starting from nothing is as good.
    """
    slugs = changed_articles(current.inputs(), mark)
    if slugs is None or UNREASONED in mark or not current.exists():
        return None
    if read_policy(workspace.policy).as_of is not None:
        return None  # a bound that came or went may change what any other claim is accepted for
    try:
        noted = _noted(current)
        settled = {claim: (bool(gone), str(why)) for claim, (gone, why) in noted["settled"].items()}
        old = Report(Counts(**noted["counts"]), [], 0.0, settled=settled)
        reasoner = Reasoner.read(os.path.join(current.path, SCHEMA_FILE))
    except (OSError, ValueError, KeyError, TypeError, StoreProblem):
        return None
    if len(slugs) > max(1, old.counts.articles * _MOST_CHANGED):
        return None
    folder = os.path.join(path, "oxigraph")
    generations.clone(os.path.join(current.path, "oxigraph"), folder)
    try:
        store = ox.Store(folder)
        report = _change(workspace, store, reasoner, slugs, old)
    except SchemaChange:
        generations.remove(folder)
        return None
    reasoner.write(os.path.join(path, SCHEMA_FILE))
    return _finish(workspace, path, store, report)


def _change(
    workspace: Workspace, store: ox.Store, reasoner: Reasoner, slugs: set[str], old: Report
) -> Report:
    counts = old.counts
    terms = read_ontology_terms(workspace.ontology)
    policy = read_policy(workspace.policy)
    before: set[ox.Triple] = set()
    after: dict[ox.Triple, None] = {}
    now = {"articles": 0, "claims": 0, "accepted": 0}
    was = dict(now)
    restored, withdrawn = _restored(store, old.settled, slugs, policy)
    now["accepted"] += withdrawn
    for slug in sorted(slugs):
        accepted = claim_graphs(store, slug, accepted=True)
        graphs = claim_graphs(store, slug)
        before |= {quad.triple for graph in accepted for quad in _quads_in(store, graph)}
        was["claims"] += len(graphs)
        was["accepted"] += len(accepted)
        own = list(article_quads(store, slug))
        was["articles"] += bool(own)
        for graph in graphs:
            store.remove_graph(graph)
        for quad in own:
            if not is_asserted(store, quad.triple):
                store.remove(quad)
    for slug in sorted(slugs & set(workspace.article_slugs())):
        article, claims = _read(workspace, slug, terms, policy)
        now["articles"] += 1
        now["claims"] += len(claims.claims)
        now["accepted"] += sum(claim.decision.accepted for claim in claims.claims)
        store.extend(_parsed(article.quads() + claims.lines))
        after |= {quad.triple: None for quad in _parsed(claims.accepted)}
    _require_claims(store, policy)
    base = base_triples(workspace)
    gone = [triple for triple in before if not is_asserted(store, triple)]
    removed = [triple for triple in map(_as_text, gone) if triple not in base]
    facts = Revision(store)
    change = reasoner.revise(facts, removed, [*restored, *map(_as_text, after)])
    places = Sources(workspace, store).place
    settlement = settle(store, facts, reasoner, change.clashes, policy, base=base, places=places)
    facts.commit()
    store.extend(_recorded(workspace, gone, terms, policy))
    now["accepted"] -= len(settlement.withdrawn)
    added = len(change.added) + settlement.added
    lost = len(change.removed) + settlement.removed
    made = Counts(
        **{key: getattr(counts, key) + now[key] - was[key] for key in now},
        triples=len(store),
        inferred=counts.inferred + added - lost,
    )
    findings = run_checks(store, *workspace.check_folders)
    return _with(Report(made, findings, 0.0, None, added, lost), settlement)


def _restored(
    store: ox.Store, settled: Settled, slugs: set[str], policy: Policy
) -> tuple[list[Triple], int]:
    """Accept again what was withdrawn, for what changed may have stood on the other side.

    Return what the claims assert, and their number; those of the changed articles are left out.
    """
    kept = {
        claim: before
        for claim, before in settled.items()
        if claim[1:-1].removeprefix(ARTICLE).partition("/")[0] not in slugs
    }
    for claim, (_, reason) in kept.items():
        by_hand = policy.by_hand(claim[1:-1].removeprefix(ARTICLE)) is not None
        mark(store, claim, accepted=True, reason=reason, disputed=by_hand)
    withdrawn = [claim for claim, (gone, _) in kept.items() if gone]
    return asserted(store, withdrawn), len(withdrawn)


def _recorded(
    workspace: Workspace, triples: list[ox.Triple], terms: OntologyTerms, policy: Policy
) -> Iterator[ox.Quad]:
    """Yield those of the triples that an article's own record has, whoever claimed them too."""
    slugs = {
        str(triple.subject)[1:-1].removeprefix(ARTICLE).partition("/")[0]
        for triple in triples
        if str(triple.subject).startswith(f"<{ARTICLE}")
    }
    for slug in sorted(slugs & set(workspace.article_slugs())):
        article, claims = _read(workspace, slug, terms, policy)
        for quad in _parsed(article.quads() + claims.lines):
            if quad.triple in triples:
                yield quad


def _quads_in(store: ox.Store, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, graph)


def _as_text(triple: ox.Triple) -> Triple:
    return str(triple.subject), str(triple.predicate), str(triple.object)


def _text_of(article: Article, folder: str) -> str | None:
    path = os.path.join(folder, "text.txt")
    return check_text(article, path) if os.path.exists(path) else None


def _disk_problem(folder: str, error: OSError | RuntimeError) -> StoreProblem:
    reason = getattr(error, "strerror", None) or str(error).split("\n", maxsplit=1)[0]
    hint = ""
    with contextlib.suppress(OSError):
        if generations.free_space(folder) < 1 << 20 or "No space" in str(error):
            hint = "; the disk is full: free some space or choose another folder with --store"
    return StoreProblem(f"{folder}: the store could not be built ({reason}){hint}")
