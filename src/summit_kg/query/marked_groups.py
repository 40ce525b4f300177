"""Queries whose solutions tell which of their groups hold: UNION's sides, and what is optional."""

from summit_kg.query.tokens import TOKEN

MARK = "_in_"
"""How the variables begin that are bound where the group holds in which they stand."""
_FORMS = frozenset(["SELECT", "CONSTRUCT", "ASK", "DESCRIBE"])
_OTHER = frozenset(["GRAPH", "SERVICE", "SILENT", "VALUES"])
"""Words before braces that hold no group of their own."""
_APART = frozenset(["EXISTS", "MINUS"])
"""Words before groups that bind nothing."""


def form(text: str) -> str:
    """Return what kind of query a text is: SELECT, CONSTRUCT, ASK or DESCRIBE; empty for none."""
    words = ((token["word"] or "").upper() for token in TOKEN.finditer(text))
    return next((word for word in words if word in _FORMS), "")


def marked(text: str) -> str:
    """Return a query with a mark in each of its groups: a solution tells which of them hold.

    >>> marked("SELECT * { ?s ?p ?o OPTIONAL { ?o a ?c } }")
    'SELECT * { ?s ?p ?o OPTIONAL { ?o a ?c BIND(true AS ?_in_1_) } BIND(true AS ?_in_2_) }'

    :param text: a SELECT query, valid SPARQL
    """
    parts: list[str] = []
    kinds: list[str] = []
    """Of the braces that are open: what they hold."""
    end = count = 0
    before = ""
    for token in TOKEN.finditer(text):
        if token["comment"]:
            continue
        word = (token["word"] or "").upper()
        if token["open"]:
            apart = before in _APART or "apart" in kinds
            kinds.append("apart" if apart else "other" if before in _OTHER else "group")
            before = ""
        elif token["close"]:
            if kinds.pop() == "group":
                count += 1
                parts += [text[end : token.start()], f"BIND(true AS ?{MARK}{count}_) "]
                end = token.start()
            before = ""
        elif word == "SELECT" and kinds and kinds[-1] == "group":
            kinds[-1] = "other"
        elif word:
            before = word
    return "".join([*parts, text[end:]])
