"""Records: the rows of the tables, read and checked."""

from bioprod_graph.tables.keys import KeyIndex
from bioprod_graph.tables.tables import UNREAD, Record, read_records, read_tables

__all__ = ["UNREAD", "KeyIndex", "Record", "read_records", "read_tables"]
