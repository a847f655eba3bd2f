"""A folder that is not as it was written is told from one that is, whatever was done to it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.files import Damage, check_sums, digest_file, write_sums

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a folder in it, and its list."""
    folder = tmp_path / "release"
    (folder / "store").mkdir(parents=True)
    (folder / "data").write_bytes(b"abc")
    (folder / "empty").write_bytes(b"")
    (folder / "store" / "block").write_bytes(b"block")
    write_sums(folder)
    return folder


def _find_damage(folder: Path) -> str:
    with pytest.raises(Damage) as caught:
        check_sums(folder)
    return str(caught.value)


def test_digest_is_sha_256(tmp_path: Path) -> None:
    """Of the bytes, in hexadecimal: https://csrc.nist.gov/pubs/fips/180-4/upd1/final, “abc”."""
    (tmp_path / "file").write_bytes(b"abc")
    assert digest_file(tmp_path / "file", limit=3) == ABC


class TestList:
    """SHA256SUMS"""

    def test_it_is_as_sha256sum_writes_it(self, folder: Path) -> None:
        """After a comment, which has the size of all and the digest of the lines."""
        head, *lines = (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        assert head == f"# 8 bytes; SHA-256 of the lines below: {digest}\n"
        assert lines[0] == f"{ABC}  data\n"
        assert [line.split("  ")[1].rstrip() for line in lines] == ["data", "empty", "store/block"]

    @pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum")
    def test_anybody_can_check_it(self, folder: Path) -> None:
        """With the program that every system has, which minds no comment."""
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        assert done.stdout.splitlines() == ["data: OK", "empty: OK", "store/block: OK"]

    def test_written_again_it_is_the_same(self, folder: Path) -> None:
        """It is not in its own list."""
        before = (folder / "SHA256SUMS").read_bytes()
        write_sums(folder)
        assert (folder / "SHA256SUMS").read_bytes() == before


class TestCheck:
    """check_sums"""

    def test_what_is_as_it_was_written_is_listed(self, folder: Path) -> None:
        """Each file with its digest."""
        assert check_sums(folder)["data"] == ABC
        assert list(check_sums(folder)) == ["data", "empty", "store/block"]

    @pytest.mark.parametrize("name", ["data", "empty", "store/block", "SHA256SUMS"])
    def test_a_missing_file_is_told(self, folder: Path, name: str) -> None:
        """The list too."""
        (folder / name).unlink()
        assert _find_damage(folder) == f"{name} is missing"

    @pytest.mark.parametrize("name", ["data", "store/block", "SHA256SUMS"])
    @pytest.mark.parametrize(
        "damage",
        [
            lambda _: b"",
            lambda content: content[:-1],
            lambda content: content + b"\n",
            lambda content: bytes([content[0] ^ 1]) + content[1:],
            lambda content: content[:-1] + bytes([content[-1] ^ 128]),
            lambda content: bytes(len(content)),
        ],
        ids=["emptied", "cut", "longer", "first bit", "last bit", "zeros"],
    )
    def test_a_changed_file_is_told(
        self, folder: Path, name: str, *, damage: Callable[[bytes], bytes]
    ) -> None:
        """By its name."""
        (folder / name).write_bytes(damage((folder / name).read_bytes()))
        assert _find_damage(folder) == f"{name} is not as it was written"

    @pytest.mark.parametrize("name", ["more", "store/LOG", "other/file"])
    def test_an_added_file_is_told(self, folder: Path, name: str) -> None:
        """Wherever it was put."""
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"")
        assert _find_damage(folder) == f"{name} does not belong there"

    @pytest.mark.parametrize("kept", range(4))
    def test_a_list_cut_at_a_line_is_told(self, folder: Path, kept: int) -> None:
        """As one that names fewer files would be, were they gone too."""
        lines = (folder / "SHA256SUMS").read_bytes().splitlines(keepends=True)
        (folder / "SHA256SUMS").write_bytes(b"".join(lines[:kept]))
        assert _find_damage(folder) == "SHA256SUMS is not as it was written"

    def test_every_bit_of_the_list_counts(self, folder: Path) -> None:
        """Those of its comment too."""
        content = (folder / "SHA256SUMS").read_bytes()
        for place in range(len(content)):
            flipped = bytes([content[place] ^ 1])
            (folder / "SHA256SUMS").write_bytes(content[:place] + flipped + content[place + 1 :])
            assert _find_damage(folder).endswith("is not as it was written")

    def test_what_grew_is_not_read(self, folder: Path) -> None:
        """A file that is larger than all files were: a terabyte here, of nothing."""
        with (folder / "data").open("ab") as file:
            file.truncate(10**12)
        assert _find_damage(folder) == "data is not as it was written"

    def test_it_is_told_in_french(self, folder: Path) -> None:
        """As it is in English."""
        (folder / "data").unlink()
        with pytest.raises(Damage) as caught:
            check_sums(folder)
        assert caught.value.said.say("fr") == "data manque"
