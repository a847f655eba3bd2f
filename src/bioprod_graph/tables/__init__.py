"""Tables: described by CSVW, read and checked; rows added, passages located and updated."""

from bioprod_graph.tables.adding import (
    Draft,
    find_breaks,
    find_table,
    make_drafts,
    parse_settings,
    place_rows,
    read_drafts,
    sort_rows,
    write_row,
)
from bioprod_graph.tables.cells import find_characters
from bioprod_graph.tables.faults import fault
from bioprod_graph.tables.keys import KeyIndex
from bioprod_graph.tables.passages import (
    Verdict,
    choose_source,
    digest_text,
    read_document,
    read_recorded,
    update_tables,
    verify_passage,
)
from bioprod_graph.tables.records import Record, check_value, read_records
from bioprod_graph.tables.schema import Column, Table, read_schema, read_tables
