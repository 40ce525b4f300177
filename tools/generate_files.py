"""Make the files that follow from ontology and data: context, schemas, reference page, picture."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from context_file import context
from ontology_model import ROOT, Ontology
from reference_page import page
from schema_files import article_schema, claims_schema, policy_schema

import summit_kg


def generated() -> dict[str, str]:
    """Return the text of each generated file, by its path from the project's root."""
    ontology = Ontology()
    return {
        "ontology/context.jsonld": _json(context(ontology)),
        "data/schema/article.schema.json": _json(article_schema(ontology)),
        "data/schema/claims.schema.json": _json(claims_schema(ontology)),
        "data/schema/policy.schema.json": _json(policy_schema()),
        "docs/ontology.md": page(ontology),
        "docs/bagram.svg": _picture("Bagram"),
    }


def _picture(entity: str) -> str:
    """Return what `summit-kg show ENTITY --picture FILE.svg` writes."""
    with summit_kg.open(":memory:", workspace=str(ROOT)) as graph:
        return graph.picture(entity).data("svg").decode()


def main() -> int:
    """Write the files, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; name what is out of date, exit with 1"
    )
    check = parser.parse_args().check
    texts = generated()
    stale = [path for path, text in texts.items() if _current(path) != text]
    if check:
        for path in stale:
            print(f"{path} is out of date: run python tools/generate_files.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(texts[path], encoding="utf-8", newline="\n")
        print(f"wrote {path}")
    return 0


def _current(path: str) -> str | None:
    target = ROOT / path
    return target.read_text(encoding="utf-8") if target.exists() else None


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
