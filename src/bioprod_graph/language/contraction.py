"""French words that melt into their neighbour: du, des, au, aux, l’, d’, qu’.

>>> contract_words("le siège de le CNRS et de Inserm", "fr")
'le siège du CNRS et d’Inserm'
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from bioprod_graph.language.collation import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words before which nothing is elided: those with an h aspiré that may stand in our sentences,
# names of firms among them, and a few that begin with a vowel. Any other h is silent: l’hôpital.
_KEPT = re.compile(
    "hackathons?|halls?|halles?|handicaps?|hasards?|hausses?|haute?s?|haye|heros|hierarchies?|"
    "hollande|hongrie|honing|hors|hubs?|huit|huitiemes?|oui|onze|onziemes?"
)
_MONOSYLLABLES = re.compile(
    r"(?<![\w’'-])(le|la|de|ne|se|que|jusque|lorsque|puisque) (?=(\w+))", re.IGNORECASE
)
_MELTED = {"de le": "du", "de les": "des", "à le": "au", "à les": "aux"}
_ARTICLES = re.compile(r"(?:(?<![\w’'-])|(?<=jusqu’))(de|à) (les?)(?= )", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:de|à) \Z")


def contract_words(text: str, language: str) -> str:
    """Contract and elide as French does: « de le » is « du », « que il » is « qu’il ».

    Towns are contracted too (« à Le Plessis » is « au Plessis »). English stays as it is.
    """
    if language != "fr":
        return text
    elided = _MONOSYLLABLES.sub(_elide, text)
    return _ARTICLES.sub(_melt, elided)


def contract_pieces(pieces: Sequence[str], language: str) -> list[str]:
    """Contract a text that comes in pieces; one that melts with what precedes it goes into that.

    >>> contract_pieces(["membre de ", "Inserm", " et à ", "Le Plessis", "."], "fr")
    ['membre d’', 'Inserm', ' et au Plessis', '', '.']
    """
    whole = "".join(pieces)
    said, ends = contract_words(whole, language), [*accumulate(map(len, pieces))]
    cuts = [0]
    for end in ends:
        # What comes after a place does not depend on what stands before it, unless both melt.
        rest = contract_words(whole[end:], language)
        cuts.append(len(said) - len(rest) if said.endswith(rest) else -1)
    for i in range(len(cuts) - 2, 0, -1):
        cuts[i] = cuts[i + 1] if cuts[i] < 0 else cuts[i]
    return [said[start:end] for start, end in pairwise(cuts)]


def split_preposition(text: str) -> tuple[str, str]:
    """Split off the preposition that stands before each member of a list, as French has it.

    >>> split_preposition("elle est membre de ")
    ('elle est membre ', 'de ')
    """
    found = _PREPOSITION.search(text)
    return (text[: found.start()], found[0]) if found else (text, "")


def is_elided_before(word: str) -> bool:
    """Tell whether « le » and « de » lose their vowel before a French word."""
    plain = fold(word)
    if _KEPT.fullmatch(plain):
        return False
    if plain[:1] == "y":
        # Yvelines and Yposkesi begin with a vowel, yaourt does not.
        return plain[1:2] not in ("", *"aeiou")
    return plain[:1] in ("a", "e", "i", "o", "u", "h")


def _elide(match: re.Match[str]) -> str:
    word, following = match[1], match[2]
    return f"{word[:-1]}’" if is_elided_before(following) else match[0]


def _melt(match: re.Match[str]) -> str:
    preposition, article = match[1], match[2]
    melted = _MELTED[f"{preposition} {article}".lower()]
    return melted.capitalize() if preposition[0].isupper() else melted
