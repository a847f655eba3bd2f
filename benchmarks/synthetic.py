"""A synthetic project: the real one, and around it as many invented events as are asked for.

Each event comes with all that the real one has: source and passages, organisations with names,
identifiers and seats, people and posts, participations, axes, recommendations, initiatives,
claims and a testimony. The same number gives the same bytes; every check is silent.

    python -m benchmarks.synthetic FOLDER --quads 100000
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = tuple[str, dict[str, str]]

ROOT = Path(__file__).parent.parent
FOLDERS = ("ontology", "data", "queries")
# What the real project and one invented event with all around it make, about.
_QUADS_OF_PROJECT = 7_000
_QUADS_OF_EVENT = 1_885
_SEED = 2021

# Communes carry a code of five digits, so there cannot be one for each of a great many events.
_COMMUNES = 1_200
_DEPARTMENTS = (("essonne", "91"), ("seine-saint-denis", "93"), ("herault", "34"))
_KINDS = ("Company", "ResearchInstitute", "University", "Hospital", "Platform", "Incubator")
_ROLES = ("organizer", "partner", "host", "participant", "participant", "witness")
_AUDIENCES = ("academics", "companies", "industry", "researchers", "start-ups", "talents")
_THERAPIES = ("cell-therapy", "gene-therapy", "vaccine")
_DISEASES = ("cancer", "chronic-disease", "degenerative-disease", "rare-disease")
_CONCEPTS = ("bioproduction", "biotherapies")
_NAMES = ("Aubier", "Brume", "Cèdre", "Drille", "Érable", "Frêne", "Garance", "Houblon", "Iris")
_WORDS = ("bioréacteur", "vecteur", "plasmide", "lignée", "purification", "cryogénie", "essai")
_SINCE = ("2009", "2014-05", "2017-09-01", "2019")
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"


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
    department, code = _DEPARTMENTS[number % 3]
    passages = {"passages": f"event-{number}-passage-0"}
    yield (
        "places",
        _label(slug, name)
        | passages
        | {"kind": "Commune", "insee_code": f"{code}{550 + number // 3}"},
    )
    yield "place-containments", {"place": slug, "contained_in": department} | passages
    point = {"latitude": f"{48 + number / 5000:.5f}", "longitude": f"{2 + number / 5000:.5f}"}
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
        self._passages = [f"{self._slug}-passage-{n}" for n in range(12)]
        self._bodies = [f"{self._slug}-body-{n}" for n in range(len(_KINDS))]
        self._people = [f"{self._slug}-person-{n}" for n in range(3)]
        self._place = f"commune-{number % _COMMUNES}"

    def rows(self) -> Iterator[Row]:
        """Give all rows of the event, each with its table; those read in a passage name it."""
        yield from self._make_evidence()
        for parts in (
            self._make_bodies(),
            self._make_people(),
            self._make_event(),
            self._make_policy(),
            self._make_claims(),
        ):
            for table, cells in parts:
                yield table, {"passages": "|".join(self._cite())} | cells

    def _cite(self) -> list[str]:
        return sorted(self._chance.sample(self._passages, self._chance.randint(1, 2)))

    def _name(self, text: str) -> str:
        words = f"{self._chance.choice(_NAMES)} {self._chance.choice(_WORDS)}"
        return f"{text} {words} {self._number}-{next(self._names)}"

    def _make_evidence(self) -> Iterator[Row]:
        source = f"{self._slug}-page"
        yield (
            "sources",
            _label(source, self._name("Page"))
            | {"url": f"https://source.example/{self._slug}", "title": self._name("Titre")}
            | {"publisher": self._name("Journal"), "language": "fr", "date_read": "2026-11-20"}
            | {"digest": _digest(source), "length": "6000"},
        )
        for n, passage in enumerate(self._passages):
            place = {"locator_fr": f"Paragraphe {n + 1}", "locator_en": f"Paragraph {n + 1}"}
            ends = {"text_start": f"Le {self._name('mot')}", "text_end": f"fin du passage {n}."}
            span = {
                "start": f"{400 * n + 10}",
                "end": f"{400 * n + 200}",
                "digest": _digest(passage),
            }
            yield (
                "passages",
                _label(passage, self._name("Passage"))
                | _summary(self._name("Propos"))
                | {"source": source, "selector": "selector", **place, **ends, **span},
            )

    def _make_bodies(self) -> Iterator[Row]:
        for n, (body, kind) in enumerate(zip(self._bodies, _KINDS, strict=True)):
            serial = self._number * len(_KINDS) + n
            name = self._name(kind)
            about = {"organization": body}
            yield "organizations", _label(body, name) | _summary(name) | {"kind": kind}
            other = self._name("Nom")
            names = {"id": f"{body}-name", "name_fr": other, "name_en": other, "kind": "former"}
            yield "organization-names", about | names
            for scheme, value in (("siren", _siren(serial)), ("isni", _isni(serial))):
                yield "organization-identifiers", about | {"scheme": scheme, "value": value}
            for relation, target in (
                ("rorRecord", f"https://ror.org/{_ror(serial)}"),
                ("wikidataItem", f"http://www.wikidata.org/entity/Q{900_000_000 + serial}"),
                ("website", f"https://{body}.example/"),
            ):
                yield "organization-links", about | {"relation": relation, "target": target}
            yield "organization-foundings", about | {"founding_year": f"{1950 + serial % 70}"}
            since = {"since": self._chance.choice(_SINCE)}
            yield "organization-seats", about | {"place": self._place} | since
            yield "organization-diseases", about | {"disease": self._chance.choice(_DISEASES)}

    def _make_people(self) -> Iterator[Row]:
        for n, person in enumerate(self._people):
            name = f"{_NAMES[n]} {self._chance.choice(_NAMES)} {self._number}-{n}"
            yield "persons", _label(person, name) | _summary(name)
            for post, body in enumerate(self._bodies[n : n + 2]):
                yield (
                    "posts",
                    _label(f"{person}-post-{post}", f"{name}, poste {post}")
                    | {"person": person, "organization": body, "title_fr": "Responsable"}
                    | {"title_en": "Head", "since": self._chance.choice(_SINCE)},
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
        for audience in self._chance.sample(_AUDIENCES, 3):
            yield "event-audiences", {"event": event, "audience": audience}
        actors = [f"organization/{body}" for body in self._bodies]
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
            for n in range(3):
                yield from self._make_recommendation(3 * axis + n + 1, slug)

    def _make_recommendation(self, position: int, axis: str) -> Iterator[Row]:
        slug, name = f"{self._slug}-r{position}", self._name(f"Recommandation {position}")
        about, initiative = {"recommendation": slug}, f"{self._slug}-initiative-{position}"
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
        name = self._name("Initiative")
        yield "initiatives", _label(initiative, name) | _summary(name)
        yield "recommendation-proposes", about | {"initiative": initiative}
        leader = self._chance.choice(self._bodies)
        yield "initiative-leaders", {"initiative": initiative, "leader": leader}

    def _make_claims(self) -> Iterator[Row]:
        when = {"date": "2021", "start_date": "2021-01-01", "end_date": "2021-12-31"}
        for n, unit in enumerate(("participants", "percent")):
            said = {"value": f"{self._chance.randint(1, 99)}", "unit": unit, "qualifier": "about"}
            about = {"about": f"event/{self._slug}|place/{self._place}"}
            label = _label(f"{self._slug}-claim-{n}", self._name(f"Chiffre {n}"))
            yield "claims", label | said | about | when | {"claimed_by": self._bodies[0]}
        slug, name = f"{self._slug}-testimony", self._name("Témoignage")
        about = {"about": f"event/{self._slug}", "date": "2021"}
        about |= {"capacity_fr": "Présidente", "capacity_en": "Chair"}
        yield "testimonies", _label(slug, name) | _summary(name) | about
        yield "testimony-speakers", {"testimony": slug, "person": self._people[1]}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _siren(serial: int) -> str:
    """Nine digits, of which the last makes the Luhn sum a multiple of ten."""
    digits = [int(digit) for digit in f"{80_000_000 + serial}"]
    total = sum(sum(divmod(d * (1 + n % 2), 10)) for n, d in enumerate(reversed(digits), 1))
    return f"{80_000_000 + serial}{-total % 10}"


def _isni(serial: int) -> str:
    """Fifteen digits and the check character of ISO/IEC 7064, MOD 11-2."""
    digits = f"00000009{serial:07}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits + ("X" if check == 10 else str(check))  # noqa: PLR2004  ten is written X


def _ror(serial: int) -> str:
    """A zero, six characters of Crockford's alphabet, and two digits of MOD 97-10."""
    number, letters = 900_000_000 + serial, ""
    for shift in range(25, -1, -5):
        letters += _BASE32[number >> shift & 31]
    return f"0{letters}{98 - number * 100 % 97:02}"


def main() -> None:
    """Write a project to a folder that does not exist yet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quads", type=int, default=100_000)
    arguments = parser.parse_args()
    print(write_project(arguments.folder, arguments.quads))


if __name__ == "__main__":
    main()
