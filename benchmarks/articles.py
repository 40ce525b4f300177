"""Generated articles: what each says, claim by claim, about one invented meeting.

The kinds of claim come in the shares that the article of the checkout has them; the assertions
have its shapes and about its mean number of triples.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from world import Thing, World, invented_name

Node = dict[str, Any]

FIRST_ARTICLE = "bagram-betrayal"
"""The one article of the checkout that workspaces of generated ones have too."""
CLAIMS_PER_ARTICLE = 60


class Claim(NamedTuple):
    """One claim, and the words of the generated text that it rests on."""

    name: str
    words: str
    statement: str
    kind: str
    node: Node
    speaker: str | None = None
    polarity: str = "positive"
    certainty: str = "certain"
    quote: str | None = None


class Story:
    """One article's invented round, talks, base and acts, with the entities that take part."""

    def __init__(self, world: World, number: int, seed: int) -> None:
        self.random = random = Random(f"{seed}/{number}")
        self.world = world
        self.key = f"{number:05d}"
        self.name = invented_name(number, random)
        self.series = random.choice(world.formats)
        self.place = random.choice(world.places)
        self.parties = random.sample(world.states, 6)
        self.persons = random.sample(world.persons, 4)
        self.topics = random.sample(world.topics, 5)
        self.round = Thing(f"id:round-{self.key}", f"{self.name} round of the {self.series.label}")
        self.talks = Thing(f"id:talks-{self.key}", f"Talks beside the {self.name} round")
        self.base = Thing(f"id:base-{self.key}", f"{self.name} Air Base")
        self.refusal = Thing(f"id:refusal-{self.key}", f"Refusal of access to {self.base.label}")
        self.declaration = Thing(f"id:declaration-{self.key}", f"Declaration of {self.name}")
        self.pledge = Thing(f"id:pledge-{self.key}", f"Pledge of {self.name}")
        self.count = 0

    def claims(self) -> list[Claim]:
        """Return the article's claims in the order of its text."""
        made = [
            *self._headings(),
            *self._meeting(),
            *self._participants(),
            *self._readings(7),
            *self._acts(),
            *self._quotations(),
            *self._readings(6),
            *self._talks(),
            *self._refusal(),
            *self._declaration(),
            *self._readings(6),
            *self._forecasts(6),
        ]
        assert len(made) == CLAIMS_PER_ARTICLE, len(made)
        return made

    # What is stated

    def _headings(self) -> Iterator[Claim]:
        for word in ("vow", "course"):
            party = self.random.choice(self.parties)
            yield Claim(
                f"heading-{word}",
                f"{party.label} sets a new {word}",
                f"A heading announces a {word} of {party.label}.",
                "heading",
                self._proposition(word, party),
            )

    def _meeting(self) -> Iterator[Claim]:
        number, me = self.random.randint(2, 30), self.round
        shown = self.series.label
        yield Claim(
            "round-held",
            f"the {shown} came together as the {self.name} round",
            f"The meeting was the {self.name} round of the {shown}.",
            "report",
            {"iri": me.curie, "type": "ConsultationRound", "label": me.label,
             "roundNumber": number, "partOfSeries": self.series.curie},
        )  # fmt: skip
        yield self._report(
            "place",
            f"they met in {self.place.label}",
            {"iri": me.curie, "heldIn": self.place.curie},
        )
        for topic in self.topics[:2]:
            yield self._report(
                f"topic-{_local(topic)}",
                f"the agenda named {topic.label}",
                {"iri": me.curie, "hasTopic": topic.curie},
            )
        yield self._absence()

    def _absence(self) -> Claim:
        if int(self.key) % 2:
            return Claim(
                "no-western-state",
                "no capital of the West had sent anybody",
                "No Western state took part in the round.",
                "report",
                {"iri": "summit:WesternState", "disjointWith": {
                    "type": "owl:Restriction", "onProperty": "summit:tookPartIn",
                    "hasValue": self.round.curie}},
                polarity="negative",
            )  # fmt: skip
        party, person = self.parties[0], self.persons[0]
        proposition = self.random.choice(self.world.propositions)
        return Claim(
            "denied-support",
            f"{party.label} wanted none of it, {person.label} said",
            f"{person.label} denies that {party.label} is for it: {proposition.label}.",
            "report",
            {"type": "owl:NegativePropertyAssertion", "sourceIndividual": party.curie,
             "assertionProperty": "summit:supports", "targetIndividual": proposition.curie},
            speaker=person.curie,
            polarity="negative",
        )  # fmt: skip

    def _participants(self) -> Iterator[Claim]:
        for party in self.parties:
            yield self._participation(party, self.round, "round")
        for party in self.parties:
            yield self._assumption(
                f"{_local(party)}-taken-as-member",
                f"{party.label} stayed to the end",
                f"We take {party.label} to be one of the members for which the declaration speaks.",
                {"iri": party.curie, "tookPartAsMemberIn": self.round.curie},
            )

    def _talks(self) -> Iterator[Claim]:
        one, other = self.parties[1], self.parties[2]
        yield self._report(
            "talks-held",
            f"{one.label} and {other.label} spoke by themselves beside it",
            {"iri": self.talks.curie, "type": "BilateralMeeting", "label": self.talks.label,
             "subEventOf": self.round.curie},
        )  # fmt: skip
        for party, person in zip((one, other), self.persons, strict=False):
            yield self._participation(party, self.talks, "talks", person)

    def _acts(self) -> Iterator[Claim]:
        kinds = self.random.sample(["Praise", "Criticism", "Warning", "Thanks", "Request"], 2)
        for kind, person in zip(kinds, self.persons, strict=False):
            party, proposition = self._party(), self.random.choice(self.world.propositions)
            name = f"{kind.lower()}-{self.key}"
            yield self._report(
                kind.lower(),
                f"{person.label} had {kind.lower()} for {party.label}",
                {"iri": f"id:{name}", "type": kind,
                 "label": f"{kind} of {person.label} at {self.name}", "agent": person.curie,
                 "recipient": party.curie, "about": proposition.curie},
            )  # fmt: skip
        first = kinds[0].lower()
        yield self._assumption(
            f"{first}-placed-at-the-round",
            f"{self.persons[0].label} went on from there",
            f"We place this {first} at the round; the article does not say where it was.",
            {"iri": f"id:{first}-{self.key}", "madeAt": self.round.curie},
        )

    def _quotations(self) -> Iterator[Claim]:
        for number, person in enumerate(self.persons[:3], 1):
            words = self._oath()
            proposition = self.random.choice(self.world.propositions)
            yield Claim(
                f"words-{number}",
                f"{person.label} spoke of “{words}”",
                f"{person.label} used the words “{words}”.",
                "quotation",
                {"iri": f"id:words-{self.key}-{number}", "type": "Statement",
                 "label": f"Words of {person.label} at {self.name}", "agent": person.curie,
                 "expresses": self._position(person, proposition, f"words-{number}")},
                speaker=person.curie,
                quote=words,
            )  # fmt: skip

    def _refusal(self) -> Iterator[Claim]:
        refuser, requester = self.parties[3], self.parties[4]
        person, proposition = self.persons[3], self.random.choice(self.world.opposed)
        node: Node = {
            "iri": self.refusal.curie, "type": "AccessRefusal", "label": self.refusal.label,
            "refuser": refuser.curie, "requester": requester.curie, "facility": self.base.curie,
            "refused": proposition.curie,
            "expresses": self._position(refuser, proposition, "refusal"),
        }  # fmt: skip
        yield self._report(
            "base",
            f"the base meant is that of {self.name}",
            {"iri": self.base.curie, "type": "MilitaryBase", "label": self.base.label,
             "locatedIn": refuser.curie},
        )  # fmt: skip
        yield Claim(
            "access-refused",
            f"{refuser.label} would not let {requester.label} into {self.base.label}",
            f"{refuser.label} refused {requester.label} access to {self.base.label}; "
            f"the article has this from {person.label}.",
            "report",
            node,
            speaker=person.curie,
        )
        yield self._report(
            "refusal-taken-as-fact",
            f"{refuser.label} has said no",
            {"iri": self.refusal.curie, "type": "AccessRefusal", "refuser": refuser.curie},
        )

    def _declaration(self) -> Iterator[Claim]:
        proposition = self.random.choice(self.world.propositions)
        yield self._report(
            "declaration",
            f"all put their names to the {self.declaration.label}",
            {"iri": self.declaration.curie, "type": "JointStatement",
             "label": self.declaration.label, "adoptedAt": self.round.curie,
             "issuedBy": self.series.curie},
        )  # fmt: skip
        yield self._report(
            "declaration-takes-a-stand",
            f"the declaration has a view on {proposition.label}",
            {"iri": self.declaration.curie,
             "expresses": self._position(None, proposition, "declaration")},
        )  # fmt: skip
        commitments = self.random.sample(self.world.propositions, 2)
        pledge: Node = {"iri": self.pledge.curie, "type": "Pledge", "label": self.pledge.label,
                        "issuedBy": [party.curie for party in self.parties[:3]],
                        "adoptedAt": self.talks.curie}  # fmt: skip
        for number, commitment in enumerate(commitments, 1):
            yield Claim(
                f"pledge-{number}",
                f"they also bound themselves to {commitment.label}",
                f"The pledge commits its parties to this: {commitment.label}.",
                "commitment",
                pledge | {"commitsTo": commitment.curie},
            )
            pledge = {"iri": self.pledge.curie}

    # What is thought and foreseen

    def _readings(self, count: int) -> Iterator[Claim]:
        for _ in range(count):
            self.count += 1
            party = self._party()
            proposition = self.random.choice(self.world.propositions)
            if self.count % 2:
                about = self.random.choice(self.topics)
                words = f"much here turns on {party.label} and on {about.label}"
                node = self._proposition(f"reading {self.count}", party, "concerns")
                node["about"] = about.curie
            else:
                words = f"what {party.label} thinks of {proposition.label} shows"
                node = self._position(party, proposition, f"reading-{self.count}")
            yield Claim(
                f"reading-{self.count}",
                words,
                f"The article reads it so: {words}.",
                "interpretation",
                node,
            )

    def _forecasts(self, count: int) -> Iterator[Claim]:
        for number in range(1, count + 1):
            party, topic = self._party(), self.random.choice(self.topics)
            words = f"{party.label} may soon move on {topic.label}"
            node: Node = {"iri": f"id:forecast-{self.key}-{number}", "type": "Act",
                          "label": f"Coming move {number} of {party.label} after {self.name}",
                          "agent": party.curie, "hasTopic": topic.curie}  # fmt: skip
            yield Claim(
                f"forecast-{number}",
                words,
                f"The article foresees that {words}.",
                "forecast",
                node,
                certainty=self.random.choice(["certain", "probable", "probable", "possible"]),
            )

    # Pieces

    def _report(self, name: str, words: str, node: Node) -> Claim:
        return Claim(name, words, f"The article tells that {words}.", "report", node)

    def _assumption(self, name: str, words: str, statement: str, node: Node) -> Claim:
        return Claim(name, words, statement, "assumption", node, certainty="probable")

    def _participation(
        self, party: Thing, meeting: Thing, short: str, person: Thing | None = None
    ) -> Claim:
        node: Node = {
            "iri": f"id:participation-{self.key}-{short}-{_local(party)}", "type": "Participation",
            "label": f"{party.label} at {meeting.label}", "participant": party.curie,
            "inMeeting": meeting.curie,
        }  # fmt: skip
        if person is not None:
            node["representedBy"] = person.curie
        words = f"{party.label} was there" + (f" through {person.label}" if person else "")
        return self._report(f"{_local(party)}-at-{short}", words, node)

    def _proposition(self, label: str, party: Thing, role: str = "proposedActor") -> Node:
        return {"iri": f"id:{label.replace(' ', '-')}-{self.key}", "type": "Proposition",
                "label": f"The {label} after {self.name}", role: party.curie}  # fmt: skip

    def _position(self, holder: Thing | None, proposition: Thing, name: str) -> Node:
        opposed = proposition in self.world.opposed
        kind = "Opposition" if opposed else "Support"
        label = f"{kind} told of in {name.replace('-', ' ')} at {self.name}"
        node: Node = {"iri": f"id:position-{self.key}-{name}", "type": kind, "label": label}
        if holder is not None:
            node["holder"] = holder.curie
        return node | {f"{'opposed' if opposed else 'supported'}Proposition": proposition.curie}

    def _party(self) -> Thing:
        return self.random.choice(self.world.actors)

    def _oath(self) -> str:
        pick = self.random.choice
        return " ".join(
            [pick(["a firm", "an honest", "our common", "one more", "no small"]),
             pick(["road", "answer", "burden", "word", "promise", "bridge"]),
             pick(["for", "towards", "before", "beyond"]),
             pick(["the valley", "our neighbours", "the coming winter", "every market town"])]
        )  # fmt: skip


def triples(node: Node) -> int:
    """Return how many triples a node has, with what is nested in it."""
    count = 0
    for key, value in node.items():
        if key != "iri":
            items = value if isinstance(value, list) else [value]
            count += len(items) + sum(triples(item) for item in items if isinstance(item, dict))
    return count


def _local(thing: Thing) -> str:
    return thing.curie.removeprefix("id:")
