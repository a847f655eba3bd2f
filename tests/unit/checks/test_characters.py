"""Hidden characters of the ontology and of headers are found, as those of cells are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.checks.characters import check_characters
from bioprod_graph.errors import FindingsError
from bioprod_graph.pipeline.assemble import assemble_project
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from bioprod_graph.project import Project

HIDDEN = [
    *(("\x07", "control"), ("\x0b", "control"), ("\x7f", "control"), ("\x85", "control")),
    *(("\u202e", "bidi"), ("\u2066", "bidi"), ("\u200f", "bidi"), ("\u061c", "bidi")),
    *(("\u200b", "invisible"), ("\u00ad", "invisible"), ("\ufeff", "invisible")),
]


def _write(project: Project, place: str, text: str) -> None:
    path = project.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("folder", ["modules", "vocabularies", "shapes", "imports"])
@pytest.mark.parametrize(("character", "kind"), HIDDEN, ids=lambda value: ascii(value)[1:-1])
def test_a_literal_is_looked_at(tiny: Project, *, folder: str, character: str, kind: str) -> None:
    """Written as it is or escaped, with the file, the thing, the property and the name."""
    for number, text in enumerate((character, f"\\u{ord(character):04X}")):
        place = f"ontology/{folder}/extra{number}.ttl"
        _write(tiny, place, f'<urn:a> <urn:p> "fine", "bad {text} end" .')
        (finding,) = [f for f in check_characters(tiny) if f.location and f.location.file == place]
        assert finding.check == f"ontology:{kind}-character"
        assert (finding.severity, finding.focus, finding.path) == ("error", "urn:a", "<urn:p>")
        assert f"U+{ord(character):04X}" in finding.message("en")
        assert f"U+{ord(character):04X}" in finding.message("fr")


@pytest.mark.parametrize(
    "text",
    [
        "l’été à 5\u202f% ; «\u00a0oui\u00a0»",
        "two\\nlines\\ttab",
        "漢字 𝒳",
        "e\u0301",
        "x" * 20_000,
    ],
)
def test_other_texts_are_left_alone(tiny: Project, text: str) -> None:
    """Length and form are for cells."""
    _write(tiny, "ontology/modules/extra.ttl", f'<urn:a> <urn:p> "{text}" .')
    assert list(check_characters(tiny)) == []


@pytest.mark.parametrize("place", ["ontology/rules/cax-sco.rq", "queries/checks/extra.rq"])
def test_a_header_is_looked_at(tiny: Project, place: str) -> None:
    """Of a rule or a query, by its key."""
    path = tiny.root / place
    rest = path.read_text(encoding="utf-8") if path.is_file() else "SELECT ?x {}"
    _write(tiny, place, f"#+ title_en: left\u202eright\n{rest}")
    (finding,) = check_characters(tiny)
    assert (finding.check, str(finding.location)) == ("header:bidi-character", place)
    assert "title_en" in finding.message("fr")


def test_nothing_is_built_of_it(tiny: Project) -> None:
    """The finding is an error of the build."""
    _write(tiny, "ontology/modules/extra.ttl", '<urn:a> <urn:p> "bell\\u0007" .')
    assert [f.check for f in assemble_project(tiny).findings] == ["ontology:control-character"]
    with pytest.raises(FindingsError):
        build_project(tiny)


def test_the_real_project_has_none(built: Project) -> None:
    """In any of its files."""
    assert list(check_characters(built)) == []
