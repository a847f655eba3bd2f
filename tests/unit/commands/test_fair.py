"""`bioprod fair`."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.commands.conftest import Run


def test_all_that_a_release_alone_can_pass_passes(bioprod: Run, built_folder: Path) -> None:
    """But for what is left so by choice, which says why."""
    done = bioprod("--project", built_folder, "fair", "--format", "json")
    told = json.loads(done.out)
    assert done.status == 0
    assert not [each["test"] for each in told if each["result"] == "fails"]
    alone = [each for each in told if each["needs"] == "release"]
    assert alone
    assert all(each["advice"] for each in alone if each["result"] == "kept")
    assert {each["result"] for each in alone} == {"passes", "kept"}
    assert {each["result"] for each in told if each["needs"] != "release"} == {"open"}


def test_a_release_without_a_doi_waits_for_a_deposit(bioprod: Run, built_folder: Path) -> None:
    done = bioprod("--project", built_folder, "--lang", "en", "fair", "--format", "json")
    (deposit,) = (each for each in json.loads(done.out) if each["needs"] == "deposit")
    assert "bibo:doi" in deposit["advice"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_people_read_counts_first_then_each_test(
    bioprod: Run, built_folder: Path, *, language: str, form: str
) -> None:
    words = ("--project", built_folder, "--lang", language, "fair", "--format")
    told = json.loads(bioprod(*words, "json").out)
    shown = bioprod(*words, form).out
    counts = Counter(each["result"] for each in told)
    assert f"{counts['passes']}" in shown.partition("FOOPS!")[0]
    assert all(each["test"] in shown.replace("\\", "") for each in told)


def test_rows_are_the_same_as_json(bioprod: Run, built_folder: Path) -> None:
    words = ("--project", built_folder, "fair", "--format")
    told = json.loads(bioprod(*words, "json").out)
    rows = list(csv.DictReader(io.StringIO(bioprod(*words, "csv").out)))
    assert [
        row | {"things": "|".join(one["things"])} for row, one in zip(rows, told, strict=True)
    ] == [{**one, "things": "|".join(one["things"])} for one in told]


def test_a_site_that_lacks_something_fails(
    bioprod: Run, built_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<head></head>", encoding="utf-8")
    (tmp_path / "robots.txt").write_text("", encoding="utf-8")
    done = bioprod("--project", built_folder, "fair", tmp_path, "--format", "json")
    told = {each["test"]: each["result"] for each in json.loads(done.out)}
    assert done.status == 1
    assert (told["robots"], told["sitemap"], told["void"]) == ("passes", "fails", "fails")


def test_a_folder_that_is_no_site_is_refused(
    bioprod: Run, built_folder: Path, tmp_path: Path
) -> None:
    done = bioprod("--project", built_folder, "--lang", "en", "fair", tmp_path)
    assert done.status == 2
    assert "holds no site" in done.err
