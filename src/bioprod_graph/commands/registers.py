"""Build an open register from its files, by SQL: sorted N-Quads in a graph of its own, and a table.

What a register is – its columns, its SQL, what they say – lies in registers/NAME.toml and NAME.sql;
`registers list` names those that there are. Files are CSV or Parquet, as they are given out; their
columns are checked by name, and each is read as text. Natural persons and what is not diffused to
everybody are left out. DuckDB runs on this machine, Spark where its settings say, with the same
bytes: build/registers/NAME.nq (NAME-slice.nq), its rows in NAME.parquet, digests in NAME.json.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.context import ending_tidily
from bioprod_graph.commands.options import Option
from bioprod_graph.engines import ENGINES
from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context

ENGINE = Option(
    "--engine",
    f"what runs the SQL (default: {ENGINES[0]})",
    choices=ENGINES,
    default=ENGINES[0],
)
OPTIONS = (
    Option("action", "list or build", choices=("list", "build"), metavar="action"),
    Option("[name]", "the register to build"),
    Option("files", "its files, in any order: a header tells of which table each is", nargs="*"),
    Option("--slice", "only what concerns the field, as registers/NAME.slice.sql chooses it"),
    ENGINE,
)


def run(context: Context) -> int:
    """List the registers, or build one and tell where it is."""
    from bioprod_graph.registers import build_register, list_registers, read_open_register

    given, project = context.given, context.project
    if given.action == "list":
        named = [read_open_register(project, name) for name in list_registers(project)]
        context.write_titles({register.name: register.title for register in named})
        return 0
    if given.name is None or not given.files:
        raise UsageError("name a register and its files: registers build NAME FILE…")
    files = [Path(file) for file in given.files]
    how = {"engine": given.engine, "sliced": given.slice}
    with ending_tidily(), context.progress() as progress:
        path = build_register(project, given.name, files, **how, progress=progress)
    context.write(f"{path}\n", exact=True)
    return 0
