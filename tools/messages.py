"""The catalogues of messages, kept in step with the program: `make messages`.

Keys are gathered from the code (messages, and errors that begin with a text), from its TOML files
(what a block `says`), from the templates and scripts of pages, and from the parsers (their help); a
catalogue is written again with an empty translation for what is new, without what is used no more,
sorted, so that the same keys and translations give the same bytes. An empty file
`messages/LANGUAGE.po` becomes the catalogue of a new language.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import generate_po, read_po

from bioprod_graph.commands.line import COMMANDS, make_command, make_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "bioprod_graph"
MESSAGES = ROOT / "messages"

# What argparse says to people; the rest of its texts is for who writes a parser.
ARGPARSE = (
    "ambiguous option: %(option)s could match %(matches)s",
    "argument %(argument_name)s: %(message)s",
    "expected at least one argument",
    "expected at most one argument",
    "expected one argument",
    "ignored explicit argument %r",
    "invalid %(type)s value: %(value)r",
    "not allowed with argument %s",
    "one of the arguments %s is required",
    "options",
    "positional arguments",
    "show this help message and exit",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "usage: ",
)
# What a template or a script of a page says.
_SAID = re.compile(r'\b(?:named|said|say|t|text)\("([^"]+)"')
_PLACE = re.compile(r"\{\w*\}|%\(\w+\)|%(?=[sr])")
_WIDTH = 100


@dataclass(frozen=True, order=True)
class Key:
    """An English text, and the one for another number than one, if it has a number."""

    one: str
    many: str = ""


def gather_keys() -> set[Key]:
    """Gather all that the program says. Raises ValueError, with its place, where it cannot."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")}
    # An error that words itself does so in what it hands to its base.
    sayers = {"Message", "super().__init__", *find_errors(trees.values())}
    coded = {
        key for path, tree in trees.items() for key in find_keys(tree, sayers, where=path.name)
    }
    pages = (path for end in ("html", "js") for path in SOURCE.rglob(f"templates/*.{end}"))
    coded |= {Key(text) for path in pages for text in _SAID.findall(path.read_text("utf-8"))}
    blocks = (tomllib.loads(path.read_text("utf-8")) for path in SOURCE.rglob("*.toml"))
    said = (block.get("says", {}) for each in blocks for block in each.values())
    coded |= {Key(text) for texts in said for text in texts.values()}
    return coded | {Key(text) for text in (*ARGPARSE, *read_help())}


def find_errors(trees: Iterable[ast.Module]) -> set[str]:
    """Find the names of the errors that a person reads: BioprodError and what derives from it."""
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"BioprodError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def find_keys(tree: ast.Module, sayers: set[str], *, where: str) -> Iterator[Key]:
    """Find the keys of a module: the texts that calls of these names begin with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in sayers and node.args:
            many = [word.value for word in node.keywords if word.arg == "many"]
            texts = [_read_text(part) for part in (node.args[0], *many)]
            # An error may also be given a message, or the words of another program.
            passed = _is_passed(node.args[0])
            if None in texts and not passed and ast.unparse(node.func) == "Message":
                raise ValueError(f"{where}:{node.lineno}: the text of a message has to stand in it")
            if all(texts):
                yield Key(*(text for text in texts if text))


def read_help() -> set[str]:
    """Read what the parsers of all commands hold: descriptions, options, words for values."""
    found: set[str] = set()

    def note(text: str) -> str:
        found.add(text)
        return text

    for parser in (make_parser(), *map(make_command, COMMANDS)):
        parser.change_texts(note)
    return found - {""}


def update(catalogue: Catalog, keys: Iterable[Key]) -> Catalog:
    """Give a catalogue with these keys and no others, translated as they were."""
    updated = Catalog(locale=catalogue.locale)
    known = _index(catalogue)
    for key in sorted(keys):
        entry = known.get(key)
        updated[key.one] = Entry(
            (key.one, key.many) if key.many else key.one,
            entry.string if entry else ("",) * updated.num_plurals if key.many else "",
            user_comments=entry.user_comments if entry else (),
        )
        # Others are guessed by Babel, and not the same from one version to the next.
        updated[key.one].flags = {"fuzzy"} if entry and entry.fuzzy else set()
    return updated


def read(path: Path) -> Catalog:
    """Read a catalogue. Raises Babel's PoFileError for what is none."""
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def render(catalogue: Catalog) -> str:
    """Write a catalogue as a file of gettext, the same bytes for the same content."""
    language = Locale.parse(str(catalogue.locale)).get_display_name("en")
    header = (
        f"# What the program says, in {language}: see CONTRIBUTING.md.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    entries = generate_po(
        catalogue, omit_header=True, sort_by="message", no_location=True, width=_WIDTH
    )
    return f"{header}{''.join(entries).rstrip()}\n"


def find_faults(catalogue: Catalog, keys: set[Key]) -> Iterator[str]:
    """Find what is missing, used no more, doubtful, not translated, or has other places."""
    entries = _index(catalogue)
    for key in sorted(keys | entries.keys()):
        fault = _find_fault(key, entries.get(key), is_used=key in keys)
        if fault:
            yield f"{fault}: {key.one!r}"


def _find_fault(key: Key, entry: Entry | None, *, is_used: bool) -> str:
    if entry is None:
        return "missing"
    if not is_used:
        return "used no more"
    texts = [str(text or "") for text in _list_forms(entry)]
    if not all(texts):
        return "not translated"
    if any(_find_places(text) != _find_places(key.many or key.one) for text in texts):
        return "other places"
    return "fuzzy" if entry.fuzzy else ""


def _list_forms(entry: Entry) -> Iterable[str | None]:
    """List the forms of a translation: for one, for many, or the only one."""
    return [entry.string] if entry.string is None or isinstance(entry.string, str) else entry.string


def _index(catalogue: Catalog) -> dict[Key, Entry]:
    return {
        Key(entry.id) if isinstance(entry.id, str) else Key(*entry.id): entry
        for entry in catalogue
        if entry.id
    }


def _find_places(text: str) -> set[str]:
    return set(_PLACE.findall(text.replace("{{", "").replace("}}", "")))


def _read_text(node: ast.expr) -> str | None:
    """Read a text that stands in the code; None for what is put together only when it runs."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_passed(node: ast.expr) -> bool:
    """Tell whether a key is one that was read where it stood, and is only passed on."""
    return ast.unparse(node) in {"key", "self._key"}


def main() -> None:
    """Write every catalogue again; tell what is left to translate."""
    keys = gather_keys()
    for path in sorted(MESSAGES.glob("*.po")):
        catalogue = update(read(path), keys)
        path.write_text(render(catalogue), encoding="utf-8")
        for fault in find_faults(catalogue, keys):
            sys.stdout.write(f"{path.name}: {fault}\n")


if __name__ == "__main__":
    main()
