"""Mistakes that people make in tables: the cause stands in the first three lines, and once."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bioprod_graph.checks import render_findings
from bioprod_graph.cli import main
from bioprod_graph.language import LANGUAGES
from bioprod_graph.pipeline import assemble_project
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
MISTAKES = tomllib.loads(Path(__file__).with_name("mistakes.toml").read_text("utf-8"))
# A regular expression, a type of XML Schema, words of the library that reads CSV.
UNREADABLE = re.compile(r"\[[a-z0-9]|\\|\bstring\b|nonNegative|unexpected end|lexical|xsd:")


def _exchange(text: str) -> str:
    header, first, second, *rest = text.splitlines(keepends=True)
    return "".join([header, second, first, *rest])


def _cut(text: str) -> str:
    rows = [row[:-1] for row in csv.reader(io.StringIO(text))]
    return _write(rows)


def _write(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


WHOLE: dict[str, Callable[[str], bytes | None]] = {
    "cp1252": lambda text: text.encode("cp1252", "replace"),
    "utf-16": lambda text: text.encode("utf-16"),
    "other": lambda _: b"nom;adresse\nGenopole;Evry\n",
    "cut": lambda text: _cut(text).encode(),
    "twice": lambda text: (text + text.splitlines(keepends=True)[1]).encode(),
    "headed": lambda text: (text.splitlines(keepends=True)[0] + text).encode(),
    "empty": lambda _: b"",
    "header": lambda text: text.splitlines(keepends=True)[0].encode(),
    "gone": lambda _: None,
    "exchanged": lambda text: _exchange(text).encode(),
    "garbled": lambda text: text.encode().decode("cp1252", "replace").encode(),
    "curly": lambda text: text.replace('"', "”").encode(),
    "commas": lambda text: text.replace("\n", ",\n").replace(",\n", "\n", 1).encode(),
}


def spoil(text: str, mistake: dict[str, Any]) -> bytes | None:
    """Make a mistake in the text of a table; nothing stands for a file that is gone."""
    if "whole" in mistake:
        return WHOLE[mistake["whole"]](text)
    if "line" in mistake:
        return f"{text}{mistake['line']}\n".encode()
    if "old" in mistake:
        assert mistake["old"] in text
        return text.replace(mistake["old"], mistake["new"], 1).encode()
    header, *rows = csv.reader(io.StringIO(text))
    (row,) = (row for row in rows if row[0] == mistake["row"])
    row[header.index(mistake["column"])] = mistake["cell"]
    return _write([header, *rows]).encode()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real tables, without the rules, shapes and checks that wait for them."""
    root = tmp_path_factory.mktemp("mistakes")
    shutil.copytree(ROOT / "data", root / "data")
    for name in ("rules", "shapes", "modules", "vocabularies"):
        (root / "ontology" / name).mkdir(parents=True)
    for name in ("checks", "questions"):
        (root / "queries" / name).mkdir(parents=True)
    # Terms and concepts that cells stand for, by their names: those of the mistakes will do.
    vocabularies = ("vocabularies/confidences", "vocabularies/tie-relations")
    for name in ("prefixes", "modules/actors", *vocabularies):
        shutil.copy(ROOT / "ontology" / f"{name}.ttl", root / "ontology" / f"{name}.ttl")
    return Project(root, root / "build")


@pytest.fixture
def spoiled(copy: Project, request: pytest.FixtureRequest) -> Iterator[Project]:
    """The copy with a mistake, which is mended afterwards."""
    mistake = MISTAKES[request.param]
    path = copy.root / "data" / f"{mistake['table']}.csv"
    before = path.read_bytes()
    after = spoil(before.decode(), mistake)
    if after is None:
        path.unlink()
    else:
        path.write_bytes(after)
    yield copy
    path.write_bytes(before)


def test_there_is_nothing_to_report_before(copy: Project) -> None:
    """What is found is due to the mistake."""
    assert assemble_project(copy).findings == []


@pytest.mark.parametrize(
    ("spoiled", "mistake"), MISTAKES.items(), ids=MISTAKES, indirect=["spoiled"]
)
def test_the_cause_comes_first_and_once(spoiled: Project, mistake: dict[str, Any]) -> None:
    """Three lines tell it, in words that a curator knows; the last one counts."""
    findings = assemble_project(spoiled).findings
    for language in LANGUAGES:
        lines = render_findings(findings, language).splitlines()
        start = "\n".join(lines[:3]).replace("\u00a0", " ")
        assert start.startswith(f"data/{mistake.get('file', mistake['table'])}.csv")
        assert [words for words in mistake[language] if words not in start] == []
        assert not UNREADABLE.search("\n".join(lines[1:2]))
        assert lines[-1][0] == "1"
    grave = [finding for finding in findings if finding.severity != "info" and not finding.cause]
    assert len(grave) == 1


@pytest.mark.parametrize("spoiled", ["a letter of a key changed"], indirect=True)
def test_what_follows_is_folded_and_never_lost(
    spoiled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counted under the cause; shown by --all, and in JSON, where it says what it follows from."""
    call = ["--project", str(spoiled.root), "--lang", "en", "check"]
    told = []
    for options in ([], ["--all"], ["--format", "json"]):
        assert main([*call, *options]) == 1
        told.append(capsys.readouterr().out)
    folded, unfolded, written = told
    records = json.loads(written)
    following = [record for record in records if record["follows_from"]]
    cause = next(record for record in records if record["severity"] == "error")
    assert len(following) > 1
    assert {record["follows_from"] for record in following} == {
        f"{cause['file']}:{cause['line']}:{cause['column']}"
    }
    assert f"{len(following)} findings follow from this" in folded
    assert folded.endswith(f"1 error, 1 note, {len(following)} that follow\n")
    assert folded.count("  error  ") == 1
    assert unfolded.count("  error  ") == 1 + len(following)


@pytest.mark.parametrize("spoiled", ["a kind with letters exchanged"], indirect=True)
def test_a_build_refuses_with_the_same_findings(
    spoiled: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """What check tells is what stops a build."""
    told = []
    for command in ("check", "build"):
        assert main(["--project", str(spoiled.root), "--lang", "en", command]) == 1
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "wait until these are mended: data/organizations.csv" in told[0]
    assert not spoiled.current.exists()


@pytest.mark.parametrize(
    ("spoiled", "severity", "status", "shown"),
    [
        ("a straight apostrophe", None, 0, True),
        ("a straight apostrophe", "error", 0, False),
        ("a straight apostrophe", "warning", 1, True),
        ("a straight apostrophe", "note", 1, True),
        ("a label left empty", "error", 1, False),
    ],
    indirect=["spoiled"],
)
def test_severity_says_what_is_shown_and_what_counts(
    spoiled: Project,
    severity: str | None,
    *,
    status: int,
    shown: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By default all is shown, and errors alone count."""
    options = ["--severity", severity] if severity else []
    call = ["--project", str(spoiled.root), "--lang", "en", "check", *options]
    assert main(call) == status
    assert ("  warning  " in capsys.readouterr().out) is shown
