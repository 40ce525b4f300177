"""The tokens of SPARQL, as far as parameters need them.

Reading a query's tokens takes longer than all else before it is answered, so the store keeps the
marks of the saved queries and the query path reads no tokens.
"""

import re

# Outside strings, comments and IRIs, valid SPARQL has characters beyond ASCII in names only.
# Classes of what names cannot have compile in a tenth of the time of classes up to U+10FFFF.
_START = r"[^\x00-@\[-^`{-\x7f]"
_NAME = r"[^\x00-/:-@\[-^`{-\x7f]"
_PREFIX = r"[^\x00-,/:-@\[-^`{-\x7f]"
_LOCAL = r"[^\x00-$&-,/;-@\[-^`{-\x7f]"

TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><(?:[A-Za-z][A-Za-z0-9+.-]*:[^<>"{{}}|^`\\\x00-\x20]*
        # A relative IRI with a variable in it is no IRI but a comparison: ?a<?b&&?c>?d
        | [^<>"{{}}|^`\\\x00-\x20?$]*)>)
    | (?P<string>\"\"\"(?:(?:\"|\"\")?(?:[^"\\]|\\.))*\"\"\"
        | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        | \"(?:[^"\\\n\r]|\\.)*\" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | [?$](?P<variable>{_NAME}+)
    | (?P<open>\{{) | (?P<close>\}})
    | (?P<prefix>{_START}{_PREFIX}*)?
        :(?P<local>(?:{_LOCAL} | \\[_~.!$&'()*+,;=/?\#@%-])*)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    """,
    re.VERBOSE | re.DOTALL,
)
"""The tokens of SPARQL that matter here, named by `lastgroup`; others are left alone."""

Mark = tuple[str, int, int, str]
"""What happens to a query from `start` to `end`: (kind, start, end, variable).

`kind` is `open` or `close` (of a group), `template` (the group of a CONSTRUCT), `select`, or
`parameter`.
"""


def marks(text: str) -> list[Mark]:
    """Return what of a query its parameters depend on, in order."""
    found: list[Mark] = []
    previous_word = ""
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        word = token["word"].upper() if token["word"] else ""
        if kind == "open":
            kind = "template" if previous_word == "CONSTRUCT" else "open"
            found.append((kind, token.start(), token.end(), ""))
        elif kind == "close":
            found.append(("close", token.start(), token.end(), ""))
        elif word == "SELECT":
            found.append(("select", token.start(), token.end(), ""))
        elif kind == "variable" and token["variable"][0] == "_":
            found.append(("parameter", token.start(), token.end(), token["variable"]))
        if kind != "comment":
            previous_word = word
    return found


def prefixes(text: str) -> tuple[list[tuple[str, int]], dict[str, int]]:
    """Return the prefixes that a query declares, in order, and those it uses, with their places."""
    declared: list[tuple[str, int]] = []
    used: dict[str, int] = {}
    previous = ""
    for token in TOKEN.finditer(text):
        if token["comment"]:
            continue
        if token.lastgroup == "local" and token["prefix"] != "_":
            prefix = token["prefix"] or ""
            if previous == "PREFIX":
                declared.append((prefix, token.start()))
            else:
                used.setdefault(prefix, token.start())
        previous = (token["word"] or "").upper()
    return declared, used
