"""The registry of formats: what each is called, what it renders, and what it has a place for.

A module of this package registers its formats when it is imported, and all modules are: a new
format is a new file, found by every command that gives what it renders.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bioprod_graph.errors import UsageError
from bioprod_graph.identifiers import PrefixTable
from bioprod_graph.language import SOURCE
from bioprod_graph.names import suggest
from bioprod_graph.notation import REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from bioprod_graph.documents import Document, Edition
    from bioprod_graph.language import Language, Text

# What a format renders. Rows and statements are those of SPARQL; a record is what a command tells,
# whole, in fields of its own: anything that JSON can hold.
Content = Literal[
    "rows",
    "document",
    "network",
    "statements",
    "points",
    "sheets",
    "work",
    "record",
    "picture",
    "page",
]
# What is told of the edition in each format that has a place for it.
Place = Literal["licence", "version", "digest"]
ALL_PLACES: tuple[Place, ...] = ("licence", "version", "digest")


class Sheet(NamedTuple):
    """A sheet for people: its name, the header, the rows, and what it holds in a sentence."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | float | ox.Literal | None, ...], ...]
    description: str = ""


class Setting(NamedTuple):
    """What a rendering may depend on, beside what is rendered.

    `given` are columns that a reader knows already, `heads` is what others are called, `title` what
    stands above rows for people; `store` is asked for what is stated of things; `naming` gives what
    a thing is called, `address` where its page is, `sign` the glyph and colour of a status, by IRI;
    `retell` gives the same document in another language.
    """

    language: str = SOURCE
    width: int = 80
    prefixes: PrefixTable = PrefixTable("", {})
    given: frozenset[str] = frozenset()
    heads: Mapping[str, Text] = {}
    title: str = ""
    edition: Edition | None = None
    store: ox.Store | None = None
    naming: Callable[[str], str] | None = None
    address: Callable[[str], str] | None = None
    sign: Callable[[str], tuple[str, str] | None] | None = None
    retell: Callable[[Language], Document] | None = None

    @property
    def imprint(self) -> dict[str, str]:
        """Licence, version and digest of the edition; nothing where none is told."""
        if self.edition is None:
            return {}
        told = (self.edition.license, self.edition.version, self.edition.digest.sha256)
        return dict(zip(ALL_PLACES, map(_show_plainly, told), strict=True))

    def tell(self, between: str = ", ") -> str:
        """Tell the imprint on one line."""
        return between.join(f"{name}: {value}" for name, value in self.imprint.items())


class Format(NamedTuple):
    """A format of one kind of content.

    One that is exact is for programs, and no character of it is changed on its way to a file; a
    binary one is not shown in a terminal.
    """

    name: str
    renders: Content
    media_type: str
    suffix: str
    render: Callable[[Any, Setting], str | bytes]
    is_exact: bool = True
    is_binary: bool = False
    places: tuple[Place, ...] = ()

    def write(self, content: object, setting: Setting) -> bytes:
        """Render content as the bytes of a file."""
        written = self.render(content, setting)
        return written if isinstance(written, bytes) else written.encode()


@cache
def _show_plainly(text: str) -> str:
    return "".join(c if c.isprintable() else REPLACEMENT for c in text)


_REGISTERED: dict[tuple[Content, str], Format] = {}


def register(*formats: Format) -> None:
    """Register formats. Raises ValueError for a name that is taken."""
    for form in formats:
        if _REGISTERED.setdefault((form.renders, form.name), form) != form:
            raise ValueError(f"two formats of {form.renders} are named {form.name}")


@cache
def _read_modules() -> dict[str, str]:
    """Read the text of each module of the package."""
    folders = map(Path, import_module(__package__).__path__)
    paths = sorted(path for folder in folders for path in folder.glob("*.py"))
    return {path.stem: path.read_text("utf-8") for path in paths}


@cache
def load_formats(*names: str) -> None:
    """Import all modules, or those that hold a name in quotes, as who registers it; once."""
    for module, text in _read_modules().items():
        if not names or any(f'"{name}"' in text for name in names):
            import_module(f"{__package__}.{module}")


def list_formats(*kinds: Content) -> list[Format]:
    """List the formats of these kinds, or of all: those for reading first, then by name."""
    load_formats()
    found = [form for form in _REGISTERED.values() if not kinds or form.renders in kinds]
    return sorted(found, key=lambda form: (form.is_exact, form.name, form.renders))


def list_names(*kinds: Content) -> tuple[str, ...]:
    """List the names of the formats of these kinds."""
    return tuple(dict.fromkeys(form.name for form in list_formats(*kinds)))


def list_kinds(name: str) -> set[Content]:
    """List what is rendered in formats of this name."""
    load_formats(name)
    return {kind for kind, form in _REGISTERED if form == name}


def find_format(name: str, *kinds: Content) -> Format:
    """Find a format by name, of the first of these kinds that has one of that name.

    Raises UsageError, with the nearest name or all, if none has.
    """
    load_formats(name)
    found = [_REGISTERED[kind, name] for kind in kinds if (kind, name) in _REGISTERED]
    if not found:
        hint = suggest(name, list_names(*kinds))
        raise UsageError("no format is named {name}; {hint}", name=name, hint=hint)
    return found[0]


def write_json(value: object, *, indent: int = 2) -> str:
    """Write a value as JSON, its text as it is."""
    return json.dumps(value, ensure_ascii=False, indent=indent) + "\n"


register(
    Format("json", "record", "application/json", ".json", lambda record, _: write_json(record))
)
