"""The claims loader: what it writes, and what it says about a file that is wrong."""

import re
import textwrap
from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import solutions
from conftest import ARTICLE, CLAIMS, ROOT, SLUG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summit_kg.errors import InputProblem
from summit_kg.load.article import read_article
from summit_kg.load.claims import ClaimsFile, read_claims
from summit_kg.load.ontology_terms import OntologyTerms, read_ontology_terms

S = "https://w3id.org/summit-kg/ontology#"
BASE = f"https://w3id.org/summit-kg/id/article/{SLUG}/"
GRAPH = f"https://w3id.org/summit-kg/graph/claim/{SLUG}/"


@pytest.fixture(scope="module")
def terms() -> OntologyTerms:
    return read_ontology_terms(str(ROOT / "ontology"))


def load(
    folder: Path, terms: OntologyTerms, claims: str = CLAIMS, text: str | None = None
) -> ClaimsFile:
    folder = folder / SLUG
    folder.mkdir(exist_ok=True)
    (folder / "article.yaml").write_text(ARTICLE, encoding="utf-8")
    (folder / "claims.yaml").write_text(claims, encoding="utf-8")
    article = read_article(str(folder / "article.yaml"))
    return read_claims(str(folder / "claims.yaml"), article, terms, text)


def store_of(file: ClaimsFile) -> ox.Store:
    store = ox.Store()
    store.extend(ox.parse("".join(file.lines + file.accepted).encode(), ox.RdfFormat.N_QUADS))
    return store


def test_an_accepted_assertion_stands_in_its_graph_and_in_the_default_view(
    tmp_path: Path, terms: OntologyTerms
) -> None:
    store = store_of(load(tmp_path, terms))
    refusal = ox.NamedNode("https://w3id.org/summit-kg/id/small-refusal")
    refuser = ox.NamedNode(S + "refuser")
    graphs = {str(q.graph_name) for q in store.quads_for_pattern(refusal, refuser, None)}
    assert graphs == {"DEFAULT", f"<{GRAPH}access-refused>"}


def test_a_forecast_stays_inside_its_claim(tmp_path: Path, terms: OntologyTerms) -> None:
    store = store_of(load(tmp_path, terms))
    act = ox.NamedNode("https://w3id.org/summit-kg/id/small-recognition")
    graphs = {str(q.graph_name) for q in store.quads_for_pattern(act, None, None)}
    assert graphs == {f"<{GRAPH}more-recognition>"}


def test_the_chain_of_voices_runs_from_outermost_to_innermost(
    tmp_path: Path, terms: OntologyTerms
) -> None:
    store = store_of(load(tmp_path, terms))
    rows = store.query(
        f"""SELECT ?outer ?inner ?first ?second {{
          <{BASE}access-refused> <{S}reportedBy> ?outer ; <{S}saidBy> ?inner ;
            <{S}claimedBy> (?first ?second) }}"""
    )
    [row] = [[term.value for term in solution] for solution in solutions(rows)]
    article, kabulov = BASE[:-1], "https://w3id.org/summit-kg/id/zamir-kabulov"
    assert row == [article, kabulov, article, kabulov]


MISTAKES = [
    ("    polarity: positive\n    certainty: certain", "    polarity: maybe\n    certainty: certain",
     10, "polarity is 'maybe'; it must be one of negative, positive"),
    ("type: AccessRefusal", "type: AccesRefusal", 19,
     "unknown class 'AccesRefusal' (did you mean AccessRefusal"),
    ("refuser: id:taliban", "refusr: id:taliban", 21,
     "unknown property 'refusr' (did you mean refuser"),
    ("    statement: The", "    statment: The", 8, "unknown key 'statment' (did you mean statement?)"),
    ("    statement: The Taliban turned the Americans away.\n", "", 7, "the key 'statement' is missing"),
    ("sentence: p0s1", "sentence: p0s9", 14, "the article has no sentence 'p0s9'"),
    ("{start: 5, end: 30}", "{start: 5, end: 41}", 15,
     "characters 5 to 41 lie outside sentence p0s1 (0 to 40)"),
    ("{start: 5, end: 30}", "{start: 30, end: 5}", 15, "start before end"),
    ("{start: 5, end: 30}", "{start: 0, end: 40, sha256: " + "0" * 64 + "}", 15,
     "the hash of characters 0 to 40 does not fit the text"),
    ("{start: 5, end: 30}", "{start: 5, end: 30, sha256: abc}", 15, "64 hexadecimal digits"),
    ("iri: more-recognition", "iri: access-refused", 24,
     "this id is already taken by the claim on line 7"),
    ("iri: id:small-refusal", "iri: foo:small-refusal", 18, "the prefix 'foo' is not declared"),
    ("iri: id:small-refusal", 'iri: "id:small refusal"', 18, "characters that no IRI may have"),
    ("iri: id:small-refusal", 'iri: "id:a> <b"', 18, "characters that no IRI may have"),
    ("assertion:access-refused:", "assertion:refused:", 16, "the one key assertion:access-refused"),
    ("requester: id:united-states", "requester: 7", 22, "must name something"),
    ("claimedBy: [article:small-report]", "claimedBy: article:small-report", 26, "must list the voices"),
    ("claims:\n", "claims: {}\nmore:\n", 7, "unknown key 'more'"),
    ("withoutClaim: []", "withoutClaim: [{iri: p9s9, reason: x}]", 39, "no sentence 'p9s9'"),
    ("certainty: probable", "certainty: probable\n    certainty: certain", 29,
     "key 'certainty' is here twice (first on line 28)"),
    ("claims:\n", "claims: [\n", 7, "malformed YAML"),
    ("label: Small refusal", "label: 7", 20, "label must be in quotes: '7'"),
    ("label: Small refusal", "latitude: 34.9", 20, "latitude must be in quotes: '34.9'"),
    ("label: Small refusal", "occurredOn: '2025-02-31'", 20, "occurredOn must be of type date"),
    ("label: Small refusal", "accepted: true", 20, "unknown property 'accepted'"),
    ("label: Small refusal", "saidBy: id:taliban", 20, "unknown property 'saidBy'"),
    ("requester: id:united-states", "requester: ../x", 22, "must be a name, a CURIE"),
    ("iri: id:small-refusal", "iri: summit:refuser", 18, "only what a class excludes"),
    ("polarity: positive", "polarity: negative", 18,
     "the claim is negative, but not what it asserts; write type: owl:NegativePropertyAssertion"),
    ("iri: id:small-refusal\n        type: AccessRefusal",
     "iri: summit:State\n        disjointWith: summit:Person", 19, "(disjointWith) is a claim of its own"),
    ("type: AccessRefusal",
     "type: AccessRefusal\n        about: {iri: summit:State, disjointWith: summit:Person}", 20,
     "(disjointWith) is a claim of its own"),
    ("type: AccessRefusal", "type: AccessRefusal\n        hasValue: id:russia", 20,
     "(hasValue) is a claim of its own"),
    ("iri: id:small-refusal\n        type: AccessRefusal",
     "iri: id:small-refusal\n        type: owl:Restriction", 18, "a node of OWL has no iri"),
    ("type: AccessRefusal", "type: Claim", 19, "unknown class 'Claim'"),
    ("turned", "tur\x07ned", 8, "a character that YAML forbids"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, terms: OntologyTerms, old: str, new: str, line: int, message: str
) -> None:
    assert CLAIMS.count(old) >= 1
    changed = CLAIMS.replace(old, new, 1)
    with pytest.raises(InputProblem) as caught:
        load(tmp_path, terms, changed)
    assert message in str(caught.value)
    assert caught.value.path.endswith("claims.yaml")
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


NEGATIVE = CLAIMS.replace("polarity: positive", "polarity: negative", 1).replace(
    """\
        iri: id:small-refusal
        type: AccessRefusal
        label: Small refusal
        refuser: id:taliban
        requester: id:united-states
        facility: id:bagram-air-base
""",
    """\
        type: owl:NegativePropertyAssertion
        sourceIndividual: id:iran
        assertionProperty: summit:tookPartIn
        targetIndividual: id:moscow-format-7
""",
)
EXCLUSION = NEGATIVE.replace(
    """\
        type: owl:NegativePropertyAssertion
        sourceIndividual: id:iran
        assertionProperty: summit:tookPartIn
        targetIndividual: id:moscow-format-7
""",
    """\
        iri: summit:WesternState
        disjointWith:
          type: owl:Restriction
          onProperty: summit:tookPartIn
          hasValue: id:moscow-format-7
""",
)
WRONG_NEGATIONS = [
    (NEGATIVE, "polarity: negative", "polarity: positive", 18,
     "a denial is a claim of its own, with polarity: negative"),
    (NEGATIVE, "        targetIndividual: id:moscow-format-7\n", "", 18,
     "a denial lacks targetIndividual; it needs type, sourceIndividual, assertionProperty and"),
    (NEGATIVE, "sourceIndividual", "sourceIndivdual", 19,
     "a denial has no key 'sourceIndivdual' (did you mean sourceIndividual"),
    (NEGATIVE, "targetIndividual: id:moscow-format-7", "targetValue: '7'", 21,
     "only that things are related can be denied, no value"),
    (NEGATIVE, "        sourceIndividual", "        iri: id:x\n        sourceIndividual", 19,
     "a denial has no key 'iri'; it has just type, "),
    (NEGATIVE, "sourceIndividual: id:iran", "sourceIndividual: [id:iran, id:china]", 19,
     "sourceIndividual must name one thing"),
    (NEGATIVE, "summit:tookPartIn", "tookPartIn", 20,
     "assertionProperty is 'tookPartIn'; write it summit:tookPartIn"),
    (NEGATIVE, "summit:tookPartIn", "summit:tookPartin", 20,
     "no property of the ontology (did you mean tookPartIn"),
    (NEGATIVE, "summit:tookPartIn", "summit:latitude", 20, "it must relate things"),
    (EXCLUSION, "polarity: negative", "polarity: positive", 19,
     "what a class excludes (disjointWith) is a claim of its own"),
    (EXCLUSION, "summit:WesternState", "summit:WestState", 18,
     "it must be a class that excludes something, such as summit:WesternState (did you mean "),
    (EXCLUSION, "summit:WesternState", "id:iran", 18, "it must be a class"),
    (EXCLUSION, "          type: owl:Restriction\n", "", 19,
     "disjointWith must be a mapping with type: owl:Restriction and onProperty and hasValue"),
    (EXCLUSION, "          hasValue: id:moscow-format-7\n", "", 20, "lacks hasValue"),
    (EXCLUSION, "onProperty: summit:tookPartIn", "onProperty: tookPartIn", 21,
     "write it summit:tookPartIn"),
    (CLAIMS, "label: Small refusal", "about: {type: owl:NegativePropertyAssertion}", 20,
     "a denial is a claim of its own, with polarity: negative"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "old", "new", "line", "message"), WRONG_NEGATIONS)
def test_a_wrong_denial_says_in_one_line_what_to_do(
    tmp_path: Path, terms: OntologyTerms, right: str, old: str, new: str, line: int, message: str
) -> None:
    assert load(tmp_path, terms, right).claims
    assert old in right
    with pytest.raises(InputProblem) as caught:
        load(tmp_path, terms, right.replace(old, new, 1))
    assert message in str(caught.value)
    assert caught.value.line == line
    assert "\n" not in str(caught.value)


def test_the_negative_claims_of_the_page_load(tmp_path: Path, terms: OntologyTerms) -> None:
    page = (ROOT / "docs" / "model.md").read_text("utf-8")
    start = page.index("### A negative claim")
    blocks = re.findall(r"```yaml\n(.*?)```", page[start : page.index("### Acceptance")], re.DOTALL)
    assert len(blocks) == 1
    claims = textwrap.indent(blocks[0], "  ").replace("…", "x")
    text = CLAIMS[: CLAIMS.index("  - iri:")] + claims
    text = text.replace("article:SLUG", "article:small-report")
    file = load(tmp_path, terms, text + "withoutClaim: [{iri: p0s2, reason: Nothing.}]\n")
    assert len(file.claims) == 2
    assert [claim.entry["polarity"] for claim in file.claims] == ["negative", "negative"]


@pytest.mark.parametrize("opening", ["[", "[ ", "{a: ", "- "])
def test_deep_nesting_is_refused(tmp_path: Path, terms: OntologyTerms, opening: str) -> None:
    with pytest.raises(InputProblem, match=r"nested|malformed"):
        load(tmp_path, terms, CLAIMS + "more: " + opening * 50_000)


def test_an_alias_bomb_is_refused(tmp_path: Path, terms: OntologyTerms) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(InputProblem, match="anchors and aliases"):
        load(tmp_path, terms, bomb)


def test_a_quote_must_stand_where_it_points(tmp_path: Path, terms: OntologyTerms) -> None:
    text = "a" * 100
    quoted = CLAIMS.replace("{start: 5, end: 30}", "{start: 5, end: 30}\n        quote: bbb", 1)
    with pytest.raises(InputProblem, match="do not stand in the characters"):
        load(tmp_path, terms, quoted.replace("{start: 41, end: 100}", "{start: 50, end: 60}"), text)


def test_a_hash_is_checked_against_the_text_where_it_is_held(
    tmp_path: Path, terms: OntologyTerms
) -> None:
    wrong = CLAIMS.replace(
        "{start: 5, end: 30}", "{start: 5, end: 30, sha256: " + "a" * 64 + "}", 1
    )
    load(tmp_path, terms, wrong)  # without the text nothing can be told
    with pytest.raises(InputProblem, match="does not fit the text"):
        load(tmp_path, terms, wrong, "x" * 100)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(min_size=1).filter(lambda text: bool(text.strip())))
def test_any_statement_survives_loading_or_is_refused(
    tmp_path: Path, terms: OntologyTerms, text: str
) -> None:
    import yaml

    try:
        quoted = yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10**9).strip()
        changed = CLAIMS.replace("The Taliban turned the Americans away.", quoted, 1)
        changed.encode()
    except UnicodeEncodeError:
        return
    store = store_of(load(tmp_path, terms, changed))
    [quad] = store.quads_for_pattern(
        ox.NamedNode(BASE + "access-refused"), ox.NamedNode(S + "statement"), None
    )
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == text


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(
    tmp_path: Path, terms: OntologyTerms, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(CLAIMS) - 1))
    end = data.draw(st.integers(start, min(len(CLAIMS), start + 60)))
    junk = data.draw(st.text(max_size=20, alphabet=st.characters(exclude_categories=["Cs"])))
    try:
        file = load(tmp_path, terms, CLAIMS[:start] + junk + CLAIMS[end:])
    except InputProblem as problem:
        message = str(problem)
    else:
        message = ""
        store_of(file)
    assert "\n" not in message
