"""`bioprod draw`."""

from __future__ import annotations

import gzip
import json
from shutil import copytree
from typing import TYPE_CHECKING

import pytest

from bioprod_graph.commands.context import describe_size
from bioprod_graph.project import Project
from bioprod_graph.scenes import check_scenes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.unit.commands.conftest import Done, Run


@pytest.fixture
def draw(bioprod: Run, built_folder: Path, tmp_path: Path) -> Run:
    """Draw of the real project, as SVG into a file unless told otherwise."""

    def run(*words: str | Path) -> Done:
        return bioprod("--project", built_folder, "draw", *words, "-o", tmp_path / "drawn.svg")

    return run


@pytest.mark.parametrize("name", ["ontology", "Ontologie", "ONTOLOGY"])
def test_a_scene_is_named_by_its_file_or_its_tab(draw: Run, tmp_path: Path, name: str) -> None:
    """In any language; the file says what it is of."""
    done = draw(name)
    assert (done.status, done.out) == (0, f"{tmp_path / 'drawn.svg'}\n")
    title = "What the graph is made of"
    assert done.err.startswith(f"{title}: ")
    assert f"<title>{title}</title>" in (tmp_path / "drawn.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["organization/sensorion", "sensorion", "Sensorion"])
def test_any_other_name_is_a_thing(draw: Run, tmp_path: Path, name: str) -> None:
    """By KIND/SLUG, slug or name: what lies around it is drawn."""
    assert draw(name).err.startswith("Around Sensorion: ")
    drawn = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    assert "organization/sensorion" in drawn
    assert "Nawal Ouzren" in drawn


def test_a_number_is_a_thing_and_hops_lead_further(draw: Run) -> None:
    """With more hops, more is drawn."""
    near, far = (draw("recommendation 4", "--hops", hops).err for hops in ("1", "2"))
    assert near.startswith("Around the One-stop shop: ")
    assert near != far


def test_two_things_are_joined_by_paths(draw: Run, tmp_path: Path) -> None:
    """Several of the shortest; what they share is drawn once."""
    done = draw("nawal ouzren", "genopole", "--paths", "1")
    size = describe_size(3, 2).say("en")
    assert done.err == f"From Nawal Ouzren to Genopole: {size}\n"
    assert draw("nawal ouzren", "genopole").err != done.err
    assert "Genopole" in (tmp_path / "drawn.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["ecosistem"], 1, "no scene is named ecosistem; did you mean ecosystem?"),
        (["sensorien"], 1, "did you mean organization/sensorion?"),
        (["genopole", "genopole"], 2, "give two different things"),
        (["genopole", "--hops", "0"], 2, "--hops goes from 1 to 6"),
        (["genopole", "genethon", "--paths", "0"], 2, "--paths is at least 1"),
        (["lanes", "--hops", "3"], 2, "--hops goes around a thing; lanes is a scene"),
        (["genopole", "genethon", "--hops", "2"], 2, "--hops goes around one thing"),
        (["genopole", "--paths", "2"], 2, "--paths leads from one thing to another"),
        (["ecosystem", "genethon"], 2, "ecosystem is a scene, and paths lead from thing to thing"),
        (["difference"], 2, "name an older release: --against FILE"),
        (["genopole", "--against", "old.nq"], 2, "name no scene"),
        (["genopole", "--all"], 2, "--all draws all scenes: name none"),
        (["genopole", "--plain"], 2, "--plain writes html alone"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_line(
    draw: Run, *, words: list[str], status: int, said: str
) -> None:
    """With what was meant, or what would do."""
    done = draw(*words)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert said in done.err


# What is changed in which file of the lanes, and what is said of it.
UNKNOWN = {
    "view": ("lanes.rq", "view: lanes", "view: lans", "view: nothing is named “lans”", "lanes"),
    "look": ("lanes.rq", "ecosystem axes", "ecosystem axs", "look: nothing is named “axs”", "axes"),
    "facet": ("lanes.rq", "?facet_role", "?facet_rol", "facet: nothing is named “rol”", "role"),
    "kind": ("lanes.rq", '"role" AS', '"roel" AS', "kind: nothing is named “roel”", "role"),
    "shape": ("looks/axes.csv", ",square,link", ",sqare,link", "shape: nothing is named “sqare”",
              "square"),
    "colour": ("looks/axes.csv", ",square,link", ",square,linkk",
               "colour: nothing is named “linkk”", "link"),
}  # fmt: skip


@pytest.fixture
def mistake(built_folder: Path, tmp_path: Path) -> Callable[[str], str]:
    """Copies the project to the folder of the test with an unknown name, and gives what is told."""

    def mistake(what: str) -> str:
        for name in ("ontology", "data", "build"):
            (tmp_path / name).symlink_to(built_folder / name, target_is_directory=True)
        copytree(built_folder / "queries", tmp_path / "queries")
        place, right, wrong, said, near = UNKNOWN[what]
        file = tmp_path / "queries" / "scenes" / place
        before = file.read_text(encoding="utf-8")
        assert right in before
        file.write_text(before.replace(right, wrong), encoding="utf-8")
        line = before[: before.index(right)].count("\n") + 1
        return f"{place}:{line}: {said}; did you mean {near}?"

    return mistake


@pytest.mark.parametrize("form", ["html", "svg"])
@pytest.mark.parametrize("what", UNKNOWN)
def test_an_unknown_name_is_told_with_its_line(
    bioprod: Run, mistake: Callable[[str], str], tmp_path: Path, *, what: str, form: str
) -> None:
    """Where it stands, and what is nearest: when a scene is drawn, and before that by the check."""
    told = mistake(what)
    done = bioprod("--project", tmp_path, "draw", "lanes", "--format", form, "-o", "-")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert told in done.err
    found = check_scenes(Project(tmp_path, tmp_path / "build"))
    assert {told in each.message("en") for each in found} == {True}


def test_the_check_tells_an_unknown_name(
    bioprod: Run, mistake: Callable[[str], str], tmp_path: Path
) -> None:
    """Among its findings, as an error."""
    told = mistake("view")
    done = bioprod("--project", tmp_path, "check", "--format", "json")
    assert done.status == 1
    assert told in json.dumps(json.loads(done.out), ensure_ascii=False)


def test_an_ending_in_capitals_tells_the_format(
    bioprod: Run, built_folder: Path, tmp_path: Path
) -> None:
    """What is named SVG is no page."""
    drawn = tmp_path / "drawn.SVG"
    assert bioprod("--project", built_folder, "draw", "sensorion", "-o", drawn).status == 0
    assert "<html" not in drawn.read_text(encoding="utf-8")


def test_what_changed_is_laid_over_the_release(
    draw: Run, built_folder: Path, tmp_path: Path
) -> None:
    """What the older one lacks was added, what it alone has is gone."""
    quads = (built_folder / "build" / "current" / "dataset.nq").read_text(encoding="utf-8")
    lines = [
        line for line in quads.splitlines() if "/ties/genethon-member-of-genother>" not in line
    ]
    lines.append(
        "<https://w3id.org/bioprod/id/organization/gone>"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Long gone"'
        " <https://w3id.org/bioprod/graph/record/organizations/gone> ."
    )
    old = tmp_path / "old.nq.gz"
    old.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n"))
    assert draw("--against", old).status == 0
    drawn = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    for name in ("organization/gone", "Généthon", "GenoTher", "Tie added", "Removed"):
        assert name in drawn


def test_layers_are_kept_with_what_they_need(draw: Run, tmp_path: Path) -> None:
    """A tie that another layer says is not drawn, nor what only it leads to."""
    draw("sensorion", "--layer", "page")
    page = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    draw("sensorion")
    whole = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    assert "organization/institut-pasteur" in whole
    assert "organization/institut-pasteur" not in page


def test_all_scenes_make_a_folder(bioprod: Run, built_folder: Path, tmp_path: Path) -> None:
    """One file each, under their names; the folder is made."""
    folder = tmp_path / "pictures"
    words = ("draw", "--all", "--format", "svg", "-o", folder)
    done = bioprod("--project", built_folder, *words)
    written = [folder / f"{path.stem}.svg" for path in sorted(folder.iterdir())]
    assert sorted(done.out.split()) == list(map(str, written))
    assert {"followup.svg", "assises.svg", "ecosystem.svg"} <= {path.name for path in written}


def test_a_dash_is_the_standard_output(bioprod: Run, built_folder: Path) -> None:
    """In the language of the call."""
    words = ("--project", built_folder, "--lang", "fr", "draw", "genopole", "genethon")
    done = bioprod(*words, "--format", "svg", "-o", "-")
    assert "<title>De Genopole à Généthon</title>" in done.out


def test_a_shell_is_offered_scenes_then_things(bioprod: Run, built_folder: Path) -> None:
    """With what each is called."""
    line = f"bioprod --project {built_folder} draw organization/sensor"
    assert bioprod("__complete", line).out == "organization/sensorion\tSensorion\n"
    line = f"bioprod --project {built_folder} --lang fr draw ecos"
    assert bioprod("__complete", line).out == "ecosystem\tQui est lié à qui\n"
