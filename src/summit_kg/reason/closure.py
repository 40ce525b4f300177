"""The OWL 2 RL closure of ontology, reference data and accepted assertions.

`rules` compiles the rules, `columns` applies them to everything, `maintain` to what changes.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.columns import ClashInstance, Columns, Fact
from summit_kg.reason.rule import Rule
from summit_kg.reason.rules import KINDS, compile_rules
from summit_kg.reason.schema import Triple
from summit_kg.vocabulary import INFERRED_GRAPH, OA, OWL, RDF, SUMMIT

_TYPE = RDF + "type"
_LOADED_AT_ONCE = 200_000
_CLAIM_LAYER = ("inArticle", "statement", "polarity", "certainty", "claimType", "asserts",
                "accepted", "acceptanceReason", "reportedBy", "saidBy", "voice", "claimedBy",
                "evidence", "inSentence", "sha256", "textLength", "noClaimReason",
                "quotedWords", "disputes", "primary", "relays", "accessedOn", "disputed", "fulfils",
                "refutes", "leavesOpen", "jointly")  # fmt: skip
NOT_REASONED_OVER = frozenset(
    [SUMMIT + name for name in _CLAIM_LAYER]
    + [OWL + "annotatedSource", OWL + "annotatedProperty", OWL + "annotatedTarget"]
)
_NOT_REASONED_TYPES = frozenset(
    [SUMMIT + "Claim", SUMMIT + "Sentence", SUMMIT + "Article", OWL + "Axiom"]
)


class Premises:
    """What reasoning starts from: ontology, reference data, accepted claims.

    Claims, their evidence and the sources of reference values stay out: they say who said
    something, not what is, and nothing follows from them.
    """

    def __init__(self) -> None:
        self.columns = Columns()

    def add(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the quads as they are, taking in those that something can follow from."""
        for quad in quads:
            if is_premise(quad):
                self.columns.add_lines([f"{quad.triple} .\n"])
            yield quad

    def add_lines(self, lines: Iterable[str]) -> None:
        """Take in N-Triples lines with single blanks between terms."""
        self.columns.add_lines(lines)


def is_premise(quad: ox.Quad) -> bool:
    """Tell whether something can follow from a statement."""
    predicate = quad.predicate.value
    if predicate in NOT_REASONED_OVER or predicate.startswith(OA):
        return False
    return predicate != _TYPE or getattr(quad.object, "value", "") not in _NOT_REASONED_TYPES


class Closure(NamedTuple):
    """What follows from premises and is not among them.

    `lines` are N-Triples lines; `counts` says how many triples each kind of rule added, each
    triple counted for the rule that found it first; `clashes` are premises and conclusions that
    cannot hold together; `rules` are those that the ontology gave.
    """

    lines: list[str]
    counts: dict[str, int]
    clashes: list[ClashInstance]
    rules: list[Rule]


def closure(premises: Premises) -> Closure:
    """Return what follows from premises.

    Nothing is derived about literals, nor about the terms of the ontology; no individual is
    derived to be the same as itself or to belong to `owl:Thing` or to a class without a name.

    :raises SummitKGError: where the ontology's classes are nested without end
    """
    rules = _close(premises.columns)
    lines, by_rule = premises.columns.derived_lines()
    counts: dict[str, int] = {}
    for name, count in by_rule.items():
        kind = KINDS.get(name, name)
        counts[kind] = counts.get(kind, 0) + count
    return Closure(lines, counts, premises.columns.clashes(rules), rules)


def _close(columns: Columns) -> list[Rule]:
    while True:
        rules = compile_rules(columns.schema)
        columns.close(rules)
        found = [triple for triple in columns.derived_schema() if columns.schema.add(triple)]
        if not found:
            return rules


def derive(triples: Iterable[Triple]) -> list[Fact]:
    """Return what follows from triples, each with the name of the rule that found it first."""
    columns = Columns()
    columns.add(triples)
    _close(columns)
    return list(columns.derived())


def write_closure(store: ox.Store, lines: list[str]) -> None:
    """Add inferred triples to the default view, with a copy in the graph of inferred triples."""
    graph = ox.NamedNode(INFERRED_GRAPH)
    # The engine would give new names to the blank nodes of a text that it loads whole.
    named = iter(line for line in lines if "_:" not in line)
    while part := "".join(islice(named, _LOADED_AT_ONCE)).encode():
        store.bulk_load(part, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        store.bulk_load(part, ox.RdfFormat.N_TRIPLES)
    rest = "".join(line for line in lines if "_:" in line).encode()
    for target in (graph, ox.DefaultGraph()):
        store.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, target)
            for quad in ox.parse(rest, ox.RdfFormat.N_TRIPLES)
        )
