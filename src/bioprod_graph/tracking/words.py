"""The words of the tracker in French and English, and the sentences that are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.language import (
    choose_plural,
    contract_words,
    is_date,
    join_names,
    say_date,
    say_when,
    start_sentence,
)
from bioprod_graph.tracking.dates import DAY

if TYPE_CHECKING:
    from bioprod_graph.findings import Language
    from bioprod_graph.tracking.model import (
        Axis,
        FollowUp,
        Origin,
        Reading,
        Recommendation,
        Track,
    )

NOTHING = "–"
NO_BREAK = "\u00a0"
_PRECISIONS = (DAY, len("2022-05"), len("2022"))

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "title": "Ce que sont devenues les recommandations",
        "recommendation": "Recommandation",
        "recommendations": "Recommandations",
        "table": "Toutes les recommandations",
        "by_status": "Par état",
        "axis": "Axe",
        "status": "État",
        "latest": "Dernier fait connu",
        "date": "Date",
        "fact": "Fait",
        "earlier": "Faits antérieurs",
        "earlier_one": "Antérieur",
        "observed": "Constaté",
        "source": "Source",
        # A noun: a participle would have to agree with the name of the source.
        "issued": "publication\u00a0: {date}",
        "this": "Cela {relation} la recommandation",
        "colon": "\u00a0: ",
        "semicolon": "\u00a0; ",
        "title_as_of": "Ce que l’on savait {when} des suites des recommandations",
        "early": "{when}, les recommandations n’existaient pas encore\u00a0: "
        "elles sont issues d’un événement tenu {held} ({event}).",
        "own_status": "Entre parenthèses, l’état que donne le dernier fait lui-même, "
        "quand un fait plus ancien était allé plus loin.",
        "absence": "Ne pas avoir trouvé de suite ne prouve pas qu’il n’y en a pas.",
        "caution": "Un fait qui se rapporte à une recommandation n’en découle pas forcément.",
        "colophon": "Composé à partir des énoncés de bioprod-graph\u00a0; "
        "les notes mènent aux passages où les faits ont été lus.",
    },
    "en": {
        "title": "What became of the recommendations",
        "recommendation": "Recommendation",
        "recommendations": "Recommendations",
        "table": "All recommendations",
        "by_status": "By status",
        "axis": "Axis",
        "status": "Status",
        "latest": "Latest evidence",
        "date": "Date",
        "fact": "Fact",
        "earlier": "Earlier facts",
        "earlier_one": "Earlier",
        "observed": "Observed",
        "source": "Source",
        "issued": "published: {date}",
        "this": "This {relation} the recommendation",
        "colon": ": ",
        "semicolon": "; ",
        "title_as_of": "What was known {when} to have come of the recommendations",
        "early": "{when}, the recommendations did not exist yet: "
        "they came of an event held {held} ({event}).",
        "own_status": "In brackets, the status that the latest evidence gives itself, "
        "where an older fact had gone further.",
        "absence": "Not having found a follow-up does not prove that there is none.",
        "caution": "A fact that relates to a recommendation did not necessarily come of it.",
        "colophon": "Made from the statements of bioprod-graph; "
        "the notes lead to the passages in which the facts were read.",
    },
}


def say_heading(track: Track) -> str:
    """Say what the whole tracker is, and of which date."""
    words = WORDS[track.language]
    if not track.as_of:
        return words["title"]
    return words["title_as_of"].format(when=_say_end(track.as_of, track.language))


def say_early(track: Track, origin: Origin) -> str:
    """Say that the recommendations did not exist yet at the date of the tracker, and why."""
    when = start_sentence(_say_end(track.as_of, track.language))
    held = say_when(origin.date, track.language)
    return WORDS[track.language]["early"].format(when=when, held=held, event=origin.name)


def say_title(followup: FollowUp, language: Language) -> str:
    """Name a fact without the date that its name ends with, as the date is told beside it."""
    for date in (followup.date[:length] for length in _PRECISIONS if is_date(followup.date)):
        for ending in (f", {say_date(date, language)}", f" {say_when(date, language)}"):
            if followup.name.endswith(ending):
                return followup.name.removesuffix(ending).rstrip(" ,")
    return followup.name


def say_latest(recommendation: Recommendation, language: Language) -> str:
    """Name the latest evidence, with its own status in brackets if it is not the one reached."""
    latest = recommendation.latest
    if latest is None:
        return NOTHING
    title = say_title(latest, language)
    return f"{title} ({latest.status.name})" if recommendation.has_gone_further else title


def say_status(track: Track, recommendation: Recommendation) -> str:
    """Say how far a recommendation has come: « État à la fin de mai 2022 : annoncé. »."""
    if track.is_early and track.origin:
        return say_early(track, track.origin)
    words = WORDS[track.language]
    when = f" {_say_end(track.as_of, track.language)}" if track.as_of else ""
    return f"{words['status']}{when}{words['colon']}{recommendation.status.name}."


def say_count(track: Track) -> str:
    """Say of how many recommendations a follow-up is known, or that there was none of them yet."""
    if track.is_early and track.origin:
        return say_early(track, track.origin)
    total = len(track.recommendations)
    known = sum(each.latest is not None for each in track.recommendations)
    say = _say_count_fr if track.language == "fr" else _say_count_en
    when = _say_end(track.as_of, track.language) if track.as_of else ""
    return start_sentence(say(known, total, when))


def say_confidence(followup: FollowUp) -> str:
    """Say how far a fact can be relied on."""
    return start_sentence(followup.confidence.name) + "."


def say_relation(followup: FollowUp, language: Language) -> str:
    """Say how a fact bears on the recommendation, in a sentence."""
    sentence = WORDS[language]["this"].format(relation=followup.relation.name)
    return contract_words(sentence, language) + "."


def say_state(followup: FollowUp, language: Language) -> str:
    """Say when the fact was and, unless it is older, to which status it brings what was asked."""
    if followup.is_earlier:
        words = WORDS[language]
        return f"{words['date']}{words['colon']}{say_day(followup.date, language)}."
    when = start_sentence(say_when_known(followup.date, language))
    return f"{when}{WORDS[language]['colon']}{followup.status.name}."


def say_observed(followup: FollowUp, language: Language) -> str:
    """Say what was observed: names in alphabetical order."""
    names = join_names([thing.name for thing in followup.observed], language)
    return f"{WORDS[language]['observed']}{WORDS[language]['colon']}{names}."


def say_reading(reading: Reading, language: Language) -> str:
    """Say where a fact was read: source, publisher unless named already, date, and the place."""
    parts = [reading.source.name]
    if reading.publisher and reading.publisher.casefold() not in reading.source.name.casefold():
        parts.append(reading.publisher)
    if reading.issued:
        date = say_day(reading.issued, language)
        parts.append(WORDS[language]["issued"].format(date=date))
    if reading.locator:
        parts.append(reading.locator)
    return f"{NO_BREAK}· ".join(parts)


def say_axis(axis: Axis, language: Language) -> str:
    """Name an axis with its number: « Axe 1 · … »."""
    return f"{WORDS[language]['axis']}{NO_BREAK}{axis.number}{NO_BREAK}· {axis.name}"


def say_number(recommendation: Recommendation, language: Language) -> str:
    """Name a recommendation with its number: “Recommendation 1 · …”."""
    number = f"{WORDS[language]['recommendation']}{NO_BREAK}{recommendation.number}"
    return f"{number}{NO_BREAK}· {recommendation.name}"


def say_day(date: str, language: Language) -> str:
    """Say a date; what is none, as data that was not checked may hold, stays as it is."""
    return say_date(date, language) if is_date(date) else date


def say_when_known(date: str, language: Language) -> str:
    """Say when; what is no date stays as it is."""
    return say_when(date, language) if is_date(date) else date


def _say_end(date: str, language: Language) -> str:
    """Say until when things are known: a year or a month is meant to its end."""
    if len(date) == DAY:
        return say_when(date, language)
    end = "à la fin de " if language == "fr" else "at the end of "
    return contract_words(end + say_date(date, language), language)


def _say_count_fr(known: int, total: int, when: str) -> str:
    opening = f"{when}, on" if when else "on"
    verb = "connaissait" if when else "connaît"
    if known == 0:
        return f"{opening} ne {verb} de suite à aucune des {total} recommandations."
    noun = choose_plural(known, "recommandation", "recommandations", language="fr")
    return f"{opening} {verb} une suite à {known} {noun} sur {total}."


def _say_count_en(known: int, total: int, when: str) -> str:
    opening = f"{when}, " if when else ""
    verb = "was" if when else "is"
    if known == 0:
        return f"{opening}no follow-up {verb} known for any of the {total} recommendations."
    return f"{opening}a follow-up {verb} known for {known} of the {total} recommendations."
