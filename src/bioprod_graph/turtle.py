"""Turtle files of a project, read whole or refused in one line with file, line and column."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph.errors import ProjectError, one_line
from bioprod_graph.files import STATEMENTS, TURTLE, UTF8_MARK, find_bounds, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class TurtleFile(NamedTuple):
    """What a Turtle file says, and the base and prefixes that it declares."""

    triples: tuple[ox.Triple, ...]
    base: str | None
    prefixes: Mapping[str, str]


def read_turtle(path: Path, instead: Mapping[Path, bytes] | None = None) -> TurtleFile:
    """Read a Turtle file; a byte order mark is skipped.

    A file of which `instead` says what it holds is read as if it held that.

    Raises FileError if it cannot be read, ProjectError if it is malformed or says more than can be
    meant.
    """
    content = (instead or {}).get(path)
    if content is None:
        content = read_bytes(path, limit=TURTLE, within=find_bounds(path))
    parser = ox.parse(content.removeprefix(UTF8_MARK), format=ox.RdfFormat.TURTLE)
    try:
        triples = tuple(quad.triple for quad in islice(parser, STATEMENTS + 1))
    except SyntaxError as error:
        # The parser tells the place in its own words within the message.
        raise ProjectError(
            "{path}:{lineno}:{offset}: malformed Turtle: {reason}",
            path=path,
            lineno=error.lineno,
            offset=error.offset,
            reason=one_line(error.msg),
        ) from None
    if len(triples) > STATEMENTS:
        raise ProjectError(
            "{path}: has more than {statements} statements: divide it into several files",
            path=path,
            statements=STATEMENTS,
        )
    return TurtleFile(triples, parser.base_iri, parser.prefixes)
