"""A register built: its files read, its SQL run, its statements and rows written whole.

Three files of its name lie in `build/registers/`: sorted N-Quads in the graph of the register; its
rows as Parquet, for whoever links them; and a manifest, which comes last, with digests and counts.
"""

from __future__ import annotations

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
from bioprod_graph.registers.description import (
    read_identifiers,
    read_open_register,
    read_slice,
    sort_files,
)
from bioprod_graph.registers.statements import (
    ORDER,
    SLICED,
    THINGS,
    count_lines,
    select_repeated,
    select_rows,
    select_slice,
    write_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bioprod_graph.engines import Engine
    from bioprod_graph.project import Project
    from bioprod_graph.registers.description import OpenRegister

    Progress = Callable[[str | Sayable], None]

# What the name of a slice ends with.
SLICE = "-slice"
_OUTCOME = Message("the register stays as it was")


def build_register(
    project: Project,
    name: str,
    files: Sequence[Path],
    *,
    engine: str = "duckdb",
    sliced: bool = False,
    progress: Progress = lambda _: None,
) -> Path:
    """Build a register from its files, or the slice of it that matters; give its N-Quads.

    Raises NotFoundError for a register that is not described, ProjectError for files that are not
    what it describes, UsageError if the engine is not installed, BusyError if another one is built;
    then what was built before stays, and nothing half is there.
    """
    register, folder = read_open_register(project, name), project.build / "registers"
    name += SLICE if sliced else ""
    with hold_lock(folder, _OUTCOME), explain_refusals(folder, _OUTCOME):
        for left in folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
            made = Path(unfinished)
            with open_engine(engine, made) as opened:
                progress(Message("reading the register…"))
                rows, lines = (made / f"{name}{suffix}" for suffix in (".parquet", ".nq"))
                _save_things(opened, register, files, path=rows, sliced=project if sliced else None)
                told = _write(opened, register, lines, base=project.base, progress=progress)
            told["inputs"] = {file.name: _digest(file) for file in sorted(files)}
            (made / f"{name}.json").write_bytes(write_json(told).encode())
            for suffix in (".nq", ".parquet", ".json"):
                _replace(made / f"{name}{suffix}", folder / f"{name}{suffix}")
        synchronize(folder)
    return folder / f"{name}.nq"


def _save_things(
    opened: Engine,
    register: OpenRegister,
    files: Sequence[Path],
    *,
    path: Path,
    sliced: Project | None,
) -> None:
    """Save the things, of which each has one row, in order; of a project, those of its slice."""
    for table in sort_files(register, files, opened):
        opened.read(table)
    if sliced is None:
        opened.save(THINGS, select_rows(register), path, order=ORDER)
    else:
        opened.make(THINGS, select_rows(register))
    ((repeated,),) = opened.ask(select_repeated())
    if repeated is not None:
        raise ProjectError("{name}: {iri} has two rows", name=register.name, iri=repeated)
    if sliced is not None:
        opened.read(read_identifiers(sliced))
        chosen = select_slice(read_slice(sliced, register.name))
        opened.save(SLICED, chosen, path, order=ORDER)


def _write(
    opened: Engine, register: OpenRegister, lines: Path, *, base: str, progress: Progress
) -> dict[str, object]:
    """Write the quads of the things that were saved; tell what they are."""
    things = THINGS if not lines.stem.endswith(SLICE) else SLICED
    graph = mint_graph(base, "register", register.name).value
    ((quads,),) = opened.ask(f"SELECT {count_lines(register)} FROM {things}")  # noqa: S608
    progress(Message("writing {n} quads…", n=quads))
    rows, digest = opened.write_texts(things, write_lines(register, graph), lines)
    return {
        "register": register.name,
        "graph": graph,
        "licence": register.licence,
        "source": register.source,
        "versions": {"program": __version__, "engine": opened.version},
        "counts": {"rows": rows, "quads": quads},
        "files": {lines.name: {"bytes": lines.stat().st_size, "sha256": digest}},
    }


def _digest(path: Path) -> str:
    return digest_file(path, limit=sys.maxsize)


def _replace(made: Path, path: Path) -> None:
    """Put what was made in the place of what was there: a file, or of Spark a folder of them."""
    if path.is_dir():
        shutil.rmtree(path)
    elif made.is_dir():
        path.unlink(missing_ok=True)
    if made.is_file():
        synchronize(made)
    made.replace(path)
