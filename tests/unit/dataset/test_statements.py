"""What came, went and changed, by thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bioprod_graph.dataset.statements import Change, compare_said, read_said
from bioprod_graph.errors import DatasetError, FileError
from bioprod_graph.pipeline.build import build_project

if TYPE_CHECKING:
    from pathlib import Path

    from bioprod_graph.project import Project

BASE = "https://example.org/"


def _write(path: Path, *quads: str) -> Path:
    """Write quads given as `subject predicate object graph` in local names."""
    lines = [" ".join(f"<{BASE}{name}>" for name in quad.split()) for quad in quads]
    path.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    return path


def _compare(tmp_path: Path, old: list[str], new: list[str]) -> list[Change]:
    facts = (
        read_said(_write(tmp_path / name, *quads), base=BASE)
        for name, quads in (("old.nq", old), ("new.nq", new))
    )
    return compare_said(*facts)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [([], ["a"], "came"), (["a"], [], "went"), (["a"], ["b"], "changed")],
)
def test_a_change_is_of_one_kind(
    tmp_path: Path, old: list[str], *, new: list[str], kind: str
) -> None:
    """Only new values: came; only old ones: went; both: changed."""
    changes = _compare(tmp_path, [f"s p {o} g" for o in old], [f"s p {o} g" for o in new])
    assert [(change.thing, change.predicate, change.kind) for change in changes] == [
        (f"{BASE}s", f"{BASE}p", kind)
    ]
    assert changes[0].went == tuple(f"<{BASE}{o}>" for o in old)
    assert changes[0].came == tuple(f"<{BASE}{o}>" for o in new)


def test_who_says_it_does_not_matter(tmp_path: Path) -> None:
    """A fact that moves to another row is the same fact."""
    assert _compare(tmp_path, ["s p o g1"], ["s p o g2", "s p o g3"]) == []


def test_changes_are_sorted_by_thing_and_property(tmp_path: Path) -> None:
    """And values within them."""
    changes = _compare(tmp_path, [], ["t p z g", "s q o g", "t p a g", "s p o g"])
    assert [(c.thing[-1], c.predicate[-1], len(c.came)) for c in changes] == [
        ("s", "p", 1),
        ("s", "q", 1),
        ("t", "p", 2),
    ]
    assert changes[2].came == (f"<{BASE}a>", f"<{BASE}z>")


def test_inferred_facts_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    """What follows from a change is not a change of its own."""
    path = _write(tmp_path / "x.nq", "s p o graph/record/t/1", "s q o graph/inferred/rule")
    assert len(read_said(path, base=BASE)) == 1
    assert len(read_said(path, base=BASE, with_inferred=True)) == 2


def test_a_folder_is_read_as_the_file_in_it(tiny: Project) -> None:
    """A build, or its dataset.nq."""
    build_project(tiny)
    folder = read_said(tiny.current, base=tiny.base)
    assert folder == read_said(tiny.current / "dataset.nq", base=tiny.base)
    assert compare_said(folder, folder) == []


def test_an_edited_cell_is_one_change(tiny: Project) -> None:
    """Of the thing whose row it is in."""
    build_project(tiny)
    table = tiny.root / "data" / "things.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("95.0", "96.0"), encoding="utf-8")
    build_project(tiny)
    old, new = (
        read_said(tiny.build / name, base=tiny.base, with_inferred=True)
        for name in ("000001", "000002")
    )
    (change,) = compare_said(old, new)
    assert (change.thing, change.kind) == (f"{tiny.base}id/thing/clock", "changed")
    assert (change.went[0][:4], change.came[0][:4]) == ('"95"', '"96"')


def test_another_written_form_is_no_change(tiny: Project) -> None:
    """95.00 and 95.0 are the same number."""
    build_project(tiny)
    table = tiny.root / "data" / "things.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("95.0", "95.00"), encoding="utf-8")
    build_project(tiny)
    old, new = (
        read_said(tiny.build / name, base=tiny.base, with_inferred=True)
        for name in ("000001", "000002")
    )
    assert compare_said(old, new) == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(FileError, match=r"no\.nq: cannot be read \(No such file"):
        read_said(tmp_path / "no.nq", base=BASE)


def test_a_folder_that_is_no_build_is_told(tmp_path: Path) -> None:
    """By the file that it lacks."""
    with pytest.raises(DatasetError, match=r"is no build folder: there is no SHA256SUMS in it"):
        read_said(tmp_path, base=BASE)


@pytest.mark.parametrize(
    "content", [b"<a> <b> .\n", b"hello\n", b"\xff\xfe\n", b'<urn:a> <urn:b> "\xff" .\n']
)
def test_a_malformed_file_is_told(tmp_path: Path, content: bytes) -> None:
    """In one line."""
    (tmp_path / "bad.nq").write_bytes(content)
    with pytest.raises(DatasetError, match=r"bad\.nq: malformed N-Quads") as caught:
        read_said(tmp_path / "bad.nq", base=BASE)
    assert "\n" not in str(caught.value)
