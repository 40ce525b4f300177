"""RDF terms as text."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_kg.terms import (
    article_name,
    claim_name,
    expand_curie,
    is_iri,
    literal,
    shorten,
    suggestion,
)

ID = "https://w3id.org/summit-kg/id/"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_as_a_literal(text: str) -> None:
    [quad] = ox.parse(f"<x:s> <x:p> {literal(text)} .", ox.RdfFormat.N_TRIPLES)
    assert quad.object == ox.Literal(text)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="not valid Unicode"):
        literal("\ud800")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ID + "taliban", "id:taliban"),
        (ID + "article/bagram-betrayal", "article:bagram-betrayal"),
        (ID + "article/bagram-betrayal/p12s2", "id:article/bagram-betrayal/p12s2"),
        ("https://w3id.org/summit-kg/ontology#Refusal", "summit:Refusal"),
        ("http://example.org/x", "<http://example.org/x>"),
    ],
)
def test_iris_are_shortened_and_come_back(iri: str, short: str) -> None:
    assert shorten(iri) == short
    assert (expand_curie(short) or short.strip("<>")) == iri


@pytest.mark.parametrize("shown", ["{}", "<{}>"])
def test_a_claim_is_named_with_its_article(shown: str) -> None:
    claim = shown.format(ID + "article/bagram-betrayal/access-refused")
    assert claim_name(claim) == "bagram-betrayal/access-refused"
    assert article_name(claim) == "bagram-betrayal"
    assert article_name(shown.format(ID + "article/bagram-betrayal")) == "bagram-betrayal"


@pytest.mark.parametrize("text", ["", "a b", "rel/ative", "http://x/<y>", "http://x/{y}", "id"])
def test_what_is_no_iri_is_told(text: str) -> None:
    assert not is_iri(text)


def test_suggestions_know_no_case() -> None:
    assert suggestion("TALIBAM", ["Taliban", "China"]) == " (did you mean Taliban?)"
    assert suggestion("xyz", ["Taliban"]) == ""
