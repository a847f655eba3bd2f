"""A synthetic project: the real one, and around it as many invented events as are asked for.

Each event comes with what the real ones have, in about the same proportions: sources and passages,
organisations with names, identifiers, seats, roles, modalities and statuses, ties between them,
people and posts, participations, recommendations with what became of them, initiatives, claims and
a testimony. The same number gives the same bytes; every check is silent.

    python -m benchmarks.synthetic FOLDER --quads 100000
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
from itertools import chain, combinations, count, cycle, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.registers import (
    coin_name,
    make_digest,
    make_isni,
    make_ror,
    make_siren,
    make_siret,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[str, dict[str, str]]

ROOT = Path(__file__).parent.parent
FOLDERS = ("ontology", "data", "queries")
# What the real project and one invented event with all around it make, about.
_QUADS_OF_PROJECT = 45_300
_QUADS_OF_EVENT = 2_963
_SEED = 2021

# Communes carry a code of five digits, so there cannot be one for each of a great many events.
# The real codes of these départements end below 900.
_COMMUNES = 300
_FIRST_CODE = 900
_DEPARTMENTS = (("essonne", "91", "11"), ("seine-saint-denis", "93", "11"), ("herault", "34", "76"))
_KINDS = (
    *("Company", "ResearchInstitute", "Company", "PublicBody", "Company", "University", "Platform"),
    *("Company", "Hospital", "ResearchInstitute", "Company", "Association", "ResearchInstitute"),
    "Incubator",
)
_ROLES = ("organizer", "partner", "host", "participant", "witness")
_CHAIN = (
    *("research-and-development", "production", "contract-manufacturing", "equipment"),
    *("services", "quality-and-analytics", "support", "funding", "training"),
)
_MODALITIES = (
    *(("therapy", "cell-therapy"), ("therapy", "gene-therapy"), ("bioproduct", "antibody")),
    *(("therapy", "vaccine"), ("therapy", "tissue-engineering"), ("bioproduct", "protein")),
)
_STATUSES = ("active", "active", "active", "presumed-active", "unknown")
# As often as in the real data, about.
_RELATIONS = (
    *("part-of", "part-of", "part-of", "part-of", "part-of", "part-of", "part-of"),
    *("founded-by", "founded-by", "founded-by", "partner-of", "partner-of", "partner-of"),
    *("member-of", "member-of", "located-at", "located-at", "funded-by", "funded-by"),
    *("spin-off-of", "labelled-by", "acquired-by", "operated-by", "hosted-by"),
)
_FOLLOW_UPS = (
    *(("partly", "relates-to", "2023-04"), ("unclear", "precedes", "2020")),
    *(("done", "relates-to", "2024"), ("announced", "relates-to", "2022-11-08")),
)
_UNITS = ("participants", "million-euros", "percent", "million-euros", "jobs")
_QUALIFIERS = ("exact", "exact", "about", "at-least", "at-most")
_AUDIENCES = ("academics", "companies", "industry", "researchers", "start-ups", "talents")
_THERAPIES = ("cell-therapy", "gene-therapy", "vaccine")
_DISEASES = ("cancer", "chronic-disease", "degenerative-disease", "rare-disease")
_CONCEPTS = ("bioproduction", "biotherapies")
_NAMES = ("Aubier", "Brume", "Cèdre", "Drille", "Érable", "Frêne", "Garance", "Houblon", "Iris")
_WORDS = ("bioréacteur", "vecteur", "plasmide", "lignée", "purification", "cryogénie", "essai")
_SINCE = ("2009", "2014-05", "2017-09-01", "2019")
_SOURCES = 14
_NOTE = {"note_fr": "Lien inventé.", "note_en": "Tie made up."}


def write_project(folder: Path, quads: int) -> Path:
    """Write a project whose dataset has about that many quads; gives its folder."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    events = max(0, quads - _QUADS_OF_PROJECT) // _QUADS_OF_EVENT
    _append_rows(folder / "data", _make_rows(events))
    return folder


def _append_rows(data: Path, rows: Iterator[Row]) -> None:
    """Rows without passages, curator and the like of their own get those of their event."""
    headers = {path.stem: _read_header(path) for path in data.glob("*.csv")}
    pending: dict[str, list[list[str]]] = {name: [] for name in headers}
    common = {"curator": "bioprod-graph", "curated": "2026-11-22", "confidence": "high"}
    for name, cells in rows:
        filled = {**common, **cells}
        pending[name].append([filled.get(column, "") for column in headers[name]])
    for name, lines in pending.items():
        with (data / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


def _read_header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def _make_rows(events: int) -> Iterator[Row]:
    chance = random.Random(_SEED)  # noqa: S311  chance of a repeatable kind is what is needed
    for number in range(events):
        if number < _COMMUNES:
            yield from _make_commune(number)
        yield from _Event(number, chance).rows()


def _make_commune(number: int) -> Iterator[Row]:
    slug, name = f"commune-{number}", f"Commune inventée {number}"
    department, prefix, region = _DEPARTMENTS[number % 3]
    code = f"{prefix}{_FIRST_CODE + number // 3}"
    passages = {"passages": f"event-{number}-passage-0"}
    official = {"code": code, "name": name, "kind": "Commune"}
    yield "insee-codes", official | {"department": prefix, "region": region}
    yield "places", _label(slug, name) | passages | {"kind": "Commune", "insee_code": code}
    yield "place-containments", {"place": slug, "contained_in": department} | passages
    point = {"latitude": f"{48.5 + number / 5000:.5f}", "longitude": f"{2 + number / 5000:.5f}"}
    yield (
        "place-points",
        _label("", f"Mairie inventée {number}") | {"place": slug} | point | passages,
    )


def _label(slug: str, name: str) -> dict[str, str]:
    return {"id": slug, "label_fr": name, "label_en": name}


def _summary(text: str) -> dict[str, str]:
    return {
        "summary_fr": f"{text}, inventé pour mesurer.",
        "summary_en": f"{text}, made to measure.",
    }


class _Event:
    """One invented event and all that is said around it."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self._number = number
        self._chance = chance
        self._names = count()
        self._slug = f"event-{number}"
        self._sources = [f"{self._slug}-source-{n}" for n in range(_SOURCES)]
        # Four passages in the page of the event, one or two in the others.
        places = [*repeat(0, 4), *range(1, _SOURCES), *range(1, _SOURCES, 2)]
        self._passages = {f"{self._slug}-passage-{n}": place for n, place in enumerate(places)}
        self._next = cycle(self._passages)
        self._bodies = [f"{self._slug}-body-{n}" for n in range(len(_KINDS))]
        self._people = [f"{self._slug}-person-{n}" for n in range(2)]
        self._place = f"commune-{number % _COMMUNES}"

    def rows(self) -> Iterator[Row]:
        """Give all rows of the event, each with its table; those read in a passage name it."""
        yield from self._make_evidence()
        for parts in (
            self._make_bodies(),
            self._make_ties(),
            self._make_people(),
            self._make_event(),
            self._make_policy(),
            self._make_claims(),
        ):
            for table, cells in parts:
                yield table, {"passages": "|".join(self._cite())} | cells

    def _cite(self) -> list[str]:
        """Each passage in its turn, and now and then one more."""
        more = self._chance.sample(list(self._passages), self._chance.randint(0, 1))
        return sorted({next(self._next), *more})

    def _cite_later(self) -> str:
        """A passage of a source of which the date is known, later than the event."""
        return self._chance.choice([p for p, n in self._passages.items() if n % 3 == 1])

    def _name(self, text: str) -> str:
        words = f"{self._chance.choice(_NAMES)} {self._chance.choice(_WORDS)}"
        # One number: names are compared if they hold the same ones, in any order.
        return f"{text} {words} {1000 * self._number + next(self._names)}"

    def _make_evidence(self) -> Iterator[Row]:
        for n, source in enumerate(self._sources):
            about = {"url": f"https://source.example/{source}", "title": self._name("Titre")}
            about |= {"publisher": self._name("Journal"), "language": "fr", "layer": "elsewhere"}
            if n == 0:
                about |= {"digest": make_digest(source), "length": "6000", "layer": "page"}
                about |= {"date_read": "2026-11-20"}
            if n % 3 == 1:
                about |= {"not_before": "2025"} | ({"issued": "2025-02"} if n == 1 else {})
            yield "sources", _label(source, self._name("Page")) | about
        for n, (passage, place) in enumerate(self._passages.items()):
            about = _summary(self._name("Propos")) | {"source": self._sources[place]}
            about |= {
                "extent": "paragraph",
                "locator_fr": f"Paragraphe {n + 1}",
                "locator_en": f"Paragraph {n + 1}",
            }
            quoted = {} if place else self._quote(n, passage)
            yield "passages", _label(passage, self._name("Passage")) | about | quoted

    def _quote(self, n: int, passage: str) -> dict[str, str]:
        ends = {"text_start": f"Le {self._name('mot')}", "text_end": f"fin du passage {n}."}
        span = {"start": f"{400 * n + 10}", "end": f"{400 * n + 200}"}
        return ends | span | {"selector": "selector", "digest": make_digest(passage)}

    def _make_bodies(self) -> Iterator[Row]:
        for n, (body, kind) in enumerate(zip(self._bodies, _KINDS, strict=True)):
            serial = self._number * len(_KINDS) + n
            name = coin_name(serial)
            about = {"organization": body}
            yield "organizations", _label(body, name) | _summary(name) | {"kind": kind}
            for table, cells in chain(
                self._name_body(serial, n), self._seat_body(serial, n), self._describe_body(n)
            ):
                yield table, about | cells

    def _name_body(self, serial: int, n: int) -> Iterator[Row]:
        """Other names of most, addresses in other datasets of some, numbers of one or two."""
        if n < 11:  # noqa: PLR2004  so many in fourteen have another name
            other = self._name("Nom")
            names = {"id": f"{self._bodies[n]}-name", "name_fr": other, "name_en": other}
            yield "organization-names", names | {"kind": "former" if n % 5 == 0 else "other"}
        numbers = (
            ("siren", make_siren(serial)),
            ("siret", make_siret(serial)),
            ("isni", make_isni(serial)),
        )
        for scheme, value in numbers if n == 0 else numbers[: n == 1]:
            yield "organization-identifiers", {"scheme": scheme, "value": value}
        links = (
            ("rorRecord", f"https://ror.org/{make_ror(serial)}"),
            ("website", f"https://{self._bodies[n]}.example/"),
            ("wikidataItem", f"http://www.wikidata.org/entity/Q{900_000_000 + serial}"),
        )
        for relation, target in links if n % 5 == 0 else links[n % 2 : n % 2 + 1]:
            yield "organization-links", {"relation": relation, "target": target}

    def _seat_body(self, serial: int, n: int) -> Iterator[Row]:
        if n % 3 != 1:
            yield "organization-foundings", {"founding_year": f"{1950 + serial % 70}"}
        if n % 5 != 4:  # noqa: PLR2004  four of five have a known seat
            basis = ("ror", "ror", "source", "source", "assumed")[(n + self._number) % 5]
            seat = {"place": self._place, "basis": basis}
            yield "organization-seats", seat | self._since() if n % 4 == 0 else seat

    def _describe_body(self, n: int) -> Iterator[Row]:
        for role in self._chance.sample(_CHAIN, 1 + (n % 4 == 0)):
            yield "organization-roles", {"role": role}
        if n % 7:
            kind, modality = self._chance.choice(_MODALITIES)
            yield "organization-modalities", {"kind": kind, "modality": modality}
        if n % 4:
            status = {"status": self._chance.choice(_STATUSES)}
            yield "organization-statuses", status | ({"date": "2025"} if n == 1 else {})
        if n == 0:
            yield "organization-diseases", {"disease": self._chance.choice(_DISEASES)}

    def _make_ties(self) -> Iterator[Row]:
        """Ties between the bodies, later to earlier, so that none is acquired in a circle."""
        pairs = self._chance.sample(list(combinations(self._bodies, 2)), len(_RELATIONS))
        for n, ((later, earlier), relation) in enumerate(zip(pairs, _RELATIONS, strict=True)):
            ends = {"subject": f"organization/{later}", "object": f"organization/{earlier}"}
            period = self._period() if n % 5 < 2 else {}  # noqa: PLR2004  two of five are dated
            yield "ties", {"id": f"{self._slug}-tie-{n}", "relation": relation} | ends | period
        for n, (relation, hub) in enumerate(
            (("member-of", "medicen-paris-region"), ("funded-by", "region-ile-de-france"))
        ):
            ends = {"subject": f"organization/{self._bodies[n]}", "object": f"organization/{hub}"}
            yield "ties", {"id": f"{self._slug}-tie-hub-{n}", "relation": relation} | ends | _NOTE

    def _period(self) -> dict[str, str]:
        """Since a year in which all bodies were there already; sometimes until another."""
        until = {"until": "2024-06"} if self._chance.random() < 0.1 else {}  # noqa: PLR2004
        return {"since": self._chance.choice(("2020", "2021-09", "2022-03-14"))} | until

    def _since(self) -> dict[str, str]:
        return {"since": self._chance.choice(_SINCE)}

    def _make_people(self) -> Iterator[Row]:
        for n, person in enumerate(self._people):
            name = f"{_NAMES[n]} {self._chance.choice(_NAMES)} {self._number}-{n}"
            yield "persons", _label(person, name) | _summary(name)
            for post, body in enumerate(self._bodies[n : 2 * n + 1]):
                yield (
                    "posts",
                    _label(f"{person}-post-{post}", f"{name}, poste {post}")
                    | {"person": person, "organization": body, "title_fr": "Responsable"}
                    | {"title_en": "Head"}
                    | self._since(),
                )

    def _make_event(self) -> Iterator[Row]:
        event, workshop = self._slug, f"{self._slug}-workshop"
        day = f"2021-{1 + self._number % 12:02}-{1 + self._number % 28:02}"
        when = {"date": day, "start_date": day, "end_date": day}
        for slug, kind in ((event, "Congress"), (workshop, "Workshop")):
            name = self._name(kind)
            yield "events", _label(slug, name) | _summary(name) | {"kind": kind} | when
        yield "event-preparations", {"event": workshop, "prepares": event}
        yield "event-places", {"event": event, "relation": "location", "place": self._place}
        yield "event-strategies", {"event": event, "strategy": "smart-sante-2020-2022"}
        for audience in self._chance.sample(_AUDIENCES, 2):
            yield "event-audiences", {"event": event, "audience": audience}
        actors = [f"organization/{body}" for body in self._bodies[: len(_ROLES)]]
        actors[-1] = f"person/{self._people[0]}"
        for n, (actor, role) in enumerate(zip(actors, _ROLES, strict=True)):
            who = _label(f"{event}-part-{n}", self._name(f"Part {n}"))
            yield "participations", who | {"actor": actor, "event": event, "role": role}

    def _make_policy(self) -> Iterator[Row]:
        name = self._name("Recommandations")
        yield (
            "recommendation-sets",
            _label(self._slug, name) | _summary(name) | {"outcome_of": self._slug},
        )
        for axis in range(2):
            slug, name = f"{self._slug}-axis-{axis}", self._name(f"Axe {axis}")
            place = {"position": f"{axis + 1}", "in_set": self._slug}
            yield "axes", _label(slug, name) | _summary(name) | place
            yield from self._make_recommendation(axis + 1, slug)

    def _make_recommendation(self, position: int, axis: str) -> Iterator[Row]:
        slug, name = f"{self._slug}-r{position}", self._name(f"Recommandation {position}")
        about = {"recommendation": slug}
        place = {"position": f"{position}", "in_axis": axis}
        yield "recommendations", _label(slug, name) | _summary(name) | place
        yield "recommendation-targets", about | {"therapy": self._chance.choice(_THERAPIES)}
        for audience in self._chance.sample(_AUDIENCES, 2):
            yield "recommendation-concerns", about | {"audience": audience}
        for kind, thing in (
            ("concept", self._chance.choice(_CONCEPTS)),
            ("organization", self._chance.choice(self._bodies)),
        ):
            yield "recommendation-mentions", about | {"kind": kind, "thing": thing}
        initiative = f"{slug}-initiative"
        yield "recommendation-proposes", about | {"initiative": initiative}
        yield from self._make_initiative(initiative, "proposal")
        programme = f"{slug}-programme"
        yield from self._make_initiative(programme, "programme")
        for n, (status, relation, date) in enumerate(_FOLLOW_UPS[position % 2 :: 2]):
            name = self._name("Suite")
            seen = {"observes": f"initiative/{programme}", "date": date, "status": status}
            seen |= {
                "relation": relation,
                "result": "unknown",
                "said_by": "body" if relation == "follows" else "body|our-reading",
                "passages": self._cite_later(),
            }
            yield "follow-ups", _label(f"{slug}-{n}", name) | _summary(name) | about | seen

    def _make_initiative(self, slug: str, kind: str) -> Iterator[Row]:
        name = self._name("Initiative")
        yield "initiatives", _label(slug, name) | _summary(name) | {"kind": kind}
        leader = self._chance.choice(self._bodies)
        yield "initiative-leaders", {"initiative": slug, "leader": leader}
        ends = {"subject": f"initiative/{slug}", "object": f"organization/{leader}"}
        yield "ties", {"id": f"{slug}-tie", "relation": "borne-by"} | ends

    def _make_claims(self) -> Iterator[Row]:
        when = {"date": "2021", "start_date": "2021-01-01", "end_date": "2021-12-31"}
        about = {"about": f"event/{self._slug}|place/{self._place}"}
        for n, (unit, qualifier) in enumerate(zip(_UNITS, _QUALIFIERS, strict=True)):
            said = {"value": f"{self._chance.randint(1, 99)}", "unit": unit, "qualifier": qualifier}
            said |= {"claimed_by": self._bodies[0]} if n % 3 == 0 else {}
            label = _label(f"{self._slug}-claim-{n}", self._name(f"Chiffre {n}"))
            yield "claims", label | said | about | when
        held = {"predicate": "locatedIn", "object": f"place/{self._place}"}
        label = _label(f"{self._slug}-claim-held", self._name("Affirmation"))
        yield "claims", label | held | {"about": f"organization/{self._bodies[0]}"}
        slug, name = f"{self._slug}-testimony", self._name("Témoignage")
        said = {"about": f"event/{self._slug}", "date": "2021"}
        said |= {"capacity_fr": "Présidente", "capacity_en": "Chair"}
        yield "testimonies", _label(slug, name) | _summary(name) | said
        yield "testimony-speakers", {"testimony": slug, "person": self._people[1]}


def main() -> None:
    """Write a project to a folder that does not exist yet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quads", type=int, default=100_000)
    arguments = parser.parse_args()
    print(write_project(arguments.folder, arguments.quads))


if __name__ == "__main__":
    main()
