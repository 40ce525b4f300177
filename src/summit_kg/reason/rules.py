"""The rules of OWL 2 RL, compiled for one ontology.

Source: OWL 2 Web Ontology Language Profiles (W3C, 2012), section 4.3, tables 4 to 9; the names are
those of the tables. A rule of the tables that speaks of a schema, such as "where p has the domain
c", becomes one rule for each axiom of the ontology, so that what is left speaks of facts alone.
Classes without a name, and inverses without one, are compiled away: no fact is ever derived about
them.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from summit_kg.reason.rule import Atom, Rule
from summit_kg.reason.schema import (
    DIFFERENT_FROM,
    DOMAIN,
    INCOMPATIBLE,
    NOTHING,
    RANGE,
    SAME_AS,
    SUB_CLASS,
    SUB_PROPERTY,
    THING,
    TYPE,
    Schema,
    Triple,
    owl,
)
from summit_kg.reason.unfolding import unfolded, without_inverses

KINDS = {
    "cax-sco": "subclass", "cax-eqc1": "equivalent class", "cax-eqc2": "equivalent class",
    "prp-dom": "domain", "prp-rng": "range", "prp-spo1": "subproperty",
    "prp-eqp1": "equivalent property", "prp-eqp2": "equivalent property",
    "prp-inv1": "inverse", "prp-inv2": "inverse", "prp-symp": "symmetric property",
    "prp-trp": "transitive property", "prp-spo2": "property chain",
    "prp-fp": "functional property", "prp-ifp": "inverse functional property", "prp-key": "key",
    "cls-int1": "intersection", "cls-int2": "intersection", "cls-uni": "union",
    "cls-svf1": "some values", "cls-svf2": "some values", "cls-avf": "all values",
    "cls-hv1": "has value", "cls-hv2": "has value", "cls-maxc2": "at most one",
    "cls-maxqc3": "at most one", "cls-maxqc4": "at most one", "cls-oo": "enumeration",
    "eq-sym": "same individual", "eq-trans": "same individual", "eq-rep-s": "same individual",
    "eq-rep-p": "same individual", "eq-rep-o": "same individual",
    "prp-irp": "irreflexive property", "prp-asyp": "asymmetric property",
    "prp-pdw": "disjoint properties", "prp-adp": "disjoint properties",
    "prp-npa1": "negative assertion", "prp-npa2": "negative assertion",
    "cls-nothing2": "empty class", "cls-com": "complement", "cls-maxc1": "none allowed",
    "cls-maxqc1": "none allowed", "cls-maxqc2": "none allowed",
    "cax-dw": "disjoint classes", "cax-adc": "disjoint classes",
    "eq-diff1": "different individuals", "eq-diff2": "different individuals",
    "eq-diff3": "different individuals", "dt-diff": "different values",
    "incompatible": "incompatible properties",
}  # fmt: skip
"""What people call each rule."""


EQUALITY = (
    Rule("eq-sym", (("?x", SAME_AS, "?y"),), ("?y", SAME_AS, "?x"), ()),
    Rule("eq-trans", (("?x", SAME_AS, "?y"), ("?y", SAME_AS, "?z")), ("?x", SAME_AS, "?z"), ()),
    Rule("eq-rep-s", (("?x", SAME_AS, "?y"), ("?x", "?p", "?z")), ("?y", "?p", "?z"), ()),
    Rule("eq-rep-p", (("?p", SAME_AS, "?q"), ("?x", "?p", "?y")), ("?x", "?q", "?y"), ()),
    Rule("eq-rep-o", (("?y", SAME_AS, "?z"), ("?x", "?p", "?y")), ("?x", "?p", "?z"), ()),
)
"""The rules of equality (table 4); they speak of every property."""

_ALWAYS = (
    Rule("eq-diff1", (("?x", SAME_AS, "?y"), ("?x", DIFFERENT_FROM, "?y")), None, ()),
    Rule("eq-diff1", (("?x", DIFFERENT_FROM, "?x"),), None, ()),
    Rule("cls-nothing2", (("?x", TYPE, NOTHING),), None, ()),
)


def compile_rules(schema: Schema) -> list[Rule]:
    """Return the rules that a schema gives, those of equality left out (see `EQUALITY`).

    :raises SummitKGError: where classes without a name are nested in each other without end
    """
    rules = [*_ALWAYS]
    for source in (_properties, _classes, _class_expressions, _restrictions, _individuals):
        rules += source(schema)
    rules += _between_restrictions(schema)
    inverses = {p: q for p, q in schema.pairs(owl("inverseOf")) if p.startswith("_:")}
    return unfolded([without_inverses(rule, inverses) for rule in rules])


def _properties(schema: Schema) -> Iterator[Rule]:
    """Yield the rules of table 5."""

    def holds(p: str, s: str = "?x", o: str = "?y") -> Atom:
        return s, p, o

    for p, c in schema.pairs(DOMAIN):
        yield Rule("prp-dom", (holds(p),), ("?x", TYPE, c), ((p, DOMAIN, c),))
    for p, c in schema.pairs(RANGE):
        yield Rule("prp-rng", (holds(p),), ("?y", TYPE, c), ((p, RANGE, c),))
    for p, q in schema.pairs(SUB_PROPERTY):
        yield Rule("prp-spo1", (holds(p),), holds(q), ((p, SUB_PROPERTY, q),))
    same = owl("equivalentProperty")
    for p, q in schema.pairs(same):
        yield Rule("prp-eqp1", (holds(p),), holds(q), ((p, same, q),))
        yield Rule("prp-eqp2", (holds(q),), holds(p), ((p, same, q),))
    inverse = owl("inverseOf")
    for p, q in schema.pairs(inverse):
        yield Rule("prp-inv1", (holds(p),), holds(q, "?y", "?x"), ((p, inverse, q),))
        yield Rule("prp-inv2", (holds(q),), holds(p, "?y", "?x"), ((p, inverse, q),))
    chain = owl("propertyChainAxiom")
    for p, node in schema.pairs(chain):
        steps = schema.items(node)
        body = tuple((f"?x{n}", step, f"?x{n + 1}") for n, step in enumerate(steps))
        if body:
            yield Rule("prp-spo2", body, ("?x0", p, f"?x{len(steps)}"), ((p, chain, node),))
    yield from _characteristics(schema)
    for name, predicate in (
        ("prp-pdw", owl("propertyDisjointWith")),
        ("incompatible", INCOMPATIBLE),
    ):
        for p, q in schema.pairs(predicate):
            yield Rule(name, (holds(p), holds(q)), None, ((p, predicate, q),))
    for p, q, axiom in _all_apart(schema, "AllDisjointProperties"):
        yield Rule("prp-adp", (holds(p), holds(q)), None, axiom)
    yield from _keys(schema)


def _all_apart(schema: Schema, kind: str) -> Iterator[tuple[str, str, tuple[Triple, ...]]]:
    """Yield each two of the members that an axiom holds apart, with the axiom."""
    for node in schema.of_type(owl(kind)):
        for list_ in schema.values(node, owl("members")):
            for one, two in combinations(schema.items(list_), 2):
                yield one, two, ((node, owl("members"), list_),)


def _keys(schema: Schema) -> Iterator[Rule]:
    for c, node in schema.pairs(owl("hasKey")):
        keys = schema.items(node)
        body = (
            ("?x", TYPE, c),
            *(("?x", p, f"?k{n}") for n, p in enumerate(keys)),
            ("?y", TYPE, c),
            *(("?y", p, f"?k{n}") for n, p in enumerate(keys)),
        )
        if keys:
            yield Rule("prp-key", body, ("?x", SAME_AS, "?y"), ((c, owl("hasKey"), node),))


def _characteristics(schema: Schema) -> Iterator[Rule]:
    def of(kind: str) -> Iterator[tuple[str, tuple[Triple, ...]]]:
        for p in schema.of_type(owl(kind)):
            yield p, ((p, TYPE, owl(kind)),)

    for p, axiom in of("SymmetricProperty"):
        yield Rule("prp-symp", (("?x", p, "?y"),), ("?y", p, "?x"), axiom)
    for p, axiom in of("TransitiveProperty"):
        yield Rule("prp-trp", (("?x", p, "?y"), ("?y", p, "?z")), ("?x", p, "?z"), axiom)
    for p, axiom in of("FunctionalProperty"):
        body = ("?x", p, "?y"), ("?x", p, "?z")
        yield Rule("prp-fp", body, ("?y", SAME_AS, "?z"), axiom)
        yield Rule("dt-diff", body, None, axiom, ("?y", "?z"))
    for p, axiom in of("InverseFunctionalProperty"):
        yield Rule("prp-ifp", (("?x", p, "?y"), ("?z", p, "?y")), ("?x", SAME_AS, "?z"), axiom)
    for p, axiom in of("IrreflexiveProperty"):
        yield Rule("prp-irp", (("?x", p, "?x"),), None, axiom)
    for p, axiom in of("AsymmetricProperty"):
        yield Rule("prp-asyp", (("?x", p, "?y"), ("?y", p, "?x")), None, axiom)


def _classes(schema: Schema) -> Iterator[Rule]:
    """Yield the rules of table 7."""
    for c, d in schema.pairs(SUB_CLASS):
        yield Rule("cax-sco", (("?x", TYPE, c),), ("?x", TYPE, d), ((c, SUB_CLASS, d),))
    same = owl("equivalentClass")
    for c, d in schema.pairs(same):
        yield Rule("cax-eqc1", (("?x", TYPE, c),), ("?x", TYPE, d), ((c, same, d),))
        yield Rule("cax-eqc2", (("?x", TYPE, d),), ("?x", TYPE, c), ((c, same, d),))
    for c in schema.of_type(owl("Class")):  # rule scm-cls of table 9
        yield Rule("cax-sco", (("?x", TYPE, c),), ("?x", TYPE, THING), ((c, TYPE, owl("Class")),))
    apart = owl("disjointWith")
    for c, d in schema.pairs(apart):
        yield Rule("cax-dw", (("?x", TYPE, c), ("?x", TYPE, d)), None, ((c, apart, d),))
    for c, d, axiom in _all_apart(schema, "AllDisjointClasses"):
        yield Rule("cax-adc", (("?x", TYPE, c), ("?x", TYPE, d)), None, axiom)


def _stated(subject: str, predicate: str, object_: str) -> tuple[Triple, ...]:
    """Return the axiom that defines a class; none where the class has no name of its own."""
    return () if subject.startswith("_:") else ((subject, predicate, object_),)


def _class_expressions(schema: Schema) -> Iterator[Rule]:
    """Yield the rules of table 6 for connectives and enumerations."""
    for c, node in schema.pairs(owl("intersectionOf")):
        parts, axiom = schema.items(node), _stated(c, owl("intersectionOf"), node)
        if parts:
            body = tuple(("?x", TYPE, part) for part in parts)
            yield Rule("cls-int1", body, ("?x", TYPE, c), axiom)
        for part in parts:
            yield Rule("cls-int2", (("?x", TYPE, c),), ("?x", TYPE, part), axiom)
    for c, node in schema.pairs(owl("unionOf")):
        for part in schema.items(node):
            axiom = _stated(c, owl("unionOf"), node)
            yield Rule("cls-uni", (("?x", TYPE, part),), ("?x", TYPE, c), axiom)
    for c, d in schema.pairs(owl("complementOf")):
        axiom = _stated(c, owl("complementOf"), d)
        yield Rule("cls-com", (("?x", TYPE, c), ("?x", TYPE, d)), None, axiom)
    for c, node in schema.pairs(owl("oneOf")):
        for item in schema.items(node):
            yield Rule("cls-oo", (), (item, TYPE, c), _stated(c, owl("oneOf"), node))


def _restrictions(schema: Schema) -> Iterator[Rule]:
    """Yield the rules of table 6 for restrictions."""
    for c, p in schema.pairs(owl("onProperty")):
        member, holds = ("?x", TYPE, c), ("?x", p, "?y")
        for predicate in ("someValuesFrom", "allValuesFrom"):
            for d in schema.values(c, owl(predicate)):
                axiom = _stated(c, owl(predicate), d)
                filler = ("?y", TYPE, d)
                if predicate == "allValuesFrom":
                    yield Rule("cls-avf", (member, holds), filler, axiom)
                elif d == THING:
                    yield Rule("cls-svf2", (holds,), member, axiom)
                else:
                    yield Rule("cls-svf1", (holds, filler), member, axiom)
        for v in schema.values(c, owl("hasValue")):
            axiom = _stated(c, owl("hasValue"), v)
            yield Rule("cls-hv1", (member,), ("?x", p, v), axiom)
            yield Rule("cls-hv2", (("?x", p, v),), member, axiom)
        yield from _at_most(schema, c, p)


def _at_most(schema: Schema, c: str, p: str) -> Iterator[Rule]:
    member, one, two = ("?x", TYPE, c), ("?x", p, "?y"), ("?x", p, "?z")
    same = ("?y", SAME_AS, "?z")
    for number in schema.values(c, owl("maxCardinality")):
        axiom = _stated(c, owl("maxCardinality"), number)
        if _count(number) == 0:
            yield Rule("cls-maxc1", (member, one), None, axiom)
        elif _count(number) == 1:
            yield Rule("cls-maxc2", (member, one, two), same, axiom)
            yield Rule("dt-diff", (member, one, two), None, axiom, ("?y", "?z"))
    for number in schema.values(c, owl("maxQualifiedCardinality")):
        axiom = _stated(c, owl("maxQualifiedCardinality"), number)
        for d in schema.values(c, owl("onClass")):
            any_ = d == THING
            first: tuple[Atom, ...] = (one,) if any_ else (one, ("?y", TYPE, d))
            second: tuple[Atom, ...] = (two,) if any_ else (two, ("?z", TYPE, d))
            if _count(number) == 0:
                name = "cls-maxqc2" if any_ else "cls-maxqc1"
                yield Rule(name, (member, *first), None, axiom)
            elif _count(number) == 1:
                name = "cls-maxqc4" if any_ else "cls-maxqc3"
                yield Rule(name, (member, *first, *second), same, axiom)


def _count(number: str) -> int | None:
    digits = number.split('"')[1]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _individuals(schema: Schema) -> Iterator[Rule]:
    """Yield the rules of tables 4 and 5 for individuals that are named apart."""
    for node, i in schema.pairs(owl("sourceIndividual")):
        axiom: tuple[Triple, ...] = ((node, owl("sourceIndividual"), i),)
        for p in schema.values(node, owl("assertionProperty")):
            for o in schema.values(node, owl("targetIndividual")):
                yield Rule("prp-npa1", ((i, p, o),), None, axiom)
            for o in schema.values(node, owl("targetValue")):
                yield Rule("prp-npa2", ((i, p, o),), None, axiom)
    for node in schema.of_type(owl("AllDifferent")):
        for name, predicate in (("eq-diff2", "members"), ("eq-diff3", "distinctMembers")):
            for list_ in schema.values(node, owl(predicate)):
                for i, j in combinations(schema.items(list_), 2):
                    axiom = ((node, owl(predicate), list_),)
                    yield Rule(name, ((i, SAME_AS, j),), None, axiom)


class _Hierarchy:
    """Which names stand beneath which, with the axioms of the way up."""

    def __init__(self) -> None:
        self._up: dict[str, dict[str, tuple[Triple, ...]]] = defaultdict(dict)

    def add(self, lower: str, upper: str, axioms: tuple[Triple, ...]) -> None:
        if lower != upper:
            self._up[lower].setdefault(upper, axioms)

    def way(self, lower: str, upper: str) -> tuple[Triple, ...] | None:
        """Return the axioms by which one is beneath the other; None where it is not."""
        ways: dict[str, tuple[Triple, ...]] = {lower: ()}
        queue = [lower]
        for name in queue:
            if name == upper:
                return ways[name]
            for above, axioms in self._up.get(name, {}).items():
                if above not in ways:
                    ways[above] = (*ways[name], *axioms)
                    queue.append(above)
        return None


def _between_restrictions(schema: Schema) -> Iterator[Rule]:
    """Yield what rules scm-hv, svf1, svf2, avf1 and avf2 of table 9 say of restrictions.

    The other rules of table 9 add nothing to what is known of individuals.
    """
    restrictions = [
        (c, p, kind, filler)
        for c, p in schema.pairs(owl("onProperty"))
        for kind in ("hasValue", "someValuesFrom", "allValuesFrom")
        for filler in schema.values(c, owl(kind))
    ]
    if len(restrictions) < 2:
        return
    classes, properties = _hierarchies(schema)
    by_kind: dict[tuple[str, str], list[tuple[str, str, str, str]]] = defaultdict(list)
    for restriction in restrictions:
        # Two of these compare only where the filler or, but for values, the property is the same.
        by_kind[restriction[2], "f" + restriction[3]].append(restriction)
        if restriction[2] != "hasValue":
            by_kind[restriction[2], "p" + restriction[1]].append(restriction)
    pairs = [
        (one, two)
        for group in by_kind.values()
        for one in group
        for two in group
        if one[0] != two[0]
    ]
    found = True
    done: set[tuple[str, str]] = set()
    while found:
        found = False
        for one, two in dict.fromkeys(pairs):
            way = None if (one[0], two[0]) in done else _beneath(one, two, classes, properties)
            if way is None:
                continue
            done.add((one[0], two[0]))
            found = True
            axioms = (*way, *_defined(one), *_defined(two))
            classes.add(one[0], two[0], axioms)
            yield Rule("cax-sco", (("?x", TYPE, one[0]),), ("?x", TYPE, two[0]), axioms)


def _defined(restriction: tuple[str, str, str, str]) -> tuple[Triple, ...]:
    c, _, kind, filler = restriction
    return _stated(c, owl(kind), filler)


def _beneath(
    one: tuple[str, str, str, str],
    two: tuple[str, str, str, str],
    classes: _Hierarchy,
    properties: _Hierarchy,
) -> tuple[Triple, ...] | None:
    """Return the axioms by which every member of one restriction is one of the other."""
    (_, p1, kind, f1), (_, p2, _, f2) = one, two
    if kind == "hasValue":
        return properties.way(p1, p2) if f1 == f2 else None
    if p1 == p2:
        return classes.way(f1, f2)
    if f1 != f2:
        return None
    return properties.way(p2, p1) if kind == "allValuesFrom" else properties.way(p1, p2)


def _hierarchies(schema: Schema) -> tuple[_Hierarchy, _Hierarchy]:
    classes, properties = _Hierarchy(), _Hierarchy()
    for rule in [*_classes(schema), *_class_expressions(schema)]:
        if rule.head is not None and len(rule.body) == 1:
            classes.add(rule.body[0][2], rule.head[2], rule.axioms)
    for rule in _properties(schema):
        if rule.name in {"prp-spo1", "prp-eqp1", "prp-eqp2"} and rule.head is not None:
            properties.add(rule.body[0][1], rule.head[1], rule.axioms)
    return classes, properties
