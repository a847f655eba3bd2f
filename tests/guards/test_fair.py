"""Each test of `bioprod fair` passes for what is whole, and finds what breaks it.

`fair/good.trig` is a small release and its site, which passes; `fair/breaks.toml` breaks it for one
test after the other.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from bioprod_graph.language import LANGUAGES
from bioprod_graph.project import Project
from bioprod_graph.rdf import make_store, merge_graphs
from bioprod_graph.reports.fair import KEPT, OPEN, PASSES, Outcome, judge, read_tests

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).parent / "fair"
PROJECT = Project(ROOT, ROOT / "build")
BREAKS = tomllib.loads((CASES / "breaks.toml").read_text(encoding="utf-8"))
FLAT = {
    (scheme, test): broken for scheme, tests in BREAKS.items() for test, broken in tests.items()
}
FOLDER = ROOT / "queries" / "fair"
TESTS = {(file.path.parent.name, file.name): (label, file) for label, file in read_tests(PROJECT)}
NAMESPACES = "".join(
    f"PREFIX {name}: <{start}>\n"
    for name, start in {
        **PROJECT.prefixes.namespaces,
        "iana": "http://www.iana.org/assignments/relation/",
    }.items()
)


@cache
def read_good() -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(path=str(CASES / "good.trig"), format=ox.RdfFormat.TRIG))


def break_it(broken: str) -> ox.Store:
    """Break what is whole; the default graph is the merge of what is left."""
    store = ox.Store()
    store.extend(read_good())
    word, _, what = broken.partition(": ")
    if word == "missing":
        store.remove_graph(ox.NamedNode(PROJECT.base + what))
    elif word == "unsaid":
        rest = what if " " in what else f"{what} ?o"
        store.update(f"{NAMESPACES} DELETE WHERE {{ GRAPH ?g {{ ?s {rest} }} }}")
    else:
        store.update(f"{NAMESPACES} INSERT DATA {{ GRAPH <x:more> {{ {what} }} }}")
    merge_graphs(store)
    return store


@cache
def judge_good() -> dict[tuple[str, str], Outcome]:
    found = judge(make_store(read_good()), PROJECT, TESTS.values(), has_site=True)
    return {(each.scheme, each.test.name): each for each in found}


def test_every_test_has_what_breaks_it() -> None:
    assert FLAT.keys() == TESTS.keys()


def test_what_is_whole_passes() -> None:
    for name, verdict in judge_good().items():
        expected = OPEN if verdict.needs == "live" else PASSES
        assert (verdict.result, verdict.things) == (expected, ()), name


@pytest.mark.parametrize("name", sorted(FLAT), ids="-".join)
def test_what_breaks_a_test_is_found(name: tuple[str, str]) -> None:
    (verdict,) = judge(break_it(FLAT[name]), PROJECT, [TESTS[name]], has_site=True)
    assert verdict.things
    assert verdict.result == (KEPT if verdict.test.text_of("choice") else verdict.result) != PASSES
    # The mend names what it is about: no slot is left empty.
    for language in LANGUAGES:
        said = verdict.advice.say(language)
        assert said.endswith(".")
        assert not re.search(r"[{}]|\s\.(\s|$)|  ", said), said


def test_nothing_is_asked_of_a_site_that_is_not_named() -> None:
    for verdict in judge(break_it("missing: robots.txt"), PROJECT, TESTS.values(), has_site=False):
        if verdict.needs in ("site", "live"):
            assert (verdict.result, verdict.things) == (OPEN, ())


def test_foops_is_asked_whole() -> None:
    """24 tests, of which eight need the live address or a registry, and one a deposit."""
    needs = [verdict.needs for name, verdict in judge_good().items() if name[0] == "foops"]
    assert (len(needs), needs.count("live"), needs.count("deposit")) == (24, 8, 1)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.rq")), ids=lambda path: path.stem)
def test_texts_are_written_as_natives_write(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, text = line.removeprefix("#+ ").partition(": ")
        if key.endswith("_fr"):
            assert not re.search(r"[“”']|«(?!\u00a0)", text), line
            assert not re.search(r"(?<![\u00a0\u202f])[»:;?!](?=\s|$)", text), line
        elif key.endswith("_en"):
            assert not re.search(r"[«»']|\u00a0", text), line
