"""A register built: its files read, its SQL run, its statements and rows written whole.

Three files of its name lie in `build/registers/`: sorted N-Quads in the graph of the register; its
rows as Parquet, for whoever links them; and a manifest, written last, with the digests of both.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph._version import __version__
from bioprod_graph.engines import open_engine
from bioprod_graph.errors import ProjectError
from bioprod_graph.files import (
    UNFINISHED,
    digest_file,
    explain_refusals,
    hold_lock,
    synchronize,
)
from bioprod_graph.formats import write_json
from bioprod_graph.identifiers import mint_graph
from bioprod_graph.language import Message, Sayable
from bioprod_graph.registers.description import read_open_register, sort_files
from bioprod_graph.registers.statements import (
    ORDER,
    THINGS,
    select_repeated,
    select_rows,
    write_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.engines import Engine
    from bioprod_graph.project import Project
    from bioprod_graph.registers.description import OpenRegister

    Progress = Callable[[str | Sayable], None]

_TOLD_EVERY = 500_000
_OUTCOME = Message("the register stays as it was")


def build_register(
    project: Project,
    name: str,
    files: Sequence[Path],
    *,
    engine: str = "duckdb",
    progress: Progress = lambda _: None,
) -> Path:
    """Build a register from its files; give the path of its N-Quads.

    Raises NotFoundError for a register that is not described, ProjectError for files that are not
    what it describes, UsageError if the engine is not installed, BusyError if another one is built;
    then what was built before stays, and nothing half is there.
    """
    register, folder = read_open_register(project, name), project.build / "registers"
    with hold_lock(folder, _OUTCOME), explain_refusals(folder, _OUTCOME):
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
            made = Path(unfinished)
            _write(register, files, made, base=project.base, engine=engine, progress=progress)
            for suffix in (".nq", ".parquet", ".json"):
                _replace(made / f"{name}{suffix}", folder / f"{name}{suffix}")
        synchronize(folder)
    return folder / f"{name}.nq"


def _write(
    register: OpenRegister,
    files: Sequence[Path],
    made: Path,
    *,
    base: str,
    engine: str,
    progress: Progress,
) -> None:
    lines, rows = (made / f"{register.name}{suffix}" for suffix in (".nq", ".parquet"))
    graph = mint_graph(base, "register", register.name).value
    with open_engine(engine, made) as opened:
        progress(Message("reading the register…"))
        for table in sort_files(register, files, opened):
            opened.read(table)
        opened.make(THINGS, select_rows(register), order=ORDER)
        ((repeated,),) = opened.ask(select_repeated())
        if repeated is not None:
            raise ProjectError("{name}: {iri} has two rows", name=register.name, iri=repeated)
        opened.save(THINGS, rows)
        counts = _write_lines(opened, write_lines(register, graph), lines, progress=progress)
        version = opened.version
    manifest = {
        "register": register.name,
        "graph": graph,
        "licence": register.licence,
        "source": register.source,
        "versions": {"program": __version__, "engine": version},
        "counts": {"rows": counts[0], "quads": counts[1]},
        "files": {lines.name: {"bytes": lines.stat().st_size, "sha256": counts[2]}},
        "inputs": {path.name: digest_file(path, limit=sys.maxsize) for path in sorted(files)},
    }
    (made / f"{register.name}.json").write_bytes(write_json(manifest).encode())


def _write_lines(
    opened: Engine, expression: str, path: Path, *, progress: Progress
) -> tuple[int, int, str]:
    """Write all blocks; give the number of rows and of lines, and the digest."""
    rows, lines, told, digest = 0, 0, 0, hashlib.sha256()
    with path.open("wb") as file:
        for size, block in opened.write_texts(THINGS, expression):
            file.write(block)
            digest.update(block)
            rows, lines = rows + size, lines + block.count(b"\n")
            if rows - told >= _TOLD_EVERY:
                progress(Message("{n} quads written…", n=lines))
                told = rows
    return rows, lines, digest.hexdigest()


def _replace(made: Path, path: Path) -> None:
    """Put what was made in the place of what was there: a file, or of Spark a folder of them."""
    if path.is_dir():
        shutil.rmtree(path)
    elif made.is_dir():
        path.unlink(missing_ok=True)
    if made.is_file():
        synchronize(made)
    made.replace(path)
