"""A store that is not as it was written is told from one that is, whatever was done to it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.digests import find_damage, write_digests
from bioprod_graph.errors import DatasetError
from bioprod_graph.pipeline.build import build_project
from bioprod_graph.questions.local import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project


def test_a_folder_as_it_was_written_has_no_damage(tmp_path: Path) -> None:
    """What RocksDB notes beside the data does not count."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "data").write_bytes(b"data")
    write_digests(folder)
    (folder / "LOG").write_bytes(b"opened")
    assert find_damage(folder) is None


def test_digests_are_those_of_sha256sum(tmp_path: Path) -> None:
    """So that anybody can compare them."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "data").write_bytes(b"abc")
    write_digests(folder)
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (tmp_path / "store.sha256").read_text() == f"{digest}  store/data\n"


def test_one_wrong_byte_in_any_file_is_told(tiny: Project) -> None:
    """One line with the file, at once; a new build mends it."""
    build_project(tiny)
    folder = tiny.current / "store"
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        if not content or path.name.startswith(("LOG", "LOCK")):
            continue
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(DatasetError, match=rf"damaged \(store/{path.name} is not as"):
            open_store(tiny)
        path.write_bytes(content)
    open_store(tiny)


@pytest.mark.parametrize("name", ["CURRENT", "../store.sha256"])
def test_a_missing_file_is_told(tiny: Project, name: str) -> None:
    """The digests themselves too."""
    build_project(tiny)
    (tiny.current / "store" / name).unlink()
    with pytest.raises(DatasetError, match="is damaged"):
        open_store(tiny)
    shutil.rmtree(tiny.build)
