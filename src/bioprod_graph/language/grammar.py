"""What stands around names and dates in a sentence: articles, prepositions, marks.

French words melt into their neighbour: du, des, au, aux, l’, d’, qu’. French marks follow the
Imprimerie nationale, with U+00A0 inside « » and before ; : ! ?

>>> contract_words("le siège de le CNRS et de Inserm", "fr")
'le siège du CNRS et d’Inserm'
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language.cldr import parse_date, say_date
from bioprod_graph.language.collation import fold
from bioprod_graph.language.messages import Message, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Words before which nothing is elided: those with an h aspiré that may stand in our sentences,
# names of firms among them, and a few that begin with a vowel. Any other h is silent: l’hôpital.
# Yvelines and Yposkesi begin with a vowel, yaourt does not.
_KEPT = (
    "hackathons?|halls?|halles?|handicaps?|hasards?|hausses?|haute?s?|haye|heros|hierarchies?|"
    "hollande|hongrie|honing|hors|hubs?|huit|huitiemes?|oui|onze|onziemes?|y|y[aeiou].*"
)
# So short a word is the same in the plural, for what it is worth.
_SHORT = 3
# Patterns are compiled, and kept by `re`, when the first sentence needs them.
_ELIDED = rf"(?!(?:{_KEPT})\Z)[aeiouyh]"
_MONOSYLLABLES = r"(?i)(?<![\w’'-])(le|la|de|ne|se|que|jusque|lorsque|puisque) (?=(\w+))"
_ARTICLES = r"(?i)(?:(?<![\w’'-])|(?<=jusqu’))(de|à) (les?)(?= )"
_MELTED = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux"}
_PREPOSITION = r"\b(?:de|à) \Z"
_PLURALS = ("les ", "des ", "Les ", "Des ")
# What ends a French sentence stands after its marks, with the no-break space that goes before it.
_END = r"(?:[\u00a0\u202f]?[;:!?]+|\.{3}|[.,…])\Z"


class Article(NamedTuple):
    """The article before a name in each language, may be empty, and whether names are plural."""

    said: Text
    is_plural: bool


class Phrasebook(NamedTuple):
    """What properties say, templates by CURIE, and the articles by the beginning of a name."""

    phrases: Mapping[str, Text]
    articles: Mapping[str, Article]

    def with_article(self, name: str, language: str) -> str:
        """Put the article before a name in running text: « l’Institut Curie »; often there is none.

        What already has its article begins with no word of the table, and stays as it is.
        """
        article = self._find_article(name)
        word = article.said.forms.get(language, "") if article else ""
        return f"{word}{name}" if not word or word.endswith("’") else f"{word} {name}"

    def at(self, name: str, language: str) -> str:
        """Say where: « en Essonne », « dans le Val-de-Marne », « à Évry », “in the Yvelines”.

        What has no article is a town; a region that is feminine, or elides it, goes without.
        """
        said = self.with_article(name, language)
        if language != "fr":
            return f"in {said}"
        article = said.removesuffix(name).strip()
        return f"en {name}" if article in ("la", "l’") else f"{'dans' if article else 'à'} {said}"

    def put(self, name: str, form: str, language: str) -> str:
        """Put a name as a slot wants it: with its article, as a place, else as it stands."""
        if form == "place":
            return self.at(name, language)
        return self.with_article(name, language) if form in ("", "list") else name

    def is_plural(self, name: str) -> bool:
        """Tell whether a name goes with a verb in the plural."""
        article = self._find_article(name)
        return article.is_plural if article else name.startswith(_PLURALS)

    def _find_article(self, name: str) -> Article | None:
        """Find the longest beginning of the name that the table has, by whole words."""
        beginnings = reversed([*accumulate(name.split(" "), lambda one, two: f"{one} {two}")])
        return next((self.articles[text] for text in beginnings if text in self.articles), None)


def contract_words(text: str, language: str) -> str:
    """Contract and elide as French does: « de le » is « du », « que il » is « qu’il ».

    Towns are contracted too (« à Le Plessis » is « au Plessis »). English stays as it is.
    """
    if language != "fr":
        return text
    return re.sub(_ARTICLES, _melt, re.sub(_MONOSYLLABLES, _elide, text))


def contract_pieces(pieces: Sequence[str], language: str) -> list[str]:
    """Contract a text given in pieces; a piece that melts into the one before it moves there.

    >>> contract_pieces(["membre de ", "Inserm", " et à ", "Le Plessis", "."], "fr")
    ['membre d’', 'Inserm', ' et au Plessis', '', '.']
    """
    whole = "".join(pieces)
    said = contract_words(whole, language)
    if said == whole:
        return [*pieces]
    cuts = [len(said)]
    for end in reversed([0, *accumulate(map(len, pieces))][:-1]):
        # What comes after a place does not depend on what stands before it, unless both melt.
        rest = contract_words(whole[end:], language)
        cuts.append(len(said) - len(rest) if said.endswith(rest) else cuts[-1])
    return [said[start:end] for start, end in pairwise(reversed(cuts))]


def split_preposition(text: str) -> tuple[str, str]:
    """Split off a final preposition, which French repeats before each member of a list.

    >>> split_preposition("elle est membre de ")
    ('elle est membre ', 'de ')
    """
    found = re.search(_PREPOSITION, text)
    return (text[: found.start()], found[0]) if found else (text, "")


def make_singular(word: str) -> str:
    """Give the singular of a folded French or English word, for comparing; a short one stays.

    >>> [make_singular(word) for word in ("hopitaux", "bureaux", "vectors", "bus")]
    ['hopital', 'bureau', 'vector', 'bus']
    """
    if len(word) <= _SHORT:
        return word
    if word.endswith("eaux"):
        return word[:-1]
    return f"{word[:-3]}al" if word.endswith("aux") else word.rstrip("s")


def quote(text: str, language: str) -> str:
    """Put a text in quotation marks: « texte », with U+00A0 inside, or “text”."""
    return Message("“{text}”", text=text).say(language)


def start_sentence(text: str) -> str:
    """Capitalise the first letter; a name such as mRNA or bioMérieux stays as it is."""
    return text if re.match("[a-z]+[A-Z]", text) else text[:1].upper() + text[1:]


def split_end(text: str, language: str) -> tuple[str, str]:
    """Split a sentence where its marks go: in French before the last stop, in English after it.

    >>> split_end("Une suite est connue.", "fr"), split_end("One is known.", "en")
    (('Une suite est connue', '.'), ('One is known.', ''))
    """
    match = re.search(_END, text) if language == "fr" else None
    return (text[: match.start()], match[0]) if match else (text, "")


def has_end(text: str) -> bool:
    """Tell whether a sentence ends in a full stop, inside quotation marks or not."""
    return text.rstrip("\u00a0»”").endswith((".", "!", "?", "…"))


def say_when(text: str, language: str) -> str:
    """Say when: « en mai 2021 », « le 12 mai 2021 », “in 2021”, “on 12 May 2021”."""
    said, (_, _, has_day) = say_date(text, language), parse_date(text)
    when = Message("on {day}", day=said) if has_day else Message("in {month}", month=said)
    return when.say(language)


def say_end(text: str, language: str) -> str:
    """Say until when: « à la fin de mai 2021 », “at the end of 2021”; a whole day stays a day."""
    _, _, has_day = parse_date(text)
    end = "à la fin de " if language == "fr" else "at the end of "
    said = f"{end}{say_date(text, language)}"
    return say_when(text, language) if has_day else contract_words(said, language)


def say_period(since: str, until: str, language: str) -> str:
    """Say a period of two dates, either of which may be empty: “from 2020 to May 2022”."""
    begin, end = (text and _name_date(text, language) for text in (since, until))
    if begin and end:
        said = Message("from {begin} to {end}", begin=begin, end=end)
    elif begin:
        said = Message("since {date}", date=begin)
    else:
        said = Message("until {date}", date=end) if end else Message("")
    return contract_words(said.say(language), language)


def say_onset(text: str, language: str) -> str:
    """Say since when, with no end: « à partir du 31 mai 2021 », “from May 2021”."""
    said = Message("from {date}", date=_name_date(text, language))
    return contract_words(said.say(language), language)


def _elide(match: re.Match[str]) -> str:
    word, following = match.groups()
    return f"{word[:-1]}’" if _is_elided(following) else match[0]


@lru_cache(maxsize=4096)
def _is_elided(following: str) -> bool:
    return bool(re.match(_ELIDED, fold(following)))


def _melt(match: re.Match[str]) -> str:
    melted = _MELTED[match[0].lower()]
    return melted.capitalize() if match[0][0].isupper() else melted


def _name_date(text: str, language: str) -> str:
    """Say a date as a name; in French a day has its article, which melts: « du 2 mai »."""
    said, (_, _, has_day) = say_date(text, language), parse_date(text)
    return f"le {said}" if language == "fr" and has_day else said
