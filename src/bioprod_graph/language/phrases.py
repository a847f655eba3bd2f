"""What each property says, as a sentence: a table of phrases, and a table of articles.

A phrase holds {subject} and {object}, each named with its article unless it stands in quotation
marks; {when} is the object as a date with its preposition; [is|are] agrees with what is named
last before it.
"""

from __future__ import annotations

import csv
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import find_bounds, read_text
from bioprod_graph.files.limits import TABLE
from bioprod_graph.language.cldr import join_names, say_date
from bioprod_graph.language.contraction import contract_words
from bioprod_graph.language.typography import is_date, say_when, start_sentence

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path


_PHRASES = ("property", "phrase_fr", "phrase_en")
_ARTICLES = ("first_word", "article_fr", "article_en", "number")
_SLOT = re.compile(
    r"(?P<open>«\u00a0|“)?(?P<before>\b(?:de|à) )?\{(?P<name>subject|object|when)\}"
    r"|\[(?P<one>[^|\[\]]*)\|(?P<many>[^|\[\]]*)\]"
)
_ENDS = (".", "!", "?", "…")
_CLOSING = "\u00a0»”"
_PLURALS = ("les ", "des ", "Les ", "Des ")


@dataclass(frozen=True)
class Article:
    """The article before a name in each language, either may be empty, and the name's number."""

    words: Mapping[str, str]
    is_plural: bool


@dataclass(frozen=True)
class Phrasebook:
    """The phrases by property (a CURIE), and the articles by the beginning of a name."""

    phrases: Mapping[str, Mapping[str, str]]
    articles: Mapping[str, Article]

    @classmethod
    def read(cls, folder: Path) -> Phrasebook:
        """Read `phrases.csv` and `articles.csv`; a project without the folder has no phrases.

        Raises ProjectError, with file and line, for a row that is not as it should be.
        """
        if not os.path.lexists(folder):
            return cls({}, {})
        phrases: dict[str, Mapping[str, str]] = {}
        for where, (curie, french, english) in _read_rows(folder / "phrases.csv", _PHRASES):
            _check_phrase(where, french, english)
            _check_key(where, curie, phrases)
            phrases[curie] = {"fr": french, "en": english}
        articles: dict[str, Article] = {}
        for where, (name, french, english, number) in _read_rows(
            folder / "articles.csv", _ARTICLES
        ):
            _check_key(where, name, articles)
            articles[name] = Article({"fr": french, "en": english}, number == "plural")
        return cls(phrases, articles)

    def knows(self, curie: str) -> bool:
        """Tell whether there is a phrase for a property."""
        return curie in self.phrases

    def say(self, curie: str, subject: str, value: str | Sequence[str], *, language: str) -> str:
        """Say a statement as a sentence, with capital and full stop.

        `subject` and `value` are names or texts; a date is given as it is written (2021-05). Of
        several values, one sentence: the verb agrees, and « de » or « à » stands before each.

        Raises KeyError if there is no phrase for the property: ask `knows` first.
        """
        phrase = self.phrases[curie][language]
        values = [value] if isinstance(value, str) else list(value)
        said = contract_words(self._fill(phrase, subject, values, language=language), language)
        end = "" if said.rstrip(_CLOSING).endswith(_ENDS) else "."
        return start_sentence(said) + end

    def with_article(self, name: str, language: str) -> str:
        """Put the article before a name in running text: « l’Institut Curie »; often there is none.

        What already has its article begins with no word of the table, and stays as it is.
        """
        article = self._find_article(name)
        word = "" if article is None else article.words[language]
        return f"{word}{name}" if not word or word.endswith("’") else f"{word} {name}"

    def is_plural(self, name: str) -> bool:
        """Tell whether a name goes with a verb in the plural."""
        article = self._find_article(name)
        return name.startswith(_PLURALS) if article is None else article.is_plural

    def _find_article(self, name: str) -> Article | None:
        """Find the longest beginning of the name that the table has, by whole words."""
        words = name.split(" ")
        beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self.articles[text] for text in beginnings if text in self.articles), None)

    def _fill(self, phrase: str, subject: str, values: Sequence[str], *, language: str) -> str:
        is_plural = False

        def put(slot: re.Match[str]) -> str:
            nonlocal is_plural
            if slot["name"] is None:
                return slot["many"] if is_plural else slot["one"]
            names = [subject] if slot["name"] == "subject" else values
            before = slot["before"] or ""
            is_plural = slot["open"] is None and (len(names) > 1 or self.is_plural(names[0]))
            if slot["open"] is not None:
                return slot["open"] + before + join_names(names, language)
            if slot["name"] != "subject" and is_date(names[0]):
                return before + (say_when if slot["name"] == "when" else say_date)(
                    names[0], language
                )
            named = [f"{before}{self.with_article(name, language)}" for name in names]
            return join_names(named, language)

        return _SLOT.sub(put, phrase)


def _read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Give each row with its place, `file:line`."""
    text = read_text(path, limit=TABLE, within=find_bounds(path))
    rows = csv.reader(text.splitlines(), strict=True)
    try:
        for cells in rows:
            where = f"{path}:{rows.line_num}"
            if rows.line_num == 1 and tuple(cells) != columns:
                raise ProjectError(
                    "{where}: the columns are {names}", where=where, names=",".join(columns)
                )
            if len(cells) != len(columns):
                raise ProjectError(
                    "{where}: {n} cells, expected {n_2}",
                    where=where,
                    n=len(cells),
                    n_2=len(columns),
                )
            if rows.line_num > 1:
                yield where, cells
    except csv.Error as error:
        raise ProjectError(
            "{path}:{line_num}: this is no readable CSV ({error})",
            path=path,
            line_num=rows.line_num,
            error=error,
        ) from None


def _check_phrase(where: str, *phrases: str) -> None:
    for phrase in phrases:
        names = {slot["name"] for slot in _SLOT.finditer(phrase)}
        if "subject" not in names or not names & {"object", "when"}:
            raise ProjectError(
                "{where}: a phrase needs {{subject}} and {{object}}, or {{when}}", where=where
            )
        if set("{}[]|") & set(_SLOT.sub("", phrase)):
            raise ProjectError(
                "{where}: only {{subject}}, {{object}}, {{when}}, [one|many]", where=where
            )


def _check_key(where: str, key: str, known: Container[str]) -> None:
    if not key or key in known:
        raise ProjectError(
            "{where}: the first cell is empty or was there before: “{key_}”", where=where, key_=key
        )
