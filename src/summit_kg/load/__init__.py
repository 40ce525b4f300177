"""Files to RDF: reference data, articles and their claims, as N-Quads."""
