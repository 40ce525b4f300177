"""Everything that can be said against the files of a workspace, as one report."""

import os
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from summit_kg.builder import Report, base_triples, build_in_memory
from summit_kg.check.coverage import coverage, without_sentences
from summit_kg.check.files import check_files, ontology_files, query_files, reference_files
from summit_kg.check.left_out import LeftOut
from summit_kg.check.ontology import OntologyReport
from summit_kg.check.places import Place, Places
from summit_kg.check.policy import open_problems, trust_problems
from summit_kg.check.quality import Check, Finding, read_check
from summit_kg.check.report import Level, Problem, Validation
from summit_kg.check.shapes import SHAPES_FILE, ShapeResult, claimed_results, shape_results
from summit_kg.errors import InputProblem, UsageProblem
from summit_kg.load.policy import read_policy
from summit_kg.query.lint import BROKEN, lint
from summit_kg.reason.consistency import Contradiction, Inconsistency, together
from summit_kg.reason.disputes import Dispute, disputes
from summit_kg.reason.reasoner import Reasoner
from summit_kg.terms import claim_name, expand_curie, shorten
from summit_kg.vocabulary import CLAIM_GRAPH, INFERRED_GRAPH, SUMMIT
from summit_kg.workspace import Workspace

_SEVERITIES = {"Violation": Level.ERROR, "Warning": Level.WARN, "Info": Level.INFO}
_HINTS = {
    "unreadable": "make it a file that can be read",
    "syntax": "mend the syntax",
    "article": "mend what the file says of the article",
    "claim": "mend the claim",
    "evidence": "point start and end at the words of the sentence that say it",
    "hash": "put back the text that the hash was made of, or make the hash anew where it is right",
    "term": "correct the name, or declare the term in the ontology",
    "duplicate-id": "give one of the two another id",
}
_LEFT_OUT = "; what could not be read is left out of all other checks"
_NO_HEAD = "the check selects it, and does not say what is wrong"
_CLAIMED = {Level.ERROR: Level.WARN, Level.WARN: Level.INFO, Level.INFO: Level.INFO}
"""How grave it is where a claim that is not accepted says something that a shape forbids."""


def validate(workspace: Workspace, files: Sequence[str] = ()) -> Validation:
    """Return what is wrong with the files of a workspace, and how much of its articles was read.

    The whole workspace is read, whatever `files` names: what a file lacks, another may have.

    :param files: files or folders to which the report is limited
    :raises UsageProblem: where one of them is none of the workspace's
    """
    known = workspace_files(workspace)
    wanted = _wanted(workspace, files, known)
    wrong: list[InputProblem] = []
    store, reasoner, report = build_in_memory(workspace, any_day=True, problems=wrong)
    places = Places(workspace, store)
    left_out = LeftOut(workspace, store, wrong)
    checked = list(_of_checks(workspace, places, report.findings, wrong, left_out))
    problems = []
    undescribed = {found.value for _, found in checked}
    if not _lacks_terms(workspace, wrong):
        for problem in OntologyReport(workspace, store).problems():
            names = _broken_reference(problem)
            undescribed.update(names)
            problems.append(left_out.demoted(problem, *names))
        told = {(found.entity, found.property, problem.level) for problem, found in checked}
        problems += _of_shapes(workspace, store, places, told=told, wrong=wrong, left_out=left_out)
    problems += [problem for problem, _ in checked]
    undescribed = {name for name in undescribed if not _is_described(store, name)}
    # What is only named somewhere lacks everything; that is told where it is named.
    problems = [problem for problem in problems if problem.entity not in undescribed]
    chosen = [workspace.relative(path) for path in known if path in wanted]
    if report.inconsistency is not None:
        problems += _of_contradictions(report.inconsistency, places, chosen)
    if report.undecided is not None:
        problems += _of_contradictions(report.undecided, places, chosen, undecided=True)
    problems += _of_policy(workspace, store, reasoner, report, places=places, wrong=wrong)
    problems += _of_queries(workspace, wrong)
    problems += _of_files(workspace, wrong)
    metadata = workspace.relative(os.path.join(workspace.articles, "{}", "article.yaml"))
    read, without = coverage(store, metadata), without_sentences(store, metadata)
    if files:
        problems = [problem for problem in problems if problem.path in chosen]
        folders = {os.path.dirname(path) for path in chosen}
        read = [article for article in read if os.path.dirname(article.path) in folders]
        without = [path for path in without if os.path.dirname(path) in folders]
    inconsistency = None
    if any(problem.source == "contradictions" for problem in problems):
        inconsistency = together([f for f in (report.inconsistency, report.undecided) if f])
    return Validation(_sorted(problems), read, chosen, inconsistency, len(without))


def _lacks_terms(workspace: Workspace, wrong: list[InputProblem]) -> bool:
    """Tell whether a file of the ontology cannot be read: everything else would seem wrong, too."""
    return any(os.path.dirname(error.path) == workspace.ontology for error in wrong)


def workspace_files(workspace: Workspace) -> list[str]:
    """Return the files that validation reads."""
    articles = [
        os.path.join(workspace.articles, slug, name)
        for slug in workspace.article_slugs()
        for name in ("article.yaml", "claims.yaml", "text.txt")
    ]
    return [
        *ontology_files(workspace),
        *reference_files(workspace),
        *(path for path in articles if os.path.exists(path) or not path.endswith("text.txt")),
        *query_files(workspace),
        *check_files(workspace),
        *filter(os.path.exists, [workspace.policy]),
    ]


def _wanted(workspace: Workspace, files: Sequence[str], known: list[str]) -> set[str]:
    if not files:
        return set(known)
    wanted: set[str] = set()
    real = {os.path.realpath(path): path for path in known}
    for file in files:
        path = os.path.realpath(file)
        found = {real[k] for k in real if k == path or k.startswith(path.rstrip(os.sep) + os.sep)}
        if not found:
            root = workspace.root or os.path.dirname(workspace.data)
            raise UsageProblem(
                f"{file}: is no file of the workspace {root}; give a file or folder of its "
                "ontology, data or queries, or name its workspace with --workspace"
            )
        wanted |= found
    return wanted


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    order = list(Level)
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (
            order.index(p.level),
            p.path or "",
            p.line or 0,
            p.source,
            p.rule,
            p.message,
        ),
    )


# The parts: each turns what one of the checkers found into problems


def _of_files(workspace: Workspace, wrong: list[InputProblem]) -> Iterator[Problem]:
    """Yield what the loader refused."""
    for error in wrong:
        message, _, hint = error.message.partition("; ")
        path = workspace.relative(error.path)
        if not hint:
            hint = _HINTS.get(error.rule, "mend it") + _LEFT_OUT
            if os.path.dirname(error.path) == workspace.ontology:
                hint = "mend it; what needs the ontology was not checked"
        yield Problem(Level.ERROR, "files", error.rule, message, hint, path, error.line)


def _of_checks(
    workspace: Workspace,
    places: Places,
    findings: list[Finding],
    wrong: list[InputProblem],
    left_out: LeftOut,
) -> Iterator[tuple[Problem, Finding]]:
    heads: dict[str, Check] = {}
    files = {os.path.basename(path): path for path in check_files(workspace)}
    for finding in findings:
        file = files[finding.check + ".rq"]
        if finding.check not in heads:
            try:
                heads[finding.check] = read_check(file)
            except InputProblem as error:
                wrong.append(error)
                heads[finding.check] = Check("", "", Level.ERROR)
        head = heads[finding.check]
        path, line = _of_finding(workspace, places, finding, file)
        told = f"{finding.entity} {finding.property} {finding.value}: {head.problem or _NO_HEAD}"
        hint = head.solution or f"see what {workspace.relative(file)} selects, and give it a head"
        name = finding.entity
        problem = Problem(head.level, "checks", finding.check, told, hint, path, line, name)
        yield left_out.demoted(problem, finding.entity, finding.value), finding


def _of_finding(workspace: Workspace, places: Places, finding: Finding, file: str) -> Place:
    """Return where a finding's value stands, else what states its property or has its name."""
    entity, value = _node(finding.entity), _iri(finding.value)
    if value is not None and finding.entity.startswith("id:article/"):
        place = places.naming(value, _iri(finding.entity))
        if place[0] is not None:
            return place
    place = places.of(entity, _iri(finding.property))
    if place[0] is None and isinstance(entity, ox.NamedNode):
        place = places.naming(entity.value)
    return place if place[0] is not None else (_own(workspace, file), None)


def _own(workspace: Workspace, path: str) -> str | None:
    """Return a file as its user writes it; None where it came with the package."""
    return workspace.relative(path) if workspace.owns(path) else None


def _is_described(store: ox.Store, name: str) -> bool:
    """Tell whether anything is said of a thing that was not inferred."""
    iri = _iri(name)
    if iri is None:
        return True
    quads = list(store.quads_for_pattern(ox.NamedNode(iri), None, None, None))
    inferred = {quad.triple for quad in quads if _is_inferred(quad)}
    return any(quad.triple not in inferred for quad in quads)


def _is_inferred(quad: ox.Quad) -> bool:
    return getattr(quad.graph_name, "value", "") == INFERRED_GRAPH


def _broken_reference(problem: Problem) -> list[str]:
    return problem.message.split()[-1:] if problem.rule == "reference-broken" else []


def _of_shapes(
    workspace: Workspace,
    store: ox.Store,
    places: Places,
    *,
    told: set[tuple[str, str, Level]],
    wrong: list[InputProblem],
    left_out: LeftOut,
) -> list[Problem]:
    """Return what the shapes find in the default view, and in claims that are not accepted.

    :param told: entities and properties of which a check has told, and as how grave
    """
    shapes = os.path.join(workspace.ontology, SHAPES_FILE)
    if not os.path.exists(shapes):
        return []
    view = [quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    try:
        in_view = shape_results(view, shapes)
        claimed = [q.triple for q in store if _is_claimed(q)]
        together = shape_results([*view, *claimed], shapes)
    except InputProblem as error:
        wrong.append(error)
        return []
    found = [(result, _SEVERITIES[result.severity]) for result in in_view]
    found += [
        (result, Level.INFO if result.lacks else _CLAIMED[_SEVERITIES[result.severity]])
        for result in claimed_results(in_view, together)
    ]
    problems = []
    for result, level in found:
        name = _shown(result.focus)
        paths = {shorten(property_) for property_ in result.properties}
        if any(e == name and p in paths and known.reaches(level) for e, p, known in told):
            continue
        if _lacks_hash(result, left_out):
            continue
        problem = _of_shape(workspace, places, result, level, shapes)
        value = () if result.value is None else (_shown(result.value),)
        problems.append(left_out.demoted(problem, name, *value))
    return problems


def _lacks_hash(result: ShapeResult, left_out: LeftOut) -> bool:
    """Tell whether a stretch of text lacks its hash only since the text could not be used."""
    if not result.lacks or SUMMIT + "sha256" not in result.properties:
        return False
    return isinstance(result.focus, ox.BlankNode) and any(
        result.focus.value.startswith(slug + ".") for slug in left_out.texts
    )


def _of_shape(
    workspace: Workspace, places: Places, result: ShapeResult, level: Level, shapes: str
) -> Problem:
    path, line = None, None
    if not isinstance(result.focus, ox.Literal):
        property_ = result.properties[0] if result.properties else None
        path, line = places.of(result.focus, property_, result.value)
        if path is None and isinstance(result.focus, ox.NamedNode):
            path, line = places.naming(result.focus.value)
    problem, _, hint = result.message.partition(": ")
    value = "" if result.value is None else f" ({_shown(result.value)})"
    name = _shown(result.focus)
    rule = result.component.removesuffix("ConstraintComponent")
    return Problem(
        level,
        "shapes",
        rule,
        f"{name}{value}: {problem.rstrip('.')}",
        hint or result.message,
        path or _own(workspace, shapes),
        line,
        name,
    )


def _is_claimed(quad: ox.Quad) -> bool:
    return getattr(quad.graph_name, "value", "").startswith(CLAIM_GRAPH)


def _of_contradictions(
    inconsistency: Inconsistency, places: Places, chosen: list[str], *, undecided: bool = False
) -> Iterator[Problem]:
    """Yield each contradiction at one of its claims, at one in the files chosen if there is any."""
    rule = "undecided" if undecided else "contradiction"
    for found in inconsistency.contradictions:
        ways = [" and ".join(map(claim_name, claims)) for claims in found.ways_out]
        ways += ["the statement in " + place for place in found.places[: len(found.others)]]
        hint = f"withdraw or mend {', or '.join(ways)}"
        if undecided:
            hint = f"decide in data/policy.yaml whom to believe, or {hint}"
        where = [*_places_of(found, places), (None, None)]
        path, line = next((place for place in where if place[0] in chosen), where[0])
        said = "; ".join(claim.statement for claim in found.claims) or "; ".join(_facts(found))
        names = ", ".join(claim_name(claim.claim) for claim in found.claims) or None
        message = f"{found.kind}: {said}"
        yield Problem(Level.ERROR, "contradictions", rule, message, hint, path, line, names)


def _facts(found: Contradiction) -> Iterator[str]:
    for part in found.explanation.parts:
        yield part.text


def _of_queries(workspace: Workspace, wrong: list[InputProblem]) -> Iterator[Problem]:
    """Yield what `queries lint` finds in the workspace's own queries and checks."""
    if not workspace.owns(workspace.queries):
        return
    known = {error.path for error in wrong}
    for found in lint(workspace.queries):
        broken = found.rule in BROKEN
        if broken and found.path in known:
            continue  # the file could not be used, and that is told
        level = Level.ERROR if broken else Level.WARN
        hint = "mend it; no engine can run it as it stands"
        if not broken:
            hint = "mend it; other tools that run saved queries need it so"
        path = workspace.relative(found.path)
        yield Problem(level, "queries", found.rule, found.message, hint, path, found.line)


def _of_policy(
    workspace: Workspace,
    store: ox.Store,
    reasoner: Reasoner,
    report: Report,
    *,
    places: Places,
    wrong: list[InputProblem],
) -> Iterator[Problem]:
    """Yield what the policy decides, and what it names that is not there."""
    if any(error.path == workspace.policy for error in wrong):
        return
    policy = read_policy(workspace.policy).on_any_day()
    path = workspace.relative(workspace.policy)
    # What could not be read might have the names.
    if not wrong:
        yield from trust_problems(store, policy, path)
    if report.inconsistency is None:
        found = disputes(store, reasoner, policy, base=base_triples(workspace, []))
        yield from _of_disputes(found, places)
        if not wrong:
            reasons = [reason for _, reason in report.settled.values()]
            yield from open_problems(policy, found, reasons, path)


def _of_disputes(found: list[Dispute], places: Places) -> Iterator[Problem]:
    """Yield what sources disagree on and the policy decides, at a claim that it does not take."""
    for dispute in found:
        lost = [claim for side in dispute.sides for claim in side.claims if not claim.accepted]
        if dispute.undecided or not lost:
            continue
        path, line = places.of_claim(lost[0].claim[1:-1])
        names = ", ".join(claim_name(claim.claim) for claim in lost)
        hint = f"summit-kg disputes --id {dispute.id} shows it"
        title = dispute.title or dispute.kind
        yield Problem(Level.INFO, "disputes", "settled", title, hint, path, line, names)


def _places_of(found: Contradiction, places: Places) -> Iterator[Place]:
    for claim in found.claims:
        yield places.of_claim(claim.claim[1:-1])
    for place in found.places:
        path, _, line = place.rpartition(":")
        yield (path, int(line)) if line.isdigit() else (place, None)


def _node(shown: str) -> ox.NamedNode | ox.BlankNode:
    if shown.startswith("_:"):
        return ox.BlankNode(shown[2:])
    return ox.NamedNode(_iri(shown) or "urn:nothing")


def _iri(shown: str) -> str | None:
    return shown[1:-1] if shown.startswith("<") else expand_curie(shown)


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
