"""Tables of claims, positions and events, as CSV or Parquet; docs/exports.md has every column."""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO

import pyoxigraph as ox

from summit_kg.errors import MissingPackage, UsageProblem
from summit_kg.export.claims import VIEW, ClaimRecord, Reader, local, text
from summit_kg.export.events import EVENTS, events
from summit_kg.export.sorting import disk, scratch_file
from summit_kg.terms import shorten, suggestion
from summit_kg.vocabulary import INFERRED_GRAPH, SUMMIT

Row = tuple[str | bool | int | None, ...]
TABLE_FORMATS = ("csv", "parquet")

CLAIMS = (
    "claim", "article", "article_label", "article_date", "statement", "claim_type", "polarity",
    "certainty", "accepted", "acceptance_reason", "voices", "voice_labels", "said_by",
    "said_by_label", "sentences", "start", "end", "quoted_words", "assertion",
)  # fmt: skip
POSITIONS = (
    "holder", "holder_label", "stance", "proposition", "proposition_label", "basis", "claim",
    "claim_type", "certainty", "accepted", "said_by", "said_by_label", "article", "article_date",
    "sentences",
)  # fmt: skip
_STANCES = {
    "supportedProposition": "supports",
    "opposedProposition": "opposes",
    "refused": "opposes",
}
_HOLDERS = frozenset({"holder", "refuser", "issuedBy", "agent"})
_WHOLE = frozenset({"start", "end"})
_TRUTH = frozenset({"accepted"})
_BATCH = 10_000


def write_table(
    store: ox.Store,
    out: BinaryIO,
    name: str,
    format_: str,
    *,
    article: str | None = None,
    about: str | None = None,
    only_accepted: bool = False,
) -> int:
    """Write a table and return the number of its rows.

    :param name: claims, positions or events
    :param article: only what this article says
    :param about: only what has this thing in its assertion
    :param only_accepted: only what counts as fact
    :raises UsageProblem: where there is no such table or format
    """
    check_table(name)
    check_table_format(format_)
    columns, rows = TABLES[name]
    write = _write_csv if format_ == "csv" else _write_parquet
    return write(columns, rows(Reader(store, only_accepted=only_accepted), article, about), out)


def check_table(name: str) -> None:
    """Check that a table exists.

    :raises UsageProblem: where it does not
    """
    if name not in TABLES:
        raise UsageProblem(
            f"there is no table {name[:40]!r}{suggestion(name, list(TABLES))}; "
            f"choose one of {', '.join(TABLES)}"
        )


def check_table_format(format_: str) -> None:
    """Check that a table can be written in a format.

    :raises UsageProblem: where it cannot
    """
    if format_ not in TABLE_FORMATS:
        raise UsageProblem(
            f"a table cannot be written as {format_[:40]!r}; choose {' or '.join(TABLE_FORMATS)}"
        )


def _claims(reader: Reader, article: str | None, about: str | None) -> Iterator[Row]:
    for claim in reader.claims(article, about):
        stretches = [item[1:3] for item in claim.evidence if item.start is not None]
        start, end = min(stretches, default=(None, None))
        yield (
            claim.iri, claim.article, reader.label(claim.article), reader.date(claim.article),
            claim.statement, local(claim.claim_type), local(claim.polarity),
            local(claim.certainty), claim.accepted, claim.reason, " ".join(claim.voices),
            " > ".join(map(reader.label, claim.voices)), claim.voices[-1] if claim.voices else "",
            reader.label(claim.voices[-1]) if claim.voices else "", claim.sentences(),
            start, end,
            " | ".join(item.quoted for item in claim.evidence if item.quoted),
            " ; ".join(_short_triple(quad) for quad in claim.assertion),
        )  # fmt: skip


def _positions(reader: Reader, article: str | None, about: str | None) -> Iterator[Row]:
    """Yield who stands where: what each claim ascribes, and what the view has beside the claims.

    What would be told of a claim is empty where there is none.
    """
    rows: set[Row] = set()
    said: set[tuple[str, str, str]] = set()
    for claim in reader.claims(article, about):
        if local(claim.polarity) == "negative":
            continue
        for holder, stance, proposition in _stances(claim):
            if claim.accepted:
                said.add((holder, stance, proposition))
            voice = claim.voices[-1] if claim.voices else ""
            rows.add((
                holder, reader.label(holder), stance, proposition, reader.label(proposition),
                "stated" if claim.accepted else "claimed only", claim.iri,
                local(claim.claim_type), local(claim.certainty), claim.accepted, voice,
                reader.label(voice), claim.article, reader.date(claim.article), claim.sentences(),
            ))  # fmt: skip
    if article is None:
        for stance in ("supports", "opposes"):
            property_ = ox.NamedNode(SUMMIT + stance)
            for quad in reader.store.quads_for_pattern(None, property_, None, VIEW):
                holder, proposition = text(quad.subject), text(quad.object)
                if (holder, stance, proposition) in said or about not in {
                    None,
                    holder,
                    proposition,
                }:
                    continue
                inferred = ox.Quad(
                    quad.subject, quad.predicate, quad.object, ox.NamedNode(INFERRED_GRAPH)
                )
                basis = "inferred" if inferred in reader.store else "stated"
                rows.add((
                    holder, reader.label(holder), stance, proposition, reader.label(proposition),
                    basis, "", "", "", None, "", "", "", "", "",
                ))  # fmt: skip
    yield from sorted(rows, key=_without_gaps)


def _without_gaps(row: Row) -> tuple[str, ...]:
    return tuple(map(str, row))


def _stances(claim: ClaimRecord) -> Iterator[tuple[str, str, str]]:
    """Yield holder, stance and proposition of each position in a claim's assertion."""
    holders: dict[str, list[str]] = {}
    links = [
        (text(quad.subject), local(quad.predicate.value), text(quad.object))
        for quad in claim.assertion
        if isinstance(quad.object, ox.NamedNode | ox.BlankNode)
    ]
    for subject, role, object_ in links:
        if role in _HOLDERS:
            holders.setdefault(subject, []).append(object_)
    for subject, role, object_ in links:
        if role == "expresses":
            holders.setdefault(object_, []).extend(holders.get(subject, []))
    for subject, role, object_ in links:
        if role in {"supports", "opposes"}:
            yield subject, role, object_
        elif role in _STANCES:
            for holder in holders.get(subject, []):
                yield holder, _STANCES[role], object_


def _short_triple(quad: ox.Quad) -> str:
    return " ".join(
        shorten(term.value) if isinstance(term, ox.NamedNode) else str(term) for term in quad.triple
    )


TABLES: dict[
    str, tuple[tuple[str, ...], Callable[[Reader, str | None, str | None], Iterator[Row]]]
] = {
    "claims": (CLAIMS, _claims),
    "events": (EVENTS, events),
    "positions": (POSITIONS, _positions),
}


def _write_csv(columns: tuple[str, ...], rows: Iterator[Row], out: BinaryIO) -> int:
    count = 0
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")  # as RFC 4180 has it
    writer.writerow(columns)
    for row in rows:
        count += 1
        writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in row])
        if buffer.tell() > 1 << 16:
            out.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    out.write(buffer.getvalue().encode())
    return count


def _write_parquet(columns: tuple[str, ...], rows: Iterator[Row], out: BinaryIO) -> int:
    try:
        pa: Any = import_module("pyarrow")
        pq: Any = import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingPackage("pyarrow", "parquet") from error
    schema = pa.schema([(column, _arrow_type(pa, column)) for column in columns])
    count = 0
    with scratch_file() as whole:  # the writer asks for more than a plain output can
        with disk(), pq.ParquetWriter(whole, schema, store_schema=False) as writer:
            batch: list[Row] = []
            for row in rows:
                batch.append(row)
                if len(batch) == _BATCH:
                    writer.write_table(_arrow_table(pa, schema, batch))
                    count, batch = count + len(batch), []
            writer.write_table(_arrow_table(pa, schema, batch))
        whole.seek(0)
        shutil.copyfileobj(whole, out, 1 << 20)
    return count + len(batch)


def _arrow_type(pa: Any, column: str) -> Any:
    return pa.bool_() if column in _TRUTH else pa.int64() if column in _WHOLE else pa.string()


def _arrow_table(pa: Any, schema: Any, rows: list[Row]) -> Any:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array([None if cell == "" else cell for cell in column], type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.table(arrays, schema=schema)
