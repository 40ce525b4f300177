"""N-Triples and N-Quads (RDF 1.1), sorted by the bytes of their lines."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyoxigraph as ox

from summit_kg.export.statements import Statements


def write_lines(statements: Statements, out: BinaryIO) -> None:
    """Write every statement, the default graph's first; their lines are N-Triples."""
    for batch in statements.view():
        if batch:
            out.write(b" .\n".join(batch) + b" .\n")
    for batch in statements.named():
        rows = (line.split(b"\t", 1) for line in batch)
        out.write(b"".join([b"%b %b .\n" % (line, graph) for graph, line in rows]))


def quads_of(statements: Statements) -> Iterator[ox.Quad]:
    """Yield every statement as a quad."""
    file = io.BytesIO()
    write_lines(statements, file)
    yield from ox.parse(file.getvalue(), ox.RdfFormat.N_QUADS)
