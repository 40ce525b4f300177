"""A new workspace: a folder with what a person begins with."""

import os
import shutil

from summit_kg.errors import StoreProblem, UsageProblem
from summit_kg.workspace import packaged_files

_TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "template")
_NAMES = {"gitignore": ".gitignore", "vscode": ".vscode", "text": "text.txt"}
"""What git or an editor would take for its own here is called otherwise in the template."""
_SCHEMAS = (
    ("data/schema", "article.schema.json"),
    ("data/schema", "claims.schema.json"),
    ("data/schema", "policy.schema.json"),
    ("ontology", "context.jsonld"),
)


def make_workspace(folder: str) -> list[str]:
    """Make a folder a workspace and return the files that it had not, sorted.

    What is there already stays as it is, but for the schemas in `data/schema`: they are those of
    the package, and made anew. Called a second time, it returns nothing.

    :raises UsageProblem: where it is a file
    :raises StoreProblem: where it cannot be written
    """
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise UsageProblem(f"{folder}: is a file; give a folder")
    fresh = not os.path.isdir(os.path.join(folder, "data", "articles"))
    try:
        os.makedirs(os.path.join(folder, "data", "articles"), exist_ok=True)
        made = [path for path in _own(folder) if fresh or not _is_example(path[0])]
        written = [target for source, target in made if _copied(source, target)]
        for source_folder, name in _SCHEMAS:
            target = os.path.join(folder, "data", "schema", name)
            source = os.path.join(packaged_files(), source_folder, name)
            written += [target] if not os.path.exists(target) else []
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(source, target)
    except OSError as error:
        where = error.filename or folder
        raise StoreProblem(f"{where}: cannot be written: {error.strerror or error}") from error
    return sorted(os.path.relpath(path, folder) for path in written)


def _own(folder: str) -> list[tuple[str, str]]:
    """Return the template's files and where they go; the articles last, for they make it one."""
    pairs = []
    for place, _, names in os.walk(_TEMPLATE):
        for name in names:
            source = os.path.join(place, name)
            parts = os.path.relpath(source, _TEMPLATE).split(os.sep)
            pairs.append(
                (source, os.path.join(folder, *(_NAMES.get(part, part) for part in parts)))
            )
    return sorted(pairs, key=lambda pair: (_is_example(pair[0]), pair))


def _is_example(path: str) -> bool:
    return os.path.join("articles", "example") in os.path.relpath(path, _TEMPLATE)


def _copied(source: str, target: str) -> bool:
    if os.path.lexists(target):
        return False
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    return True
