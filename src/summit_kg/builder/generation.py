"""What a generation of the store has beside the engine's own folder."""

import json
import os
from typing import Any

import pyoxigraph as ox

from summit_kg.builder.report import Report
from summit_kg.query.catalogue import read_catalogue, write_catalogue
from summit_kg.reason.reasoner import SCHEMA_FILE, Reasoner
from summit_kg.store import generations
from summit_kg.store.labels import LABELS_QUERY, label_rows, write_labels
from summit_kg.workspace import Workspace

_REPORT = "report.json"


def engine_folder(path: str) -> str:
    """Return the engine's own folder within a generation's."""
    return os.path.join(path, "oxigraph")


def finish(
    workspace: Workspace, path: str, store: ox.Store, reasoner: Reasoner, report: Report
) -> Report:
    """Write what a generation has beside its store; return the report with the queries counted."""
    reasoner.write(os.path.join(path, SCHEMA_FILE))
    queries = read_catalogue(*workspace.query_folders)
    write_catalogue(os.path.join(path, "queries"), queries)
    write_labels(os.path.join(path, "labels.sqlite"), label_rows(store.query(LABELS_QUERY)))
    report = report._replace(counts=report.counts._replace(queries=len(queries)))
    if report.undecided is not None:
        generations.mark_undecided(path)
    with open(os.path.join(path, _REPORT), "w", encoding="utf-8") as file:
        noted_ = {"counts": report.counts._asdict(), "findings": report.findings}
        json.dump(noted_ | {"settled": dict(report.settled)}, file)
    store.flush()
    return report


def noted(generation: generations.Current) -> dict[str, Any]:
    """Return what was noted of the build: counts, findings, and the claims that were settled.

    :raises OSError: where it cannot be read
    :raises ValueError: where it is damaged
    """
    with open(os.path.join(generation.path, _REPORT), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found
