"""The tool that keeps catalogues in step with the program."""

from __future__ import annotations

import ast
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from tools.messages import (
    Key,
    find_errors,
    find_faults,
    find_keys,
    gather_keys,
    read,
    read_help,
    render,
    update,
)

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Catalog

CODE = """
class LostError(BioprodError): ...
class FarError(errors.LostError, LostError): ...
class OtherError(ValueError): ...
Message("a {x}", x=Message("{n} b", many="{n} bs", n=2))
raise FarError("c {y}", y=1)
raise OtherError("not said to people")
raise LostError(told)
raise LostError(f"of another program: {words}")
Message("")
"""
KNOWN = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

# Kept.
msgid "a {x}"
msgstr "un {x}"

#, fuzzy
msgid "b"
msgstr "bé"

msgid "c {y}"
msgstr "cé {z}"

msgid "{n} d"
msgid_plural "{n} ds"
msgstr[0] "{n} dé"
msgstr[1] "{n} dés"

msgid "gone"
msgstr "parti"
"""
KEYS = {Key("a {x}"), Key("b"), Key("c {y}"), Key("{n} d", "{n} ds"), Key("new")}


def _read(text: str) -> Catalog:
    return read_po(StringIO(text), locale="fr")


class TestGathering:
    """gather_keys"""

    def test_messages_and_errors_begin_with_a_text(self) -> None:
        """Errors of ours only, through all that derives from them."""
        tree = ast.parse(CODE)
        sayers = {"Message", *find_errors([tree])}
        assert sayers == {"Message", "BioprodError", "LostError", "FarError"}
        assert set(find_keys(tree, sayers, where="x.py")) == {
            Key("a {x}"),
            Key("{n} b", "{n} bs"),
            Key("c {y}"),
        }

    @pytest.mark.parametrize("text", ['f"a {x}"', "text", '"a" if x else "b"'])
    def test_a_message_that_no_reader_of_the_code_could_know_is_refused(self, text: str) -> None:
        """With its place."""
        with pytest.raises(ValueError, match=r"x\.py:1: the text of a message"):
            list(find_keys(ast.parse(f"Message({text})"), {"Message"}, where="x.py"))

    def test_help_is_gathered_a_paragraph_at_a_time(self) -> None:
        """Examples are no text, and the words for values are."""
        texts = read_help()
        assert {"FILE", "subject", "show this help message and exit"} <= texts
        assert "Tell what facts came, went and changed between two datasets, by thing." in texts
        assert not [text for text in texts if "\n" in text or text.startswith("bioprod diff")]

    def test_all_of_it_is_gathered(self) -> None:
        """Help, code, and what argparse says."""
        wanted = {Key("examples:"), Key("checking…"), Key("usage: "), Key("{n} gap", "{n} gaps")}
        assert wanted <= gather_keys()


class TestUpdating:
    """update, render"""

    def test_what_is_new_is_added_and_what_is_gone_goes(self) -> None:
        """The rest stays as it was translated, with its comments and doubts."""
        updated = update(_read(KNOWN), KEYS)
        assert {str(entry.id) for entry in updated if entry.id} == {
            "a {x}",
            "b",
            "c {y}",
            "('{n} d', '{n} ds')",
            "new",
        }
        assert (updated["a {x}"].string, updated["a {x}"].user_comments) == ("un {x}", ["Kept."])
        assert updated["{n} d"].string == ("{n} dé", "{n} dés")
        assert updated["b"].fuzzy
        assert updated["new"].string == ""

    def test_a_text_that_gets_a_plural_is_translated_anew(self) -> None:
        """It is another key."""
        assert update(_read(KNOWN), {Key("b", "bs")})["b"].string == ("", "")

    def test_the_same_content_gives_the_same_bytes(self) -> None:
        """Sorted, without a date or a version."""
        written = render(update(_read(KNOWN), KEYS))
        assert render(update(_read(written), sorted(KEYS, reverse=True))) == written
        assert written.index('msgid "a {x}"') < written.index('msgid "new"')
        assert "Babel" not in written
        assert "20" not in written

    def test_an_empty_file_becomes_a_catalogue(self, tmp_path: Path) -> None:
        """With the plurals of its language."""
        path = tmp_path / "pl.po"
        path.write_text("", encoding="utf-8")
        written = render(update(read(path), {Key("{n} d", "{n} ds")}))
        assert '"Plural-Forms: nplurals=3;' in written.replace("nplurals=4", "nplurals=3")
        assert 'msgstr[2] ""' in written


def test_every_fault_is_told() -> None:
    """What is missing, gone, doubtful, not translated, or has other places."""
    keys = KEYS | {Key("empty")}
    catalogue = _read(f'{KNOWN}\nmsgid "empty"\nmsgstr ""\n')
    assert list(find_faults(catalogue, keys)) == [
        "fuzzy: 'b'",
        "other places: 'c {y}'",
        "not translated: 'empty'",
        "used no more: 'gone'",
        "missing: 'new'",
    ]
