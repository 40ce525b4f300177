"""Knowledge graphs of diplomatic summits that answer with evidence.

>>> import summit_kg as sk
>>> kg = sk.open()
>>> answer = kg.query("who-refused-access", facility="Bagram")
>>> for row in answer:
...     print(row.refuserLabel, "refused", row.requesterLabel, "says", row.saidByLabel)
Taliban refused United States says Zamir Kabulov
>>> [(claim.name, [place.name for place in claim.sentences]) for claim in answer[0].evidence]
[('bagram-access-refused', ['p12s2']), ('taliban-refusal-taken-as-fact', ['p12s3'])]
>>> kg.close()
"""

from typing import TYPE_CHECKING, Any

from summit_kg.version import __version__

if TYPE_CHECKING:
    from summit_kg.errors import SummitKGError
    from summit_kg.graph import KnowledgeGraph
    from summit_kg.opening import build, open, validate
    from summit_kg.own_articles import add, attach, init

__all__ = [
    "KnowledgeGraph",
    "SummitKGError",
    "__version__",
    "add",
    "attach",
    "build",
    "init",
    "open",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Import the library's verbs when they are first asked for: start-up stays fast."""
    if name == "KnowledgeGraph":
        from summit_kg.graph import KnowledgeGraph

        return KnowledgeGraph
    if name in {"build", "open", "validate"}:
        from summit_kg import opening

        return getattr(opening, name)
    if name in {"add", "attach", "init"}:
        from summit_kg import own_articles

        return getattr(own_articles, name)
    if name == "SummitKGError":
        from summit_kg.errors import SummitKGError

        return SummitKGError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
