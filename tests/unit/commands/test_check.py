"""`bioprod check`."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

QUERY_WITHOUT_END = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
[] sh:targetNode 1 ; sh:sparql [ sh:select '''SELECT $this
{
''' ] .
"""

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run


@pytest.fixture
def broken(tiny: Project) -> Project:
    """A tiny project with a day that is no day."""
    table = tiny.root / "data" / "things.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("2020-03-03", "2020-02-31"), encoding="utf-8")
    return tiny


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Nothing to report.\n"), ("fr", "Rien à signaler.\n")]
)
def test_a_good_project_has_nothing_to_report(
    bioprod: Run, tiny: Project, *, language: str, said: str
) -> None:
    """And nothing is built."""
    done = bioprod("--project", tiny.root, "--lang", language, "check")
    assert (done.status, done.out, done.err) == (0, said, "")
    assert not tiny.build.exists()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "1 error, 1 note\n"), ("fr", "1 erreur, 1 information\n")]
)
def test_an_error_is_exit_1(bioprod: Run, broken: Project, *, language: str, word: str) -> None:
    """With file, line and column."""
    done = bioprod("--project", broken.root, "--lang", language, "check")
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith("data/things.csv:3:7")
    assert done.out.endswith(word)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“curated” is 9999-12-30, a day"), ("fr", "« curated » vaut 9999-12-30, un jour")],
)
def test_a_day_to_come_is_told(bioprod: Run, tiny: Project, *, language: str, said: str) -> None:
    """Of what somebody did; with its place, as a warning, and what is built knows no clock."""
    table = tiny.root / "data" / "curators.csv"
    head, row, *rest = table.read_text(encoding="utf-8").splitlines(keepends=True)
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    row = row.replace(cells["curated\n"], "9999-12-30\n")
    table.write_text("".join([head, row, *rest]), encoding="utf-8")
    done = bioprod("--project", tiny.root, "--lang", language, "check")
    assert (done.status, done.err) == (0, "")
    assert "data/curators.csv:2:" in done.out
    assert said in done.out.replace("\u00a0", " ")
    assert "[table:day-to-come]" not in bioprod("--project", tiny.root, "build").err


def test_as_json_it_is_a_list(bioprod: Run, broken: Project) -> None:
    """With both languages."""
    done = bioprod("--project", broken.root, "check", "--format", "json")
    finding, waiting = json.loads(done.out)
    assert waiting["check"] == "table:unchecked"
    assert done.status == 1
    assert (finding["file"], finding["line"], finding["column"]) == ("data/things.csv", 3, 7)
    assert set(finding["message"]) == {"fr", "en"}


def test_as_shacl_it_is_a_validation_report(bioprod: Run, broken: Project) -> None:
    """In Turtle, that does not conform."""
    done = bioprod("--project", broken.root, "check", "--format", "shacl")
    store = ox.Store()
    store.load(done.out.encode(), format=ox.RdfFormat.TURTLE)
    answer = store.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> ASK { ?r sh:conforms false ; sh:result ?one }"
    )
    assert done.status == 1
    assert bool(answer)


def test_the_second_shapes_engine_agrees(bioprod: Run, tiny: Project) -> None:
    """pySHACL finds nothing in the good project either."""
    done = bioprod("--project", tiny.root, "check", "--shapes-engine", "pyshacl")
    assert (done.status, done.out) == (0, "Nothing to report.\n")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "pyshacl is not installed: run"), ("fr", "pyshacl n’est pas installé\xa0: lancez")],
)
def test_without_the_second_engine_it_says_how_to_install_it(
    bioprod: Run, tiny: Project, monkeypatch: pytest.MonkeyPatch, *, language: str, said: str
) -> None:
    """In one line, before anything is read."""
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    (tiny.root / "data" / "things.csv").unlink()
    words = ("--lang", language, "check", "--shapes-engine", "pyshacl")
    done = bioprod("--project", tiny.root, *words)
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert f'{said} pip install "bioprod-graph[second-opinion]"' in done.err


@pytest.mark.java
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java runtime")
@pytest.mark.parametrize(("language", "said"), [("en", "was not given"), ("fr", "n’a pas reçu")])
def test_the_reasoner_says_what_it_was_not_given(
    bioprod: Run, tiny: Project, *, language: str, said: str
) -> None:
    """On stderr, and finds the good project consistent."""
    done = bioprod("--project", tiny.root, "--lang", language, "check", "--reasoner", "hermit")
    assert done.status == 0
    assert said in done.err


def test_without_java_it_says_so(
    bioprod: Run, tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not checked is told, and is no error."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    done = bioprod("--project", tiny.root, "check", "--reasoner", "hermit")
    assert (done.status, done.err) == (0, "")
    assert "Java" in done.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ontology/modules/things.ttl", "tiny:Thing a", "things.ttl"),
        ("ontology/prefixes.ttl", "@prefix : nothing", "prefixes.ttl"),
        ("ontology/shapes/things.ttl", "[", "things.ttl"),
        ("ontology/shapes/things.ttl", QUERY_WITHOUT_END, "not a SPARQL query"),
        ("data/tables.json", "{", "tables.json"),
        ("data/tables.json", "[]", "tables.json"),
        ("ontology/modules/things.ttl", "\udcff", "things.ttl"),
    ],
)
def test_a_malformed_file_is_one_line(
    bioprod: Run, tiny: Project, *, name: str, content: str, said: str
) -> None:
    """That names it, with exit 1."""
    (tiny.root / name).write_bytes(content.encode("utf-8", errors="surrogateescape"))
    done = bioprod("--project", tiny.root, "check")
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert said in done.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ontology/rules/prp-trp.rq", "#+ no header\n", "prp-trp.rq:1: malformed header line"),
        ("queries/checks/part-of-itself.rq", "SELECT", "the header lacks #+ title_fr: …"),
    ],
)
def test_a_malformed_rule_or_check_is_a_finding(
    bioprod: Run, tiny: Project, *, name: str, content: str, said: str
) -> None:
    """The first, and the rest is checked; no build goes on without it, or asks it."""
    shapes = (tiny.ontology / "shapes" / "things.ttl").read_text("utf-8")
    strict = shapes.replace("sh:minInclusive 0", "sh:minInclusive 1000000")
    assert strict != shapes
    (tiny.ontology / "shapes" / "things.ttl").write_text(strict, "utf-8")
    (tiny.root / name).write_text(content, "utf-8")
    done = bioprod("--project", tiny.root, "check")
    place, told, *rest = done.out.splitlines()
    assert done.status == 1
    assert place == f"{name}  error  [query:malformed]"
    assert said in told
    assert str(tiny.root) not in done.out
    assert any("[shape:" in line for line in rest)
    assert bioprod("--project", tiny.root, "build").status == 1
    assert not (tiny.build / "current").exists()


def test_what_waits_is_told_whatever_is_shown(bioprod: Run, broken: Project) -> None:
    """That checks wait for a table is no note to be left out."""
    done = bioprod("--project", broken.root, "check", "--severity", "error")
    assert done.status == 1
    assert "[table:unchecked]" in done.out


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("parts-of.tsv", "12.5", "12.50", "note  [question:answer]"),
        ("parts-of.tsv", "<https", "https", "note  [question:answer]"),
        ("parts-of.rq", "hasPart", "hasNoPart", "warning  [question:answer]"),
        ("parts-of.rq", "?whole tiny:", "SERVICE tiny:x { } ?whole tiny:", ""),
        ("parts-of.rq", "thing/clock", "!", ""),
    ],
)
def test_questions_are_asked(
    bioprod: Run, tiny: Project, *, name: str, old: str, new: str, told: str
) -> None:
    """Of one whose answer is another than that beside it, a line; not asked is what goes out."""
    path = tiny.queries / "questions" / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    done = bioprod("--project", tiny.root, "check")
    assert done.status == 0
    found = [line for line in done.out.splitlines() if "[question:" in line]
    assert found == ([f"queries/questions/parts-of.rq  {told}"] if told else [])


def test_why_no_row_is_right_stands_in_the_header(bioprod: Run, tiny: Project) -> None:
    """Else that is found; it is told with the answer."""
    folder, why = tiny.queries / "questions", "#+ empty_fr: rien\n#+ empty_en: nothing has none\n"
    text = (folder / "parts-of.rq").read_text("utf-8").replace("hasPart", "hasNoPart")
    head = (folder / "parts-of.tsv").read_text("utf-8").splitlines()[0]
    (folder / "parts-of.tsv").write_text(f"{head}\n", "utf-8")
    (folder / "parts-of.rq").write_text(text, "utf-8")
    assert "note  [question:empty]" in bioprod("--project", tiny.root, "check").out
    (folder / "parts-of.rq").write_text(why + text, "utf-8")
    assert "[question:" not in bioprod("--project", tiny.root, "check").out
    assert bioprod("--project", tiny.root, "build").status == 0
    asked = bioprod("--project", tiny.root, "--lang", "en", "query", "parts-of")
    assert "no row is right here: nothing has none" in asked.err
