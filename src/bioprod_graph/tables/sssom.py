"""The header of an SSSOM table: what its prefixes stand for is what they stand for here.

https://mapping-commons.github.io/sssom/spec-formats-tsv/ – lines of YAML in comments, in which
`curie_map:` has a prefix a line. Other programs read names by it, this one by its prefix table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.findings import Finding, Location
from bioprod_graph.tables.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.tables.schema import Table

_MAP = re.compile(r"(\s*)curie_map:\s*")
_ENTRY = re.compile(r"""(\s*)["']?([\w.-]+)["']?:\s+["']?([^\s"']+)["']?\s*""")
_CURIE = re.compile(r"([\w.-]+):(?!//)\S+")


def check_prefixes(
    text: str, table: Table, file: str, *, namespaces: Mapping[str, str]
) -> Iterator[Finding]:
    """Find prefixes that the header of an SSSOM table lacks, or has stand for something else."""
    if not file.endswith(".sssom.tsv") or not table.dialect.comment:
        return
    at, depth, declared, used = 1, -1, set[str](), set[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith(table.dialect.comment):
            used |= {
                m[1] for c in line.split(table.dialect.delimiter) if (m := _CURIE.fullmatch(c))
            }
            continue
        said = line.removeprefix(table.dialect.comment)
        if head := _MAP.fullmatch(said):
            at, depth = number, len(head[1])
        elif (entry := _ENTRY.fullmatch(said)) and 0 <= depth < len(entry[1]):
            _, prefix, namespace = entry.groups()
            declared.add(prefix)
            if (ours := namespaces.get(prefix, namespace)) != namespace:
                where = Location(file, number)
                yield fault("other-prefix", where, path=prefix, value=namespace, ours=ours)
        else:
            depth = -1
    if missing := sorted((used & namespaces.keys()) - declared):
        yield fault("undeclared-prefix", Location(file, at), path=", ".join(missing))
