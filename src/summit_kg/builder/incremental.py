"""A store brought up to date from the one before, where only a few articles changed."""

import os
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from summit_kg.builder.generation import engine_folder, finish, noted
from summit_kg.builder.report import Counts, Report, Settled
from summit_kg.builder.whole import require_claims
from summit_kg.builder.workspace_quads import ArticleFiles, article_files, base_triples, parsed
from summit_kg.check.quality import run_checks
from summit_kg.errors import StoreProblem
from summit_kg.load.ontology_terms import read_ontology_terms
from summit_kg.load.policy import Policy, read_policy
from summit_kg.reason.acceptance_marks import asserted, mark
from summit_kg.reason.facts import Revision, as_text
from summit_kg.reason.reasoner import SCHEMA_FILE, Reasoner, SchemaChange
from summit_kg.reason.schema import Triple
from summit_kg.reason.settling import settle
from summit_kg.reason.sources import Sources
from summit_kg.store import generations
from summit_kg.store.article_quads import article_quads, claim_graphs, is_asserted
from summit_kg.store.freshness import UNREASONED, changed_articles
from summit_kg.terms import article_name, claim_name
from summit_kg.vocabulary import ARTICLE
from summit_kg.workspace import Workspace

_MOST_CHANGED = 0.2
"""The share of articles up to which a build goes from the old store instead of from nothing."""


def update(
    workspace: Workspace, path: str, current: generations.Current, inputs: str
) -> Report | None:
    """Fill a generation's folder from the current one and the articles that changed.

    None where that cannot be, or where starting from nothing is as good.

    :param inputs: what `freshness.inputs` says of the files now
    """
    slugs = changed_articles(current.inputs(), inputs)
    if slugs is None or UNREASONED in inputs or not current.exists():
        return None
    policy = read_policy(workspace.policy)
    if policy.as_of is not None:
        return None  # a bound that came or went may change what any other claim is accepted for
    try:
        old = _report_of(current)
        reasoner = Reasoner.read(os.path.join(current.path, SCHEMA_FILE))
    except (OSError, ValueError, KeyError, TypeError, StoreProblem):
        return None
    if len(slugs) > max(1, old.counts.articles * _MOST_CHANGED):
        return None
    folder = engine_folder(path)
    generations.clone(engine_folder(current.path), folder)
    try:
        store = ox.Store(folder)
        report = _change(workspace, store, reasoner, slugs, policy=policy, old=old)
    except SchemaChange:
        generations.remove(folder)
        return None
    return finish(workspace, path, store, reasoner, report)


def _report_of(generation: generations.Current) -> Report:
    """Return what an update must know of the build before."""
    found = noted(generation)
    settled = {claim: (bool(gone), str(why)) for claim, (gone, why) in found["settled"].items()}
    return Report(Counts(**found["counts"]), [], 0.0, settled=settled)


def _change(
    workspace: Workspace,
    store: ox.Store,
    reasoner: Reasoner,
    slugs: set[str],
    *,
    policy: Policy,
    old: Report,
) -> Report:
    """Change articles in a store that has the old ones, with what follows from them.

    :raises SchemaChange: where that leads to other rules
    """
    terms = read_ontology_terms(workspace.ontology)

    def read(wanted: set[str]) -> Iterator[ArticleFiles]:
        for slug in sorted(wanted & set(workspace.article_slugs())):
            yield article_files(workspace, slug, terms, policy)

    restored, again = _restored(store, old.settled, slugs, policy)
    before, was = _take_out(store, slugs)
    after, now = _put_in(store, read(slugs))
    require_claims(store, policy)
    base = base_triples(workspace)
    gone = {triple for triple in before if not is_asserted(store, triple)}
    removed = [triple for triple in map(as_text, gone) if triple not in base]
    facts = Revision(store)
    change = reasoner.revise(facts, removed, [*restored, *map(as_text, after)])
    places = Sources(workspace, store).place
    settlement = settle(store, facts, reasoner, change.clashes, policy, base=base, places=places)
    facts.commit()
    store.extend(_recorded(gone, read))
    added = len(change.added) + settlement.added
    lost = len(change.removed) + settlement.removed
    counts = old.counts.plus(now).minus(was)
    counts = counts._replace(
        accepted=counts.accepted + again - len(settlement.withdrawn),
        triples=len(store),
        inferred=counts.inferred + added - lost,
    )
    findings = run_checks(store, *workspace.check_folders)
    report = Report(counts, findings, 0.0, None, added, lost)
    return report.with_settlement(settlement)


def _restored(
    store: ox.Store, settled: Settled, slugs: set[str], policy: Policy
) -> tuple[list[Triple], int]:
    """Accept again what was withdrawn, for what changed may have stood on the other side.

    Return what the claims assert, and their number; those of the changed articles are left out.
    """
    kept = {claim: before for claim, before in settled.items() if article_name(claim) not in slugs}
    for claim, (_, reason) in kept.items():
        by_hand = policy.by_hand(claim_name(claim)) is not None
        mark(store, claim, accepted=True, reason=reason, disputed=by_hand)
    withdrawn = [claim for claim, (gone, _) in kept.items() if gone]
    return asserted(store, withdrawn), len(withdrawn)


def _take_out(store: ox.Store, slugs: set[str]) -> tuple[set[ox.Triple], Counts]:
    """Take articles out of a store, but for what other claims assert too.

    Return what their accepted claims assert, which is left in the default view, and how much they
    were.
    """
    accepted_triples: set[ox.Triple] = set()
    counts = Counts()
    for slug in sorted(slugs):
        accepted = claim_graphs(store, slug, accepted=True)
        graphs = claim_graphs(store, slug)
        for graph in accepted:
            stated = store.quads_for_pattern(None, None, None, graph)
            accepted_triples.update(quad.triple for quad in stated)
        own = list(article_quads(store, slug))
        counts = counts.plus(Counts(int(bool(own)), len(graphs), len(accepted)))
        for graph in graphs:
            store.remove_graph(graph)
        for quad in own:
            if not is_asserted(store, quad.triple):
                store.remove(quad)
    return accepted_triples, counts


def _put_in(store: ox.Store, files: Iterable[ArticleFiles]) -> tuple[list[ox.Triple], Counts]:
    """Put articles into a store; return what is accepted of them, not put in, and their counts."""
    accepted: dict[ox.Triple, None] = {}
    counts = Counts()
    for one in files:
        counts = counts.plus(one.counts)
        store.extend(one.record())
        accepted |= dict.fromkeys(quad.triple for quad in parsed(one.claims.accepted))
    return list(accepted), counts


def _recorded(
    triples: set[ox.Triple], read: Callable[[set[str]], Iterator[ArticleFiles]]
) -> Iterator[ox.Quad]:
    """Yield those of the triples that an article's own record has, whoever claimed them too."""
    subjects = {str(triple.subject) for triple in triples}
    slugs = {article_name(subject) for subject in subjects if subject.startswith(f"<{ARTICLE}")}
    for files in read(slugs):
        for quad in files.record():
            if quad.triple in triples:
                yield quad
