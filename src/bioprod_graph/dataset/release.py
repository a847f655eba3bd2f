"""A release is opened whole or refused: each of its files is compared with its digest first.

Who asks in another process compares meanwhile, and tells nothing before that has ended.

The mark `current` is followed once, so that all that a command reads is of one release, whatever
is built meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.clock import check_clock
from bioprod_graph.errors import DatasetError, FileError, NotFoundError, one_line, say_reason
from bioprod_graph.files import (
    DESCRIPTION,
    QUADS,
    SUMS,
    TABLE,
    Damage,
    Hold,
    check_sums,
    digest_file,
    find_bounds,
    follow_mark,
    list_files,
    open_file,
    read_bytes,
    read_sums,
    refuse,
    unpack,
    walk_files,
)
from bioprod_graph.language import Message, Sayable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from bioprod_graph.project import Project

# What is known of the form of a release.
FORMAT = 1
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)+")
_CURE = Message("bioprod build makes it anew")


class _Files(NamedTuple):
    folder: Path
    manifest: Mapping[str, Any]
    held: Hold | None = None
    loaded: ox.Store | None = None


class Release(_Files):
    """A release that is as it was written: its folder and what its manifest says.

    No build removes it as long as this is held.
    """

    def __repr__(self) -> str:
        """Name its folder: the manifest is long."""
        return f"{type(self).__name__}({self.folder!r})"

    @property
    def dataset(self) -> Path:
        """The file of all quads, sorted N-Quads."""
        return self.folder / "dataset.nq"

    @property
    def digest(self) -> str:
        """The SHA-256 of the file of all quads, in hexadecimal."""
        return str(self.manifest["files"]["dataset.nq"]["sha256"])

    @cached_property
    def store(self) -> ox.Store:
        """The store that answers questions, opened read-only when it is first asked for.

        Raises FileError if it cannot be opened.
        """
        if self.loaded is not None:
            return self.loaded
        import pyoxigraph as ox

        folder = self.folder / "store"
        try:
            return ox.Store.read_only(str(folder))
        except (OSError, ValueError, RuntimeError) as error:
            raise refuse(folder, say_reason(error)) from None

    def load(self) -> Release:
        """Give the same with its statements in memory, where things and texts are found sooner."""
        from bioprod_graph.rdf import arrange

        return self._replace(loaded=arrange(self.store))

    def find_changed(self, project: Project, *parts: Path) -> list[str]:
        """Name the files that are not those which the release was made with.

        They lie in these parts of the project, folders or files; what came or went since counts.
        """
        names = tuple(project.relative(part) for part in parts)
        within = tuple(f"{name}/" for name in names)
        made = {
            name: digest
            for name, digest in self.manifest["inputs"].items()
            if name in names or name.startswith(within)
        }
        found = {file for part in parts for file in (walk_files(part) if part.is_dir() else [part])}
        now = {
            project.relative(file): digest_file(file, limit=TABLE, within=find_bounds(file))
            for file in found
        }
        return sorted(name for name in made | now if made.get(name) != now.get(name))

    def confirm(self, project: Project, *parts: Path) -> None:
        """Raise DatasetError if parts of the project are not those which the release was made with.

        What was derived by one rule cannot be proved by another.
        """
        if changed := self.find_changed(project, *parts):
            raise DatasetError(
                "the dataset was not made with {names} as it is now: bioprod build makes it anew",
                names=", ".join(changed),
            )


def start_release(project: Project) -> tuple[Release, Callable[[], object]]:
    """Open the current release before its files are compared, and give what compares them.

    That raises what `open_release` does: until it has ended, nothing that was read is to be told.
    """
    with suppress(OSError, DatasetError, FileError, Damage):  # what is wrong is told below
        folder = follow_mark(project.current)
        held, (digests, _) = Hold(folder / SUMS), read_sums(folder)
        release = Release(folder, _read_manifest(folder, digests), held)
        return release, partial(read_release, folder, cure=_CURE)
    return open_release(project), lambda: None


def open_release(project: Project) -> Release:
    """Open the current release of a project.

    Where its builds go is a file of statements, that file is the release.

    Raises DatasetError if nothing was built or the release is damaged, FileError if the system
    refuses to let it be read.
    """
    check_clock()
    if project.build.is_file():
        return open_packed(project.build)
    folder = _resolve(project)
    try:
        return read_release(folder, cure=_CURE)
    except (DatasetError, FileError):
        newer = _resolve(project)
        if newer == folder:
            raise
    # Builds have ended since, and the release was removed while it was read.
    return read_release(newer, cure=_CURE)


class PackedRelease(Release):
    """A release as it is kept and sent: its N-Quads in one file, read into memory.

    What it was made with is not in it, so that nothing of it can be proved.
    """

    @property
    def dataset(self) -> Path:
        """The file of all quads, which may be compressed."""
        return self.folder

    @cached_property
    def store(self) -> ox.Store:
        """The statements in memory; raises FileError if the file is malformed."""
        import pyoxigraph as ox

        from bioprod_graph.rdf import make_store

        with open_file(self.folder, limit=QUADS) as packed:
            file = unpack(packed, self.folder, limit=QUADS)
            try:
                return make_store(ox.parse(file, format=ox.RdfFormat.N_QUADS))
            except (SyntaxError, ValueError) as error:
                said = Message("malformed N-Quads ({reason})", reason=one_line(str(error)))
                raise refuse(self.folder, said) from None

    def load(self) -> Release:
        """Give itself, which is in memory already."""
        return self


@lru_cache(maxsize=1)
def open_packed(path: Path) -> PackedRelease:
    """Open a file of N-Quads, plain or gzipped, as a release; raises FileError if it cannot be."""
    with open_file(path, limit=QUADS) as packed:
        digest = hashlib.file_digest(unpack(packed, path, limit=QUADS), "sha256").hexdigest()
    return PackedRelease(path, {"files": {"dataset.nq": {"sha256": digest}}, "inputs": {}})


def list_kept(project: Project) -> dict[str, Path]:
    """List the versions that a project keeps in `releases/`, each with its file of N-Quads."""
    ending = ".nq.gz"
    files = list_files(project.root / "releases", f"*{ending}", is_required=False)
    return {path.name.removesuffix(ending): path for path in files}


def choose_kept(project: Project, name: str) -> Path:
    """Choose the file of a version that is kept; any other name is that of a file or a folder.

    Raises NotFoundError, with the versions there are, for one that is not kept.
    """
    kept, path = list_kept(project), Path(name)
    if kept and name not in kept and _VERSION.fullmatch(name) and not path.exists():
        said = Message("releases/ keeps no version {name}, only {names}", name=name)
        raise NotFoundError(said.fill(names=", ".join(kept)))
    return kept.get(name, path)


def read_release(folder: Path, *, cure: Sayable) -> Release:
    """Read the release that lies in a folder.

    Raises DatasetError for one that is damaged, with what is to be done about it in English and
    in French; FileError if the system refuses to let it be read.
    """
    held = None
    with suppress(OSError):  # it is told below why the file cannot be opened
        held = Hold(folder / SUMS)
    try:
        return Release(folder, _read_manifest(folder, check_sums(folder)), held)
    except Damage as damage:
        raise DatasetError(
            "the dataset {folder} is damaged ({damage}): {cure}",
            folder=folder,
            damage=damage.said,
            cure=cure,
        ) from None


def _resolve(project: Project) -> Path:
    if not (folder := follow_mark(project.current)).exists():
        raise DatasetError(
            "there is no dataset in {build}: make it with bioprod build", build=project.build
        )
    return folder


def _read_manifest(folder: Path, digests: Mapping[str, str]) -> dict[str, Any]:
    """Read the manifest, which tells the same digest of the dataset as the list of digests."""
    name = "manifest.json"
    content = read_bytes(folder / name, limit=DESCRIPTION)
    try:
        manifest: dict[str, Any] = json.loads(content)
        digest = manifest["files"]["dataset.nq"]["sha256"]
        is_known = manifest["format"] == FORMAT
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Damage(Message("{name} is malformed", name=name)) from None
    if not is_known:
        raise Damage(Message("{name} is of another version", name=name))
    if digest != digests.get("dataset.nq"):
        raise Damage(Message("{name} tells another digest of dataset.nq", name=name))
    return manifest
