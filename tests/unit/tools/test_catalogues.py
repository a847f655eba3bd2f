"""Catalogues, compiled for the program to read."""

from __future__ import annotations

import os
from gettext import GNUTranslations
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import PoFileError

from hatch_build import CatalogueHook, compile_catalogues
from tools.messages import MESSAGES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "a"
msgstr "à"

#, fuzzy
msgid "b"
msgstr "bé"

msgid "c"
msgstr ""
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with one catalogue."""
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "fr.po").write_text(CATALOGUE, encoding="utf-8")
    return folder


def _compile(source: Path, name: str) -> Path:
    target = source.parent / name
    compile_catalogues(source, target)
    return target / "fr.mo"


def test_what_is_translated_without_doubt_is_said(source: Path) -> None:
    """The rest stays English."""
    with _compile(source, "one").open("rb") as file:
        said = GNUTranslations(file)
    assert [said.gettext(text) for text in "abc"] == ["à", "b", "c"]


def test_the_same_messages_give_the_same_bytes(source: Path) -> None:
    """Whenever they are compiled."""
    assert _compile(source, "one").read_bytes() == _compile(source, "two").read_bytes()


def test_only_what_has_changed_is_written(source: Path) -> None:
    """And all that has; what has no source any more goes."""
    compiled = _compile(source, "one")
    os.utime(compiled, (2e9, 2e9))
    before = compiled.stat().st_ino
    _compile(source, "one")
    assert compiled.stat().st_ino == before
    os.utime(source / "fr.po", (3e9, 3e9))
    _compile(source, "one")
    assert compiled.stat().st_ino != before
    (source / "fr.po").unlink()
    _compile(source, "one")
    assert list(compiled.parent.iterdir()) == []


def test_what_is_no_catalogue_stops_the_build(source: Path) -> None:
    """Whatever was there stays."""
    compiled = _compile(source, "one")
    before = compiled.read_bytes()
    (source / "fr.po").write_text('rubbish\nmsgid "a"\n', encoding="utf-8")
    os.utime(source / "fr.po", (3e9, 3e9))
    with pytest.raises(PoFileError):
        _compile(source, "one")
    assert [path.read_bytes() for path in compiled.parent.iterdir()] == [before]


def test_a_build_compiles_and_carries_the_catalogues() -> None:
    """In place, too: an installation from a checkout speaks what the wheel speaks."""
    carried: dict[str, list[str]] = {"artifacts": []}
    hook = CatalogueHook(str(ROOT), {}, None, None, "", "wheel")  # type: ignore[arg-type]
    hook.initialize("editable", carried)
    (pattern,) = (pattern for pattern in carried["artifacts"] if pattern.endswith(".mo"))
    compiled = {path.stem for path in ROOT.glob(pattern)}
    assert compiled == {path.stem for path in MESSAGES.glob("*.po")}
