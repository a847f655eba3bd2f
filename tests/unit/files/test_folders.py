"""A folder that is missing, or that may not be looked into, holds no files to be found."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bioprod_graph.errors import FileError
from bioprod_graph.files import list_files, list_folders, walk_files


class TestListFiles:
    """list_files"""

    def test_names_are_sorted(self, tmp_path: Path) -> None:
        """Those of the pattern, whatever lies there."""
        for name in ("b.rq", "a.rq", "B.rq", "c.txt", "rq"):
            (tmp_path / name).write_bytes(b"")
        (tmp_path / "d.rq").mkdir()
        assert [path.name for path in list_files(tmp_path, "*.rq")] == [
            *("B.rq", "a.rq", "b.rq", "d.rq")
        ]

    def test_an_empty_folder_has_none(self, tmp_path: Path) -> None:
        """It was looked into."""
        assert list_files(tmp_path, "*.rq") == []

    @pytest.mark.parametrize("is_required", [True, False])
    def test_what_is_no_folder_is_told(self, tmp_path: Path, *, is_required: bool) -> None:
        """Whether it must be there or not."""
        (tmp_path / "x").write_bytes(b"")
        with pytest.raises(FileError, match=r"x: cannot be read \(Not a directory\)"):
            list_files(tmp_path / "x", "*", is_required=is_required)

    def test_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        """Unless it need not be there."""
        with pytest.raises(FileError, match=r"x: cannot be read \(No such file") as caught:
            list_files(tmp_path / "x", "*")
        assert "il n’y a pas de tel fichier ou dossier" in caught.value.message("fr")
        assert list_files(tmp_path / "x", "*", is_required=False) == []

    def test_a_link_to_nowhere_is_no_missing_folder(self, tmp_path: Path) -> None:
        """Somebody meant it to be there."""
        (tmp_path / "x").symlink_to(tmp_path / "gone")
        with pytest.raises(FileError, match=r"x: cannot be read \(No such file"):
            list_files(tmp_path / "x", "*", is_required=False)

    @pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE])
    def test_a_refusal_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
    ) -> None:
        """It is not taken for nothing."""

        def refuse(_: object) -> list[str]:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "listdir", refuse)
        monkeypatch.setattr(Path, "iterdir", refuse)
        with pytest.raises(FileError, match="cannot be read"):
            list_files(tmp_path, "*", is_required=False)


class TestWalk:
    """walk_files"""

    def test_all_that_lies_in_a_folder_is_given(self, tmp_path: Path) -> None:
        """Files, and what is none; folders are gone into."""
        (tmp_path / "a" / "b").mkdir(parents=True)
        (tmp_path / "a" / "b" / "file").write_bytes(b"")
        (tmp_path / "link").symlink_to("nowhere")
        assert sorted(walk_files(tmp_path)) == [tmp_path / "a" / "b" / "file", tmp_path / "link"]

    def test_a_missing_folder_is_told(self, tmp_path: Path) -> None:
        """It does not count as empty."""
        with pytest.raises(FileError, match=r"x: cannot be read \(No such file"):
            list(walk_files(tmp_path / "x"))

    def test_a_refusal_deep_inside_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By the folder that may not be looked into."""
        (tmp_path / "a").mkdir()
        look = os.scandir

        def refuse(path: Path) -> object:
            if Path(path) == tmp_path / "a":
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return look(path)

        monkeypatch.setattr(os, "scandir", refuse)
        with pytest.raises(FileError, match=r"a: cannot be read \(Permission denied\)"):
            list(walk_files(tmp_path))


def test_folders_are_listed_without_files(tmp_path: Path) -> None:
    """By name; a missing one is told."""
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "c").write_bytes(b"")
    assert [path.name for path in list_folders(tmp_path)] == ["a", "b"]
    with pytest.raises(FileError, match="cannot be read"):
        list_folders(tmp_path / "x")
