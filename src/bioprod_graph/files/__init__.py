"""Files are read here and nowhere else: of a kind and a size that were agreed, or refused."""

from bioprod_graph.files.digests import digest_file, write_sums
from bioprod_graph.files.folders import find_bounds, list_files, list_folders, walk_files
from bioprod_graph.files.reading import decode_utf8, open_file, read_bytes, read_text
from bioprod_graph.files.rows import read_rows
from bioprod_graph.files.writing import replace_files

__all__ = [
    "decode_utf8",
    "digest_file",
    "find_bounds",
    "list_files",
    "list_folders",
    "open_file",
    "read_bytes",
    "read_rows",
    "read_text",
    "replace_files",
    "walk_files",
    "write_sums",
]
