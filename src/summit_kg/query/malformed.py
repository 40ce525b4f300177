"""What is wrong with a query that the engine cannot read."""

import re

from summit_kg.errors import InputProblem
from summit_kg.query.tokens import prefixes
from summit_kg.store.base import malformed_sparql
from summit_kg.vocabulary import PREFIXES

_SPACED_IRI = re.compile(r"<https?://[^<>\n]*\s[^<>\n]*>")


def query_problem(error: SyntaxError, text: str, shown: str) -> InputProblem:
    """Return what is wrong with a query: a prefix that it lacks, else what the engine says."""
    if not text.strip():
        return InputProblem(shown, None, "the query is empty")
    spaced = _SPACED_IRI.search(text)
    if spaced is not None:
        line = text.count("\n", 0, spaced.start()) + 1
        return InputProblem(shown, line, f"{spaced[0][:200]} has a space; write %20 in its place")
    declared, used = prefixes(text)
    for prefix, place in used.items():
        if prefix not in dict(declared):
            namespace = PREFIXES.get(prefix, "…")
            line = text.count("\n", 0, place) + 1
            return InputProblem(
                shown,
                line,
                f"the prefix {prefix}: is not declared; add PREFIX {prefix}: <{namespace}>",
            )
    return malformed_sparql(error, shown)
