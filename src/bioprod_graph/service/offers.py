"""What an operation is, of which `api` has a table: of it routes, documents and tools are made.

An operation has a path, parameters, what its answer may be, and a function that gives it. Answers
are of the kinds that formats render, so that each can be had in all formats of its kinds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bioprod_graph.errors import UsageError
from bioprod_graph.formats import list_formats
from bioprod_graph.language import LANGUAGES, Message, is_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bioprod_graph.formats import Content, Format
    from bioprod_graph.language import Language, Sayable
    from bioprod_graph.service.holdings import Holdings, Reply

ValueKind = Literal["text", "count", "date", "day", "choice", "query"]
# What a text is in a schema: it has a character that is seen, and no control character.
TEXT_PATTERN = r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$"
# A year, a month of it or a day; not the days that no such month has.
DATE_PATTERN = (
    r"^[1-9][0-9]{3}(-((0[13578]|1[02])(-(0[1-9]|[12][0-9]|3[01]))?"
    r"|(0[469]|11)(-(0[1-9]|[12][0-9]|30))?|02(-(0[1-9]|1[0-9]|2[0-8]))?))?$"
)
LONGEST, PAGE, _LARGEST = 300, 50, 1000
_FURTHEST = 1_000_000


@dataclass(frozen=True)
class Input:
    """A parameter: what it is called, of which kind it is, and what is told of it."""

    name: str
    told: Sayable
    kind: ValueKind = "text"
    default: Any = None
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, _FURTHEST)
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
        low, high = self.bounds
        if self.kind == "count":
            if re.fullmatch(r"-?[0-9]{1,9}", text) and low <= int(text) <= high:
                return int(text)
            raise UsageError(
                "{name}: expected a whole number from {low} to {high}",
                name=self.name, low=low, high=high,
            )  # fmt: skip
        if self.kind == "choice" and text not in self.choices:
            raise UsageError(
                "{name} is one of {names}", name=self.name, names=", ".join(self.choices)
            )
        if self.kind in ("date", "day") and not _is_date(text, self.kind):
            raise UsageError("{name}: expected a date, such as 2022-05-31", name=self.name)
        if self.kind == "text" and (len(text) > LONGEST or not re.fullmatch(TEXT_PATTERN, text)):
            raise UsageError(
                "{name}: expected a text of at most {n} characters", name=self.name, n=LONGEST
            )
        return text


def _is_date(text: str, kind: ValueKind) -> bool:
    is_whole = kind == "date" or len(text) == len("2022-05-31")
    return is_whole and is_date(text) and text[0] != "0"


class Asking(NamedTuple):
    """What is asked of a release: the values of parameters, and the language of the answer."""

    held: Holdings
    language: Language
    given: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Operation:
    """Something that can be asked.

    A list is given in pages: its `record` or `rows`, from `offset` on, at most `limit` of them.
    What is light asks nothing of the store, so that it need not be stoppable.
    """

    name: str
    path: str
    told: Sayable
    answer: Callable[[Asking], Reply]
    kinds: tuple[Content, ...] = ("record",)
    parameters: tuple[Input, ...] = ()
    is_list: bool = False
    usual: str = "json"
    is_light: bool = False

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The formats of its answer by name, first the one that is given unless asked otherwise."""
        found: dict[str, Format] = {}
        for kind in self.kinds:
            for form in list_formats(kind):
                found.setdefault(form.name, form)
        return {self.usual: found[self.usual], **found}

    @property
    def all_parameters(self) -> tuple[Input, ...]:
        """Its parameters, and those of every operation like it."""
        common = (
            Input(
                "format",
                Message("how the answer is written"),
                "choice",
                choices=tuple(self.formats),
            ),
            Input("lang", Message("language of the answer"), "choice", choices=tuple(LANGUAGES)),
        )
        pages = (
            Input("limit", Message("how many are given at most"), "count", PAGE,
                      bounds=(1, _LARGEST)),
            Input("offset", Message("how many are left out before them"), "count", 0),
        )  # fmt: skip
        return (*self.parameters, *(pages if self.is_list else ()), *common)

    def match(self, path: str) -> dict[str, str] | None:
        """Match a path: the values of its parts; none if it is another."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path))
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None

    def read(self, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Read what was given as values of its parameters.

        Raises UsageError for a name that it does not have, and for a wrong value.
        """
        values: dict[str, list[str]] = {}
        for name, value in given:
            values.setdefault(name, []).append(value)
        known = [each.name for each in self.all_parameters]
        for name in values:
            if name not in known:
                raise UsageError(
                    "there is no parameter {name}: there are {names}",
                    name=name,
                    names=", ".join(known),
                )
        return {each.name: each.read(values.get(each.name, ())) for each in self.all_parameters}
