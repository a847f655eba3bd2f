"""Files are read and written here and nowhere else: of an agreed kind and size, or refused."""

from bioprod_graph.files.digests import (
    SUMS,
    Damage,
    check_sums,
    digest_file,
    read_sums,
    write_sums,
)
from bioprod_graph.files.opening import (
    UTF8_MARK,
    UTF16_MARKS,
    find_bounds,
    list_files,
    list_folders,
    open_file,
    read_bytes,
    read_text,
    refuse,
    unpack,
    walk_files,
)
from bioprod_graph.files.rows import Dialect, find_dialect, read_csv, read_rows, write_csv
from bioprod_graph.files.sizes import (
    DESCRIPTION,
    DOCUMENT,
    QUADS,
    QUERY,
    STATEMENTS,
    TABLE,
    TURTLE,
    WORKBOOK,
)
from bioprod_graph.files.writing import (
    NOT_BUILT,
    UNFINISHED,
    Hold,
    explain_refusals,
    follow_mark,
    hold_alone,
    hold_lock,
    let_go,
    point,
    replace_files,
    synchronize,
)
