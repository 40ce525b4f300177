"""A graph to be asked: queries, explanations, pictures, exports, and what rdflib makes of it."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self, Unpack

import pyoxigraph as ox

from summit_kg import workspace as workspaces
from summit_kg.errors import UsageProblem, flags_as_parameters
from summit_kg.query.binder import bind, entity_iri
from summit_kg.query.catalogue import Catalogue, named
from summit_kg.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    import rdflib

    from summit_kg.article_text import About, MarkedSentence
    from summit_kg.check.report import Validation
    from summit_kg.export.parts import Part, PartNames, Selected
    from summit_kg.picture.canvas import Picture
    from summit_kg.query.answer import Answer
    from summit_kg.query.row_triples import ExplainedRow, RowEvidence, Term
    from summit_kg.reason.description_logic import Conclusions
    from summit_kg.reason.disputes import Dispute
    from summit_kg.reason.explanation import Explanation
    from summit_kg.reason.reasoner import Reasoner
    from summit_kg.reason.sources import Sources
    from summit_kg.reason.supposition import Supposition
    from summit_kg.reason.witnesses import Witness
    from summit_kg.store.base import GraphStore, Results

Listener = Callable[[str], None]
Value = str | int | float | date | ox.NamedNode | ox.Literal
CLASHING = "what is supposed clashes with what is known; summit-kg reason --suppose shows where"
_TEXTS_KEPT = 1000


def silent(message: str) -> None:
    """Take a message and say nothing."""
    del message


class KnowledgeGraph:
    """A graph that answers: over the embedded store, a store in memory, or an endpoint.

    Use it in a `with` statement, or call `close`.
    """

    def __init__(
        self,
        store: "GraphStore",
        queries: Catalogue,
        workspace: workspaces.Workspace,
        reasoner: "Reasoner | None" = None,
        *,
        reasoned: bool = True,
        notes: tuple[str, ...] = (),
        supposed: "Sequence[Witness]" = (),
        as_of: str | None = None,
    ) -> None:
        self._store: GraphStore | None = store
        self.as_of = as_of
        self._reasoned = reasoned
        self.notes = notes
        """What to bear in mind of its answers, a line each."""
        self.supposed = tuple(supposed)
        """The claims that are accepted for the length of a supposition alone."""
        self.queries = queries
        self.workspace = workspace
        self._reasoner = reasoner
        self._sources: Sources | None = None
        self._bound = lru_cache(maxsize=_TEXTS_KEPT)(self._bind)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of files and locks; what is asked of the graph from then on is refused."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def store(self) -> "GraphStore":
        """Where the graph lies.

        :raises UsageProblem: where the graph was closed
        """
        if self._store is None:
            raise UsageProblem("the graph is closed; open it again to ask it")
        return self._store

    def query(self, name: str, /, **parameters: Value | Sequence[Value] | None) -> "Answer":
        """Return the answer of a saved query, row by row (see `Answer`).

        :param name: of the query, as `summit-kg queries list` shows it
        :param parameters: each a value or a list of values: labels, CURIEs, IRIs, text, numbers,
            days, or terms as rows have them; None is as if it were not given
        :raises UsageProblem: where the query or a parameter is unknown, missing or of wrong kind
        """
        values = {key: _texts(value, key) for key, value in parameters.items() if value is not None}
        return self.sparql(self.bound(name, values), f"queries/{name}.rq")

    def bound(self, name: str, values: Mapping[str, Sequence[str]]) -> str:
        """Return the SPARQL text of a saved query with its parameters filled in.

        Texts are kept: neither the queries nor the labels of an open graph change.
        """
        return self._bound(name, tuple((key, tuple(given)) for key, given in values.items()))

    def _bind(self, name: str, values: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
        return bind(named(self.queries, name), dict(values), self.resolve)

    def sparql(self, text: str, shown: str = "the query") -> "Answer":
        """Return the answer of a SPARQL 1.1 query.

        :param shown: what errors call the query
        :raises InputProblem: where it is malformed
        """
        from summit_kg.query.answer import Answer
        from summit_kg.query.names import readable

        @cache
        def evidence() -> "RowEvidence":
            return self._evidence(text)

        def explain(row: "dict[str, Term | None]") -> "ExplainedRow":
            return evidence().of(row)

        title = readable(shown.removesuffix(".rq")) if shown.endswith(".rq") else "Answer"
        return Answer(self.results(text, shown), explain, self.results, title)

    def results(self, text: str, shown: str = "the query") -> "Results":
        """Return the engine's own answer of a SPARQL 1.1 query, which can be read once.

        :param shown: what errors call the query
        :raises InputProblem: where it is malformed
        """
        try:
            return self.store.query(text)
        except SyntaxError as error:
            from summit_kg.query.malformed import query_problem

            raise query_problem(error, text, shown) from error

    def validate(self, *files: str) -> "Validation":
        """Return what is wrong with the files that the graph is built from (see `validate`).

        >>> import summit_kg
        >>> from summit_kg.check.report import Level
        >>> with summit_kg.open() as graph:
        ...     len(graph.validate().reaching(Level.WARN))
        0
        """
        from summit_kg.validation import validate as validate_files

        return validate_files(self.workspace, files)

    def show(self, entity: str) -> "Answer":
        """Return everything known of an entity, with who says so (see `entity_query`).

        >>> import summit_kg
        >>> with summit_kg.open() as graph:
        ...     facts = graph.show("Bagram Air Base")
        >>> sorted({row.valueLabel for row in facts if row.propertyLabel == "located in"})
        ['Afghanistan', 'Parwan']

        :param entity: a label, a CURIE or an IRI
        :raises UsageProblem: where nothing is known of it
        """
        return self.sparql(self.about(entity))

    def picture(self, entity: str, *, as_: str = "graph") -> "Picture":
        """Return a picture of an entity, which shows itself in Jupyter.

        :param entity: a label, a CURIE or an IRI
        :param as_: graph (the entity among its neighbours), or timeline (where an actor stands, or
            who stands where on a proposition, by day)
        :raises UsageProblem: where there is nothing to draw
        :raises MissingPackage: where matplotlib is not installed
        """
        from summit_kg.picture.canvas import require_matplotlib

        if as_ not in {"graph", "timeline"}:
            raise UsageProblem(f"a picture is drawn as graph or timeline, not as {as_[:40]!r}")
        require_matplotlib()
        name = self.entity(entity)
        if as_ == "timeline":
            from summit_kg.picture.timeline import draw_timeline
            from summit_kg.query.positions import positions

            return draw_timeline(positions(self.results, name))
        from summit_kg.picture.network import draw_neighbourhood
        from summit_kg.query.neighbourhood import neighbourhood

        return draw_neighbourhood(neighbourhood(self.results, name))

    def about(self, entity: str) -> str:
        """Return the SPARQL text that asks for everything known of an entity.

        :raises UsageProblem: where nothing is known of it
        """
        from summit_kg.query.entity import entity_query

        name = self.entity(entity)
        both = f"{{ <{name}> ?p ?o }} UNION {{ ?s ?p <{name}> }}"
        if not bool(self.results(f"ASK {{ {both} UNION {{ GRAPH ?g {{ {both} }} }} }}")):
            raise UsageProblem(f"nothing is known of <{name}>")
        return entity_query(name)

    def sentences(
        self, sentences: Iterable[str], about: "About | None" = None
    ) -> "Iterator[MarkedSentence]":
        """Yield sentences with their words and evidence, where the user holds the article's text.

        :param sentences: their IRIs
        :param about: what rows say with them (see `summit_kg.article_text.marked_sentences`)
        """
        from summit_kg.article_text import marked_sentences

        def ask(text: str) -> "Iterable[ox.QuerySolution]":
            answer = self.results(text)
            assert isinstance(answer, ox.QuerySolutions)
            return answer

        return marked_sentences(ask, self.workspace, sentences, about)

    def _words(self, claim: str, sentence: str) -> str | None:
        """Return a claim's sentence with its evidence marked, where the user holds the text."""
        name = sentence[1:-1]
        for marked in self.sentences([name], {name: [frozenset([claim[1:-1]])]}):
            return marked.marked()
        return None

    def entity(self, text: str) -> str:
        """Return the IRI of an entity given by IRI, CURIE or label.

        :raises UsageProblem: where no entity fits, or several do
        """
        try:
            return entity_iri(text, self.resolve)
        except ValueError as error:
            raise UsageProblem(f"{text[:80]!r} is not {error}") from error

    def resolve(self, label: str) -> str:
        """Return the IRI of the entity with a label, in any case; aliases count.

        :raises UsageProblem: where no entity fits (it suggests the nearest), or several do
        """
        try:
            label.encode()
        except UnicodeEncodeError as error:
            raise UsageProblem(f"{label[:80]!r} is not valid Unicode text") from error
        matches = self.store.find_label(label)
        if len(matches) == 1:
            return matches[0].iri
        from summit_kg.terms import shorten

        if matches:
            choices = "; ".join(f"{shorten(match.iri)} ({match.kind})" for match in matches)
            raise UsageProblem(f"{label[:80]!r} fits several entities, name one: {choices}")
        near = self.store.nearest_labels(label)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise UsageProblem(f"no entity is called {label[:80]!r}{hint}")

    def explain(
        self, subject: str, property_: str, object_: str, *, at_most: int = 1
    ) -> "Explanation":
        """Return why a triple holds, down to who said each fact in which sentence.

        >>> import summit_kg
        >>> with summit_kg.open() as graph:
        ...     graph.explain("Bagram Air Base", "located in", "Afghanistan").status
        'stated'

        :param subject: a label, a CURIE or an IRI; so `property_` and `object_`, which may also be
            the text of a value
        :param at_most: how many proofs to give, short ones first; with more than one, those in
            which something stated is derived come after the others
        :raises UsageProblem: where a name is unknown, or the graph lies on an endpoint
        """
        from summit_kg.query.named_triple import Names, named_triple
        from summit_kg.reason.explanation import explain

        store = self.oxigraph
        names = Names(store, self.reasoner.schema, self.entity, self.store.find_label)
        triple = named_triple(names, subject, property_, object_)
        return explain(
            store, self.reasoner, triple, at_most, self._words,
            places=self.sources.place, further=True, reasoned=self._reasoned, notes=self.notes,
        )  # fmt: skip

    def name_of(self, term: "Term | None") -> str:
        """Return what people call a term: its label, else its short name or its text."""
        from summit_kg.reason.witnesses import Witnesses

        return "" if term is None else Witnesses(self.oxigraph).label(str(term))

    def explain_rows(self, text: str) -> "Iterator[ExplainedRow]":
        """Yield the rows of a SELECT query, each with why the triples that it rests on hold.

        With them come the claims that the row speaks of. Labels are explained only where a row
        rests on nothing else.

        :param text: the SPARQL text, as `bound` gives it for a saved query
        :raises UsageProblem: where the query is no SELECT, or the graph lies on an endpoint
        """
        evidence, answer = self._evidence(text), self.results(text)
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            yield evidence.of(dict(zip(names, solution, strict=True)))

    def _evidence(self, text: str) -> "RowEvidence":
        from summit_kg.query.row_triples import RowEvidence

        self.require_store()
        place = self.sources.place
        return RowEvidence(self.oxigraph, self.reasoner, text, words=self._words, places=place)

    def suppose(self, claims: str | Sequence[str]) -> "Supposition":
        """Return what would follow, and what would clash, were claims accepted that are not.

        The graph stays as it is.

        :param claims: one or several, each by its name within its article, by CURIE or by IRI
        :raises UsageProblem: where there is no such claim
        """
        from summit_kg.builder import base_triples
        from summit_kg.reason.supposition import suppose

        return suppose(self.oxigraph, self.reasoner, claims, lambda: base_triples(self.workspace))

    def claim(self, name: str) -> str:
        """Return the IRI, in N-Triples form, of a claim given by name, CURIE or IRI.

        :raises UsageProblem: where no claim has the name, or several have
        """
        from summit_kg.reason.supposition import find_claim

        return find_claim(self.oxigraph, name)

    def disputes(self) -> "list[Dispute]":
        """Return what sources disagree on: the sides, and which of them the policy takes and why.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        from summit_kg.builder import base_triples
        from summit_kg.load.policy import read_policy
        from summit_kg.reason.disputes import disputes

        policy = read_policy(self.workspace.policy).judging(self.as_of)
        base = base_triples(self.workspace)
        return disputes(self.oxigraph, self.reasoner, policy, base=base, words=self._words)

    @property
    def undecided(self) -> bool:
        """Tell whether neither side was accepted of sources that contradict each other.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        from summit_kg.reason.sides import UNSETTLED
        from summit_kg.vocabulary import SUMMIT

        reason = ox.NamedNode(SUMMIT + "acceptanceReason"), ox.Literal(UNSETTLED)
        found = self.oxigraph.quads_for_pattern(None, *reason, ox.DefaultGraph())
        return next(iter(found), None) is not None

    @contextmanager
    def supposing(
        self, claims: str | Sequence[str], listener: Listener = silent
    ) -> "Iterator[KnowledgeGraph]":
        """Give a scratch copy of the graph in which claims are accepted that are not.

        :param claims: one or several, as `suppose` takes them
        :param listener: is told in a line where the claims clash with the graph
        :raises UsageProblem: where there is no such claim
        """
        from summit_kg.reason.supposition import accept
        from summit_kg.store.scratch import scratch_copy

        oxigraph = self.oxigraph
        assert isinstance(self.store, EmbeddedStore)
        with scratch_copy(oxigraph, self.store.folder, self.workspace.store) as copy:
            accepted = accept(copy, self.reasoner, claims)
            if accepted.clash:
                listener(CLASHING)
            copied = EmbeddedStore(copy, self.store.labels)
            yield KnowledgeGraph(
                copied, self.queries, self.workspace, self.reasoner,
                reasoned=self._reasoned, notes=self.notes, supposed=accepted.claims,
                as_of=self.as_of,
            )  # fmt: skip

    @property
    def reasoner(self) -> "Reasoner":
        """The rules that the ontology and the reference data give.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        if self._reasoner is None:
            from summit_kg.reason.reasoner import SCHEMA_FILE, Reasoner

            folder = self.store.folder if isinstance(self.store, EmbeddedStore) else None
            if folder is None:
                raise UsageProblem("this graph lies on an endpoint; open its files to reason")
            self._reasoner = Reasoner.read(os.path.join(folder, SCHEMA_FILE))
        return self._reasoner

    def conclude(
        self, *, engine: str = "hermit", timeout: float | None = None, heap: int | None = None
    ) -> "Conclusions":
        """Return what description logic sees in ontology and data (see `Conclusions`).

        :param engine: `hermit`, whose word counts, or `rustdl`, which needs no Java
        :param timeout: seconds after which the reasoner is ended
        :param heap: megabytes that HermiT may use
        :raises SummitKGError: where the reasoner cannot be run, or runs out of time or memory
        :raises UsageProblem: where there is no such engine, timeout or heap
        """
        from summit_kg.reason import description_logic

        premises, inferred = description_logic.premises_of(self.oxigraph)
        clashes: tuple[str, ...] = ()
        if not self._reasoned:  # what OWL 2 RL sees is not in the graph, which may be contradictory
            inferred, clashes = description_logic.closed(premises)
        found = description_logic.conclude(
            premises, engine=engine, known=inferred, timeout=timeout, heap=heap
        )
        return found._replace(clashes=clashes)

    def source(self, triple: ox.Triple) -> tuple[str, int | None]:
        """Return the file and line that state a triple of the default view, or the claim."""
        return self.sources.of(triple)

    @property
    def sources(self) -> "Sources":
        """The files and claims that state the triples of the graph.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        from summit_kg.reason.sources import Sources

        if self._sources is None:
            self._sources = Sources(self.workspace, self.oxigraph)
        return self._sources

    def dataset(self) -> "rdflib.Dataset":
        """Return an rdflib `Dataset` over the same store, without copying it.

        :raises UsageProblem: where the graph lies on an endpoint
        """
        from summit_kg.store.rdflib_dataset import dataset

        oxigraph = self.oxigraph
        on_disk = isinstance(self.store, EmbeddedStore) and self.store.folder is not None
        return dataset(oxigraph, read_only=on_disk)

    def export(
        self,
        out: "BinaryIO | str | os.PathLike[str]",
        format_: str | None = None,
        part: "Part | None" = None,
        table: str | None = None,
        **parts: "Unpack[PartNames]",
    ) -> int:
        """Write the graph, or a part of it, and return the number of statements or rows.

        >>> import os, summit_kg, tempfile
        >>> with summit_kg.open() as graph, tempfile.TemporaryDirectory() as folder:
        ...     graph.export(os.path.join(folder, "taliban.ttl"), about="Taliban") > 100
        ...     graph.export(os.path.join(folder, "claims.csv"), table="claims") > 100
        True
        True

        :param out: a path, which gets a file when that is complete, or an open file
        :param format_: see `summit_kg.export.FORMATS`; by default after the ending of the path
        :param part: what to write; by default every graph where the format can hold it, else the
            default view
        :param table: claims, positions or events, for csv and parquet
        :param parts: `about`, `article`, `construct` and so on, in place of `part` (see `Part`)
        :raises UsageProblem: where the format cannot hold the part, or the part does not exist
        :raises StoreProblem: where the file cannot be written
        """
        from summit_kg.export import ENDINGS
        from summit_kg.export.parts import Part
        from summit_kg.safe_file import written_whole

        part = (part or Part())._replace(**parts)
        if isinstance(out, str | os.PathLike):
            suffix = os.path.splitext(os.fspath(out))[1].removeprefix(".").lower()
            with flags_as_parameters():
                selected = self.selected(part, format_ or ENDINGS.get(suffix, suffix), table)
            with written_whole(os.fspath(out)) as file:
                return selected.write(file, lambda _count: None)
        if format_ is None:
            raise UsageProblem("an open file has no ending; name the format")
        with flags_as_parameters():
            selected = self.selected(part, format_, table)
        return selected.write(out, lambda _count: None)

    def selected(self, part: "Part | None", format_: str, table: str | None = None) -> "Selected":
        """Return what an export writes, found but not yet written (see `export`)."""
        from summit_kg.export.parts import Part, selected

        return selected(self, part or Part(), format_, table)

    def require_store(self) -> None:
        """Refuse an endpoint.

        :raises UsageProblem: where the graph lies on one
        """
        if not isinstance(self.store, EmbeddedStore):
            raise UsageProblem(
                "this graph lies on an endpoint; what you ask for needs a store in a folder"
            )

    @property
    def oxigraph(self) -> ox.Store:
        """The embedded engine's own store; read-only where it was opened from disk."""
        self.require_store()
        assert isinstance(self.store, EmbeddedStore)
        return self.store.oxigraph


def _texts(value: Value | Sequence[Value], name: str) -> list[str]:
    """Return a parameter's value, or values, as the text of the command line.

    :raises UsageProblem: where it is of another kind
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return [value.value]
    if isinstance(value, str | int | float | date):
        return [str(value)]
    if not isinstance(value, Iterable) or isinstance(value, bytes):
        kind = type(value).__name__
        raise UsageProblem(f"{name} is text, a number, a day or a term, or several; not {kind}")
    return [text for one in value for text in _texts(one, name)]
