"""Records: the rows of the tables, read and checked."""

from bioprod_graph.records.tables import Record, read_records, read_tables

__all__ = ["Record", "read_records", "read_tables"]
