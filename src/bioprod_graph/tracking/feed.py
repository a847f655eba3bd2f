"""The tracker read from the dataset, by the queries `queries/views/track*.rq` and nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bioprod_graph.errors import ProjectError
from bioprod_graph.headers import read_query
from bioprod_graph.language import is_date, sort_key
from bioprod_graph.rdf import read_rows, select
from bioprod_graph.tracking.dates import is_known, order_date
from bioprod_graph.tracking.model import (
    Axis,
    Concept,
    FollowUp,
    Origin,
    Reading,
    Recommendation,
    Thing,
    Track,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pyoxigraph as ox

    from bioprod_graph.findings import Language

    Row = Mapping[str, str]

_NONE_KNOWN = "none-known"
_OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}


def read_track(store: ox.Store, folder: Path, *, language: Language, as_of: str = "") -> Track:
    """Read the tracker from a store, with the queries in a folder.

    With `as_of` (2022, 2022-05 or 2022-05-31) only what was known then is in it.

    Raises ProjectError for a query that cannot be read, or a status, relation or confidence that
    the vocabularies do not have.
    """
    reader = _Reader(store, folder, language=language)
    rows = reader.ask("track")
    groups = _group(rows, "recommendation")
    found = [reader.read_recommendation(rows, as_of) for rows in groups.values()]
    ordered = sorted(found, key=lambda each: (each.number, each.iri))
    return Track(language, as_of, tuple(ordered), reader.read_origin(rows))


class _Reader:
    """Turns rows into what they tell, in one language."""

    def __init__(self, store: ox.Store, folder: Path, *, language: Language) -> None:
        self._store = store
        self._folder = folder
        self._language = language
        self._concepts = {row["concept"]: self._read_concept(row) for row in self.ask("words")}
        self._observed = _group(self.ask("observed"), "followup")
        self._readings = _group(self.ask("sources"), "read")

    def ask(self, part: str) -> list[dict[str, str]]:
        name = "track.rq" if part == "track" else f"track-{part}.rq"
        return read_rows(select(self._store, read_query(self._folder / name).text))

    def read_origin(self, rows: Iterable[Row]) -> Origin | None:
        """Read the event from the first row that tells of one with a date."""
        for row in rows:
            if "event" in row and is_date(row.get("event_date", "")):
                return Origin(row["event"], self._say(row, "event"), row["event_date"])
        return None

    def read_recommendation(self, rows: list[Row], as_of: str) -> Recommendation:
        facts = {row["followup"]: self._read_followup(row) for row in rows if "followup" in row}
        known = sorted(
            (fact for fact in facts.values() if not as_of or _is_known(fact, as_of)),
            key=lambda fact: (order_date(fact.date), fact.status.rank, fact.iri),
        )
        followups = tuple(fact for fact in known if not fact.is_earlier)
        first = rows[0]
        return Recommendation(
            first["recommendation"],
            self._say(first, "title"),
            number=int(first["number"]),
            axis=Axis(first["axis"], self._say(first, "axis"), int(first["axis_number"])),
            summary=self._say(first, "asks"),
            readings=self._find_readings(first["recommendation"]),
            status=self._choose_status(followups),
            followups=followups,
            earlier=tuple(fact for fact in known if fact.is_earlier),
        )

    def _read_followup(self, row: Row) -> FollowUp:
        observed = {each["thing"]: each for each in self._observed.get(row["followup"], ())}
        things = (
            Thing(iri, self._say(each, "name") or _shorten(iri)) for iri, each in observed.items()
        )
        return FollowUp(
            row["followup"],
            self._say(row, "name"),
            date=row["date"],
            status=self._find_concept(row, "status"),
            relation=self._find_concept(row, "relation"),
            confidence=self._find_concept(row, "confidence"),
            summary=self._say(row, "summary"),
            observed=tuple(sorted(things, key=lambda t: sort_key(t.name, self._language))),
            readings=self._find_readings(row["followup"]),
        )

    def _find_readings(self, iri: str) -> tuple[Reading, ...]:
        rows = {row["passage"]: row for row in self._readings.get(iri, ())}
        return tuple(map(self._read_reading, rows.values()))

    def _read_reading(self, row: Row) -> Reading:
        return Reading(
            passage=row["passage"],
            source=Thing(row["source"], self._say(row, "name")),
            publisher=row.get("publisher", ""),
            issued=row.get("issued", ""),
            not_before=row.get("not_before", ""),
            locator=self._say(row, "locator"),
            link=row.get("link", ""),
        )

    def _read_concept(self, row: Row) -> Concept:
        return Concept(row["concept"], self._say(row, "name"), int(row.get("rank", "0")))

    def _find_concept(self, row: Row, name: str) -> Concept:
        concept = self._concepts.get(row[name])
        if concept is None:
            raise ProjectError(
                en=f"{row['followup']}: the {name} {row[name]} is in no vocabulary",
                fr=f"{row['followup']} : {row[name]}, pour {name}, n’est dans aucun vocabulaire",
            )
        return concept

    def _choose_status(self, followups: Iterable[FollowUp]) -> Concept:
        statuses = [fact.status for fact in followups]
        if statuses:
            return max(statuses, key=lambda status: (status.rank, status.iri))
        for concept in self._concepts.values():
            if concept.key == _NONE_KNOWN:
                return concept
        raise ProjectError(
            en=f"the status {_NONE_KNOWN} is in no vocabulary",
            fr=f"le statut {_NONE_KNOWN} n’est dans aucun vocabulaire",
        )

    def _say(self, row: Row, name: str) -> str:
        """Give a text in the language of the tracker, in the other one rather than none."""
        other = row.get(f"{name}_{_OTHER[self._language]}", "")
        return row.get(f"{name}_{self._language}", other)


def _group(rows: Iterable[Row], name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return dict(groups)


def _shorten(iri: str) -> str:
    """Name a thing that has no label by the end of its IRI."""
    return iri.rpartition("/")[2]


def _is_known(fact: FollowUp, as_of: str) -> bool:
    return is_known(fact.date, [reading.oldest for reading in fact.readings], as_of)
