"""The triple patterns of a query, each with the group in which it stands."""

import gc
from functools import lru_cache
from typing import Any, NamedTuple

from summit_kg.errors import UsageProblem
from summit_kg.query.marked_groups import MARK, form, marked
from summit_kg.query.selects import Select, selects

_PARTS = {
    **dict.fromkeys(["Join", "LeftJoin", "Union"], ("p1", "p2")),
    "Minus": ("p1",),
    **dict.fromkeys(
        ["Filter", "Extend", "Project", "Distinct", "Reduced", "OrderBy", "Slice",
         "AggregateJoin", "ToMultiSet", "SelectQuery", "Having"],
        ("p",),
    ),
}  # fmt: skip
"""Where further patterns stand beneath a node of the algebra."""


class Pattern(NamedTuple):
    """A triple pattern in SPARQL form, its graph, and the mark of the group in which it stands.

    The graph is empty for the default view; `mark` is a variable that is bound where the group
    holds.
    """

    subject: str
    predicate: str
    object: str
    graph: str
    mark: str


class Patterns(NamedTuple):
    """The triple patterns of a query, and those of the SELECTs within, which hide theirs.

    `required` are those that must be there though they give nothing, beneath EXISTS. `marks` are
    of its groups, the outermost first. `whole` is the query for all solutions of the
    outermost pattern; None where that groups.
    """

    shown: list[Pattern]
    hidden: list["Hidden"]
    required: list[list[Pattern]]
    marks: list[str]
    whole: str | None = None

    @classmethod
    def none(cls, whole: str | None = None) -> "Patterns":
        """Return none yet."""
        return cls([], [], [], [], whole)

    @property
    def certain(self) -> set[str]:
        """The variables to which a triple gives a value in every solution."""
        return {
            part
            for pattern in self.shown
            for part in pattern[:3]
            if pattern.mark in self.marks[:1] and part.startswith("?")
        }


class Hidden(NamedTuple):
    """The patterns of a SELECT within, the query for its solutions, and where it stands."""

    patterns: Patterns
    select: Select
    mark: str


@lru_cache(maxsize=32)
def patterns_of(sparql: str) -> Patterns:
    """Return the triple patterns of a SELECT query, in SPARQL form.

    Patterns beneath MINUS and NOT EXISTS are left out, as are property paths: a row does not rest
    on one triple there.

    :raises UsageProblem: where the query is no SELECT
    """
    if form(sparql) != "SELECT":
        raise UsageProblem("only the rows of a SELECT query can be explained")
    text = marked(sparql)
    algebra = _algebra(text)
    hiding, whole = selects(text)
    patterns = Patterns.none(whole)
    _Collector(hiding).collect(algebra, patterns)
    return patterns


def _algebra(sparql: str) -> Any:
    # The parser leaves rings of references, which hold on to the frames of all callers, and so to
    # answers of the engine, which wants these freed in this thread: what is young is cleared here.
    collecting = gc.isenabled()
    gc.disable()
    try:
        from rdflib.plugins.sparql import prepareQuery
        from rdflib.plugins.sparql.parser import QueryUnit

        return prepareQuery(sparql).algebra
    finally:
        QueryUnit.reset_cache()  # which all its parsers share, where a library turned it on
        gc.collect(0)
        if collecting:
            gc.enable()


class _Collector:
    """Collects the patterns of a query's algebra; `hiding` are the SELECTs not met yet."""

    def __init__(self, hiding: list[Select]) -> None:
        self._hiding = hiding

    def collect(self, node: Any, found: Patterns, graph: str = "", mark: str = "") -> None:
        """Add the patterns beneath a node, which stands in a graph and in a group with a mark."""
        from rdflib import URIRef, Variable

        if node is None:
            return
        if node.name == "Filter":
            self._require(node.expr, found, graph, mark)
        elif node.name == "LeftJoin":
            self._require(node.expr, found, graph, _mark(node.p2) or mark)
        if node.name == "BGP":
            for triple in node.triples:
                if isinstance(triple[1], URIRef | Variable):
                    found.shown.append(Pattern._make([*map(_written, triple), graph, mark]))
        elif node.name == "Graph":
            self.collect(node.p, found, _written(node.term), mark)
        elif _mark(node):
            found.marks.append(_mark(node))
            self.collect(node.p, found, graph, found.marks[-1])
        elif node.name == "Group":
            by = tuple(term.n3() for term in node.expr or () if isinstance(term, Variable))
            hidden = Patterns.none()
            self.collect(node.p, hidden, graph)
            self._hide(hidden, found, mark, self._met(by, groups=True))
        elif node.name == "ToMultiSet" and self._met(_shown(node.p), groups=False):
            hidden = Patterns.none()
            self.collect(node.p, hidden, graph)
            self._hide(hidden, found, mark, self._met(_shown(node.p), groups=False))
        else:
            for part in _PARTS.get(node.name, ()):
                self.collect(getattr(node, part), found, graph, mark)

    def _require(self, expression: Any, found: Patterns, graph: str, mark: str) -> None:
        """Add the patterns of each EXISTS that must hold."""
        from rdflib.plugins.sparql.algebra import translateGroupGraphPattern

        name = getattr(expression, "name", "")
        if name == "ConditionalAndExpression":
            for part in (expression.expr, *expression.other):
                self._require(part, found, graph, mark)
        elif name == "Builtin_EXISTS":
            beneath = Patterns.none()
            self.collect(translateGroupGraphPattern(expression.graph), beneath, graph, mark)
            found.required.append(beneath.shown)

    def _met(self, by: tuple[str, ...] | None, *, groups: bool) -> Select | None:
        return next((one for one in self._hiding if (one.by, one.groups) == (by, groups)), None)

    def _hide(self, hidden: Patterns, found: Patterns, mark: str, select: Select | None) -> None:
        if select is not None:
            self._hiding.remove(select)
            found.hidden.append(Hidden(hidden, select, mark))


def _mark(node: Any) -> str:
    """Return the mark of the group that a node stands for; empty where it is none."""
    return node.var.n3() if node.name == "Extend" and node.var.startswith(MARK) else ""


def _shown(node: Any) -> tuple[str, ...] | None:
    """Return the variables that a SELECT within shows; None of what is none."""
    while node.name in {"Distinct", "Reduced", "Slice"}:
        node = node.p
    return tuple(variable.n3() for variable in node.PV) if node.name == "Project" else None


def _written(term: Any) -> str:
    from rdflib import BNode

    return f"?_blank{term}" if isinstance(term, BNode) else str(term.n3())
