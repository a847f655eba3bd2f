"""Curation: rows that a person adds, checked as a build checks them, put where they belong."""
