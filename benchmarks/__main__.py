"""Measure all that is promised, in one run; exit 1 if a promise is not met.

    python -m benchmarks [--quick]

Nothing of the repository is changed: projects and builds lie in a temporary folder. `--quick`
leaves out the project of a million quads.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.processes import Cost, bioprod, median_of, run, task
from benchmarks.synthetic import write_project

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUESTIONS = ("recommendations-by-axis", "figures-claimed", "who-says-so")
_FACT = ("event/assises-idf-2021", "bioprod:organizedBy", "organization/genopole")
_PAIR = ("organization/yposkesi", "organization/genethon")
# Other commands that a person waits for: nothing is promised of them but not to be long.
_COMMANDS = (("track",), ("brief", "organization/genethon"), ("gaps",), ("measure",))
_REPEATS = 5
# Of so many inferred statements one is proven, to find those that take longest.
_STEP = 20
_SMALL, _LARGE = 100_000, 1_000_000


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, and the promise if there is one."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the promise, if any, is kept."""
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return not too_much and not too_little

    def __str__(self) -> str:
        """Write as a line of the table."""
        promise = ""
        if self.at_most is not None:
            promise = f"≤ {self.at_most:g}"
        if self.at_least is not None:
            promise = f"≥ {self.at_least:g}"
        verdict = "" if not promise else "kept" if self.is_met else "MISSED"
        return (
            f"{self.name:<62} {self.value:>11,.2f} {self.unit:<6} {promise:<7} {verdict}".rstrip()
        )


def measure_commands(project: Path) -> Iterator[Figure]:
    """The real data: a build, and first answers of a new process."""
    built = median_of([bioprod(project, "build") for _ in range(3)])
    yield Figure("build of the real data", built.wall, "s", at_most=4)
    yield Figure("build of the real data, processor", built.cpu, "s")
    yield Figure("build of the real data, memory", built.peak, "MB", at_most=400)
    imported = _repeat("-c", "import bioprod_graph")
    yield Figure("import bioprod_graph, Python included", imported.wall, "s", at_most=0.15)
    yield Figure("Python alone, for comparison", _repeat("-c", "pass").wall, "s")
    ours = ("-m", "bioprod_graph", "--project", str(project))
    for name in _QUESTIONS:
        asked = _repeat(*ours, "query", name)
        yield Figure(f"bioprod query {name}, from cold", asked.wall, "s", at_most=0.5)
        narrow = _repeat(*ours, "query", name, "--layer", "elsewhere")
        yield Figure("  the same with --layer elsewhere : without", narrow.wall / asked.wall, "×")
    yield from _measure_explain(project, ours)
    for command in _COMMANDS:
        yield Figure(f"bioprod {' '.join(command)}, from cold", _repeat(*ours, *command).wall, "s")


def _measure_explain(project: Path, ours: tuple[str, ...]) -> Iterator[Figure]:
    """A statement, a pair, and of each rule the inferred statement that is slowest to prove."""
    explained = _repeat(*ours, "explain", *_FACT)
    yield Figure("bioprod explain STATEMENT, from cold", explained.wall, "s", at_most=0.5)
    explained = _repeat(*ours, "explain", *_PAIR)
    yield Figure("bioprod explain THING THING, from cold", explained.wall, "s", at_most=0.5)
    proven = task("prove", project, str(_STEP)).figures
    yield Figure("inferred statements proven", proven["proven"], "")
    walls = {}
    for rule, (_, statement) in proven["slowest"].items():
        walls[rule] = _repeat(*ours, "explain", *statement, repeats=3).wall
    slowest = max(walls, key=lambda rule: walls[rule])
    yield Figure("  rules of which the slowest is explained", len(walls), "")
    name = f"bioprod explain, slowest rule ({slowest}), from cold"
    yield Figure(name, walls[slowest], "s", at_most=0.5)


def measure_plain(project: Path, folder: Path) -> Iterator[Figure]:
    """Against the plain way, in seconds of the processor on both sides."""
    stated, closed = folder / "stated.nt", folder / "closed.nt"
    task("write-stated", project, stated)
    ours = task("close-ours", project, stated, closed)
    plain = task("close-plain", project, stated, closed)
    yield Figure("closure with owlrl", plain.figures["deriving"], "s")
    yield Figure("closure with our rules", ours.figures["deriving"], "s")
    ratio = plain.figures["deriving"] / ours.figures["deriving"]
    yield Figure("closure, owlrl : ours", ratio, "×", at_least=20)
    ratio = _sum(plain) / _sum(ours)
    yield Figure("reading and closure, rdflib and owlrl : ours", ratio, "×", at_least=20)
    yield Figure("  statements of ours that owlrl has not", plain.figures["missing"], "", at_most=0)
    checked = task("validate", project).figures
    yield Figure("shapes with pySHACL", checked["plain"], "s")
    yield Figure("shapes with oxishacl", checked["ours"], "s")
    yield Figure("shapes, pySHACL : oxishacl", checked["plain"] / checked["ours"], "×")
    yield Figure("  findings that differ", checked["different"], "", at_most=0)
    whole = task("run-plain", project, stated, _QUESTIONS[0])
    built, answered = bioprod(project, "build"), bioprod(project, "query", _QUESTIONS[0])
    ours_cpu = built.cpu + answered.cpu
    yield Figure("all of it the plain way, processor", whole.cpu, "s")
    yield Figure("all of it with bioprod build and query, processor", ours_cpu, "s")
    yield Figure("all of it, plain : ours", whole.cpu / ours_cpu, "×")
    yield Figure("all of it, memory, plain : ours", whole.peak / built.peak, "×")


def measure_questions(project: Path) -> Iterator[Figure]:
    """Each question of both engines, and of a new process."""
    asked = task("ask", project).figures
    for name, ratio in asked["ratios"].items():
        yield Figure(f"  question {name}, rdflib : Oxigraph", ratio, "×")
    yield Figure("questions, rdflib : Oxigraph, mean", asked["mean"], "×", at_least=50)
    yield Figure("  the least of them", min(asked["ratios"].values()), "×", at_least=10)
    yield Figure("questions, median, in memory", asked["memory"] * 1e3, "ms", at_most=3)
    yield Figure("questions, median, from disk", asked["disk"] * 1e3, "ms", at_most=15)
    yield Figure("  questions whose answers differ", len(asked["different"]), "", at_most=0)
    names, ours = asked["ratios"], ("-m", "bioprod_graph", "--project", str(project), "query")
    costs = [_repeat(*ours, name, repeats=1) for name in names]
    cold = median(cost.wall for cost in costs)
    yield Figure("questions, median, from cold", cold, "s", at_most=0.2)
    yield Figure("  the same, processor", median(cost.cpu for cost in costs), "s")


def measure_growth(folder: Path) -> Iterator[Figure]:
    """The synthetic project at two sizes."""
    small_costs = [
        task("build", write_project(folder / f"small-{number}", _SMALL)) for number in range(3)
    ]
    small = min(small_costs, key=lambda cost: cost.cpu)
    large = task("build", write_project(folder / "large", _LARGE))
    yield from _describe(small, f"{_SMALL:,} quads")
    yield from _describe(large, f"{_LARGE:,} quads")
    yield Figure("memory at a million quads", large.peak, "MB", at_most=2048)
    growth = large.cpu / small.cpu
    in_quads = large.figures["quads"] / small.figures["quads"]
    for stage, seconds in large.figures["stages"].items():
        ratio = seconds / small.figures["stages"][stage]
        yield Figure(f"  {stage}, large : small", ratio, "×")
    yield Figure("quads, large : small", in_quads, "×")
    yield Figure("time of the processor, large : small", growth, "×")
    yield Figure("time for a quad, large : small", growth / in_quads, "×", at_most=1.2)


def _describe(cost: Cost, size: str) -> Iterator[Figure]:
    yield Figure(f"{size}: quads made", cost.figures["quads"], "")
    yield Figure(f"{size}: build", cost.wall, "s")
    yield Figure(f"{size}: build, processor", cost.cpu, "s")
    for stage, seconds in cost.figures["stages"].items():
        yield Figure(f"{size}: {stage}, processor", seconds, "s")
    yield Figure(f"{size}: memory", cost.peak, "MB")


def _repeat(*arguments: str, repeats: int = _REPEATS) -> Cost:
    """The first run warms the cache of files, and is not counted."""
    run(*arguments)
    return median_of([run(*arguments) for _ in range(repeats)])


def _sum(cost: Cost) -> float:
    return float(cost.figures["reading"]) + float(cost.figures["deriving"])


def _measure(folder: Path, *, quick: bool, only_questions: bool) -> Iterator[Figure]:
    project = write_project(folder / "real", 0)
    if only_questions:
        bioprod(project, "build")
        yield from measure_questions(project)
        return
    yield from measure_commands(project)
    yield from measure_plain(project, folder)
    yield from measure_questions(project)
    if not quick:
        yield from measure_growth(folder)


def main() -> int:
    """Print the figures as they come, then what was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the million quads")
    parser.add_argument("--questions", action="store_true", help="questions and nothing else")
    arguments = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="bioprod-bench-") as folder:
        said = {"quick": arguments.quick, "only_questions": arguments.questions}
        for figure in _measure(Path(folder), **said):
            print(figure, flush=True)
            missed += not figure.is_met
    print(f"{missed} promises missed" if missed else "every promise kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
