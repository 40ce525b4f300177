"""Which files of a workspace validation reads, kind by kind."""

from summit_kg.load.turtle import turtle_files
from summit_kg.workspace import Workspace, files_over


def ontology_files(workspace: Workspace) -> list[str]:
    """Return the Turtle files of the ontology, the shapes among them."""
    return turtle_files(workspace.ontology)


def reference_files(workspace: Workspace) -> list[str]:
    """Return the Turtle files of the reference data."""
    return files_over(workspace.reference_folders, ".ttl")


def query_files(workspace: Workspace) -> list[str]:
    """Return the saved queries."""
    return files_over(workspace.query_folders, ".rq")


def check_files(workspace: Workspace) -> list[str]:
    """Return the quality checks."""
    return files_over(workspace.check_folders, ".rq")
