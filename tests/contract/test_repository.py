"""What must be in the repository, and what must never be."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bioprod_graph import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]

REQUIRED = (
    ".ci/run",
    ".editorconfig",
    ".github/ISSUE_TEMPLATE/config.yml",
    ".github/PULL_REQUEST_TEMPLATE.md",
    ".github/workflows/ci.yml",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "LICENSE-DATA",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "data/README.md",
    "data/tables.json",
    "docs/reference/commands.md",
    "messages/fr.po",
    "ontology/STYLE.md",
    "ontology/bioprod.ttl",
    "ontology/catalog-v001.xml",
    "ontology/prefixes.ttl",
    "pyproject.toml",
    "requirements.txt",
    "src/bioprod_graph/py.typed",
    "src/oxishacl/README.md",
    "src/oxishacl/py.typed",
)
TARGETS = ("run", "quick", "test", "slow", "build", "bench", "lint", "docs", "messages")

# Names are put together here so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/\\*-])(?:/(?:home|root|work|tmp|Users|private|mnt)/[\w.-]|[A-Z]:\\\w)"
)
REGISTRY = re.compile(
    "|".join(
        re.escape(host + rest)
        for host, rest in (
            ("pypi.org", "/simple"),
            ("files.pythonhosted", ".org"),
            ("registry.npmjs", ".org"),
            ("registry.yarnpkg", ".com"),
        )
    )
)
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)
EXAMPLE_HOSTS = re.compile(r"@(?:[\w-]+\.)*example\.(?:org|com|net)$", re.IGNORECASE)
MARKER = re.compile("|".join(rf"\b{a}{b}\b" for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))))


def _read_ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return [line.strip("/") for line in lines if not line.startswith("#")]


def _is_ignored(path: Path, ignored: list[str]) -> bool:
    """Tell whether git ignores a path, by its name or by where it is."""
    names = path.name, path.relative_to(ROOT).as_posix()
    return path.name == ".git" or any(fnmatch.fnmatch(n, one) for n in names for one in ignored)


def _find_files(folder: Path, ignored: list[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if _is_ignored(path, ignored):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _find_files(path, ignored)
        elif path.is_file():
            yield path


def _read_texts() -> dict[str, str]:
    found = {}
    for path in _find_files(ROOT, _read_ignored()):
        content = path.read_bytes()
        if b"\0" not in content[:1024]:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", errors="replace")
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """All text files of the repository by path, without what git ignores."""
    return _read_texts()


def _search(texts: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {match[0]}" for name, text in texts.items() for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize("name", REQUIRED)
def test_is_there(name: str) -> None:
    """A file that readers, or programs that read repositories, look for."""
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_the_target(target: str) -> None:
    """What the README tells to run exists."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_checks_of_the_host_run_the_tests() -> None:
    """`.ci/run` calls `make test`, and may be executed."""
    script = ROOT / ".ci" / "run"
    assert "make test" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111


def test_no_path_of_a_machine(texts: dict[str, str]) -> None:
    """What is written works on any machine."""
    assert _search(texts, MACHINE_PATH) == []


def test_no_address_of_a_registry(texts: dict[str, str]) -> None:
    """Packages come from wherever the user's tools are told to look."""
    assert _search(texts, REGISTRY) == []


def test_no_e_mail_address(texts: dict[str, str]) -> None:
    """Nobody's address is kept; tests use those of example.org, which nobody has."""
    found = [
        f"{name}: {match[0]}"
        for name, text in texts.items()
        for match in E_MAIL.finditer(text)
        if not (name.startswith("tests/") and EXAMPLE_HOSTS.search(match[0]))
    ]
    assert found == []


def test_nothing_is_left_to_do_in_the_text(texts: dict[str, str]) -> None:
    """Work to be done is in issues."""
    assert _search(texts, MARKER) == []


def test_the_lock_has_digests_and_no_addresses() -> None:
    """Every package of every lock file is pinned and told by its digests."""
    locks = sorted(ROOT.glob("requirements*.txt"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                assert "==" in line, line
                assert "--hash=sha256:" in line, line
        assert "://" not in text
        assert "index" not in re.sub(r"^[\w.-]+", "", text, flags=re.MULTILINE)


def test_the_lock_holds_what_the_project_needs() -> None:
    """Each dependency that pyproject.toml names is pinned in the lock."""
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, extras = described["project"], described["project"]["optional-dependencies"]
    wanted = [*project["dependencies"], *described["dependency-groups"]["dev"]]
    for extra in extras.values():
        wanted += extra
    locks = (path.read_text(encoding="utf-8") for path in ROOT.glob("requirements*.txt"))
    lock = "\n".join(locks).lower()
    for requirement in wanted:
        name = re.match(r"[\w.-]+", requirement)
        assert name is not None
        assert re.search(rf"^{re.escape(name[0].lower())}==", lock, re.MULTILINE), requirement


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "see /" + "home/ada/notes"),
        (MACHINE_PATH, "C" + ":\\Users"),
        (REGISTRY, "https://pypi.org" + "/simple/rdflib"),
        (E_MAIL, "ada@" + "lovelace.example"),
        (MARKER, "# TO" + "DO later"),
    ],
)
def test_the_patterns_bite(pattern: re.Pattern[str], text: str) -> None:
    """Each pattern finds what it is there to find."""
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "https://example.org/" + "home/page and ./" + "work/x"),
        (E_MAIL, "a name@en ; and foo@1.2.3"),
        (MARKER, "todos y mastodon"),
    ],
)
def test_the_patterns_are_silent_on_other_text(pattern: re.Pattern[str], text: str) -> None:
    """A link is not a path of a machine, a language tag not an address."""
    assert not pattern.search(text)


@pytest.mark.parametrize(
    ("file", "pattern", "times"),
    [
        ("ontology/bioprod.ttl", r"owl:versionIRI <ontology/([\d.]+)>", 1),
        ("ontology/bioprod.ttl", r'owl:versionInfo "([\d.]+)"', 1),
        ("ontology/bioprod.ttl", r'/ontology/([\d.]+)"@', 2),
        ("ontology/catalog-v001.xml", r"/ontology/([\d.]+)\"", 1),
        ("CITATION.cff", r"(?m)^version: (.+)$", 1),
        ("README.md", r"bioprod_graph-([\d.]+)-py3", 1),
    ],
)
def test_the_version_is_the_same_everywhere(file: str, pattern: str, times: int) -> None:
    """Program, ontology and dataset carry one number."""
    found = re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"))
    assert found == [__version__] * times
