"""`bioprod add`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph import project as project_module
from bioprod_graph.checks.near_duplicates import check_names
from bioprod_graph.tables import read_records, read_tables

if TYPE_CHECKING:
    from bioprod_graph.findings import Finding
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run

ROOT = Path(__file__).resolve().parents[3]
CELLS = {
    "id": "pendulum",
    "label_fr": "Pendule",
    "label_en": "Pendulum",
    "kind": "Company",
    "summary_fr": "Fait des pendules.",
    "summary_en": "Makes pendulums.",
    "passages": "atelier-record",
    "confidence": "high",
}
LINE = (
    "pendulum,Pendule,Pendulum,Company,Fait des pendules.,Makes pendulums.,"
    "atelier-record,workshop,2024-01-05,high\n"
)
ANSWERS = ["Pendule", "Pendulum", "", "Company", "Fait des pendules.", "Makes pendulums."]
REST = ["atelier-record", "", "", "high"]


def settings(**cells: str) -> list[str]:
    return [w for name, cell in (CELLS | cells).items() for w in ("--set", f"{name}={cell}")]


def body_table(project: Project) -> Path:
    return project.root / "data" / "organizations.csv"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "added: data/organizations.csv:4; bioprod check tells whether all agrees\n"),
        (
            "fr",
            "ajouté\u00a0: data/organizations.csv:4\u00a0; bioprod check dit si tout se tient\n",
        ),
    ],
)
def test_a_row_is_one_line_of_a_diff(
    bioprod: Run, directory: Project, *, language: str, said: str
) -> None:
    """It is printed, and put in the order of the key."""
    before = body_table(directory).read_text(encoding="utf-8").splitlines(keepends=True)
    words = ("--lang", language, "add", "organization", "--date", "2024-01-05", *settings())
    done = bioprod("--project", directory.root, *words)
    assert (done.status, done.out, done.err) == (0, LINE, said)
    after = body_table(directory).read_text(encoding="utf-8").splitlines(keepends=True)
    assert after == [*before[:3], LINE, *before[3:]]


def test_a_day_to_come_is_refused(bioprod: Run, directory: Project) -> None:
    """Nobody has recorded a row on a day that is not yet."""
    words = ("add", "organization", "--date", "9999-12-30", *settings())
    done = bioprod("--project", directory.root, *words)
    assert (done.status, done.err) == (1, "nothing was written\n")
    assert "“curated” is 9999-12-30, a day to come" in done.out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "would be data/organizations.csv:4; not written\n"),
        ("fr", "irait en data/organizations.csv:4\u00a0; rien n’a été écrit\n"),
    ],
)
def test_a_dry_run_shows_the_line(
    bioprod: Run, directory: Project, *, language: str, said: str
) -> None:
    """And writes nothing."""
    before = body_table(directory).read_bytes()
    words = ("--lang", language, "add", "organization", "--date", "2024-01-05", *settings())
    done = bioprod("--project", directory.root, *words, "--dry-run")
    assert (done.status, done.out, done.err) == (0, LINE, said)
    assert body_table(directory).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["organization"], 2, "needs id, label_fr, label_en, kind"),
        (["organisation"], 2, "did you mean organization?"),
        (["organization", "--set", "label"], 2, "write COLUMN=VALUE"),
        (["organization", "--set", "id=a", "--from", "x.csv"], 2, "not allowed with"),
        (["organization", "--from", "no-such.csv"], 2, "no-such.csv: cannot be read"),
        ([], 2, "TABLE"),
    ],
)
def test_mistakes_are_one_line(
    bioprod: Run,
    directory: Project,
    monkeypatch: pytest.MonkeyPatch,
    *,
    words: list[str],
    status: int,
    said: str,
) -> None:
    """On stderr; without a terminal nothing is asked."""
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        done = bioprod("--project", directory.root, "add", *words)
    done.expect_refusal(said, status=status)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "what passages.csv lacks is put there first: bioprod add passages; or"),
        (
            "fr",
            "ce qui manque à passages.csv s’y met d’abord\u00a0: bioprod add passages\u00a0; ou",
        ),
    ],
)
def test_a_passage_that_is_not_there_is_to_be_added_first(
    bioprod: Run, directory: Project, *, language: str, said: str
) -> None:
    """The option that is wrong is named, and nothing is written."""
    before = body_table(directory).read_bytes()
    words = ("--lang", language, "add", "organization", *settings(passages="nowhere"))
    done = bioprod("--project", directory.root, *words)
    assert done.status == 1
    assert done.out.startswith("--set passages  err")
    assert done.err.startswith(said)
    assert body_table(directory).read_bytes() == before


def test_what_is_nearly_there_is_not_to_be_added(bioprod: Run, directory: Project) -> None:
    """It is to be written right."""
    words = ("add", "organization", *settings(passages="atelier-recrod"))
    done = bioprod("--project", directory.root, *words)
    assert done.out.startswith("--set passages  error")
    assert "did you mean “atelier-record”" in done.out
    assert done.err == "nothing was written\n"


class TestAlike:
    """Bodies whose names look alike."""

    WORDS = ("add", "organization", *settings(label_en="United Dial", id="united"))

    def test_are_refused_where_nobody_can_be_asked(
        self, bioprod: Run, directory: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After they are shown."""
        before = body_table(directory).read_bytes()
        with Path(os.devnull).open(encoding="utf-8") as nothing:
            monkeypatch.setattr(sys, "stdin", nothing)
            done = bioprod("--project", directory.root, *self.WORDS)
        assert (done.status, done.out) == (1, "")
        assert "“United Dials” (dial-works, data/organization-names.csv:2:4)" in done.err
        assert done.err.endswith("--yes adds them all the same\n")
        assert body_table(directory).read_bytes() == before

    def test_are_added_with_yes(self, bioprod: Run, directory: Project) -> None:
        """With the decision that is then to be recorded; made, nothing is asked any more."""
        done = bioprod("--project", directory.root, *self.WORDS, "--yes")
        command = done.err.splitlines()[-1].partition(": ")[2].split()
        assert command[:3] == ["bioprod", "add", "name-decision"]
        decision = ["decision=different", "reason_fr=Vu.", "reason_en=Seen."]
        words = [*command[1:], *(word for cell in decision for word in ("--set", cell))]
        assert bioprod("--project", directory.root, *words).status == 0
        findings: list[Finding] = []
        records = read_records(directory, read_tables(directory), findings.append)
        list(check_names(records, findings.append))
        assert findings == []


class TestFrom:
    """Rows of a file, all or none."""

    def test_all_are_added(self, bioprod: Run, directory: Project, tmp_path: Path) -> None:
        """Who records and when may be left out."""
        rows = "value,scheme,organization,passages,confidence\n"
        rows += "356000000,siren,gear-institute,atelier-record,high\n"
        rows += "000000041792471X,isni,dial-works,atelier-record,medium\n"
        (tmp_path / "new.csv").write_text(rows, encoding="utf-8")
        words = ("add", "organization-identifiers", "--from", tmp_path / "new.csv")
        done = bioprod("--project", directory.root, *words, "--date", "2024-01-05")
        assert done.status == 0
        table = directory.root / "data" / "organization-identifiers.csv"
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        assert "".join([lines[1], lines[3]]) == done.out
        assert [line.split(",")[1] for line in lines[1:]] == ["isni", "siren", "siren"]

    def test_one_bad_row_refuses_the_file(
        self, bioprod: Run, directory: Project, tmp_path: Path
    ) -> None:
        """With file, line and column of all that is wrong; nothing is written."""
        rows = "organization,scheme,value,passages,confidence\n"
        rows += "gear-institute,siren,356000000,atelier-record,high\n"
        rows += "gear-institute,isni,1,nowhere,certain\n"
        file = tmp_path / "new.csv"
        file.write_text(rows, encoding="utf-8")
        table = directory.root / "data" / "organization-identifiers.csv"
        before = table.read_bytes()
        done = bioprod("--project", directory.root, "add", table.stem, "--from", file)
        places = [line.split()[0] for line in done.out.splitlines() if line.startswith(str(file))]
        assert done.status == 1
        assert places == [f"{file}:3:{column}" for column in (3, 4, 5)]
        assert done.err.endswith("nothing was written\n")
        assert table.read_bytes() == before

    def test_a_column_that_is_not_there_refuses_the_file(
        self, bioprod: Run, directory: Project, tmp_path: Path
    ) -> None:
        """At its field."""
        file = tmp_path / "new.csv"
        file.write_text("organization,sort\n", encoding="utf-8")
        done = bioprod("--project", directory.root, "add", "organization-links", "--from", file)
        assert (done.status, done.out.split()[0]) == (1, f"{file}:1:2")

    def test_a_file_without_rows_adds_none(
        self, bioprod: Run, directory: Project, tmp_path: Path
    ) -> None:
        """And says so."""
        (tmp_path / "new.csv").write_text("organization\n", encoding="utf-8")
        words = ("add", "organization-identifiers", "--from", tmp_path / "new.csv")
        done = bioprod("--project", directory.root, *words)
        assert (done.status, done.err) == (1, "nothing was added\n")


def test_the_copy_of_the_package_is_not_written_to(
    bioprod: Run, directory: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be gone with the next installation."""
    monkeypatch.setattr(project_module, "_CARRIED", directory.root)
    done = bioprod("--project", directory.root, "add", "organization", *settings())
    assert done.status == 2
    assert "name a project folder with --project DIR" in done.err


@pytest.mark.parametrize("row", ["zoe,Zoé,Zoe,Une autre.,Another.,workshop,2024-01-04\n", "\ud800"])
def test_the_curator_must_be_named_where_there_is_not_one(
    bioprod: Run, directory: Project, monkeypatch: pytest.MonkeyPatch, *, row: str
) -> None:
    """Of two, nobody is taken for the other; of a table that cannot be read, nobody."""
    with (directory.root / "data" / "curators.csv").open("ab") as file:
        file.write(row.encode("utf-8", "surrogatepass"))
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        done = bioprod("--project", directory.root, "add", "organization", *settings())
    assert "needs curator:" in done.err


def read_piece(terminal: int) -> bytes:
    """Read what is there; nothing, when the other end has closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # on Linux, how the other end of a terminal closes
        return b""


class TestTerminal:
    """A person who answers at a terminal."""

    def talk(self, words: list[str], answers: list[str]) -> tuple[str, int]:
        """Run the program at a terminal of its own; give what is on the screen, and its status."""
        pty = pytest.importorskip("pty")
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TERM": "dumb"}
        terminal, inner = pty.openpty()
        arguments = [sys.executable, "-m", "bioprod_graph", *words]
        with subprocess.Popen(
            arguments, env=environment, stdin=inner, stdout=inner, stderr=inner
        ) as program:
            os.close(inner)
            screen, pending = b"", list(answers)
            while piece := read_piece(terminal):
                screen += piece
                if screen.endswith(b"> "):
                    os.write(terminal, pending.pop(0).encode() + b"\n" if pending else b"\x04")
        os.close(terminal)
        assert pending == []
        return screen.decode().replace("\r\n", "\n"), program.returncode

    def add(self, project: Project, language: str, answers: list[str]) -> tuple[str, int]:
        where = ["--project", str(project.root), "--lang", language]
        return self.talk([*where, "add", "organization", "--date", "2024-01-05"], answers)

    @pytest.mark.parametrize(
        ("language", "question", "said"),
        [
            ("en", "Class of the organisation – kind (", "added: data/organizations.csv:4;"),
            (
                "fr",
                "Classe de l’organisme – kind (",
                "ajouté\u00a0: data/organizations.csv:4\u00a0;",
            ),
        ],
    )
    def test_is_asked_what_the_row_needs(
        self, directory: Project, language: str, *, question: str, said: str
    ) -> None:
        """And the row is the same as from options."""
        screen, status = self.add(directory, language, [*ANSWERS, *REST])
        assert status == 0
        assert question in screen
        assert said in screen
        assert LINE in body_table(directory).read_text(encoding="utf-8")

    def test_who_thinks_better_of_it_adds_nothing(self, directory: Project) -> None:
        """The names look like those of a body that is there."""
        before = body_table(directory).read_bytes()
        screen, status = self.add(directory, "en", ["Cadrans", "Dials Works", "n"])
        assert status == 1
        assert "“Dial Works” (dial-works, data/organizations.csv:2:3)" in screen
        assert screen.endswith("nothing was added\n")
        assert body_table(directory).read_bytes() == before

    def test_who_leaves_adds_nothing(self, directory: Project) -> None:
        """The end of input is an answer too."""
        screen, status = self.add(directory, "fr", ["Pendule"])
        assert (status, screen.splitlines()[-1]) == (1, "rien n’a été ajouté")

    def test_is_asked_before_a_file_is_added(self, directory: Project, tmp_path: Path) -> None:
        """Of which a row looks like a body that is there."""
        rows = f"{','.join(CELLS)}\n{','.join((CELLS | {'label_en': 'Dials Work'}).values())}\n"
        (tmp_path / "new.csv").write_text(rows, encoding="utf-8")
        where = ["--project", str(directory.root), "--lang", "en"]
        words = [*where, "add", "organization", "--from", str(tmp_path / "new.csv")]
        assert self.talk(words, ["no"])[1] == 1
        assert self.talk(words, [])[1] == 1
        assert self.talk(words, ["yes"])[1] == 0
        assert "Dials Work" in body_table(directory).read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_added_row_passes_the_check(bioprod: Run, built: Project, tmp_path: Path) -> None:
    """With the real tables: what add accepts, check accepts."""
    for name in ("data", "ontology", "queries"):
        shutil.copytree(built.root / name, tmp_path / name)
    before = bioprod("--project", tmp_path, "check")
    passage = (tmp_path / "data" / "passages.csv").read_text(encoding="utf-8").splitlines()[1]
    cells = settings(passages=passage.partition(",")[0], label_fr="Zyxwv", label_en="Vwxyz")
    assert bioprod("--project", tmp_path, "add", "organization", *cells).status == 0
    after = bioprod("--project", tmp_path, "check")
    assert (after.status, after.out) == (before.status, before.out)
