"""Releases that are kept: written once, the same each time; a person can be taken out."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from tools.dump import keep, read_dump, write_dump
from tools.forget import forget_in_dump

if TYPE_CHECKING:
    from pathlib import Path

ID = "https://w3id.org/bioprod/id/"
ROW = "https://w3id.org/bioprod/graph/record/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
HOLDER = "<https://w3id.org/bioprod/ontology#holder>"

# A person with a post at a body, another person, and a body whose summary has the name.
GONE = f"""\
<{ID}person/ada> {LABEL} "Ada Example"@en <{ROW}persons/ada> .
<{ID}post/ada-chair> {LABEL} "Chair"@en <{ROW}posts/ada-chair> .
<{ID}post/ada-chair> {HOLDER} <{ID}person/ada> <{ROW}posts/ada-chair> .
<{ID}post/ada-chair> <{ID}at> <{ID}organization/body> <https://w3id.org/bioprod/graph/inferred/at> .
<{ROW}posts/ada-chair> {LABEL} "a row"@en <https://w3id.org/bioprod/graph/provenance> .
"""
STAYS = f"""\
<{ID}organization/body> {LABEL} "Body, founded with Ada Example"@en <{ROW}organizations/body> .
<{ID}person/ben> {LABEL} "Ben Other"@en <{ROW}persons/ben> .
"""


def make_build(folder: Path, quads: str, version: str = "9.9.9") -> Path:
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"versions": {"program": version}}))
    (folder / "dataset.nq").write_text(quads)
    return folder


class TestKeep:
    def test_a_dump_is_named_after_its_version(self, tmp_path: Path) -> None:
        path = keep(make_build(tmp_path / "build", STAYS), tmp_path)
        assert path.name == "9.9.9.nq.gz"
        assert gzip.decompress(path.read_bytes()).decode() == STAYS

    def test_the_same_dataset_gives_the_same_file(self, tmp_path: Path) -> None:
        one, two = tmp_path / "one.nq.gz", tmp_path / "two.nq.gz"
        for path in (one, two):
            write_dump(path, STAYS.encode())
        assert one.read_bytes() == two.read_bytes()

    def test_a_release_is_never_changed(self, tmp_path: Path) -> None:
        keep(make_build(tmp_path / "first", STAYS), tmp_path)
        with pytest.raises(FileExistsError, match="raise the version"):
            keep(make_build(tmp_path / "second", GONE), tmp_path)
        assert read_dump(tmp_path / "9.9.9.nq.gz") == STAYS


class TestForget:
    def test_all_that_is_about_a_person_goes_and_the_rest_stays_byte_for_byte(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "1.nq.gz"
        write_dump(path, "".join(sorted((GONE + STAYS).splitlines(keepends=True))).encode())
        told = forget_in_dump(f"{ID}person/ada", path)
        assert read_dump(path) == STAYS
        assert "5 statements removed" in told
        assert "still named: Body, founded with Ada Example" in told

    def test_a_dump_without_the_person_is_left_as_it_is(self, tmp_path: Path) -> None:
        path = tmp_path / "1.nq.gz"
        write_dump(path, STAYS.encode())
        before = path.read_bytes(), path.stat().st_mtime_ns
        assert "0 statements removed" in forget_in_dump(f"{ID}person/ada", path)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before

    def test_what_stays_is_still_a_dataset(self, tmp_path: Path) -> None:
        path = tmp_path / "1.nq.gz"
        write_dump(path, (GONE + STAYS).encode())
        forget_in_dump(f"{ID}person/ada", path)
        assert len(list(ox.parse(read_dump(path), format=ox.RdfFormat.N_QUADS))) == 2
