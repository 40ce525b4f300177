"""The saved queries of a workspace, from their folder or from the store built with them."""

import json
import os
from collections.abc import Mapping

from summit_kg.errors import StoreProblem, UsageProblem
from summit_kg.query.saved import SavedQuery
from summit_kg.terms import suggestion

Catalogue = Mapping[str, SavedQuery]


def read_catalogue(folder: str) -> dict[str, SavedQuery]:
    """Return the saved queries of a folder by name.

    :raises InputProblem: where a header is malformed
    """
    from summit_kg.query.header import read_query

    return {query.name: query for query in map(read_query, query_files(folder))}


def query_files(folder: str) -> list[str]:
    """Return the query files of a folder, sorted; empty where there is no such folder."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith(".rq")]


def write_catalogue(path: str, queries: Catalogue) -> None:
    """Write queries to a JSON file, which reads faster than their headers."""
    rows = [query._asdict() for query in queries.values()]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, default=str)


def load_catalogue(path: str) -> dict[str, SavedQuery]:
    """Return the queries that `write_catalogue` wrote.

    :raises StoreProblem: where the file is damaged
    """
    try:
        with open(path, encoding="utf-8") as file:
            return {row["name"]: SavedQuery(**row) for row in json.load(file)}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreProblem(
            f"{path}: the store is damaged ({error}); run summit-kg build --force"
        ) from error


def named(queries: Catalogue, name: str) -> SavedQuery:
    """Return a saved query by name.

    :raises UsageProblem: where there is none of that name; it suggests the nearest
    """
    found = queries.get(name)
    if found is None:
        raise UsageProblem(
            f"no saved query {name[:80]!r}{suggestion(name, list(queries))}; "
            "summit-kg queries list shows all"
        )
    return found
