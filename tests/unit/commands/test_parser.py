"""The parser of words: what it says is wrong, and in which language."""

from __future__ import annotations

import argparse
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.commands.options import parse_count
from bioprod_graph.commands.parser import Parser, lend_catalogue

if TYPE_CHECKING:
    from tests.unit.commands.conftest import Run


def _make(language: str) -> Parser:
    parser = Parser(language=language, prog="x", description="applying the rules…\n\n  kept as is")
    parser.add_argument("--hops", type=parse_count, metavar="N")
    parser.add_argument("--form", choices=("a", "b"))
    parser.add_argument("subject")
    parser.translate()
    return parser


def _fail(language: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with lend_catalogue(language), pytest.raises(SystemExit, match="2"):
        _make(language).parse_args(words)
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        ([], "il manque sujet", "the following arguments are required: subject"),
        (
            ["--hops", "x", "s"],
            "argument --hops\u00a0: un nombre entier était attendu, pas «\u00a0x\u00a0»",
            "argument --hops: expected a whole number, not 'x'",
        ),
        (
            ["--form", "c", "s"],
            "argument --form\u00a0: choix inconnu «\u00a0c\u00a0»\u00a0; au choix\u00a0: a, b",
            "argument --form: invalid choice: 'c'; choose from a, b",
        ),
        (["s", "--form"], "argument --form\u00a0: une valeur est attendue", "argument --form:"),
        (["s", "t"], "argument inconnu\u00a0: t", "unrecognized arguments: t"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], french: str, *, english: str
) -> None:
    """In the language of the parser, with the place where the help is."""
    assert _fail("fr", words, capsys) == f"x: {french}\u00a0; voyez x --help\n"
    told = _fail("en", words, capsys)
    assert told.startswith(f"x: {english}")
    assert told.endswith("; see x --help\n")


def test_a_catalogue_is_lent_and_not_given() -> None:
    """Other parsers of the same process speak as before, whatever happens meanwhile."""
    before = vars(argparse)["_"], vars(argparse)["ngettext"]
    with suppress(KeyError), lend_catalogue("fr"):
        assert vars(argparse)["_"]("options") == "options\u00a0"
        raise KeyError
    assert (vars(argparse)["_"], vars(argparse)["ngettext"]) == before


def test_argparse_looks_for_its_texts_where_ours_are_put() -> None:
    """Each version may import the functions of gettext by other names."""
    with lend_catalogue("fr"):
        assert "-h, --help  écrire cette aide" in argparse.ArgumentParser().format_help()


def test_what_is_not_in_the_catalogue_stays_as_it_was_written() -> None:
    """Indented lines too."""
    assert _make("fr").description == "application des règles…\n\n  kept as is"
    assert _make("en").description == "applying the rules…\n\n  kept as is"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("query parts-of clock", "clock: a parameter is given as --param NAME=VALUE"),
        ("query parts-of csv", "csv: did you mean --format csv?"),
        ("export xlsx", "xlsx: did you mean --format xlsx?"),
        ("query parts-of --format xlsx", "bioprod export has xlsx"),
        ("query parts-of --format xls", "bioprod export has xlsx"),
        ("build clock", "unrecognized arguments: clock"),
        ("cite ''", "a word is empty"),
        ("explain ''", "a word is empty"),
        ("explain clock ''", "a word is empty"),
    ],
)
def test_a_word_that_has_no_place_is_told_where_it_belongs(
    bioprod: Run, line: str, told: str
) -> None:
    """In one line, with exit 2: an option, a parameter, another command."""
    done = bioprod(*shlex.split(line))
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert told in done.err
