"""A graph on a server: any SPARQL 1.1 endpoint, asked over HTTP."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from summit_kg.datatypes import require_seconds
from summit_kg.errors import StoreProblem
from summit_kg.store.base import Results
from summit_kg.store.labels import LABELS_QUERY, LabelIndex, Match, label_rows

_ACCEPT = (
    "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8,"
    " application/sparql-results+xml;q=0.7"
)


class SparqlEndpoint:
    """A SPARQL 1.1 endpoint, read-only.

    :param address: of the endpoint, http or https
    :param timeout: seconds to wait for an answer
    :raises UsageProblem: where the timeout is no number of seconds
    """

    def __init__(self, address: str, timeout: float = 60.0) -> None:
        require_seconds(timeout)
        self.address = address
        self.timeout = timeout
        self._index: LabelIndex | None = None

    def query(self, sparql: str) -> Results:
        """Return the answer of a SPARQL 1.1 query.

        :raises SyntaxError: where the server calls the query malformed
        :raises StoreProblem: where the server cannot be reached or does not answer in RDF
        """
        try:
            request = Request(  # noqa: S310 - open() hands on http and https only
                self.address,
                data=urlencode({"query": sparql}).encode(),
                headers={"Accept": _ACCEPT, "User-Agent": "summit-kg"},
            )
            with urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                kind = response.headers.get_content_type()
                body = response.read()
        except HTTPError as error:
            reason = error.read(500).decode("utf-8", "replace")
            if error.code == 400:
                raise SyntaxError(reason) from error
            raise StoreProblem(f"{self.address}: answers {error.code}: {reason}") from error
        except (HTTPException, OSError, ValueError) as error:
            reason = str(getattr(error, "reason", error))
            raise StoreProblem(f"{self.address}: cannot be reached: {reason}") from error
        return self._parsed(body, kind)

    def _parsed(self, body: bytes, kind: str) -> Results:
        results = ox.QueryResultsFormat.from_media_type(kind)
        try:
            if results is not None:
                return ox.parse_query_results(body, results)
            rdf = ox.RdfFormat.from_media_type(kind)
            if rdf is not None:
                store = ox.Store()
                store.load(body, rdf)
                found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
                assert isinstance(found, ox.QueryTriples)
                return found
        except SyntaxError as error:
            raise StoreProblem(f"{self.address}: a damaged answer: {error.msg}") from error
        raise StoreProblem(f"{self.address}: answers in {kind}, which is neither results nor RDF")

    def find_label(self, label: str) -> list[Match]:
        """Return the entities that a label names best; several where it is ambiguous."""
        return self._labels().find(label)

    def nearest_labels(self, label: str) -> list[str]:
        """Return the labels that look most like a misspelt one."""
        return self._labels().nearest(label)

    def close(self) -> None:
        """Forget the labels."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def _labels(self) -> LabelIndex:
        """Fetch the labels once: case and aliases are compared here, not by the server."""
        if self._index is None:
            self._index = LabelIndex.in_memory(label_rows(self.query(LABELS_QUERY)))
        return self._index
