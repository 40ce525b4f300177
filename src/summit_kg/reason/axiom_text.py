"""Axioms by the short names of their terms, for messages about files."""

from collections.abc import Iterable

import pyoxigraph as ox

from summit_kg.reason.facts import MemoryFacts, as_text
from summit_kg.reason.manchester import Manchester
from summit_kg.terms import shorten


def by_short_names(triples: Iterable[ox.Triple]) -> Manchester:
    """Return what writes the axioms of triples with CURIEs for IRIs."""
    facts = MemoryFacts(map(as_text, triples))
    return Manchester(facts, lambda term: shorten(term[1:-1]) if term[0] == "<" else "something")


def readable(triples: Iterable[ox.Triple], triple: ox.Triple) -> str:
    """Return the axiom that hangs on a triple of the triples, in one line."""
    return by_short_names(triples).axiom(as_text(triple))
