"""Invented files of Sirene: the columns of the true ones, and cells that break what is careless.

Nothing in them is real: names are coined, numbers have the form of true ones. The same size gives
the same bytes. Beside legal persons there are natural ones, and what is not diffused to everybody:
their names hold `SECRET`, which nothing may show.

    python -m benchmarks.sirene FOLDER --units 20000
"""

from __future__ import annotations

import argparse
import csv
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.registers import coin_name, make_siren
from bioprod_graph.project import find_program
from bioprod_graph.registers import read_open_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = dict[str, str]

SECRET = "SECRET"  # noqa: S105  no password: a mark
# What each of these is to become is told by `clean`.
HOSTILE = (
    'LABO "GUILLEMETS" \\ R&D',
    "L'ÉGLISE D’ÉVRY‑COURCOURONNES",
    "  blancs autour  ",
    "\u00a0espaces insécables autour\u00a0",
    "tabulation\tet\nfin de ligne\r\n",
    "\\",
    '""',
    "'); DROP TABLE units; --",
    "<script>alert(1)</script>",
    "e\u0301 de\u0301compose\u0301",
    "séparateur\u2028de lignes \U0001f9ec",
    "\x01\x7f commandes",
    "NULL",
    "0042",
    "x" * 5_000,
    "virgule, point-virgule; barre | dièse #",
)
_ACTIVITIES = ("21.10Z", "72.11Z", "62.01Z", "68.20B", "47.11F", "56.10A", "70.22Z")
_COMMUNES = (
    ("06200", "06088"),
    ("75013", "75113"),
    ("91000", "91228"),
    ("20000", "2A004"),
    ("35000", "35238"),
)
_EVERY = 10


def clean(text: str) -> str:
    """Say what becomes of a cell: no control character, no blank around."""
    controls = "".join(map(chr, range(32))) + "\x7f"
    parts = text.strip(" ").translate(dict.fromkeys(map(ord, controls), "\0")).split("\0")
    return " ".join([parts[0], *filter(None, parts[1:-1]), *parts[1:][-1:]]).strip(" ")


def make_units(count: int) -> Iterator[Row]:
    """Make legal units: of ten, five legal persons, four natural ones, one diffused in part."""
    hostile, activities = cycle(HOSTILE), cycle(_ACTIVITIES)
    for serial in range(count):
        siren, kind = make_siren(serial), serial % _EVERY
        name = next(hostile) if kind == 0 else coin_name(serial).upper()
        activity = next(activities)
        row = {
            "siren": siren,
            "statutDiffusionUniteLegale": "P" if kind == 1 else "O",
            "dateCreationUniteLegale": "2021-02-30" if kind == 2 else "2021-05-31",  # noqa: PLR2004
            "etatAdministratifUniteLegale": "AC"[serial % 3 == 0],
            "nicSiegeUniteLegale": "00019",
            "activitePrincipaleUniteLegale": activity,
            "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
            "activitePrincipaleNAF25UniteLegale": f"{activity[:5]}Y",
            "sigleUniteLegale": name[:4],
            "denominationUsuelle1UniteLegale": name,
        }
        if kind in (3, 5, 7, 9):
            row |= {
                "categorieJuridiqueUniteLegale": "1000",
                "nomUniteLegale": f"{SECRET} {name}",
                "prenom1UniteLegale": SECRET,
                "denominationUsuelle1UniteLegale": SECRET,
                "sigleUniteLegale": "",
            }
        elif kind == 1:
            row |= dict.fromkeys(("denominationUniteLegale", "sigleUniteLegale"), SECRET)
            row["categorieJuridiqueUniteLegale"] = "5710"
        else:
            row |= {"denominationUniteLegale": name, "categorieJuridiqueUniteLegale": "5710"}
        yield row


def make_establishments(units: Iterator[Row]) -> Iterator[Row]:
    """Make two establishments a unit, the seat first; those of natural persons bear their names."""
    communes = cycle(_COMMUNES)
    for unit in units:
        for nic in ("00019", "00027"):
            postal_code, commune = next(communes)
            yield {
                "siren": unit["siren"],
                "nic": nic,
                "siret": unit["siren"] + nic,
                "statutDiffusionEtablissement": unit["statutDiffusionUniteLegale"],
                "dateCreationEtablissement": unit["dateCreationUniteLegale"],
                "etablissementSiege": str(nic == "00019").lower(),
                "codePostalEtablissement": postal_code,
                "codeCommuneEtablissement": commune,
                "etatAdministratifEtablissement": "AF"[unit["etatAdministratifUniteLegale"] == "C"],
                "enseigne1Etablissement": unit["denominationUsuelle1UniteLegale"],
                "activitePrincipaleEtablissement": unit["activitePrincipaleUniteLegale"],
                "activitePrincipaleNAF25Etablissement": unit["activitePrincipaleNAF25UniteLegale"],
            }


def write_sirene(folder: Path, units: int) -> list[Path]:
    """Write both files; the last ones of each have numbers that are none."""
    tables = read_open_register(find_program(), "sirene").tables
    wrong = [row | {"siren": f"1234567{end}"} for end, row in zip("8A", make_units(2), strict=True)]
    rows = {
        "units": [*make_units(units), *wrong],
        "establishments": [*make_establishments(make_units(units))],
    }
    odd = [row | {"siret": "../../etc/passwd"} for row in islice(rows["establishments"], 1)]
    odd += [row | {"siret": make_siren(units + 1) + "00019"} for row in odd]
    rows["establishments"] += odd
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv" for name in rows]
    for path, (name, found) in zip(paths, rows.items(), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, tables[name], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sirene", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--units", type=int, default=20_000)
    arguments = parser.parse_args()
    for written in write_sirene(arguments.folder, arguments.units):
        print(written)
