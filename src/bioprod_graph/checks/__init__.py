"""Checks: what is wrong in tables, shapes, queries or logic, all as findings."""
