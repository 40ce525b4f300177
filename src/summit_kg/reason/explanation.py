"""Explanations: proofs in words, down to who said each fact in which sentence."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.reason.denials import denials_of
from summit_kg.reason.facts import Facts, Revision, StoreFacts
from summit_kg.reason.manchester import Manchester
from summit_kg.reason.proofs import Proof, Prover
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.rules import KINDS
from summit_kg.reason.schema import TYPE, Triple
from summit_kg.reason.witnesses import Witness, Witnesses, Words

STATED, INFERRED, CLAIMED, UNKNOWN = "stated", "inferred", "claimed", "unknown"
CONDITIONAL = "conditional"


_NOT_ALL = "there are more claims that are not accepted than were looked at"


Places = Callable[[Triple], str | None]
"""Gives the place in the files where a triple is written, where it is in one."""


class Axiom(NamedTuple):
    """An axiom in Manchester syntax, and what the ontology says of the term it defines."""

    text: str
    definition: str | None
    claims: tuple[Witness, ...]


class Node(NamedTuple):
    """A step of an explanation: a fact in words, and what it rests on.

    A fact with a `rule` follows by it, and by the axioms, from its `parts`. One without is stated:
    by `claims`, or by the ontology or the reference data with its `sources`, in a file and on the
    line that `place` names where that was looked up. The root of a contradiction has no fact.
    """

    fact: Triple | None
    text: str
    rule: str | None
    axioms: tuple[Axiom, ...]
    parts: tuple["Node", ...]
    claims: tuple[Witness, ...]
    sources: tuple[str, ...]
    place: str | None = None


class Denied(NamedTuple):
    """A claim that denies a triple, and what it denies in words: the triple, or more."""

    text: str
    claim: Witness


class Explanation(NamedTuple):
    """Why a triple holds, or that it does not.

    `status` is `stated`, `inferred`, `claimed` (only claims that were not accepted say it, see
    `claims`), `conditional` (it would follow, as `proofs` shows, were the `claims` accepted that
    are not) or `unknown`. `more` tells whether there are further proofs. Only where a proof is
    longer than what is searched is there none of an `inferred` triple.

    `clash` tells whether to accept the claims would contradict what is known. `notes` say what to
    bear in mind where the triple does not hold. `denials` are the claims that say that it is not
    so, accepted or not.
    """

    triple: Triple
    text: str
    status: str
    proofs: tuple[Node, ...]
    claims: tuple[Witness, ...]
    more: bool
    clash: bool = False
    notes: tuple[str, ...] = ()
    denials: tuple[Denied, ...] = ()

    @property
    def supposed(self) -> list[Witness]:
        """The claims that its proofs rest on but that are accepted only by supposition."""
        behind = {claim.claim: claim for proof in self.proofs for claim in _claims_of(proof)}
        return [claim for _, claim in sorted(behind.items()) if claim.supposed]

    @property
    def holds(self) -> bool:
        """Tell whether the triple is stated or inferred."""
        return self.status in {STATED, INFERRED}

    def __str__(self) -> str:
        from summit_kg.reason.explanation_text import written

        return written([self], "text").rstrip("\n")


class Describer:
    """Puts proofs into words from the labels, definitions and claims of a store.

    :param supposed: claims to be taken as accepted
    :param base: triples of the reference data, where it shall be named before claims
    :param facts: the graph that holds the axioms, where it is not the store's default view
    :param words: gives the words of sentences
    :param places: gives the place in the files of what no claim states
    """

    def __init__(
        self,
        store: ox.Store,
        supposed: Collection[str] = (),
        base: Collection[Triple] = (),
        facts: Facts | None = None,
        *,
        words: Words | None = None,
        places: Places | None = None,
    ) -> None:
        self.place: Places = places or (lambda _triple: None)
        """Gives the place in the files of what no claim states."""
        self.witnesses = Witnesses(store, supposed, words)
        self._base = base
        self._manchester = Manchester(facts or StoreFacts(store), self.witnesses.label)

    def text(self, triple: Triple) -> str:
        """Return a triple as labels in a row."""
        label = self.witnesses.label
        subject, predicate, object_ = triple
        middle = "is a" if predicate == TYPE else label(predicate)
        return f"{label(subject)} · {middle} · {label(object_)}"

    def explained(self, proof: Proof) -> Node:
        """Return a proof in words."""
        if proof.rule is None:
            assert proof.fact is not None
            claims = [claim for claim in self.witnesses.claims_of(proof.fact) if claim.accepted]
            if proof.fact in self._base:
                claims = []
            sources = () if claims else tuple(self.witnesses.sources_of(proof.fact))
            place = None if claims else self.place(proof.fact)
            text = self.text(proof.fact)
            return Node(proof.fact, text, None, (), (), tuple(claims), sources, place)
        text = "a contradiction" if proof.fact is None else self.text(proof.fact)
        axioms = tuple(self._axiom(axiom) for axiom in proof.axioms)
        parts = tuple(self.explained(part) for part in _stops(proof))
        return Node(proof.fact, text, KINDS.get(proof.rule, proof.rule), axioms, parts, (), ())

    def _axiom(self, axiom: Triple) -> Axiom:
        defined = None if axiom[0].startswith("_:") else self.witnesses.definition(axiom[0])
        claims = [claim for claim in self.witnesses.claims_of(axiom) if claim.accepted]
        return Axiom(self._manchester.axiom(axiom), defined, tuple(claims))


def _stops(proof: Proof) -> list[Proof]:
    """Return what a proof uses; of a path its links in their order, not its halves."""
    if proof.rule not in {"prp-trp", "eq-trans"}:
        return [*proof.parts]
    links: list[Proof] = []
    left = [*proof.parts][::-1]
    while left:
        part = left.pop()
        if (part.rule, part.axioms) == (proof.rule, proof.axioms):
            left += reversed(part.parts)
        else:
            links.append(part)
    return links


def explain(
    store: ox.Store,
    reasoner: Reasoner,
    triple: Triple,
    at_most: int = 1,
    words: Words | None = None,
    *,
    places: Places | None = None,
    further: bool = False,
    reasoned: bool = True,
    notes: tuple[str, ...] = (),
) -> Explanation:
    """Return why a triple holds in a store, or under which claims it would.

    :param triple: its terms in N-Triples form
    :param at_most: how many proofs to give, short ones first; each is minimal: the triple
        follows from no part of what it rests on. With one, what is stated is not asked whether it
        follows as well; with more, those proofs come after the others
    :param words: gives the words of sentences
    :param places: gives the place in the files of what no claim states
    :param further: with one proof, ask all the same whether there are more, beneath what is stated
    :param reasoned: whether the store holds what follows; where not, nothing is said of what would
    :param notes: what to bear in mind where the triple does not hold
    """
    found = _founded(
        store, reasoner, triple, at_most, words,
        places=places, further=further, reasoned=reasoned, notes=notes,
    )  # fmt: skip
    describer = Describer(store, words=words)
    denials = (
        Denied(
            ("no " if one.all_of else "") + describer.text(one.denied),
            describer.witnesses.claim(one.claim),
        )
        for one in denials_of(store, reasoner.index, triple)
    )
    return found._replace(denials=tuple(denials))


def _founded(
    store: ox.Store,
    reasoner: Reasoner,
    triple: Triple,
    at_most: int,
    words: Words | None,
    *,
    places: Places | None,
    further: bool,
    reasoned: bool,
    notes: tuple[str, ...],
) -> Explanation:
    """Return what `explain` does, but for who denies the triple."""
    describer = Describer(store, words=words, places=places)
    facts = Revision(store)
    text = describer.text(triple)
    if facts.has(triple):
        prover = Prover(facts, reasoner.index)
        proofs = prover.proofs(triple, at_most + 1, thorough=at_most > 1)
        status = INFERRED if facts.is_inferred(triple) else STATED
        nodes = tuple(describer.explained(proof) for proof in proofs[:at_most])
        if further and len(proofs) == at_most == 1:
            proofs = prover.proofs(triple, 2, thorough=True)
        return Explanation(triple, text, status, nodes, (), len(proofs) > at_most)
    claims = tuple(describer.witnesses.claims_of(triple))
    if claims or not reasoned:
        status = CLAIMED if claims else UNKNOWN
        return Explanation(triple, text, status, (), claims, more=False, notes=notes)
    found = _conditional(store, reasoner, triple, words, places)
    return found._replace(text=text, notes=(*found.notes, *notes))


def _conditional(
    store: ox.Store,
    reasoner: Reasoner,
    triple: Triple,
    words: Words | None,
    places: Places | None,
) -> Explanation:
    """Return from which unaccepted claims a triple would follow, if from any."""
    from summit_kg.reason.unaccepted import would_follow

    found, complete = would_follow(store, reasoner, triple)
    notes = () if complete else (_NOT_ALL,)
    if found is None:
        return Explanation(triple, "", UNKNOWN, (), (), more=False, notes=notes)
    proof = Describer(store, found.claims, words=words, places=places).explained(found.proof)
    claims = tuple(map(Describer(store, words=words).witnesses.claim, found.claims))
    return Explanation(triple, "", CONDITIONAL, (proof,), claims, more=False, clash=found.clash)


def claims_behind(explanations: Iterable[Explanation]) -> list[Witness]:
    """Return the claims that explanations rest on, each once, in their order."""
    found: dict[str, Witness] = {}
    for explanation in explanations:
        for node in explanation.proofs:
            found |= {claim.claim: claim for claim in _claims_of(node)}
        found |= {claim.claim: claim for claim in explanation.claims}
    return list(found.values())


def _claims_of(node: Node) -> Iterator[Witness]:
    yield from node.claims
    for axiom in node.axioms:
        yield from axiom.claims
    for part in node.parts:
        yield from _claims_of(part)
