"""Where the graph lives: generations of an embedded Oxigraph store, or a SPARQL endpoint."""
