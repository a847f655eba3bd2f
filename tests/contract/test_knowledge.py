"""Knowledge is in data: the program knows no thing of the domain, and one room knows languages."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
KINDS = (".py", ".js", ".html", ".css", ".toml")
# What npm packages are bundled into.
BUNDLED = {SOURCE / "bioprod_graph" / room / "web" for room in ("scenes", "site")}

# Who may tell one language from another outside language/: each with the reason.
LINGUISTS: dict[str, str] = {}
# The evidence model is mechanism: what a statement rests on has the same form in any region.
MECHANISM = frozenset({"bioprod:summary", "bioprod:locator", "bioprod:liveLink"})
# Names of the program itself, and of a thing.
OWN_NAMES = frozenset({"bioprod-graph"})

LANGUAGE = re.compile(r"(^|_)(fr|en|french|english)$", re.IGNORECASE)
CURIE = re.compile(r"\b[a-z]+(?:-[a-z]+)*:[A-Za-z][\w-]*\b")
SLUG = re.compile(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])")
LABEL = re.compile(r"(?:rdfs:label|skos:prefLabel)((?:\s+\"[^\"]*\"@\w+,?)+)")


def _list_modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def _name_languages(path: Path) -> set[str]:
    """Find the words by which a module tells French from English."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = set()
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                words.add(text)
            case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text):
                words.add(text)
            case ast.keyword(arg=str(text)):
                words.add(text)
    return {word for word in words if LANGUAGE.search(word)}


def _list_texts(path: Path) -> list[str]:
    """List the texts of a module but for docstrings, whose examples are run on the real data.

    What is no Python is one text.
    """
    if path.suffix != ".py":
        return [path.read_text(encoding="utf-8")]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


def _list_cells() -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for table in sorted((ROOT / "data").glob("*.csv")):
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows += [(k, v) for row in csv.DictReader(file) for k, v in row.items() if v]
    return rows


def _list_labels() -> set[str]:
    """List labels of two words or more that name something: they have a capital within."""
    found = {value for name, value in _list_cells() if name.startswith("label_")}
    for file in (ROOT / "ontology").rglob("*.ttl"):
        for told in LABEL.findall(file.read_text(encoding="utf-8")):
            found |= set(re.findall(r'"([^"]*)"', told))
    return {label for label in found if " " in label and re.search(r"\w [^\W\d_a-zà-ÿ]", label)}


def test_one_room_knows_which_languages_there_are() -> None:
    """Elsewhere a text is a message or has its languages from the data."""
    found = {
        path.relative_to(SOURCE).as_posix(): words
        for path in _list_modules()
        if "language" not in path.relative_to(SOURCE).parts and (words := _name_languages(path))
    }
    assert {name: words for name, words in found.items() if name not in LINGUISTS} == {}
    assert len(LINGUISTS) <= 3


def test_the_program_names_no_thing_of_the_domain() -> None:
    """No CURIE of a class or a thing, no slug, no label: a second region changes data alone."""
    slugs = {value for name, value in _list_cells() if name == "id" and SLUG.fullmatch(value)}
    labels = _list_labels()
    # Prefixes of ours are told relative to the base.
    prefixes = set(
        re.findall(r"@prefix ([\w-]+): <(?:id/|ontology#)", _read("ontology/prefixes.ttl"))
    )
    assert len(slugs) > 100 and len(labels) > 50 and len(prefixes) > 3  # noqa: PT018
    wrong = []
    files = (path for suffix in KINDS for path in SOURCE.rglob(f"*{suffix}"))
    for path in sorted(path for path in files if path.parent not in BUNDLED):
        for text in _list_texts(path):
            curies = {c for c in CURIE.findall(text) if c.partition(":")[0] in prefixes}
            named = curies - MECHANISM
            named |= (set(SLUG.findall(text)) & slugs) - OWN_NAMES
            named |= {label for label in labels if label in text}
            wrong += [f"{path.relative_to(SOURCE)}: {name}" for name in sorted(named)]
    assert wrong == []


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_a_status_is_called_the_same_wherever_it_stands() -> None:
    """Marks of scenes have the words of the vocabulary, in each language."""
    text = (ROOT / "ontology" / "vocabularies" / "statuses.ttl").read_text(encoding="utf-8")
    said = re.findall(r'^concept:(\S+) a .*?prefLabel "(.*?)"@fr, "(.*?)"@en', text, re.M | re.S)
    with (ROOT / "queries/scenes/looks/statuses.csv").open(encoding="utf-8", newline="") as file:
        shown = {row["key"]: (row["label_fr"], row["label_en"]) for row in csv.DictReader(file)}
    names = {key: (french, english) for key, french, english in said if key in shown}
    assert names.items() <= shown.items()
    assert len(names) == len(shown) - 1  # what came before the recommendations has no status
