"""The report on what description logic concludes, as text, Markdown or JSON."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from summit_kg.reason.axiom_text import readable
from summit_kg.reason.description_logic import Conclusions, premises_of
from summit_kg.reason.owl_profile import ProfileProblem
from summit_kg.reason.rules import KINDS
from summit_kg.reason.triples import Node
from summit_kg.terms import shorten
from summit_kg.text_width import WIDTH, filled
from summit_kg.vocabulary import RDFS

FORMATS = ("text", "md", "json")
_LABEL = ox.NamedNode(RDFS + "label")
_ENGINES = {"hermit": "HermiT", "rustdl": "rustdl"}
Section = tuple[str, list[str]]


class Report:
    """A report; names come from the store's labels, places of axioms from `source`.

    `notes` say what to bear in mind of the store, a line each.
    """

    def __init__(
        self,
        conclusions: Conclusions,
        store: ox.Store,
        source: Callable[[ox.Triple], tuple[str, int | None]],
        notes: Sequence[str] = (),
    ) -> None:
        self._notes = list(notes)
        self._conclusions = conclusions
        self._store = store
        self._source = source
        self._axioms = premises_of(store)[0] if conclusions.outside else None

    def warnings(self) -> Iterator[str]:
        """Yield what a user must know about the answer, in a line each."""
        for problem in self._conclusions.outside:
            yield f"warning: {self._outside(problem)}"
        for doubt in self._conclusions.doubts:
            yield f"warning: {doubt}"

    def written(self, format_: str, width: int = WIDTH) -> str:
        """Return the report in one of `FORMATS`, text broken to a width."""
        if format_ == "json":
            return json.dumps(self._data(), ensure_ascii=False, indent=2) + "\n"
        is_text = format_ == "text"
        verdict = self._verdict()
        parts = [f"{filled(verdict, width) if is_text else verdict}\n"]
        for title, lines in self._sections():
            if lines and is_text:
                items = "".join(f"{filled(line, width, '  ', '    ')}\n" for line in lines)
                parts.append(f"{title}\n{items}")
            elif lines:
                items = "".join(f"- {line}\n" for line in lines)
                parts.append(f"## {title}\n\n{items}")
        return "\n".join(parts)

    def _verdict(self) -> str:
        name = _ENGINES[self._conclusions.engine]
        if not self._conclusions.consistent and self._conclusions.engine == "rustdl":
            return "Contradiction found by rustdl; HermiT's word counts."
        if not self._conclusions.consistent:
            return f"Not consistent, says {name}: nothing can be as ontology and data say."
        but = self._but()
        if self._conclusions.doubts or self._conclusions.engine == "rustdl":
            return f"No contradiction found by {name}{but}; HermiT's word counts."
        return f"Consistent, says {name}{but}."

    def _but(self) -> str:
        """Return what OWL 2 RL finds contradictory where the reasoner does not."""
        kinds = self._conclusions.clashes
        if not kinds:
            return ""
        by = f"by OWL 2 RL ({', '.join(kinds)})"
        if kinds == (KINDS["incompatible"],):
            by = f"by {kinds[0]}, which OWL 2 DL cannot say"
        return f", but claims contradict each other {by}; summit-kg validate shows them"

    def _sections(self) -> Iterator[Section]:
        found, name = self._conclusions, self._name
        yield "To bear in mind", self._notes
        yield (
            "Not so",
            [
                f"{name(d.subject)} · {name(d.property_)} · {name(d.object)}"
                + (f" (no {name(d.through)} does)" if d.through else " (stated)")
                for d in found.denials
            ],
        )
        yield (
            "Numbers",
            [
                f"{name(c.subject)} · {name(c.property_)}: {c.kind} {c.number}, known "
                + str(len(c.known))
                + (f", at least {c.missing} unknown" if c.missing else "")
                + (f"; {c.excess} too many, unless some are the same" if c.excess else "")
                for c in found.counts
            ],
        )
        yield (
            "Cannot be one",
            [
                f"{name(a.one)} and {name(a.other)} (opposed on {name(a.about)})"
                for a in found.apart
            ],
        )
        yield "Classes without possible members", [name(c) for c in found.unsatisfiable]
        yield (
            "Classes beneath others, unstated",
            [f"{name(lower)} is beneath {name(upper)}" for lower, upper in found.subclasses],
        )
        yield (
            "Types that OWL 2 RL does not see",
            [f"{name(thing)} is a {name(kind)}" for thing, kind in found.types],
        )
        yield "Left out, outside OWL 2 DL", [self._outside(p) for p in found.outside]
        yield "Taken as text", self._as_text()
        yield "Doubts", list(found.doubts)

    def _as_text(self) -> list[str]:
        reasons = sorted({p.reason for p in self._conclusions.as_text})
        count = len(self._conclusions.as_text)
        return [f"{count} ranges and values: {', '.join(reasons)}"] if reasons else []

    def _outside(self, problem: ProfileProblem) -> str:
        path, line = self._source(problem.axiom)
        where = path if line is None else f"{path}:{line}"
        assert self._axioms is not None
        axiom = readable(self._axioms, problem.axiom)
        return f"{where}: outside OWL 2 DL, not given to the reasoner: {axiom} ({problem.reason})"

    def _name(self, node: str | Node) -> str:
        term = ox.NamedNode(node) if isinstance(node, str) else node
        if not isinstance(term, ox.NamedNode):
            return getattr(term, "value", str(term))
        for quad in self._store.quads_for_pattern(term, _LABEL, None, ox.DefaultGraph()):
            return getattr(quad.object, "value", "")
        return shorten(term.value)

    def _term(self, node: str | Node) -> dict[str, str]:
        value = node if isinstance(node, str) else getattr(node, "value", str(node))
        return {"value": value, "label": self._name(node)}

    def _data(self) -> dict[str, Any]:
        found, term = self._conclusions, self._term
        return {
            "engine": found.engine,
            "notes": self._notes,
            "consistent": found.consistent,
            "clashes": list(found.clashes),
            "denials": [
                {"subject": term(d.subject), "property": term(d.property_),
                 "object": term(d.object), "through": term(d.through) if d.through else None}
                for d in found.denials
            ],
            "counts": [
                {"subject": term(c.subject), "property": term(c.property_), "kind": c.kind,
                 "number": c.number, "known": [term(k) for k in c.known], "missing": c.missing}
                for c in found.counts
            ],
            "apart": [
                {"one": term(a.one), "other": term(a.other), "about": term(a.about)}
                for a in found.apart
            ],
            "unsatisfiable": [term(c) for c in found.unsatisfiable],
            "subclasses": [[term(lower), term(upper)] for lower, upper in found.subclasses],
            "types": [[term(thing), term(kind)] for thing, kind in found.types],
            "outside": [self._outside(p) for p in found.outside],
            "asText": self._as_text(),
            "doubts": list(found.doubts),
        }  # fmt: skip
