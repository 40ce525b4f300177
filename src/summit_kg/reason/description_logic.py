"""What only description logic sees in ontology and data: denials, counts, classes, contradictions.

A reasoner speaks of classes, so each question becomes a class: what would have to be the United
States and take part in the round. It can have no member just where the contrary of what is to be
shown contradicts ontology and data.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.reason.closure import NOT_REASONED_OVER, Premises, closure
from summit_kg.reason.hermit import HEAP, hermit
from summit_kg.reason.owl_profile import FOREIGN_DATATYPE, ProfileProblem, within_dl
from summit_kg.reason.rules import KINDS
from summit_kg.reason.rustdl_engine import rustdl
from summit_kg.reason.taxonomy import Pair, Taxonomy
from summit_kg.reason.triples import TYPE, Node, Triples
from summit_kg.vocabulary import INFERRED_GRAPH, OA, OWL, RDF, RDFS, SUMMIT
from summit_kg.walks import reach

ENGINES = ("hermit", "rustdl")
Row = TypeVar("Row")
_HELPER = "urn:x-summit-kg:dl:"
_CLAIM_TYPES = frozenset([SUMMIT + "Claim", SUMMIT + "Sentence", SUMMIT + "Article", OWL + "Axiom"])
_CARDINALITIES = {"cardinality": "exactly", "minCardinality": "min", "maxCardinality": "max"}


class Denial(NamedTuple):
    """Something that is not so: the subject does not stand in this property to the object.

    `through` is the class whose members are all excluded, or None where the denial names the
    subject itself.
    """

    subject: str
    property_: str
    object: Node
    through: str | None


class Count(NamedTuple):
    """A thing that has exactly (or `min`, `max`) so many values of a property.

    `known` are the values by name; as two names may mean one thing, at least `missing` more exist.
    """

    subject: str
    property_: str
    kind: str
    number: int
    known: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many values there are at least that have no name."""
        return 0 if self.kind == "max" else max(0, self.number - len(self.known))

    @property
    def excess(self) -> int:
        """How many names are too many: so many name what another does, or are wrong."""
        return 0 if self.kind == "min" else max(0, len(self.known) - self.number)


class Apart(NamedTuple):
    """Two things that cannot be the same: a position for a proposition and one against it."""

    one: str
    other: str
    about: str


class Conclusions(NamedTuple):
    """What a description-logic reasoner adds to what was asserted and to the OWL 2 RL closure.

    Everything after `consistent` is empty where that is False: from a contradiction all follows.
    `clashes` are the kinds of contradictions that OWL 2 RL finds in the same ontology and data,
    such as by incompatible properties, of which the reasoner knows nothing. `subclasses` holds
    only pairs with no class between them. `outside` are the axioms that the
    reasoner was not given, as they are outside OWL 2 DL; `as_text` those whose datatype it lacks
    (`within_dl` says what becomes of them).
    """

    engine: str
    consistent: bool
    subclasses: tuple[Pair, ...]
    unsatisfiable: tuple[str, ...]
    types: tuple[Pair, ...]
    denials: tuple[Denial, ...]
    counts: tuple[Count, ...]
    apart: tuple[Apart, ...]
    outside: tuple[ProfileProblem, ...]
    as_text: tuple[ProfileProblem, ...]
    doubts: tuple[str, ...]
    clashes: tuple[str, ...] = ()


def conclude(
    premises: Triples,
    *,
    engine: str = "hermit",
    known: Iterable[ox.Triple] = (),
    timeout: float | None = None,
    heap: int | None = None,
) -> Conclusions:
    """Return what an engine concludes from ontology and data.

    :param known: what follows by OWL 2 RL, which is left out of the answer
    :param timeout: seconds after which a run of the engine is ended; one or two are needed
    :param heap: megabytes that HermiT may use
    :raises SummitKGError: where the engine cannot do it
    """
    inside, problems = within_dl(premises)
    foreign = tuple(p for p in problems if p.rule == FOREIGN_DATATYPE)
    outside = tuple(p for p in problems if p.rule != FOREIGN_DATATYPE)
    view = Triples([*premises, *known])
    typed = _named_pairs(view.using(TYPE))
    questions = _Questions(inside, typed, ())
    new: set[Pair] = set()
    while True:
        found = reason([*logical(inside), *questions.definitions()], engine, timeout, heap)
        if not found.consistent:
            return Conclusions(
                engine, False, (), (), (), (), (), (), outside, foreign, found.doubts
            )  # fmt: skip
        new |= found.types - typed
        more = _Questions(inside, typed | new, new if engine == "hermit" else ())
        if more.asked() == questions.asked():
            break
        questions = more  # there are types that OWL 2 RL does not see: ask about them as well
    if engine == "hermit":
        # HermiT 1.4 may give a thing that is one of two named ones the types of one of these.
        new = questions.types(found)
    doubts = found.doubts + (_doubts(inside, questions) if engine == "rustdl" else ())
    return Conclusions(
        engine=engine,
        consistent=True,
        subclasses=tuple(sorted(_direct(_own(found.subclasses)) - _stated_subclasses(inside))),
        unsatisfiable=tuple(sorted(n for n in found.unsatisfiable if not n.startswith(_HELPER))),
        types=tuple(sorted(new)),
        denials=questions.denials(found),
        counts=_counts(inside, typed | new, view),
        apart=questions.apart(found),
        outside=outside,
        as_text=foreign,
        doubts=doubts,
    )


def closed(premises: Triples) -> tuple[list[ox.Triple], tuple[str, ...]]:
    """Return what follows from premises by OWL 2 RL, and the kinds of contradictions in it."""
    taken = Premises()
    taken.add_lines(f"{triple} .\n" for triple in premises)
    found = closure(taken)
    text = "".join(found.lines).encode()
    follows = [quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]
    kinds = {KINDS.get(clash.rule.name, clash.rule.name) for clash in found.clashes}
    return follows, tuple(sorted(kinds))


def _own(subclasses: Iterable[Pair]) -> set[Pair]:
    """Return pairs of classes without those that were made up to ask questions."""
    return {pair for pair in subclasses if not any(n.startswith(_HELPER) for n in pair)}


def _doubts(inside: Triples, questions: "_Questions") -> tuple[str, ...]:
    """Return what rustdl 0.4.42 is known to miss and the ontology gives occasion for."""
    doubts: tuple[str, ...] = ()
    enumerated = {triple.subject for triple in inside.using(OWL + "oneOf")}
    if any(triple.object in enumerated for triple in inside.using(OWL + "equivalentClass")):
        doubts += ("rustdl may miss what an enumerated class is beneath; --engine hermit does not",)
    if questions.asked()[1]:
        doubts += ("rustdl does not see which positions cannot be one; --engine hermit does",)
    return doubts


def reason(
    triples: Iterable[ox.Triple],
    engine: str,
    timeout: float | None = None,
    heap: int | None = None,
) -> Taxonomy:
    """Return an engine's word on an ontology within OWL 2 DL.

    :raises SummitKGError: where the engine cannot do it
    """
    if engine == "hermit":
        return hermit(triples, timeout=timeout, heap=HEAP if heap is None else heap)
    if engine != "rustdl":
        raise UsageProblem(f"no engine {engine[:40]!r}; there are {' and '.join(ENGINES)}")
    if heap is not None:
        raise UsageProblem("--heap is for Java; rustdl needs none")
    return rustdl(triples, timeout=timeout)


def premises_of(store: ox.Store) -> tuple[Triples, list[ox.Triple]]:
    """Return what a store's ontology, reference data and accepted claims say, and what RL added.

    The layer that says who said something stays out, as it does for the OWL 2 RL closure.
    """
    inferred = [q.triple for q in store.quads_for_pattern(
        None, None, None, ox.NamedNode(INFERRED_GRAPH))]  # fmt: skip
    view = Triples(q.triple for q in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    gone = set(inferred)
    for triple in view:
        if _is_claim_layer(triple):
            gone.update(view.beneath(triple))
    return Triples(sorted((triple for triple in view if triple not in gone), key=str)), inferred


def _is_claim_layer(triple: ox.Triple) -> bool:
    predicate = triple.predicate.value
    if predicate in NOT_REASONED_OVER or predicate.startswith(OA):
        return True
    kind = getattr(triple.object, "value", "")
    return predicate == TYPE and (kind in _CLAIM_TYPES or kind.startswith(OA))


def logical(triples: Triples) -> Iterator[ox.Triple]:
    """Yield the triples that something can follow from: neither annotations nor imports."""
    annotations = {getattr(n, "value", "") for n in triples.typed(OWL + "AnnotationProperty")}
    annotations |= {RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
    annotations |= {OWL + name for name in ("imports", "versionInfo", "versionIRI")}
    for triple in triples:
        if triple.predicate.value not in annotations:
            yield triple


def _direct(subclasses: AbstractSet[Pair]) -> set[Pair]:
    """Return the pairs between whose classes there is no other class."""
    above: dict[str, set[str]] = defaultdict(set)
    for lower, upper in subclasses:
        above[lower].add(upper)
    return {
        (lower, upper)
        for lower, upper in subclasses
        if not any(
            upper in above[between] and lower not in above[between] and between not in above[upper]
            for between in above[lower] - {upper}
            if between in above
        )
    }


def _named_pairs(triples: Iterable[ox.Triple]) -> set[Pair]:
    return {
        (triple.subject.value, triple.object.value)
        for triple in triples
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode)
    }


def _stated_subclasses(triples: Triples) -> set[Pair]:
    """Return the pairs that follow from stated subclasses of named classes alone."""
    above: dict[str, set[str]] = defaultdict(set)
    for lower, upper in _named_pairs(triples.using(RDFS + "subClassOf")):
        above[lower].add(upper)
    for one, other in _named_pairs(triples.using(OWL + "equivalentClass")):
        above[one].add(other)
        above[other].add(one)
    return {(lower, upper) for lower in list(above) for upper in reach([lower], above.__getitem__)}


class _Questions:
    """The questions that ontology and data raise.

    Each contrary of something to be shown becomes a class that could only have a member if the
    contrary were so; where the reasoner says that it can have none, the thing is shown. The class
    has no definition, only conditions, so that it adds nothing to the ontology.
    """

    def __init__(self, triples: Triples, types: set[Pair], doubtful: Iterable[Pair]) -> None:
        members = _members(types)
        denials = {Denial(*denial, None) for denial in _stated_denials(triples)}
        for class_, property_, value in _exclusions(triples):
            denials |= {Denial(m, property_, value, class_) for m in members[class_]}
        self._denials = _numbered("denial", denials)
        self._apart = _numbered("apart", _opposite_positions(triples))
        self._doubtful = _numbered("type", doubtful)

    def definitions(self) -> Iterator[ox.Triple]:
        """Yield the conditions of the contraries' classes."""
        for denial, name in self._denials.items():
            yield from _only(name, denial.subject)
            property_ = ox.NamedNode(denial.property_)
            body = {OWL + "onProperty": property_, OWL + "hasValue": denial.object}
            yield from _beneath(name, "Restriction", body)
        for pair, name in self._apart.items():
            yield from _only(name, pair.one)
            yield from _only(name, pair.other)

        for (thing, kind), name in self._doubtful.items():
            yield from _only(name, thing)
            yield from _beneath(name, "Class", {OWL + "complementOf": ox.NamedNode(kind)})

    def denials(self, found: Taxonomy) -> tuple[Denial, ...]:
        """Return what is not so: as stated, and for each member of an excluded class."""
        return tuple(d for d, name in self._denials.items() if name in found.unsatisfiable)

    def apart(self, found: Taxonomy) -> tuple[Apart, ...]:
        """Return the positions that cannot be one, as they are for and against one thing."""
        return tuple(pair for pair, name in self._apart.items() if name in found.unsatisfiable)

    def types(self, found: Taxonomy) -> set[Pair]:
        """Return the doubtful types that are shown."""
        return {pair for pair, name in self._doubtful.items() if name in found.unsatisfiable}

    def asked(self) -> tuple[set[Denial], set[Apart], set[Pair]]:
        """Return what is asked."""
        return set(self._denials), set(self._apart), set(self._doubtful)


def _members(types: set[Pair]) -> "defaultdict[str, set[str]]":
    members: defaultdict[str, set[str]] = defaultdict(set)
    for thing, kind in types:
        members[kind].add(thing)
    return members


def _counts(triples: Triples, types: set[Pair], view: Triples) -> tuple[Count, ...]:
    """Return how many values things must have, with those that are known."""
    members = _members(types)
    rows = set()
    for class_, property_, kind, number in _cardinalities(triples):
        for subject in members[class_]:
            values = view.objects(ox.NamedNode(subject), property_)
            known = sorted({v.value for v in values if isinstance(v, ox.NamedNode)})
            rows.add(Count(subject, property_, kind, number, tuple(known)))
    return tuple(sorted(rows))


def _numbered(kind: str, rows: Iterable[Row]) -> dict[Row, str]:
    return {row: f"{_HELPER}{kind}:{n}" for n, row in enumerate(sorted(rows, key=str))}


def _only(name: str, thing: str) -> Iterator[ox.Triple]:
    """Yield that a class has at most one member, the thing."""
    item = ox.BlankNode()
    yield ox.Triple(item, ox.NamedNode(RDF + "first"), ox.NamedNode(thing))
    yield ox.Triple(item, ox.NamedNode(RDF + "rest"), ox.NamedNode(RDF + "nil"))
    yield from _beneath(name, "Class", {OWL + "oneOf": item})


def _beneath(name: str, kind: str, body: dict[str, Node]) -> Iterator[ox.Triple]:
    """Yield that a class is beneath what is so described."""
    class_, outer = ox.NamedNode(name), ox.BlankNode()
    yield ox.Triple(class_, ox.NamedNode(TYPE), ox.NamedNode(OWL + "Class"))
    yield ox.Triple(class_, ox.NamedNode(RDFS + "subClassOf"), outer)
    yield ox.Triple(outer, ox.NamedNode(TYPE), ox.NamedNode(OWL + kind))
    for predicate, value in body.items():
        yield ox.Triple(outer, ox.NamedNode(predicate), value)


def _stated_denials(triples: Triples) -> Iterator[tuple[str, str, Node]]:
    for triple in triples.using(OWL + "assertionProperty"):
        node = triple.subject
        targets = triples.objects(node, OWL + "targetIndividual")
        targets += triples.objects(node, OWL + "targetValue")
        for subject in triples.objects(node, OWL + "sourceIndividual"):
            for target in targets:
                if isinstance(subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                    yield subject.value, triple.object.value, target


def _exclusions(triples: Triples) -> Iterator[tuple[str, str, Node]]:
    """Yield (class, property, value) for each class that is disjoint with having that value."""
    for triple in triples.using(OWL + "disjointWith"):
        for class_, node in ((triple.subject, triple.object), (triple.object, triple.subject)):
            for property_ in triples.objects(node, OWL + "onProperty"):
                for value in triples.objects(node, OWL + "hasValue"):
                    if isinstance(class_, ox.NamedNode) and isinstance(property_, ox.NamedNode):
                        yield class_.value, property_.value, value


def _cardinalities(triples: Triples) -> Iterator[tuple[str, str, str, int]]:
    """Yield (class, property, kind, number) of each class with a number of values, unqualified."""
    for kind, word in _CARDINALITIES.items():
        for number in triples.using(OWL + kind):
            for axiom in triples.using(RDFS + "subClassOf"):
                if axiom.object != number.subject or not isinstance(axiom.subject, ox.NamedNode):
                    continue
                for on in triples.objects(number.subject, OWL + "onProperty"):
                    if isinstance(on, ox.NamedNode) and isinstance(number.object, ox.Literal):
                        yield axiom.subject.value, on.value, word, int(number.object.value)


def _opposite_positions(triples: Triples) -> set[Apart]:
    """Return (position, other, proposition) for each one that two disjoint stands lead to."""
    found: set[Apart] = set()
    of_proposition = ox.NamedNode(SUMMIT + "proposition")
    beneath = triples.using(RDFS + "subPropertyOf")
    stands = {triple.subject for triple in beneath if triple.object == of_proposition}
    for axiom in triples.using(OWL + "propertyDisjointWith"):
        if not stands.issuperset((axiom.subject, axiom.object)):
            continue
        ends: dict[Node, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for side, property_ in enumerate((axiom.subject, axiom.object)):
            for triple in triples.using(getattr(property_, "value", "")):
                if isinstance(triple.subject, ox.NamedNode):
                    ends[triple.object][side].append(triple.subject.value)
        for value, (ones, others) in ends.items():
            name = getattr(value, "value", "")
            found |= {Apart(one, other, name) for one in ones for other in others if one != other}
    return found
