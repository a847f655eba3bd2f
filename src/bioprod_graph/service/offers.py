"""What an operation is, of which `operations.toml` has a table: of it all that is offered is made.

An operation has a path, inputs (`inputs.toml`), what its answer may be, and a function that gives
it. Answers are of the kinds that formats render, so that each can be had in all formats of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bioprod_graph.dataset import LAYERS, Portion
from bioprod_graph.errors import UsageError
from bioprod_graph.formats import list_formats
from bioprod_graph.language import LANGUAGES, is_date, read_blocks
from bioprod_graph.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.formats import Content, Format
    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.service.holdings import Holdings, Reply

Around = Callable[[], AbstractContextManager[None]]
ValueKind = Literal["text", "count", "date", "day", "choice", "query"]
# What a text is in a schema: it has a character that is seen, and no control character.
TEXT_PATTERN = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$"
# A year, a month of it or a day; not the days that no such month has.
DATE_PATTERN = (
    r"^[1-9][0-9]{3}(-((0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?"
    r"|(0[469]|11)(-(0[1-9]|[12][0-9]|30))?|02(-(0[1-9]|1[0-9]|2[0-8]))?))?$"
)
LONGEST_TEXT = 300
# So many rows are told with what they rest on.
ROWS = 200
_FURTHEST = 1_000_000
_CHOICES = {"layer": LAYERS, "measure": tuple(MEASURES), "lang": tuple(LANGUAGES)}


@dataclass(frozen=True)
class Input:
    """A parameter: what it is called, of which kind it is, and what is told of it."""

    name: str
    told: Sayable
    kind: ValueKind = "text"
    default: Any = None
    choices: Sequence[str] = ()
    bounds: Sequence[int] = (0, _FURTHEST)
    is_required: bool = False
    is_many: bool = False

    def read(self, given: Sequence[str]) -> Any:
        """Read what was given for it. Raises UsageError for what it cannot be."""
        if not given and self.is_required:
            raise UsageError("{name} is missing: {told}", name=self.name, told=self.told)
        if len(given) > 1 and not self.is_many:
            raise UsageError("{name} is given twice", name=self.name)
        values = tuple(map(self._read_one, given))
        return values if self.is_many else next(iter(values), self.default)

    def _read_one(self, text: str) -> Any:
        name, (low, high) = self.name, self.bounds
        if self.kind == "count":
            if re.fullmatch(r"-?[0-9]{1,9}", text) and low <= int(text) <= high:
                return int(text)
            raise UsageError("{name}: expected a whole number from {low} to {high}",
                             name=name, low=low, high=high)  # fmt: skip
        if self.kind == "choice" and text not in self.choices:
            raise UsageError("{name} is one of {names}", name=name, names=", ".join(self.choices))
        if self.kind in ("date", "day") and not _is_date(text, self.kind):
            raise UsageError("{name}: expected a date, such as 2022-05-31", name=name)
        if self.kind == "text" and (
            len(text) > LONGEST_TEXT or not re.fullmatch(TEXT_PATTERN, text)
        ):
            raise UsageError("{name}: expected a text of at most {n} characters",
                             name=name, n=LONGEST_TEXT)  # fmt: skip
        return text


def _is_date(text: str, kind: ValueKind) -> bool:
    is_whole = kind == "date" or len(text) == len("2022-05-31")
    return is_whole and is_date(text) and text[0] != "0"


class Asking(NamedTuple):
    """What is asked of a release: the values of parameters, and the language of the answer.

    `around` raises the wall behind which a query that is not of the project is asked.
    """

    held: Holdings
    language: Language
    given: Mapping[str, Any]
    around: Around = nullcontext

    @property
    def portion(self) -> Portion:
        """What is kept of the release: layers, and a grade of evidence."""
        return Portion(self.given.get("layer", ()), self.given.get("evidence"))


@dataclass(frozen=True, eq=False)
class Operation:
    """Something that can be asked; a list is given in pages: at most `limit`, from `offset` on.

    `why` is the path of what tells why its answer is empty.
    """

    name: str
    told: Sayable
    path: str = ""
    answer: Callable[[Asking], Reply] | None = None
    kinds: Sequence[Content] = ("record",)
    inputs: Sequence[Input] = ()
    is_list: bool = False
    is_tool: bool = False
    usual: str = "json"
    why: str = ""

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The formats of its answer by name, first the one that is given unless asked otherwise."""
        found: dict[str, Format] = {}
        for kind in self.kinds:
            for form in list_formats(kind):
                found.setdefault(form.name, form)
        return {self.usual: found[self.usual], **found}

    @cached_property
    def own_inputs(self) -> tuple[Input, ...]:
        """Its inputs, with those of a list."""
        return (*self.inputs, *(read_inputs()[n] for n in ("limit", "offset") if self.is_list))

    @cached_property
    def all_inputs(self) -> tuple[Input, ...]:
        """Its inputs, and those of every operation like it."""
        known = read_inputs()
        form = Input("format", known["format"].told, "choice", choices=tuple(self.formats))
        return (*self.own_inputs, form, known["lang"])

    def match(self, path: str) -> dict[str, str] | None:
        """Match a path: the values of its parts; none if it is another."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path))
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None

    def read(self, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Read what was given as values of its inputs.

        Raises UsageError for a name that it does not have, and for a wrong value.
        """
        values: dict[str, list[str]] = {each.name: [] for each in self.all_inputs}
        for name, value in given:
            if name not in values:
                raise UsageError("there is no parameter {name}: there are {names}",
                                 name=name, names=", ".join(values))  # fmt: skip
            values[name].append(value)
        return {each.name: each.read(values[each.name]) for each in self.all_inputs}


@cache
def read_inputs() -> dict[str, Input]:
    """Read what may be given, by the names that tables of operations have for it."""
    blocks = read_blocks(Path(__file__).with_name("inputs.toml"))
    return {
        name: Input(**{"name": name, "choices": _CHOICES.get(name, ()), **block})
        for name, block in blocks.items()
    }


def read_operations(table: str, answers: Mapping[str, Any]) -> dict[str, Operation]:
    """Read a table of operations, whose answers are functions of these names."""
    known, found = read_inputs(), {}
    for name, block in read_blocks(Path(__file__).with_name(table)).items():
        inputs = tuple(known[each] for each in block.pop("inputs", ()))
        answer = answers.get(block.pop("answer", ""))
        found[name] = Operation(name, answer=answer, inputs=inputs, **block)
    return found
