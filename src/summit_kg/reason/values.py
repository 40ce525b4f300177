"""Literals in N-Triples form compared by value."""

from decimal import Decimal, InvalidOperation

from summit_kg.vocabulary import XSD

_NUMBERS = frozenset(
    f"<{XSD}{name}>"
    for name in (
        "integer", "decimal", "int", "long", "short", "byte", "nonNegativeInteger",
        "positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong",
        "unsignedShort", "unsignedByte",
    )
)  # fmt: skip


def differ(one: str, two: str) -> bool:
    """Tell whether both terms are literals and their values differ; numbers count as numbers."""
    if one == two or not (one.startswith('"') and two.startswith('"')):
        return False
    first, second = _number(one), _number(two)
    return first is None or second is None or first != second


def _number(term: str) -> Decimal | None:
    text, _, datatype = term.rpartition("^^")
    if datatype not in _NUMBERS:
        return None
    try:
        return Decimal(text[1:-1])
    except InvalidOperation:
        return None
