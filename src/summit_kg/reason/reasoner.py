"""The rules of one ontology, ready for use, and what a change of stated facts leads to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from summit_kg.errors import StoreProblem, SummitKGError
from summit_kg.reason.facts import Facts, Revision
from summit_kg.reason.maintain import Change, maintain
from summit_kg.reason.matching import RuleIndex, Step
from summit_kg.reason.rule import Rule
from summit_kg.reason.rules import compile_rules
from summit_kg.reason.schema import TYPE, Schema, Triple, owl, states_schema

SCHEMA_FILE = "schema.nt"
"""Where a generation of a store keeps the axioms that its rules come from."""
DISJOINT = owl("disjointWith")
ON_PROPERTY = owl("onProperty")
ASSERTION_PROPERTY = owl("assertionProperty")


class SchemaChange(SummitKGError):
    """What changed says something of the ontology, so that its rules must be compiled anew."""


class Reasoner:
    """The rules of ontology and reference data.

    What an article excludes (a negative assertion, a class that has nothing to do with a value) is
    no part of them; it is looked up among the facts when it matters.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.rules = compile_rules(schema)
        self.index = RuleIndex(self.rules, schema.nodes)

    @classmethod
    def read(cls, path: str) -> "Reasoner":
        """Return the reasoner whose schema `write` wrote to a file.

        :raises StoreProblem: where the file is missing or damaged
        """
        try:
            with open(path, encoding="utf-8") as file:
                *lines, end = file
            axioms = [(s, p, o) for s, p, o in (line[:-3].split(" ", 2) for line in lines)]
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if end != _end(len(axioms)):
            raise _unreadable(path, "it is cut short")
        return cls(Schema(axioms))

    def write(self, path: str) -> None:
        """Write the schema to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(f"{s} {p} {o} .\n" for s, p, o in sorted(self.schema.triples))
            file.write(_end(len(self.schema.triples)))

    def with_rules(self, rules: Iterable[Rule]) -> RuleIndex:
        """Return an index of these rules and more."""
        return RuleIndex(dict.fromkeys([*self.rules, *rules]), self.schema.nodes)

    def revise(self, facts: Revision, removed: Iterable[Triple], added: Iterable[Triple]) -> Change:
        """Change stated facts and bring what follows from them up to date (see `maintain`).

        :raises SchemaChange: where what changes is an axiom that something follows from
        """
        removed, added = list(removed), list(added)
        self._require_exclusions_only(removed)
        exclusions = self._require_exclusions_only(added)
        change = maintain(facts, self.index, removed, added)
        clashes = [*change.clashes, *_denied(facts, exclusions, [*added, *change.added])]
        return change._replace(clashes=list(dict.fromkeys(clashes)))

    @staticmethod
    def _require_exclusions_only(triples: list[Triple]) -> list[Rule]:
        """Return the rules that triples give, which may only say what cannot be."""
        axioms = [triple for triple in triples if states_schema(triple[1], triple[2])]
        rules = compile_rules(Schema(axioms)) if axioms else []
        for rule in rules:
            if rule.head is not None and not any(o.startswith("_:") for _, _, o in rule.body):
                raise SchemaChange("an axiom changed from which facts follow")
        return [rule for rule in rules if rule.head is None and rule.axioms]


def _end(count: int) -> str:
    """Return the line that ends a file of so many axioms: one that is cut short lacks it."""
    return f"# {count} axioms\n"


def _unreadable(path: str, reason: object) -> StoreProblem:
    return StoreProblem(f"{path}: the rules cannot be read ({reason}); run summit-kg build --force")


def _denied(facts: Facts, exclusions: list[Rule], new: list[Triple]) -> Iterator[Step]:
    """Yield the clashes of facts with exclusions of which either is new."""
    index = RuleIndex(exclusions)
    for rule in exclusions:
        yield from index.matches(rule, facts)
    standing = Schema(_standing_exclusions(facts, new))
    if not standing.triples:
        return
    rules = [rule for rule in compile_rules(standing) if rule.head is None and rule.axioms]
    index = RuleIndex(rules)
    for fact in new:
        yield from (step for step in index.following(fact, facts) if step.conclusion is None)


def _standing_exclusions(facts: Facts, new: list[Triple]) -> Iterator[Triple]:
    """Yield the axioms of the exclusions that new facts may clash with."""
    by_predicate: dict[str, list[Triple]] = defaultdict(list)
    for fact in new:
        if not states_schema(fact[1], fact[2]):
            by_predicate[fact[1]].append(fact)
    nodes: set[str] = set()
    for class_ in {object_ for _, _, object_ in by_predicate.pop(TYPE, [])}:
        nodes.update(node for _, _, node in facts.match(class_, DISJOINT, None))
    for predicate, alike in by_predicate.items():
        if _any(facts, ASSERTION_PROPERTY, predicate) or _any(facts, ON_PROPERTY, predicate):
            for fact in alike:
                nodes.update(_excluding(facts, fact))
    for node in nodes:
        if node.startswith("_:"):
            for triple in (*facts.match(node, None, None), *facts.match(None, DISJOINT, node)):
                if states_schema(triple[1], triple[2]):
                    yield triple


def _any(facts: Facts, predicate: str, object_: str) -> bool:
    return next(iter(facts.match(None, predicate, object_)), None) is not None


def _excluding(facts: Facts, fact: Triple) -> Iterator[str]:
    """Yield the negative assertions of a fact, and the restrictions to its property and value."""
    subject, predicate, object_ = fact
    for target in ("targetIndividual", "targetValue"):
        for node, _, _ in facts.match(None, owl(target), object_):
            if facts.has((node, owl("sourceIndividual"), subject)):
                yield node
    for node, _, _ in facts.match(None, owl("hasValue"), object_):
        if facts.has((node, ON_PROPERTY, predicate)):
            yield node
