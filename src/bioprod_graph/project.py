"""A project: a folder that holds ontology/, data/ and queries/, and where its builds go.

Which folder, in this order: the option --project; the variable BIOPROD_PROJECT; the nearest
folder above the working one that has `ontology/prefixes.ttl` and `data/tables.json`; the copy
that the installed package carries, whose builds go to BIOPROD_CACHE, else the user's cache folder.

A folder that has `bioprod.toml` and `data/tables.json` is a project too: what it has not of
ontology/, queries/ and registers/ comes with the program, under the base that the file names.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph._version import __version__
from bioprod_graph.errors import FileError, ProjectError, say_reason
from bioprod_graph.files import (
    DESCRIPTION,
    TABLE,
    digest_file,
    find_bounds,
    read_bytes,
    refuse,
)
from bioprod_graph.identifiers import PrefixTable, read_prefixes
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bioprod_graph.language import Sayable

_MARKS = (Path("ontology/prefixes.ttl"), Path("data/tables.json"))
# Instead of the first of them, in a project that takes from the program what it has not.
SETTINGS = Path("bioprod.toml")
# What a build reads of data and ontology.
_READ = (".csv", ".json", ".nq", ".rq", ".tsv", ".ttl")
# The folders of a project.
PARTS = ("ontology", "data", "queries", "registers", "releases")
_CARRIED = Path(__file__).parent / "_project"


@dataclass(frozen=True)
class Project:
    """The folder of a project and the folder of its builds."""

    root: Path
    build: Path
    # Where what is completed from the program lies: all but data and releases; else in the root.
    parts: Path | None = None

    @cached_property
    def prefixes(self) -> PrefixTable:
        """The one prefix table."""
        return read_prefixes(self.ontology / "prefixes.ttl")

    @property
    def base(self) -> str:
        """The base of all identifiers."""
        return self.prefixes.base

    @property
    def ontology(self) -> Path:
        """The folder of the ontology."""
        return (self.parts or self.root) / "ontology"

    @property
    def queries(self) -> Path:
        """The folder of questions, checks and views."""
        return (self.parts or self.root) / "queries"

    @property
    def registers(self) -> Path:
        """The folder of the SQL and the descriptions of open registers."""
        return (self.parts or self.root) / "registers"

    @property
    def folders(self) -> dict[str, Path]:
        """The folders that it consists of, by name, whether they are there or not."""
        own = {name: self.root / name for name in PARTS}
        given = {"ontology": self.ontology, "queries": self.queries, "registers": self.registers}
        return own | given

    @property
    def table_groups(self) -> tuple[Path, ...]:
        """The CSVW descriptions of the tables, in the order in which they are read.

        Tables of alignments are there only if they are described.
        """
        tables, alignments = (
            folder / "tables.json" for folder in (self.root / "data", self.ontology / "alignments")
        )
        return (tables, alignments) if os.path.lexists(alignments) else (tables,)

    @property
    def current(self) -> Path:
        """Where the last good build is, once there is one."""
        return self.build / "current"

    @property
    def is_carried(self) -> bool:
        """Whether this is the copy that the installed package carries."""
        return self.root == _CARRIED

    def relative(self, path: Path) -> str:
        """Name a file of the project as a person would: from its root, with slashes."""
        for folder in filter(None, (self.parts, self.root)):
            if path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return path.as_posix()

    def own(self, path: Path) -> Path:
        """Name the file of the project itself that holds, or will hold, what a file says."""
        is_given = self.parts and path.is_relative_to(self.parts)
        return self.root / self.relative(path) if is_given else path


def find_newer(project: Project) -> str:
    """Name a table or a file of the ontology that changed since the dataset; else nothing.

    Only what was written since is read: a copy or a checkout changes the time, not the file. The
    copy that an installed package carries does not change.
    """
    built = project.current / "manifest.json"
    if project.is_carried or not built.exists():
        return ""
    made, known = built.stat().st_mtime_ns, None
    for folder, below, names in chain(os.walk(project.root / "data"), os.walk(project.ontology)):
        below[:] = sorted({*below} - {"wording"})  # read when something is said
        files = (f"{folder}/{name}" for name in sorted(names) if name[0] != ".")
        read = (file for file in files if file.endswith(_READ))
        for path in (Path(file) for file in read if os.lstat(file).st_mtime_ns > made):
            known, name = known or _read_inputs(built), project.relative(path)
            if known.get(name) != _digest(path):
                return name
    return ""


def _read_inputs(manifest: Path) -> dict[str, str]:
    """Read what a release was made with; what is wrong is told when the release is opened."""
    with suppress(ValueError, LookupError, TypeError, FileError):
        return dict(json.loads(read_bytes(manifest, limit=DESCRIPTION))["inputs"])
    return {}


def _digest(path: Path) -> str:
    """Digest a file; one that cannot be read has changed."""
    with suppress(FileError):
        return digest_file(path, limit=TABLE, within=find_bounds(path))
    return ""


def find_project(
    option: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    start: Path | None = None,
    hint: Sayable | None = None,
) -> Project:
    """Find the project to work on; see the module for the order of precedence.

    `environment` and `start` are those of the process unless given; `hint` says what helps where
    there is none.

    >>> find_project().base
    'https://w3id.org/bioprod/'

    Raises ProjectError if a folder that was named is no project, or none is found.
    """
    variables = os.environ if environment is None else environment
    start = start or Path.cwd()
    if named := option or variables.get("BIOPROD_PROJECT"):
        return _open_named(Path(named), Message("project") if option else "BIOPROD_PROJECT")
    for folder in (start, *start.parents):
        if _is_project(folder):
            return open_project(folder)
    if _is_project(_CARRIED):
        import platformdirs

        usual = platformdirs.user_cache_dir("bioprod-graph", appauthor=False)
        cache = Path(variables.get("BIOPROD_CACHE") or usual).resolve()
        return Project(_CARRIED, cache / __version__)
    hint = hint or Message("name its folder, or set BIOPROD_PROJECT to it")
    raise ProjectError("no project in {start} or above: {hint}", start=start, hint=hint)


def _open_named(folder: Path, origin: str | Message) -> Project:
    if not folder.is_dir():
        raise ProjectError("{origin}: there is no folder {folder}", origin=origin, folder=folder)
    marks = _MARKS[_is_there(folder / SETTINGS) :]
    for mark in marks:
        if not _is_there(folder / mark):
            raise ProjectError(
                "{origin}: {folder} is no project, it has no {path}",
                origin=origin,
                folder=folder,
                path=mark.as_posix(),
            )
    return open_project(folder.resolve())


def open_project(folder: Path) -> Project:
    """Open the project in a folder; one that has settings is completed from the program."""
    build = folder / "build"
    if not _is_there(folder / SETTINGS):
        return Project(folder, build)
    from bioprod_graph.parts import complete_parts, read_base

    given, base = find_program(), read_base(folder / SETTINGS)
    own = Project(folder, build).folders
    names = ("ontology", "queries", "registers")
    pairs = ({name: each[name] for name in names} for each in (own, given.folders))
    return Project(folder, build, complete_parts(build, *pairs, bases=(given.base, base)))


def find_program() -> Project:
    """Find what comes with the program: what the package carries, else the checkout it runs in."""
    root = _CARRIED if _is_project(_CARRIED) else Path(__file__).parents[2]
    return Project(root, root / "build")


def _is_there(path: Path) -> bool:
    """Tell whether anything lies there: what it is, is told when it is read."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise refuse(path, say_reason(error)) from None
    return True


def _is_project(folder: Path) -> bool:
    marks = _MARKS[(folder / SETTINGS).is_file() :]
    return all((folder / mark).is_file() for mark in marks)
