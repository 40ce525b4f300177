"""Pictures for print and screen: graphs and timelines as SVG and PNG."""

KINDS = (
    "state", "organization", "person", "meeting", "act", "agreement", "proposition", "place",
    "topic", "other",
)  # fmt: skip
"""What a thing can be, in the order of the legend."""
STATED, ASSUMED, INFERRED = "stated", "assumed", "inferred"
SAID, MADE = "said", "made"
"""How a statement is known: by an accepted claim or a source, by the editors' assumption alone, by
reasoning, as somebody's words alone; or it is the query's own."""
BASES = (STATED, ASSUMED, INFERRED, SAID, MADE)
