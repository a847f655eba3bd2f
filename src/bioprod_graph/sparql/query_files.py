"""Query files: an `.rq` with a header, lines `#+ key: value`, that its kind gives the keys of.

The kinds are the blocks of `query_kinds.json`, named as the folders of `queries/` are: what each
header must and may hold, and what the query gives. A key may be given several times (`param`).
"""

from __future__ import annotations

import json
import re
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import pyoxigraph as ox

from bioprod_graph.errors import FileError, ProjectError, one_line
from bioprod_graph.files import QUERY, find_bounds, list_files, read_text
from bioprod_graph.findings import MALFORMED, Finding, Location
from bioprod_graph.language import TemplateError, Text, list_slots, name_forms
from bioprod_graph.sparql.guard import check_syntax, holds_service
from bioprod_graph.sparql.prologue import find_query_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping, Sequence

    from bioprod_graph.findings import Reporter

_LINE = re.compile(r"#\+\s*([a-z][a-z_]*)\s*:\s*(.*)")
_T = TypeVar("_T")

_NUMBER = r"[1-9][0-9]{0,3}"


class QueryKind(NamedTuple):
    """What a query of a kind is like: a block of `query_kinds.json`, or `as` another in everything.

    `texts` are keys needed in each language, as KEY_LANGUAGE; `optional_texts` may be there, then
    in all; `needed` must have a value, `allowed` and `allowed_texts` may. Of a key of `values`
    these are the only ones; `numbers` are whole, from 1 on. A key of `slots` is a template that
    names what the query selects, or is `given`. `form` and `variables` are what the query must
    have; with `service` it may go out to the network. A kind that needs no behaviour is one block.
    """

    form: str = ""
    variables: Sequence[str] = ()
    texts: Sequence[str] = ()
    optional_texts: Sequence[str] = ()
    needed: Sequence[str] = ()
    allowed: Sequence[str] = ()
    allowed_texts: Sequence[str] = ()
    numbers: Sequence[str] = ()
    slots: Sequence[str] = ()
    given: Sequence[str] = ()
    values: Mapping[str, list[str]] = {}
    service: bool = False


@cache
def read_query_kinds() -> dict[str, QueryKind]:
    """Read the kinds of query files, by name."""
    blocks = json.loads(Path(__file__).with_name("query_kinds.json").read_text("utf-8"))
    return {name: QueryKind(**blocks[block.get("as", name)]) for name, block in blocks.items()}


class _Written(NamedTuple):
    path: Path
    header: dict[str, tuple[str, ...]]
    text: str


class QueryFile(_Written):
    """An `.rq` file: its name, header values and whole text, which is the query as it stands."""

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.path.stem

    @property
    def query(self) -> str:
        """The query without its header."""
        return "".join(x for x in self.text.splitlines(keepends=True) if not x.startswith("#+"))

    def get(self, key: str, default: str = "") -> str:
        """Give the first value of a key."""
        return self.header.get(key, (default,))[0]

    def text_of(self, name: str) -> Text:
        """Give what the header says under NAME_LANGUAGE, in each language."""
        return Text.read({key: values[0] for key, values in self.header.items()}, name)

    def list_texts(self, name: str) -> Iterator[str]:
        """List all that the header says under NAME_LANGUAGE, in any language."""
        yield from (value for key in name_forms(name) for value in self.header.get(key, ()))

    @cached_property
    def form(self) -> str:
        """The form of the query, in capitals; raises ProjectError if it is no SPARQL."""
        try:
            return _find_form(self.text)
        except SyntaxError as error:
            raise ProjectError(
                "{path}: malformed SPARQL: {reason}", path=self.path, reason=one_line(error.msg)
            ) from None

    @cached_property
    def variables(self) -> KeysView[str]:
        """The variables that it selects, in their order; it is asked of an empty store.

        There are none for another form.

        Raises ProjectError if it is no SPARQL.
        """
        return _find_variables(self.text) if self.form == "SELECT" else {}.keys()


# A file is read for each of the reports and pages that it is a part of.
@lru_cache(maxsize=1024)
def _find_form(query: str) -> str:
    check_syntax(query)
    return find_query_form(query)


@lru_cache(maxsize=1024)
def _find_variables(query: str) -> KeysView[str]:
    answer = ox.Store().query(query)
    return dict.fromkeys(v.value for v in getattr(answer, "variables", ())).keys()


def read_query(path: Path, kind: str = "") -> QueryFile:
    """Read an `.rq` file of a kind; without one, nothing is asked of it but a header.

    Raises FileError for a file that cannot be read, ProjectError for a malformed header line and
    for what is not as the kind says: most files are asked by a build, a check or a view, which
    fetch nothing.
    """
    text = read_text(path, limit=QUERY, within=find_bounds(path))
    header: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line.rstrip())
        if match is not None:
            header[match[1]] = (*header.get(match[1], ()), match[2])
        elif line.startswith("#+"):
            raise ProjectError(
                "{path}:{number}: malformed header line, expected “#+ key: value”",
                path=path,
                number=number,
            )
    file = QueryFile(path, header, text)
    if kind:
        _check_header(file, read_query_kinds()[kind])
        _check_query(file, read_query_kinds()[kind])
    return file


def read_queries(
    folder: Path, kind: str = "", *, is_required: bool = True, report: Reporter | None = None
) -> list[QueryFile]:
    """Read all `.rq` files of a folder, by name; with a report, what is malformed is told there.

    Raises FileError if the folder is missing, unless it need not be there, or cannot be listed.
    """
    paths = list_files(folder, "*.rq", is_required=is_required)
    blank = Finding("error", MALFORMED, Text({}))
    return read_each(paths, partial(read_query, kind=kind), report, blank=blank)


def read_each(
    paths: Iterable[Path], read: Callable[[Path], _T], report: Reporter | None, *, blank: Finding
) -> list[_T]:
    """Read files; with a report, one that is malformed is left out and told by filling a blank."""
    whole = []
    for path in paths:
        try:
            whole.append(read(path))
        except FileError:
            raise
        except ProjectError as error:
            if report is None:
                raise
            report(blank._replace(said=error.said, location=Location(path.as_posix())))
    return whole


def _check_header(file: QueryFile, kind: QueryKind) -> None:
    given = [name for name in kind.optional_texts if file.text_of(name)]
    texts = [key for name in (*kind.texts, *given) for key in name_forms(name)]
    needed = (*texts, *kind.needed)
    if missing := [f"#+ {key}: …" for key in needed if not file.get(key)]:
        raise ProjectError(
            "{path}: the header lacks {lines}", path=file.path, lines=", ".join(missing)
        )
    allowed = {*kind.allowed, *(key for name in kind.allowed_texts for key in name_forms(name))}
    for key in sorted(file.header.keys() - {*needed, *allowed}):
        raise ProjectError("{path}: unknown header key “{unknown}”", path=file.path, unknown=key)
    numbers = ((key, _NUMBER, "1, 2, 3 …") for key in kind.numbers)
    values = ((key, "|".join(each), ", ".join(each)) for key, each in kind.values.items())
    for key, pattern, expected in (*numbers, *values):
        if re.fullmatch(pattern, file.get(key)) is None:
            raise ProjectError(
                "{path}: {key_} is “{value}”, expected {expected}",
                path=file.path,
                key_=key,
                value=file.get(key),
                expected=expected,
            )


def _check_query(file: QueryFile, kind: QueryKind) -> None:
    if not kind.service and holds_service(file.text):
        raise ProjectError(
            "{path}: SERVICE goes out to the network, which only bioprod query may be allowed",
            path=file.path,
        )
    if kind.form and file.form != kind.form:
        raise ProjectError("{path}: expected a {form} query", path=file.path, form=kind.form)
    if kind.variables or kind.slots:
        for missing in sorted({*kind.variables, *_list_slots(file, kind)} - file.variables):
            raise ProjectError(
                "{path}: the query gives no ?{missing}", path=file.path, missing=missing
            )


def _list_slots(file: QueryFile, kind: QueryKind) -> set[str]:
    """List what the templates of a header name."""
    keys = (key for name in kind.slots for key in (name, *name_forms(name)))
    values = (value for key in keys for value in file.header.get(key, ()))
    try:
        return {variable for value in values for variable in list_slots(value)} - {*kind.given}
    except TemplateError as error:
        raise ProjectError("{path}: {fault}", path=file.path, fault=error.said) from None
