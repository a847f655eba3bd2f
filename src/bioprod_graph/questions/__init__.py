"""Questions: SPARQL asked of the dataset, of rdflib or of an endpoint."""
