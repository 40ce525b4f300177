"""The saved queries of a workspace, from their folder or from the store built with them."""

import json
import os
from collections.abc import Iterator, Mapping

from summit_kg.errors import StoreProblem, UsageProblem
from summit_kg.query.saved import SavedQuery
from summit_kg.terms import suggestion
from summit_kg.workspace import files_over

Catalogue = Mapping[str, SavedQuery]


def read_catalogue(*folders: str) -> dict[str, SavedQuery]:
    """Return the saved queries of folders by name; those of later folders hide earlier ones.

    :raises InputProblem: where a header is malformed
    """
    from summit_kg.query.header import read_query

    return {query.name: query for query in map(read_query, files_over(folders, ".rq"))}


def write_catalogue(folder: str, queries: Catalogue) -> None:
    """Write queries to a folder, each to a JSON file, which reads faster than its header."""
    os.makedirs(folder)
    for query in queries.values():
        with open(os.path.join(folder, query.name + ".json"), "w", encoding="utf-8") as file:
            row = query._asdict() | {"marks": query.known_marks()}
            json.dump(row, file, ensure_ascii=False, default=str)


class StoredCatalogue(Mapping[str, SavedQuery]):
    """The queries that `write_catalogue` wrote to a folder, each read when it is asked for."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> SavedQuery:
        """Return a query by name.

        :raises StoreProblem: where its file is damaged
        """
        path = os.path.join(self._folder, f"{name}.json")
        if "\0" in name or os.path.dirname(path) != self._folder or not os.path.isfile(path):
            raise KeyError(name)
        try:
            with open(path, encoding="utf-8") as file:
                return SavedQuery(**json.load(file))
        except (OSError, ValueError, TypeError) as error:
            raise StoreProblem(
                f"{self._folder}: the store is damaged ({error}); run summit-kg build --force"
            ) from error

    def __iter__(self) -> Iterator[str]:
        return (name.removesuffix(".json") for name in sorted(os.listdir(self._folder)))

    def __len__(self) -> int:
        return len(os.listdir(self._folder))


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
