"""`summit-kg query` and `summit-kg sparql`: ask the graph."""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

import click
import pyoxigraph as ox

from summit_kg.cli.options import (
    as_of_option,
    format_of,
    graph_options,
    limit_options,
    listener,
    on_terminal,
    opened,
    output_file,
    output_options,
    terminal_width,
    within,
)
from summit_kg.cli.problems import numbered, say
from summit_kg.cli.sentences import Witness, sentences_below, sentences_option, table_for
from summit_kg.errors import InputProblem, StoreProblem, UsageProblem
from summit_kg.query.results import SELECT_FORMATS, write_graph, write_table
from summit_kg.query.supposing import Marks, Supposed, marked, write_supposed_graph
from summit_kg.store.base import Results


@click.command(
    "query", short_help="Run a saved query.", context_settings={"allow_extra_args": True}
)
@click.argument("name")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE",
              help="A parameter; repeat it for several values.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Show why each row holds: text, md, json or dot.")
@click.option("--suppose", multiple=True, metavar="CLAIM",
              help="Answer as if this claim were accepted; repeat for several.")  # fmt: skip
@sentences_option
@as_of_option
@limit_options
@output_options
@graph_options
def query_command(
    name: str,
    params: tuple[str, ...],
    explain: bool,
    suppose: tuple[str, ...],
    sentences: bool | None,
    as_of: str | None,
    timeout: float | None,
    limit: int | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Run the saved query NAME.

    Entities are given by label in any case ("bagram", "USA"), CURIE (id:taliban) or IRI.
    """
    values = parse_params(params)
    for word in click.get_current_context().args:
        raise UsageProblem(f"{word[:60]!r} stands alone; give a parameter as -p name=value")
    with contextlib.ExitStack() as stack:
        graph = usual = stack.enter_context(opened(workspace, store, quiet=quiet, as_of=as_of))
        if suppose:
            graph = stack.enter_context(graph.supposing(suppose, listener(quiet=quiet)))
        text = graph.bound(name, values)
        supposed = None
        if graph.supposed:
            names = tuple(claim.short for claim in graph.supposed)
            supposed = Supposed(names, lambda: usual.results(text))
        if verbose > 1:
            say(text)
        if explain:
            from summit_kg.cli.explain import write_explained

            write_explained(graph, text, output, format_, timeout, limit, supposed, quiet=quiet)
            return
        answer(
            lambda: graph.results(text, f"queries/{name}.rq"),
            output, format_, timeout, limit, quiet=quiet, witness=Witness(graph, sentences),
            supposed=supposed,
        )  # fmt: skip


@click.command("sparql", short_help="Run any SPARQL 1.1 query.")
@click.argument("query")
@sentences_option
@as_of_option
@limit_options
@output_options
@graph_options
def sparql_command(
    query: str,
    sentences: bool | None,
    as_of: str | None,
    timeout: float | None,
    limit: int | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Run QUERY: SPARQL text, a file, or - for stdin."""
    del verbose
    text, shown = query_text(query)
    with opened(workspace, store, quiet=quiet, as_of=as_of) as graph:
        answer(
            lambda: graph.results(text, shown),
            output, format_, timeout, limit, quiet=quiet, witness=Witness(graph, sentences),
        )  # fmt: skip


def parse_params(params: tuple[str, ...]) -> dict[str, list[str]]:
    """Return parameter name → values from `name=value` texts."""
    values: dict[str, list[str]] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not name:
            raise UsageProblem(f"-p {param[:60]}: write it as name=value")
        values.setdefault(name, []).append(value)
    return values


def answer(
    ask: Callable[[], Results],
    output: str,
    format_: str | None,
    timeout: float | None,
    limit: int | None,
    *,
    quiet: bool,
    witness: Witness | None = None,
    supposed: Supposed | None = None,
) -> None:
    """Ask and write what comes back, in the format that fits.

    :param witness: prints the sentences that a table names
    :param supposed: what was supposed, which is told from what holds without it
    """

    def work() -> None:
        results = ask()
        width = terminal_width(output)
        with output_file(output) as out:
            if isinstance(results, ox.QuerySolutions):
                marks = None if supposed is None else Marks(supposed)
                if marks is not None:
                    results = marked(results, marks)
                form = format_of(output, format_, "table" if on_terminal(output) else "csv")
                table = table_for(results, limit, form, witness)
                write_table(table, out, form, width)
                out.write(sentences_below(table, form, width, witness).encode())
                if table.cut and not quiet:
                    say(f"there are more than {numbered(limit, 'row')}")
                if marks is not None and marks.lost() and not quiet:
                    say(f"what is supposed takes {numbered(marks.lost(), 'row')} out of the answer")
            elif isinstance(results, ox.QueryTriples):
                triples = sorted(set(results), key=str)
                form = format_of(output, format_, "ttl")
                if supposed is None:
                    write_graph(triples[:limit], out, form)
                else:
                    write_supposed_graph(triples[:limit], supposed, out, form)
                if limit is not None and len(triples) > limit and not quiet:
                    say(f"there are more than {numbered(limit, 'triple')}")
            else:
                _write_boolean(results, out, format_of(output, format_, "table"))
            out.flush()

    try:
        within(timeout, work)
    except (SyntaxError, RuntimeError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # of the output; the engine's have no number
        raise StoreProblem(f"the answer broke off: {' '.join(str(error).split())}") from error


def _write_boolean(results: ox.QueryBoolean, out: BinaryIO, format_: str) -> None:
    if format_ in {"json", "xml", "csv", "tsv"}:
        results.serialize(out, getattr(ox.QueryResultsFormat, format_.upper()))
    elif format_ in SELECT_FORMATS:
        out.write(b"true\n" if results else b"false\n")
    else:
        known = ", ".join(SELECT_FORMATS)
        raise UsageProblem(f"a truth value cannot be written as {format_!r}; choose one of {known}")


def query_text(query: str) -> tuple[str, str]:
    """Return the text of a query given as text, file or - for stdin, and what errors call it."""
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), "stdin"), "stdin"
    looks_like_file = query.endswith((".rq", ".sparql")) or (
        "{" not in query and not query.isspace() and len(query) < 1000 and os.path.exists(query)
    )
    if looks_like_file:
        from summit_kg.load.yaml_source import read_text

        return read_text(query), query
    return _decoded(os.fsencode(query), "the query"), "the query"


def _decoded(data: bytes, shown: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(shown, None, "is not UTF-8 text") from error
