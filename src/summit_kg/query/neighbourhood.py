"""An entity among its neighbours, as a picture shows it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from summit_kg.errors import UsageProblem
from summit_kg.picture import ASSUMED, BASES, INFERRED, SAID, STATED
from summit_kg.picture.network import BASIS_WORDS, Group, Neighbourhood, Role
from summit_kg.picture.parts import Node, Page
from summit_kg.query.connections import DROPPED, connected
from summit_kg.query.entity import PLUMBING
from summit_kg.query.names import Ask, Name, by_count, names, rows
from summit_kg.query.properties import BASIS_OF_CLAIM, Properties, read_properties
from summit_kg.terms import iri
from summit_kg.vocabulary import DCTERMS, INFERRED_GRAPH, OWL, RDF, RDFS, SUMMIT

MOST = 60
"""How many things a picture shows beside its entity; at so many it still fits a page."""
_MOST_OUTER = 12
"""How many of those may be what acts lead to."""
_ACTORS = frozenset({"person", "state", "organization", "place"})
_DIGITS = frozenset("0123456789")
_HIDDEN = frozenset({"Claim", "Sentence", "Source", "Article"})


@dataclass(frozen=True)
class Statement:
    """That a subject stands in a relation to an object.

    :param relation: the property; where a thing in between was left out, the one that says the same
    :param words: it in words, where the property's label does not serve
    :param basis: one of `summit_kg.picture.BASES`
    :param sources: articles and sources of reference data that say so
    :param sayings: who says it and as what, where it is not taken as a fact
    """

    subject: str
    relation: str
    object: str
    basis: str
    words: str = ""
    sources: frozenset[str] = frozenset()
    sayings: frozenset[str] = frozenset()
    note: str = ""


def neighbourhood(ask: Ask, entity: str, most: int = MOST) -> Neighbourhood:
    """Return an entity with what is said of it, what follows, and what is only said.

    A participation, membership or position is no thing of its own here: who took part is joined to
    the meeting, who holds a position to the proposition. What an act has beside the entity (at whom
    it was directed, where) is there where room is left.

    :param most: how many things to show; the rest is counted in the page's notes
    :raises UsageProblem: where there is nothing to draw
    """
    properties = read_properties(ask)
    direct = statements(ask, [entity])
    around = {end for s in direct for end in (s.subject, s.object)} - {entity}
    known = names(ask, {entity, *around})
    between = sorted(key for key in around if known[key].classes & DROPPED)
    acts = [key for key in around if known[key].kind == "act"]
    beyond = statements(ask, [*between, *acts])
    ends = {end for s in beyond for end in (s.subject, s.object)} - known.keys()
    known.update(names(ask, ends))
    found = [s for s in direct if not {s.subject, s.object} & set(between)]
    for key in between:
        found += connected(entity, key, beyond, known)
    found = properties.without_what_follows(_shown(found, entity, known))
    if not found:
        raise UsageProblem(
            f"{known[entity].label}: nothing to draw: no other thing but claims is joined to it"
        )
    return _Sorter(entity, known, properties, most).picture(found, beyond)


def statements(ask: Ask, things: Sequence[str]) -> list[Statement]:
    """Return the statements in which things stand with other things, each once."""
    if not things:
        return []
    values = " ".join(iri(thing) for thing in sorted(things))
    plumbing = ", ".join(f"<{property_}>" for property_ in PLUMBING)

    def found(query: str) -> Iterable[tuple[str, ...]]:
        text = _PREFIXES + query.replace("THINGS", values).replace("PLUMBING", plumbing)
        return (tuple(cell or "" for cell in row) for row in rows(ask, text))

    basis: dict[_Triple, str] = {}
    sources: dict[tuple[_Triple, bool], set[str]] = defaultdict(set)
    sayings: dict[_Triple, set[str]] = defaultdict(set)
    for s, p, o, follows in found(_HOLDS):
        basis[s, p, o] = INFERRED if follows == "true" else STATED
    claimed: dict[_Triple, str] = {}
    for s, p, o, by_claim, source, voice, kind in found(_CLAIMED):
        claimed[s, p, o] = min(claimed.get((s, p, o), SAID), by_claim, key=BASES.index)
        if by_claim == SAID:
            sayings[s, p, o].add(f"{voice} ({kind})")
        sources[(s, p, o), by_claim != SAID].add(source)
    for s, p, o, source in found(_SOURCED):
        sources[(s, p, o), True].add(source)
        if claimed.get((s, p, o)) == ASSUMED:
            claimed[s, p, o] = STATED
    basis.update(
        (triple, known) for triple, known in claimed.items() if known != SAID or triple not in basis
    )
    return [
        Statement(
            *triple, known,
            sources=frozenset(sources[triple, known != SAID]),
            sayings=frozenset(sayings[triple]) if known == SAID else frozenset(),
        )
        for triple, known in sorted(basis.items())
    ]  # fmt: skip


_Triple = tuple[str, str, str]
_PREFIXES = f"""PREFIX dcterms: <{DCTERMS}>
PREFIX owl: <{OWL}>
PREFIX rdfs: <{RDFS}>
PREFIX summit: <{SUMMIT}>
"""
_EITHER = """{ VALUES ?me { THINGS } ?me ?property ?object BIND(?me AS ?subject) }
    UNION { VALUES ?me { THINGS } ?subject ?property ?me BIND(?me AS ?object) }"""
_BETWEEN_THINGS = f"""FILTER(isIRI(?subject) && isIRI(?object) && ?subject != ?object)
  FILTER(?property NOT IN (PLUMBING))
  FILTER(!STRSTARTS(STR(?property), "{RDF}") && !STRSTARTS(STR(?property), "{RDFS}")
    && !STRSTARTS(STR(?property), "{OWL}"))"""
_HOLDS = f"""SELECT DISTINCT ?subject ?property ?object ?follows WHERE {{
  {_EITHER}
  {_BETWEEN_THINGS}
  BIND(EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?subject ?property ?object }} }} AS ?follows)
  FILTER(!?follows || STRSTARTS(STR(?property), "{SUMMIT}"))
}}"""
_CLAIMED = f"""SELECT DISTINCT ?subject ?property ?object ?basis ?source ?voice ?kind WHERE {{
  GRAPH ?assertion {{ {_EITHER} }}
  {_BETWEEN_THINGS}
  ?claim summit:asserts ?assertion ; summit:accepted ?accepted ; summit:inArticle ?article ;
    summit:claimType ?type ; summit:saidBy ?speaker .
  ?type rdfs:label ?kind .
  {BASIS_OF_CLAIM}
  OPTIONAL {{ ?article rdfs:label ?articleLabel }}
  BIND(COALESCE(?articleLabel, REPLACE(STR(?article), "^.*/", "")) AS ?source)
  OPTIONAL {{ ?speaker rdfs:label ?speakerLabel }}
  BIND(COALESCE(?speakerLabel, REPLACE(STR(?speaker), "^.*/", "")) AS ?voice)
}}"""
_SOURCED = """SELECT DISTINCT ?subject ?property ?object ?source WHERE {
  { VALUES ?subject { THINGS } ?axiom owl:annotatedSource ?subject }
  UNION { VALUES ?object { THINGS } ?axiom owl:annotatedTarget ?object }
  ?axiom owl:annotatedSource ?subject ; owl:annotatedProperty ?property ;
    owl:annotatedTarget ?object ; dcterms:source ?from .
  OPTIONAL { ?from rdfs:label ?fromLabel }
  BIND(COALESCE(?fromLabel, REPLACE(STR(?from), "^.*/", "")) AS ?source)
}"""


def _shown(found: Iterable[Statement], entity: str, known: dict[str, Name]) -> list[Statement]:
    """Return those that lead to something that a picture can name."""
    shown = []
    for statement in found:
        other = statement.object if statement.subject == entity else statement.subject
        name = known[other]
        if (name.known or statement.basis == SAID) and not name.classes & _HIDDEN:
            shown.append(statement)
    return shown


class _Sorter:
    """Puts statements into groups, and those on two sides, until the picture is full."""

    def __init__(
        self, entity: str, known: dict[str, Name], properties: Properties, most: int
    ) -> None:
        self.entity = entity
        self.known = known
        self.properties = properties
        self.most = most
        self.sources: Counter[str] = Counter()

    def picture(self, found: Sequence[Statement], beyond: Sequence[Statement]) -> Neighbourhood:
        first, notes = self._once(found)
        bundles: dict[tuple[int, str, bool, str], list[Statement]] = defaultdict(list)
        for s in first:
            outward = s.subject == self.entity
            bundles[BASES.index(s.basis), s.relation, outward, s.words].append(s)
        ordered = sorted(bundles.items(), key=lambda item: (item[0][0], -len(item[1]), item[0]))
        rooms = shared_out([len(members) for _, members in ordered], self.most)
        placed = balanced(
            [self._group(members, room) for (_, members), room in zip(ordered, rooms, strict=True)]
        )
        side = {node.key: group.right for group in placed for node in group.nodes}
        roles, unplaced = self._roles(side, beyond, notes)
        placed = [
            replace(group, nodes=tuple(_noted(node, notes) for node in group.nodes))
            for group in placed
        ]
        lines = []
        if any(group.more for group in placed):
            count = sum(group.more for group in placed)
            where = ", ".join(f"{g.more} at “{g.heading}”" for g in placed if g.more)
            lines.append(f"Left out: {count} of {len(first)} things ({where}).")
        if unplaced:
            lines.append(f"Left out: {unplaced} of the things that the acts shown lead to.")
        name = self.known[self.entity]
        things = f"{len(side)} thing{'s' if len(side) != 1 else ''}"
        subtitle = f"What joins it to {things}; read along the arrows."
        page = Page(name.label, subtitle, by_count(self.sources), lines)
        return Neighbourhood(page, Node(self.entity, name.label, name.kind), placed, roles)

    def _once(
        self, found: Sequence[Statement]
    ) -> tuple[list[Statement], defaultdict[str, list[str]]]:
        """Return one statement for each neighbour, the best known, and words for the others."""
        ways: dict[str, list[Statement]] = defaultdict(list)
        for s in found:
            ways[s.object if s.subject == self.entity else s.subject].append(s)
        first: list[Statement] = []
        notes: defaultdict[str, list[str]] = defaultdict(list)
        common = Counter((s.relation, s.subject == self.entity, s.basis) for s in found)
        for other, members in sorted(ways.items()):
            members.sort(key=lambda s: (
                BASES.index(s.basis), s.subject != self.entity,
                -common[s.relation, s.subject == self.entity, s.basis], s.relation, s.words,
            ))  # fmt: skip
            first.append(members[0])
            for s in members[1:]:
                words = s.words or self.properties.label(s.relation)
                turned = (
                    ""
                    if (s.subject == self.entity) is (members[0].subject == self.entity)
                    else "← "
                )
                known = f" (only said: {_sayers(s)})" if s.sayings else BASIS_WORDS[s.basis]
                told = f"{words}: {s.note}" if s.note else words
                notes[other].append(f"also {turned}{told}{known}")
                self.sources.update(s.sources)
        return first, notes

    def _group(self, members: Sequence[Statement], room: int) -> tuple[Group, str]:
        """Return a group, and its words when read the other way, where there are such."""
        first = members[0]
        outward = first.subject == self.entity
        ordered = sorted(members, key=self._order)[:room]
        nodes = tuple(self._node(s, s.object if outward else s.subject) for s in ordered)
        for statement in ordered:
            self.sources.update(statement.sources)
        words = first.words or self.properties.label(first.relation)
        other = "" if first.words else self.properties.inverse_label(first.relation)
        more = len(members) - len(nodes)
        return Group(words, first.basis, outward, outward, nodes, more), other

    def _order(self, statement: Statement) -> tuple[str, str, str]:
        """Sort what has a day by it, the latest first, and the rest by name."""
        other = statement.object if statement.subject == self.entity else statement.subject
        name = self.known[other]
        backward = "".join(
            chr(ord("0") + ord("9") - ord(c)) if c in _DIGITS else c for c in name.day
        )
        return (backward or "~", name.label, other)

    def _node(self, statement: Statement, other: str) -> Node:
        name = self.known[other]
        told = [name.day, statement.note]
        if statement.basis == SAID:
            told.append(f"says {_sayers(statement)}")
        return Node(other, name.label, name.kind, " · ".join(filter(None, told)))

    def _roles(
        self,
        side: dict[str, bool],
        beyond: Sequence[Statement],
        notes: defaultdict[str, list[str]],
    ) -> tuple[list[Role], int]:
        """Return what acts lead to, and how much of that is left out.

        Who did an act and at whom it was directed go before what it was about. Of what stands
        elsewhere in the picture, a note tells.

        :param side: whether each neighbour is on the right
        """
        found: list[tuple[bool, Role]] = []
        for act in sorted(key for key in side if self.known[key].kind == "act"):
            for role in self._roles_of(act, beyond):
                if role.node.key in side:
                    notes[act].append(_told(role))
                else:
                    found.append((role.node.kind not in _ACTORS, role))
        outer: dict[str, bool] = {}
        room = min(_MOST_OUTER, self.most - len(side))
        for _, role in sorted(found, key=lambda item: (item[0], item[1].node.key)):
            if len(outer) < room:
                outer.setdefault(role.node.key, side[role.source])
        roles = []
        for _, role in found:
            if outer.get(role.node.key) is side[role.source]:
                roles.append(role)
            elif role.node.key in outer:
                notes[role.source].append(_told(role))
        return roles, len({role.node.key for _, role in found}) - len(outer)

    def _roles_of(self, act: str, beyond: Sequence[Statement]) -> Iterable[Role]:
        """Yield what an act leads to beside the entity."""
        own = [
            s for s in beyond
            if act in {s.subject, s.object} and self.entity not in {s.subject, s.object}
            and s.basis != INFERRED
        ]  # fmt: skip
        for s in self.properties.without_what_follows(own):
            other = s.object if s.subject == act else s.subject
            name = self.known[other]
            turned = self.properties.inverse_label(s.relation)
            words = self.properties.label(s.relation) if s.subject == act else turned
            if words and name.known and not name.classes & (_HIDDEN | DROPPED):
                yield Role(act, words, Node(other, name.label, name.kind), s.basis)


def _sayers(statement: Statement) -> str:
    sayings = sorted(statement.sayings)
    more = f" and {len(sayings) - 2} more" if len(sayings) > 2 else ""
    return "; ".join(sayings[:2]) + more


def _told(role: Role) -> str:
    return f"{role.words}: {role.node.label}{BASIS_WORDS[role.basis]}"


def _noted(node: Node, notes: dict[str, list[str]]) -> Node:
    added = notes.get(node.key)
    return replace(node, note=" · ".join(filter(None, [node.note, *added]))) if added else node


def balanced(groups: Sequence[tuple[Group, str]]) -> list[Group]:
    """Return groups with a side for each: what leads to the thing left, what it leads to right.

    A group that can be read both ways is read so that it stands on the side with less on it. Where
    one side still has far more, some of its groups change over, against the way of reading.

    :param groups: each with its words when read the other way
    """
    sizes = {True: 0.0, False: 0.0}
    for group, other in groups:
        if not other:
            sizes[group.outward] += _size(group)
    placed = []
    for group, other in groups:
        if not other:
            placed.append(group)
            continue
        right = sizes[True] <= sizes[False]
        sizes[right] += _size(group)
        turned = replace(group, words=other, outward=right, right=right)
        placed.append(group if right == group.outward else turned)
    heavy = sizes[True] > sizes[False]
    for place, group in sorted(enumerate(placed), key=lambda item: -_size(item[1])):
        after = sizes[not heavy] + _size(group)
        if group.right is heavy and sizes[heavy] > 1.5 * after:
            sizes[heavy] -= _size(group)
            sizes[not heavy] = after
            placed[place] = replace(group, right=not heavy)
    return placed


def _size(group: Group) -> float:
    """Return about how many lines a group takes."""
    return 1.6 + sum(1 + len(node.label) // 38 + 0.8 * bool(node.note) for node in group.nodes)


def shared_out(wanted: Sequence[int], most: int) -> list[int]:
    """Return how many places each gets of so many, the small ones all that they want.

    >>> shared_out([2, 30, 10], 20)
    [2, 9, 9]
    """
    given = [0] * len(wanted)
    left = most
    while left > 0:
        open_ = [place for place, count in enumerate(wanted) if given[place] < count]
        if not open_:
            break
        share = max(left // len(open_), 1)
        for place in open_:
            more = min(share, wanted[place] - given[place], left)
            given[place] += more
            left -= more
    return given
