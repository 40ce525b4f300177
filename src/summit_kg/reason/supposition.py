"""What would follow, and what would clash, were claims accepted that are not."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.errors import UsageProblem
from summit_kg.reason.acceptance_marks import asserted, mark
from summit_kg.reason.consistency import Inconsistency, explain_clashes
from summit_kg.reason.explanation import Describer
from summit_kg.reason.facts import MemoryFacts, Revision, StoreFacts
from summit_kg.reason.maintain import Change
from summit_kg.reason.reasoner import Reasoner
from summit_kg.reason.schema import TYPE, Triple, owl
from summit_kg.reason.witnesses import SUPPOSED, Witness, Witnesses
from summit_kg.terms import claim_name, expand_curie, suggestion
from summit_kg.vocabulary import ARTICLE, OWL, SUMMIT

_CLAIM = f"<{SUMMIT}Claim>"


class Supposition(NamedTuple):
    """What claims would add: what they state, what would follow, and what would clash.

    `stated` and `follows` hold each triple with its text; of a denial it is the triple by which
    that hangs on what it denies something of.
    """

    claims: list[Witness]
    stated: list[tuple[Triple, str]]
    follows: list[tuple[Triple, str]]
    inconsistency: Inconsistency | None

    def __str__(self) -> str:
        from summit_kg.reason.supposition_text import supposition_written

        return supposition_written(self, "text").rstrip("\n")


def suppose(
    store: ox.Store,
    reasoner: Reasoner,
    claims: str | Sequence[str],
    base: Callable[[], Collection[Triple]],
) -> Supposition:
    """Return what claims would add to a store, which stays as it is.

    :param base: gives the triples of ontology and reference data
    :param claims: one or several, each by its name within its article, by CURIE or by IRI
    :raises UsageProblem: where there is no such claim
    """
    describer = Describer(store)
    names = _names(store, claims)
    facts = Revision(store)
    stated = [triple for triple in asserted(store, names) if not _is_stated(facts, triple)]
    change = _accept(facts, store, reasoner, names)
    inconsistency = None
    if change.clashes:
        inconsistency = explain_clashes(
            store, facts, reasoner, change.clashes, base=base(), supposed=frozenset(names)
        )
    return Supposition(
        [describer.witnesses.claim(name) for name in names],
        list(_in_words(stated, describer)),
        [(triple, describer.text(triple)) for triple in sorted(change.added)],
        inconsistency,
    )


class Accepted(NamedTuple):
    """What was supposed: the claims that were not accepted before, and whether anything clashes."""

    claims: list[Witness]
    clash: bool


def accept(store: ox.Store, reasoner: Reasoner, claims: str | Sequence[str]) -> Accepted:
    """Accept claims in a store, with what follows.

    :param claims: one or several, as `suppose` takes them
    :raises UsageProblem: where there is no such claim
    """
    facts = Revision(store)
    names = _names(store, claims)
    change = _accept(facts, store, reasoner, names)
    facts.commit()
    known = map(Witnesses(store).claim, names)
    supposed = [claim for claim in known if not claim.accepted]
    for told in supposed:
        mark(store, told.claim, accepted=True, reason=SUPPOSED + told.reason, disputed=None)
    return Accepted(supposed, bool(change.clashes))


def _names(store: ox.Store, claims: str | Sequence[str]) -> list[str]:
    given = [claims] if isinstance(claims, str) else claims
    return list(dict.fromkeys(find_claim(store, claim) for claim in given))


def _accept(facts: Revision, store: ox.Store, reasoner: Reasoner, claims: Sequence[str]) -> Change:
    return reasoner.revise(facts, [], asserted(store, claims))


def _is_stated(facts: Revision, triple: Triple) -> bool:
    return facts.has(triple) and not facts.is_inferred(triple)


def _in_words(stated: list[Triple], describer: Describer) -> Iterator[tuple[Triple, str]]:
    """Yield stated triples with their text, and of those that make up a denial one for it all."""
    said = MemoryFacts(stated)
    label = describer.witnesses.label

    def values(node: str, name: str) -> list[str]:
        return [value for _, _, value in said.match(node, owl(name), None)]

    for triple in stated:
        subject, predicate, object_ = triple
        if predicate == owl("sourceIndividual"):
            for property_ in values(subject, "assertionProperty"):
                for target in ("targetIndividual", "targetValue"):
                    for value in values(subject, target):
                        yield triple, f"not so: {describer.text((object_, property_, value))}"
        elif predicate == owl("disjointWith") and object_.startswith("_:"):
            for property_ in values(object_, "onProperty"):
                for value in values(object_, "hasValue"):
                    yield triple, f"no {label(subject)} · {label(property_)} · {label(value)}"
        elif not (subject.startswith("_:") and _states_owl(predicate, object_)):
            yield triple, describer.text(triple)


def _states_owl(predicate: str, object_: str) -> bool:
    """Tell whether a triple of a nameless node is OWL's syntax, and no fact."""
    return (object_ if predicate == TYPE else predicate).startswith(f"<{OWL}")


def find_claim(store: ox.Store, name: str) -> str:
    """Return the IRI, in N-Triples form, of a claim given by name, CURIE or IRI.

    :raises UsageProblem: where no claim has the name, or several have
    """
    view = StoreFacts(store)
    text = name.strip()
    iri = text.strip("<>") if "://" in text else expand_curie(text) or f"{ARTICLE}{text}"
    try:
        if view.has((f"<{iri}>", TYPE, _CLAIM)):
            return f"<{iri}>"
    except ValueError:
        pass  # no IRI: it cannot be a claim's
    known = [claim for claim, _, _ in view.match(None, TYPE, _CLAIM)]
    found = [claim for claim in known if claim[1:-1].rpartition("/")[2] == text]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(claim_name(claim) for claim in sorted(found)[:5])
        raise UsageProblem(f"several articles have a claim {text[:80]!r}; name one: {choices}")
    near = suggestion(text, [claim[1:-1].rpartition("/")[2] for claim in known])
    raise UsageProblem(f"there is no claim {text[:80]!r}{near}")
