"""`summit-kg queries`: what saved queries there are, and whether they keep the conventions."""

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from summit_kg.cli.group import Group
from summit_kg.cli.options import (
    format_of,
    graph_options,
    on_terminal,
    opened,
    output_file,
    output_options,
    terminal_width,
)
from summit_kg.cli.problems import say
from summit_kg.cli.query import parse_params
from summit_kg.errors import UsageProblem
from summit_kg.query.catalogue import named, read_catalogue
from summit_kg.query.saved import Parameter, SavedQuery
from summit_kg.terms import suggestion
from summit_kg.workspace import find

if TYPE_CHECKING:
    from summit_kg.graph import KnowledgeGraph
    from summit_kg.query.binder import Resolver
    from summit_kg.query.results import Table


@click.group("queries", cls=Group, short_help="List, show, lint and export saved queries.")
@graph_options
def queries_command(**options: object) -> None:
    """List, show, lint and export saved queries."""
    del options  # the command has them


@queries_command.command("list", short_help="List the saved queries with their parameters.")
@click.option("--tag", metavar="TAG", help="Only queries with this tag.")
@output_options
@graph_options
def list_command(
    tag: str | None,
    output: str,
    format_: str | None,
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """List the saved queries with their parameters; optional ones stand in brackets."""
    del store, verbose, quiet
    from summit_kg.query.results import write_table

    queries = read_catalogue(*find(workspace).query_folders)
    tags = {known for query in queries.values() for known in query.tags}
    if tag is not None and tag not in tags:
        raise UsageProblem(f"no saved query has the tag {tag[:60]!r}{suggestion(tag, list(tags))}")
    rows = [
        (query.name, " ".join(_shown(query, p) for p in query.parameters()), query.summary)
        for query in queries.values()
        if tag is None or tag in query.tags
    ]
    width = terminal_width(output)
    chosen = format_of(output, format_, "table" if on_terminal(output) else "csv")
    with output_file(output) as out:
        write_table(_table(("name", "parameters", "summary"), rows), out, chosen, width)


@queries_command.command("show", short_help="Show a query's header and SPARQL.")
@click.argument("name")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE",
              help="Show the query with this parameter filled in.")  # fmt: skip
@graph_options
def show_command(
    name: str,
    params: tuple[str, ...],
    workspace: str | None,
    store: str | None,
    verbose: int,
    quiet: bool,
) -> None:
    """Show the saved query NAME: its header and its SPARQL, which any endpoint takes."""
    del verbose
    query = named(read_catalogue(*find(workspace).query_folders), name)
    text = query.text
    if params:
        from summit_kg.query.binder import bind

        with _labels(workspace, store, quiet=quiet) as resolve:
            text = bind(query, parse_params(params), resolve)
    _write(text if text.endswith("\n") else text + "\n")
    if not params and not quiet:
        for parameter in query.parameters():
            default = " or ".join(query.defaults.get(parameter.name, ()))
            unless = f"; {default} unless given" if default else ""
            say(f"parameter {_shown(query, parameter)}: {_takes(parameter)}{unless}")


@queries_command.command("lint", short_help="Tell where queries break the conventions.")
@click.argument("folder", required=False)
@graph_options
def lint_command(
    folder: str | None, workspace: str | None, store: str | None, verbose: int, quiet: bool
) -> int:
    """Tell where the queries of FOLDER [default: the workspace's] break the conventions.

    Ends with 1 where one does.
    """
    del store, verbose
    from summit_kg.query.lint import lint

    if folder is None:
        found = find(workspace)
        problems = [
            problem._replace(path=found.relative(problem.path)) for problem in lint(found.queries)
        ]
    else:
        problems = lint(folder)
    _write("".join(f"{problem}\n" for problem in problems))
    if not quiet:
        count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
        say(count if problems else "no problems")
    return 1 if problems else 0


@queries_command.command("export", short_help="Write the queries as SIB's sparql-examples.")
@click.option("-o", "--output", metavar="FOLDER", default="-",
              help="Write a file a query here; - is one Turtle document on stdout.")  # fmt: skip
@graph_options
def export_command(
    output: str, workspace: str | None, store: str | None, verbose: int, quiet: bool
) -> None:
    """Write the queries in the form of SIB's sparql-examples, filled in with their defaults."""
    del verbose
    from summit_kg.intake.folders import writing
    from summit_kg.query.sib import example_files, example_stream, read_endpoint

    folder = find(workspace).queries
    queries, endpoint = read_catalogue(folder), read_endpoint(folder)
    with _labels(workspace, store, quiet=quiet) as resolve:
        if output == "-":
            _write(example_stream(queries, endpoint, resolve))
            return
        files = example_files(queries, endpoint, resolve)
    with writing(output):
        os.makedirs(output, exist_ok=True)
    for name, text in files.items():
        with output_file(os.path.join(output, name)) as out:
            out.write(text.encode())
    if not quiet:
        say(f"{output}: {len(files)} files")


def _write(text: str) -> None:
    with output_file("-") as out:
        out.write(text.encode("utf-8", "backslashreplace"))


def _shown(query: SavedQuery, parameter: Parameter) -> str:
    needed = parameter.required and not query.defaults.get(parameter.name)
    return parameter.name if needed else f"[{parameter.name}]"


def _takes(parameter: Parameter) -> str:
    kind = parameter.kind
    if kind == "iri":
        return "a label, a CURIE or an IRI"
    if kind.startswith("xsd_"):
        return f"an xsd:{kind.removeprefix('xsd_')}"
    words = {"string": "text", "number": "a number", "integer": "a whole number"}
    return words.get(kind, f"text in the language {kind!r}")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> "Table":
    """Return rows of text as the answer of a query, so that they are written like one."""
    import pyoxigraph as ox

    from summit_kg.query.results import Table

    bindings = [
        {
            column: {"type": "literal", "value": cell}
            for column, cell in zip(columns, row, strict=True)
        }
        for row in rows
    ]
    document = {"head": {"vars": columns}, "results": {"bindings": bindings}}
    solutions = ox.parse_query_results(json.dumps(document), ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return Table(solutions)


@contextlib.contextmanager
def _labels(workspace: str | None, store: str | None, *, quiet: bool) -> "Iterator[Resolver]":
    """Return what finds an entity by its label; the graph is opened for the first one only."""
    with contextlib.ExitStack() as stack:
        graphs: list[KnowledgeGraph] = []

        def resolve(label: str) -> str:
            if not graphs:
                graphs.append(stack.enter_context(opened(workspace, store, quiet=quiet)))
            return graphs[0].resolve(label)

        yield resolve
