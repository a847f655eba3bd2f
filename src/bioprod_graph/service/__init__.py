"""Lookup, the API and agents: what a release answers over HTTP."""
