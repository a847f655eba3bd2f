"""Curation: rows that a person adds, checked as a build checks them, put where they belong."""

from bioprod_graph.curation.additions import Addition, plan_addition, write_addition
from bioprod_graph.curation.interview import (
    Talk,
    find_missing,
    interview,
    read_register,
    show_alike,
)

__all__ = [
    "Addition",
    "Talk",
    "find_missing",
    "interview",
    "plan_addition",
    "read_register",
    "show_alike",
    "write_addition",
]
