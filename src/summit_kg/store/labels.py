"""The index from labels to entities: exact, without case, and the nearest ones."""

import os
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from summit_kg.vocabulary import DCTERMS, INFERRED_GRAPH, RDFS, SKOS, SUMMIT

LABELS_QUERY = f"""
SELECT DISTINCT ?entity ?label ?rank ?kind WHERE {{
  {{ ?entity <{RDFS}label> ?label BIND(0 AS ?rank) }}
  UNION {{ ?entity <{SKOS}altLabel> ?label BIND(1 AS ?rank) }}
  UNION {{ ?entity <{SUMMIT}officialName> ?label BIND(2 AS ?rank) }}
  UNION {{ ?entity <{DCTERMS}title> ?label . ?entity a <{SUMMIT}Article> BIND(1 AS ?rank) }}
  UNION {{
    ?entity a <{SUMMIT}Article>
    BIND(REPLACE(STR(?entity), "^.*/", "") AS ?label)
    BIND(2 AS ?rank)
  }}
  UNION {{
    ?claim <{SUMMIT}disputed> true ; <{SUMMIT}asserts> ?assertion .
    GRAPH ?assertion {{ ?entity <{RDFS}label> ?label }}
    MINUS {{ ?entity <{RDFS}label> ?accepted }}
    BIND(3 AS ?rank)
  }}
  FILTER(isIRI(?entity))
  FILTER NOT EXISTS {{ ?entity a <{SUMMIT}Sentence> }}
  OPTIONAL {{
    ?entity a ?kind
    FILTER(STRSTARTS(STR(?kind), "{SUMMIT}"))
    FILTER NOT EXISTS {{ GRAPH <{INFERRED_GRAPH}> {{ ?entity a ?kind }} }}
  }}
}}"""
"""Every label of the default view, and every article's slug, with how well it names its entity: 0
best; last the names of what only disputed claims name."""

Row = tuple[str, str, int, str]


class Match(NamedTuple):
    """An entity that a label fits."""

    iri: str
    label: str
    rank: int
    kind: str


def normalized(label: str) -> str:
    """Return the label as it is compared: without case, marks of width, and spare blanks."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


class LabelIndex:
    """The labels of one generation, in a SQLite database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, path: str) -> "LabelIndex":
        """Open the file that `write_labels` wrote."""
        if not os.path.exists(path):
            raise FileNotFoundError(path)
        # Where there is a time limit, another thread asks than the one that opened it.
        address = f"file:{path}?mode=ro&immutable=1"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    @classmethod
    def in_memory(cls, rows: Iterable[Row]) -> "LabelIndex":
        """Return an index of the rows in memory."""
        database = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(database, rows)
        return cls(database)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def find(self, label: str) -> list[Match]:
        """Return the entities that a label names best; several where it is ambiguous.

        The case as written goes before another case, a name before an alias.
        """
        rows = self._database.execute(
            "SELECT iri, label, rank, kind FROM labels WHERE key = ? ORDER BY rank, iri",
            (normalized(label),),
        ).fetchall()
        matches = [Match(*row) for row in rows]
        exact = [match for match in matches if match.label == label] or matches
        best = min((match.rank for match in exact), default=0)
        return list({match.iri: match for match in exact if match.rank == best}.values())

    def nearest(self, label: str, count: int = 3) -> list[str]:
        """Return the labels that look most like a misspelt one."""
        from difflib import get_close_matches

        folded = normalized(label[:200])
        rows = self._database.execute("SELECT key, label FROM labels ORDER BY rank DESC").fetchall()
        by_key = dict(rows)
        near = get_close_matches(folded, by_key, n=count, cutoff=0.6)
        if not near and len(folded) > 2:
            near = [key for key in by_key if folded in key][:count]
        return list(dict.fromkeys(by_key[key] for key in near))


def label_rows(results: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean) -> Iterator[Row]:
    """Yield (entity, label, rank, class) rows from the answer of `LABELS_QUERY`."""
    assert isinstance(results, ox.QuerySolutions)
    for solution in results:
        kind = solution["kind"]
        name = kind.value.removeprefix(SUMMIT) if isinstance(kind, ox.NamedNode) else ""
        yield solution["entity"].value, solution["label"].value, int(solution["rank"].value), name


def write_labels(path: str, rows: Iterable[Row]) -> None:
    """Write the index file of (entity, label, rank, class) rows."""
    database = sqlite3.connect(path)
    try:
        database.execute("PRAGMA synchronous = OFF")
        _fill(database, rows)
    finally:
        database.close()


def _fill(database: sqlite3.Connection, rows: Iterable[Row]) -> None:
    database.execute(
        "CREATE TABLE labels (key TEXT, iri TEXT, label TEXT, rank INT, kind TEXT,"
        " PRIMARY KEY (iri, label, rank)) WITHOUT ROWID"
    )
    # An entity of several classes is listed once, with the first of them.
    database.executemany(
        "INSERT INTO labels VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET kind = min(kind, excluded.kind)",
        ((normalized(label), iri, label, rank, kind) for iri, label, rank, kind in rows),
    )
    database.execute("CREATE INDEX by_key ON labels (key)")
    database.commit()
