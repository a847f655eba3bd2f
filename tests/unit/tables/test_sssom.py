"""The prefixes that the header of an SSSOM table declares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.cli import main
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project

SKOS = "http://www.w3.org/2004/02/skos/core#"
THING = "https://example.org/tiny/id/thing/"
HEAD = "#mapping_set_title: Matches: a title\n#curie_map:\n"
ROWS = "id\tsubject_id\tpredicate_id\tnote\none\tthing:clock\tskos:exactMatch\tskos: a note\n"
SOUND = f"{HEAD}#  skos: {SKOS}\n#  thing: {THING}\n#license: https://example.org/x\n{ROWS}"


@pytest.fixture
def project(tiny: Project) -> Project:
    """The tiny project with a table of alignments."""
    folder = tiny.ontology / "alignments"
    folder.mkdir()
    columns = [{"name": name, "suppressOutput": True} for name in ROWS.splitlines()[0].split("\t")]
    table = {
        "url": "matches.sssom.tsv",
        "dialect": {"delimiter": "\t", "commentPrefix": "#", "header": True, "quoteChar": None},
        "tableSchema": {"primaryKey": "id", "columns": columns},
    }
    described = {"@context": "http://www.w3.org/ns/csvw", "tables": [table]}
    (folder / "tables.json").write_text(json.dumps(described), encoding="utf-8")
    return tiny


def _find(project: Project, content: str) -> list[Finding]:
    path = project.ontology / "alignments" / "matches.sssom.tsv"
    path.write_text(content, encoding="utf-8")
    found: list[Finding] = []
    list(read_records(project, read_tables(project), found.append))
    return found


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        SOUND.replace("#", "# "),
        SOUND.replace(f"skos: {SKOS}", f'"skos": "{SKOS}"'),
        SOUND.replace("#license", "#  other: https://example.org/other/\n#license"),
        "\ufeff" + SOUND,
    ],
    ids=["as it is written", "with blanks", "in quotes", "with one of its own", "with a mark"],
)
def test_what_agrees_is_not_found(project: Project, content: str) -> None:
    """However YAML writes it."""
    assert _find(project, content) == []


@pytest.mark.parametrize(
    ("content", "check", "line", "path"),
    [
        (SOUND.replace(SKOS, "https://example.org/skos#"), "other-prefix", 3, "skos"),
        (SOUND.replace("#  skos", "#  kos"), "undeclared-prefix", 2, "skos"),
        (SOUND.replace("#curie_map:\n", ""), "undeclared-prefix", 1, "skos, thing"),
        (ROWS, "undeclared-prefix", 1, "skos, thing"),
        (
            SOUND.replace("#curie_map:", "#license: x\n#other:"),
            "undeclared-prefix",
            1,
            "skos, thing",
        ),
    ],
    ids=["contradicted", "misspelt", "no head", "no map", "another list"],
)
def test_what_another_program_would_read_otherwise_is_an_error(
    project: Project, content: str, *, check: str, line: int, path: str
) -> None:
    """With file and line."""
    (found,) = _find(project, content)
    assert (found.severity, found.check, found.path) == ("error", f"table:{check}", path)
    assert found.location is not None
    assert found.location.file == "ontology/alignments/matches.sssom.tsv"
    assert found.location.line == line


def test_it_is_told_as_what_it_is(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Both meanings, and that they are to agree."""
    _find(project, SOUND.replace(SKOS, "https://example.org/skos#"))
    assert main(["--project", str(project.root), "check"]) == 1
    assert (
        f"the prefix skos stands for https://example.org/skos# in this file and for {SKOS}"
        in capsys.readouterr().out
    )
