"""SPARQL as text: its tokens, its prefixes and dataset clause, and what a query must not hold."""
