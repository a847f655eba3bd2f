"""How large a file may be, by its kind, in bytes: what is larger is refused before it is read.

Each is many times what the project itself has. SECURITY.md tells them to whoever gives a file.
"""

from __future__ import annotations

_MEGABYTE = 1_000_000

QUERY = 1 * _MEGABYTE
# Below 16 MiB the parser still tells the line of a literal that does not end; above, it gives up.
TURTLE = 16 * _MEGABYTE
DESCRIPTION = 16 * _MEGABYTE  # JSON: the tables, the manifest of a release
DOCUMENT = 64 * _MEGABYTE  # a copy of a source, to be verified
WORKBOOK = 128 * _MEGABYTE  # of Excel, unpacked
TABLE = 256 * _MEGABYTE
QUADS = 512 * _MEGABYTE  # N-Quads that are not of a release, to be compared

# Statements of one Turtle file: a few characters of it can make many.
STATEMENTS = 1_000_000
