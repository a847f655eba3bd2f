"""`bioprod build`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bioprod_graph.project import Project
    from tests.unit.commands.conftest import Run


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "quads (8 rows, 19 inferred statements) in"),
        ("fr", "quadruplets (8 lignes, 19 énoncés inférés) dans"),
    ],
)
def test_tells_what_was_made(bioprod: Run, tiny: Project, *, language: str, said: str) -> None:
    """In one line of talk: there is no data to write."""
    done = bioprod("--project", tiny.root, "--lang", language, "build")
    assert (done.status, done.out) == (0, "")
    assert done.err.count("\n") == 1
    assert said in done.err
    assert done.err.rstrip().endswith(str(tiny.current))


def test_errors_in_the_data_are_listed_and_stop_it(bioprod: Run, tiny: Project) -> None:
    """Findings are data, on stdout; that nothing was built is said on stderr."""
    table = tiny.root / "data" / "things.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("2020-03-03", "2020-02-31").replace("95.0", "heavy"))
    done = bioprod("--project", tiny.root, "build")
    assert done.status == 1
    assert "data/things.csv:3:7  error" in done.out
    assert "data/things.csv:3:8  error" in done.out
    assert done.out.endswith("2 errors, 1 note\n")
    assert done.err == "bioprod: 2 errors in the data: nothing was built\n"
    assert not tiny.current.exists()


def test_warnings_are_listed_and_do_not(bioprod: Run, tiny: Project) -> None:
    """The dataset is built, and what should be looked at is told."""
    check = tiny.queries / "checks" / "part-of-itself.rq"
    text = check.read_text(encoding="utf-8")
    assert "#+ severity: error" in text
    check.write_text(text.replace("#+ severity: error", "#+ severity: warning"), encoding="utf-8")
    table = tiny.root / "data" / "things.csv"
    rows = table.read_text(encoding="utf-8")
    assert "clock,Horloge,Clock,Machine,," in rows
    table.write_text(
        rows.replace("clock,Horloge,Clock,Machine,,", "clock,Horloge,Clock,Machine,clock,"),
        encoding="utf-8",
    )
    done = bioprod("--project", tiny.root, "build")
    assert done.status == 0
    assert "part-of-itself" in done.out
    assert "quads" in done.err
    assert tiny.current.exists()


def test_a_second_one_at_once_is_refused(bioprod: Run, tiny: Project) -> None:
    """While another process builds the same project."""
    code = (
        "import sys; from pathlib import Path; "
        "from bioprod_graph.files import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tiny.build)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = bioprod("--project", tiny.root, "build")
        holder.kill()
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("bioprod: another build is running in")
    assert done.err.count("\n") == 1


def test_it_takes_no_arguments(bioprod: Run, tiny: Project) -> None:
    """A word too many is misuse."""
    done = bioprod("--project", tiny.root, "build", "everything")
    assert (done.status, done.out) == (2, "")
