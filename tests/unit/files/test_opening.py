"""A file is read if it is a plain one of the size of its kind; all else is told by its name."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from bioprod_graph.errors import FileError, UsageError
from bioprod_graph.files import find_bounds, open_file, read_bytes, read_text, sizes

if TYPE_CHECKING:
    from collections.abc import Callable

needs_unix = pytest.mark.skipif(os.name == "nt", reason="there are no pipes and devices by name")
LIMIT = 1000
SECURITY = Path(__file__).resolve().parents[3] / "SECURITY.md"


def _make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def _make_large(path: Path) -> None:
    """A gigabyte of nothing, which takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(10**9)


def _refuse(code: int) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    return refuse


STRANGE: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("folder", Path.mkdir, "it is a folder, not a file", "c’est un dossier, pas un fichier"),
    ("pipe", os.mkfifo, "it is a pipe, not a file", "c’est un tube, pas un fichier"),
    ("socket", _make_socket, "it is a socket, not a file", "c’est une prise, pas un fichier"),
    *(
        (
            device,
            lambda path, device=device: path.symlink_to(device),
            "it is a device, not a file",
            "c’est un périphérique, pas un fichier",
        )
        for device in ("/dev/zero", "/dev/null", "/dev/tty")
    ),
    (
        "sparse",
        _make_large,
        "it is larger than the 0 MB that are read",
        "il dépasse les 0 Mo qui sont lus",
    ),
    (
        "circle",
        lambda path: path.symlink_to(path),
        "Too many levels of symbolic links",
        "des liens mènent en cercle",
    ),
    ("absent", lambda _: None, "No such file or directory", "il n’y a pas de tel fichier"),
]


@needs_unix
class TestKinds:
    """read_bytes, of what is no plain file of a fair size."""

    @pytest.mark.parametrize(
        ("make", "english", "french"), [case[1:] for case in STRANGE], ids=[c[0] for c in STRANGE]
    )
    def test_it_is_told_at_once(
        self, tmp_path: Path, make: Callable[[Path], object], *, english: str, french: str
    ) -> None:
        """By what it is, in both languages, and nothing waits for it."""
        path = tmp_path / "x"
        make(path)
        with pytest.raises(FileError) as caught:
            read_bytes(path, limit=LIMIT)
        assert str(caught.value) == f"{path}: cannot be read ({english})"
        assert caught.value.message("fr").startswith(f"{path}\u00a0: ne peut pas être lu ({french}")

    def test_a_link_to_a_plain_file_is_followed(self, tmp_path: Path) -> None:
        """Where nothing is said of where it may lead."""
        (tmp_path / "a").write_bytes(b"a")
        (tmp_path / "b").symlink_to("a")
        assert read_bytes(tmp_path / "b", limit=LIMIT) == b"a"

    def test_what_tells_no_size_is_held_to_the_limit(self) -> None:
        """As files of the system, which are of no size and may be long."""
        assert read_bytes(Path("/proc/self/status"), limit=10**6)
        with pytest.raises(FileError, match="it is larger than the 0 MB"):
            read_bytes(Path("/proc/self/status"), limit=10)

    def test_what_was_looked_at_is_what_is_opened(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What became a pipe between the look and the opening is told, and not waited for."""
        path = tmp_path / "x"
        path.write_bytes(b"")
        before = path.stat()
        path.unlink()
        os.mkfifo(path)
        monkeypatch.setattr(Path, "stat", lambda *_, **__: before)
        with pytest.raises(FileError, match="it is a pipe"):
            read_bytes(path, limit=LIMIT)


class TestRefusals:
    """What the system refuses is called by its name."""

    @pytest.mark.parametrize(
        ("code", "english", "french"),
        [
            (errno.EACCES, "Permission denied", "l’accès n’est pas permis"),
            (errno.EMFILE, "raise the limit with ulimit -n", "par ulimit -n"),
            (errno.ENFILE, "the system has too many files open", "fermez des programmes"),
            (errno.EIO, "Input/output error", "Input/output error"),
        ],
    )
    def test_it_is_told(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        code: int,
        english: str,
        french: str,
    ) -> None:
        """With the file, and with what helps where that is not plain."""
        path = tmp_path / "x"
        path.write_bytes(b"")
        monkeypatch.setattr(os, "open", _refuse(code))
        with pytest.raises(FileError, match=rf"^{path}: cannot be read \(") as caught:
            read_bytes(path, limit=LIMIT)
        assert english in caught.value.message("en")
        assert french in caught.value.message("fr")

    def test_a_refusal_while_it_is_read_is_told_too(self, tmp_path: Path) -> None:
        """As on a disk that fails."""
        path = tmp_path / "x"
        path.write_bytes(b"")
        with (
            pytest.raises(FileError, match=r"x: cannot be read \(Input/output error\)"),
            open_file(path, limit=LIMIT),
        ):
            _refuse(errno.EIO)()

    def test_nothing_stays_open(self, tmp_path: Path) -> None:
        """What was refused once opened is closed again."""
        if not Path("/proc/self/fd").is_dir():
            pytest.skip("this system does not tell what is open")
        (tmp_path / "x").write_bytes(bytes(LIMIT + 1))
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            with pytest.raises(FileError):
                read_bytes(tmp_path / "x", limit=LIMIT)
        assert len(list(Path("/proc/self/fd").iterdir())) == before

    def test_a_file_that_the_call_names_is_misuse(self, tmp_path: Path) -> None:
        """Exit 2, with the option."""
        with pytest.raises(UsageError, match=r"^--file .*x: cannot be read \(No such") as caught:
            read_text(tmp_path / "x", limit=LIMIT, option="--file")
        assert caught.value.message("fr").startswith(f"--file {tmp_path / 'x'}\u00a0: ne peut")
        (tmp_path / "x").write_bytes(b"\xe9")
        with pytest.raises(UsageError, match=r"^--file .*is not UTF-8 text, see line 1"):
            read_text(tmp_path / "x", limit=LIMIT, option="--file")


class TestBounds:
    """Links that lead out of a project."""

    @pytest.fixture
    def secret(self, tmp_path: Path) -> Path:
        """A file that is nobody’s business."""
        path = tmp_path / "outside" / "secret"
        path.parent.mkdir()
        path.write_bytes(b"secret")
        return path

    @pytest.fixture
    def part(self, tmp_path: Path) -> Path:
        """A part of a project."""
        part = tmp_path / "project" / "ontology"
        (part / "modules").mkdir(parents=True)
        (part.parent / "data").mkdir()
        return part

    def _read(self, path: Path) -> bytes:
        return read_bytes(path, limit=LIMIT, within=find_bounds(path))

    def test_a_linked_file_is_not_read(self, part: Path, secret: Path) -> None:
        """Nor is anything that it holds told."""
        (part / "modules" / "x.ttl").symlink_to(secret)
        with pytest.raises(FileError, match="it is a link that leads out of the project") as caught:
            self._read(part / "modules" / "x.ttl")
        assert "secret" not in str(caught.value)

    def test_nor_is_a_file_in_a_linked_folder(self, part: Path, secret: Path) -> None:
        """However far up the link is."""
        (part / "modules").rmdir()
        (part / "modules").symlink_to(secret.parent, target_is_directory=True)
        with pytest.raises(FileError, match="it is a link that leads out of the project"):
            self._read(part / "modules" / "secret")

    def test_nor_is_one_by_way_of_others(self, part: Path, secret: Path) -> None:
        """A link to a link."""
        (part / "one").symlink_to(secret)
        (part / "modules" / "two").symlink_to("../one")
        with pytest.raises(FileError, match="leads out of the project"):
            self._read(part / "modules" / "two")

    def test_links_inside_are_followed(self, part: Path) -> None:
        """From one part of the project to another."""
        (part.parent / "data" / "x").write_bytes(b"x")
        (part / "modules" / "x").symlink_to("../../data/x")
        assert self._read(part / "modules" / "x") == b"x"

    def test_a_part_may_be_elsewhere_as_a_whole(self, part: Path, secret: Path) -> None:
        """Where it lies is the choice of whoever made the project."""
        (part.parent / "queries").symlink_to(secret.parent, target_is_directory=True)
        assert self._read(part.parent / "queries" / "secret") == b"secret"

    def test_what_is_in_no_part_has_no_bounds(self, secret: Path) -> None:
        """A file that somebody names."""
        assert find_bounds(secret) == ()
        assert self._read(secret) == b"secret"


class TestText:
    """read_text"""

    @pytest.mark.parametrize(
        ("content", "text"),
        [
            (b"a\nb", "a\nb"),
            (b"a\r\nb\rc", "a\nb\nc"),
            ("é\u2028".encode(), "é\u2028"),
            (b"\xef\xbb\xbfa", "a"),
            (b"\xef\xbb\xbf", ""),
            (b"\xef\xbb\xbf\xef\xbb\xbf", "\ufeff"),
        ],
    )
    def test_it_is_utf_8_with_plain_line_ends(
        self, tmp_path: Path, content: bytes, text: str
    ) -> None:
        """A byte order mark is no part of it."""
        (tmp_path / "x").write_bytes(content)
        assert read_text(tmp_path / "x", limit=LIMIT) == text

    def test_line_ends_may_be_kept(self, tmp_path: Path) -> None:
        """Where characters are counted."""
        (tmp_path / "x").write_bytes(b"\xef\xbb\xbfa\r\nb\r")
        assert read_text(tmp_path / "x", limit=LIMIT, keep_line_ends=True) == "a\r\nb\r"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"a\n\nb\xe9", "it is not UTF-8 text, see line 3"),
            ("a".encode("utf-16"), "it is UTF-16: save it as UTF-8"),
            (b"\xfe\xff\0a", "it is UTF-16: save it as UTF-8"),
            (b"\xed\xa0\x80", "it is not UTF-8 text, see line 1"),
        ],
    )
    def test_what_is_not_is_told(self, tmp_path: Path, content: bytes, said: str) -> None:
        """With the line, and not with what stands there."""
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(FileError, match=rf"x: cannot be read \({said}\)"):
            read_text(tmp_path / "x", limit=LIMIT)


def test_the_limits_are_told_as_they_are() -> None:
    """Whoever gives a file finds in SECURITY.md how large it may be."""
    told = SECURITY.read_text(encoding="utf-8")
    for limit in (sizes.QUERY, sizes.TURTLE, sizes.DESCRIPTION, sizes.DOCUMENT, sizes.TABLE):
        assert f"{limit // 10**6} MB" in told
    assert f"{sizes.QUADS // 10**6} MB" in told
    assert f"{sizes.STATEMENTS:,} statements" in told
