"""The parts of a project that is completed from the program, under the base that it names.

They are laid out in the folder of builds, anew whenever a file of the program or of the project
changed: files of the program with one base in place of the other, files of the project over them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError, UsageError
from bioprod_graph.files import DESCRIPTION, UNFINISHED, explain_refusals, read_text, walk_files

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+(?:/[^\s<>\"{}|\\^`/?#]+)*/")
_PACKED = ".gz"
_KEPT = 3


def check_base(base: str) -> str:
    """Give a base back, an address that ends in “/”; raises UsageError for any other text."""
    if _BASE.fullmatch(f"{base}/"):
        raise UsageError("{base} does not end in “/”: give {base}/", base=base)
    if not _BASE.fullmatch(base):
        raise UsageError("{base} is no address such as https://example.org/graph/", base=base)
    return base


def read_base(path: Path) -> str:
    """Read the base from the settings of a project; raises ProjectError where they name none."""
    try:
        told = tomllib.loads(read_text(path, limit=DESCRIPTION))
        if told.keys() == {"base"}:
            return check_base(str(told["base"]))
    except (tomllib.TOMLDecodeError, UsageError) as error:
        raise ProjectError("{path}: {reason}", path=path, reason=error) from None
    raise ProjectError('{path}: expected base = "https://…/", and nothing else', path=path)


def copy_part(source: Path, target: Path, *, bases: tuple[str, str]) -> None:
    """Copy a folder, if it is there, with the second base wherever a file names the first."""
    before, after = (base.encode() for base in bases)
    if not source.is_dir():
        return
    for path in (source, *source.rglob("*/")):
        (target / path.relative_to(source)).mkdir(parents=True, exist_ok=True)
    for path in walk_files(source):
        content, copy = path.read_bytes(), target / path.relative_to(source)
        is_packed = path.suffix == _PACKED
        content = (gzip.decompress(content) if is_packed else content).replace(before, after)
        copy.write_bytes(gzip.compress(content, mtime=0) if is_packed else content)


def complete_parts(
    build: Path, own: Mapping[str, Path], given: Mapping[str, Path], *, bases: tuple[str, str]
) -> Path:
    """Lay out what is given by name, what is a project's own over it; give the folder of both.

    Raises BioprodError if the disk refuses.
    """
    folder = build / f"parts-{_digest(own, given, bases)}"
    if folder.exists():
        return folder
    layers = [(given[name], name, bases) for name in given]
    layers += [(own[name], name, (bases[1], bases[1])) for name in own]
    with explain_refusals(build):
        build.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=build) as unfinished:
            made = Path(unfinished, "parts")
            for source, name, change in layers:
                copy_part(source, made / name, bases=change)
            with suppress(FileExistsError):  # somebody else was as quick
                made.rename(folder)
    # Those before may be read by a server that is running.
    for old in sorted(build.glob("parts-*"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def _digest(own: Mapping[str, Path], given: Mapping[str, Path], bases: tuple[str, str]) -> str:
    """Digest which files there are, of which size and time: to read them all takes too long."""
    told = hashlib.sha256("\n".join(bases).encode())
    for part in (*own.values(), *given.values()):
        for path in sorted(walk_files(part)) if part.is_dir() else ():
            state = path.stat()
            told.update(f"{path}\n{state.st_size} {state.st_mtime_ns}\n".encode())
    return told.hexdigest()[:16]
