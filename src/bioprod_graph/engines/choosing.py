"""Which engines there are, and how one is opened."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from bioprod_graph.engines.duck import open_duckdb
from bioprod_graph.engines.spark import open_spark
from bioprod_graph.errors import needing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bioprod_graph.engines.engine import Engine

ENGINES = ("duckdb", "spark")


@contextmanager
def open_engine(name: str, scratch: Path, *, jars: str = "") -> Iterator[Engine]:
    """Open an engine, which may fill the folder `scratch` with what does not fit in memory.

    Of Spark, `jars` are files of Java with functions that statements use.

    Raises UsageError if it is not installed, ProjectError for what it refuses in the block.
    """
    opened: Callable[[Path], AbstractContextManager[Engine]] = partial(open_spark, jars=jars)
    if name == ENGINES[0]:
        opened = open_duckdb
    with ExitStack() as stack:
        with needing("registers" if name == ENGINES[0] else name):
            engine = stack.enter_context(opened(scratch))
        yield engine
