"""How well bodies are linked with a register of which the truth is known.

    python -m benchmarks.linking FOLDER… [--all] [--estimate] [--calibrate]

Each FOLDER holds files of Sirene as Parquet, StockUniteLegale_utf8 and StockEtablissement_utf8, and
curated.csv: bodies under noisy names (actor_id, name, postal_code, city), each with its true_siren
or none. The slice of the field is linked, with --all every unit that has a name. --estimate prints
what the probabilities of registers/linking.json were set from: how often pairs that are the same,
and pairs that are not, fall under each level of a comparison. --calibrate prints its threshold: of
those below half with the precision that is promised, in the slice and on every unit of each folder,
and two standard errors of a file of 2,000 bodies more, the one with the best mean F1 in the slices.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from bioprod_graph.linking import Body, find_links, read_model
from bioprod_graph.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bioprod_graph.linking import Model

_FIELD = "('21.10Z', '21.20Z', '72.11Z')"
_PRECISION = 0.98
# Of 2,000 bodies, four in five are in the register: so many links tell how precise they are.
_LINKS = 1600
# Below half, so that of two that are equally alike a person is asked.
_THRESHOLDS = [step / 100 for step in range(1, 50)]
# Of the units, one in so many is compared with every body: what chance makes alike.
_SAMPLE = 20


class Score(NamedTuple):
    """How right the proposals from some threshold on are."""

    f1: float
    precision: float
    recall: float

    def is_sure(self) -> bool:
        """Tell whether a file of 2,000 bodies would show the precision too, but for bad luck."""
        error = math.sqrt(self.precision * (1 - self.precision) / _LINKS)
        return self.precision - 2 * error >= _PRECISION


class Trial(NamedTuple):
    """The probabilities of all links, right ones and wrong ones; how many there are to find."""

    right: list[float]
    wrong: list[float]
    expected: int

    def rate(self, threshold: float) -> Score:
        """Rate what is proposed from a threshold on."""
        right, wrong = (sum(p >= threshold for p in each) for each in self[:2])
        precision, recall = right / max(1, right + wrong), right / self.expected
        return Score(2 * right / (right + wrong + self.expected), precision, recall)


def try_links(folder: Path, *, is_whole: bool) -> Trial:
    """Link the bodies of a folder and compare with the truth: a pair is right or wrong."""
    bodies, truth = _read_bodies(folder)
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "sirene.parquet"
        duckdb.execute(
            f"COPY ({_select_units(folder, is_whole=is_whole)}) TO '{rows}' (FORMAT parquet)"
        )
        model = replace(read_model(find_project()), threshold=_THRESHOLDS[0])
        links = find_links(model, "sirene", rows, bodies=bodies)
    found: dict[bool, list[float]] = {True: [], False: []}
    for link in links:
        found[truth[link.body.iri] == link.found.number].append(link.score)
    return Trial(found[True], found[False], sum(map(bool, truth.values())))


def calibrate(slices: Sequence[Trial], wholes: Sequence[Trial]) -> float:
    """Choose a threshold by the rule that is told above; of equals the highest."""
    kept = (
        threshold
        for threshold in _THRESHOLDS
        if all(trial.rate(threshold).is_sure() for trial in (*slices, *wholes))
    )
    return max(kept, key=lambda kept: (sum(trial.rate(kept).f1 for trial in slices), kept))


def estimate_levels(folder: Path, model: Model) -> Iterator[tuple[str, str, float, float]]:
    """Give the levels of each comparison, with their shares of same pairs and of others."""
    sides = {
        "units": _select_units(folder, is_whole=False),
        "bodies": "SELECT actor_id AS id, name, true_siren AS siren, nullif(postal_code, '') AS "  # noqa: S608
        f"commune, city AS town FROM read_csv('{folder}/curated.csv', all_varchar = true)",
    }
    with duckdb.connect() as connection:
        for side, select in sides.items():
            connection.execute(f"CREATE TABLE {side} AS {model.compute(select)}")
        for comparison in model.splink["comparisons"]:
            levels = comparison["comparison_levels"]
            conditions = [
                re.sub(r"\b(\w+?)_([lr])\b", r"\2.\1", x["sql_condition"]) for x in levels
            ]
            told = " ".join(f"WHEN {c} THEN {n}" for n, c in enumerate(conditions) if c != "ELSE")
            shares = [
                dict(
                    connection.execute(
                        f"SELECT CASE {told} ELSE {len(levels) - 1} END, count(*) FROM bodies AS l "  # noqa: S608
                        f"JOIN units AS r ON {pairs} GROUP BY ALL"
                    ).fetchall()
                )
                for pairs in (
                    "l.siren = r.siren",
                    f"l.siren <> r.siren AND hash(r.siren) % {_SAMPLE} = 0",
                )
            ]
            for number, level in enumerate(levels):
                same, other = (each.get(number, 0) / sum(each.values()) for each in shares)
                yield comparison["output_column_name"], level["label_for_charts"], same, other


def _select_units(folder: Path, *, is_whole: bool) -> str:
    """Select the units that have a name and are no person, under the town of their seat."""
    field = "" if is_whole else f"AND u.activitePrincipaleUniteLegale IN {_FIELD}"
    return (
        "SELECT 'https://example.org/siren-' || u.siren AS id, denominationUniteLegale AS name, "  # noqa: S608
        "u.siren, activitePrincipaleUniteLegale AS naf, codePostalEtablissement AS commune, "
        f"libelleCommuneEtablissement AS town FROM '{folder}/StockUniteLegale_utf8.parquet' AS u "
        f"JOIN '{folder}/StockEtablissement_utf8.parquet' AS e ON e.siren = u.siren "
        "AND e.etablissementSiege WHERE denominationUniteLegale IS NOT NULL "
        f"AND categorieJuridiqueUniteLegale <> '1000' {field}"
    )


def _read_bodies(folder: Path) -> tuple[list[Body], dict[str, str]]:
    """Read the bodies, whose postal codes stand for communes as those of the units do."""
    with (folder / "curated.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    bodies = [
        Body(row["actor_id"], [row["name"]], [(row["postal_code"] or None, row["city"])])
        for row in rows
    ]
    return bodies, {row["actor_id"]: row["true_siren"] for row in rows}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    for option in ("--all", "--estimate", "--calibrate"):
        parser.add_argument(option, action="store_true")
    given, model = parser.parse_args(), read_model(find_project())
    if given.calibrate:
        trials = (
            [try_links(path, is_whole=whole) for path in given.folders] for whole in (False, True)
        )
        sys.stdout.write(f"threshold {calibrate(*trials)}\n")
        return
    for folder in given.folders:
        if given.estimate:
            for name, level, same, other in estimate_levels(folder, model):
                sys.stdout.write(f"{name:<6} {level:<34} {same:>9.3g} {other:>9.3g}\n")
            continue
        start = time.process_time()
        score = try_links(folder, is_whole=given.all).rate(model.threshold)
        sys.stdout.write(
            f"{folder}: F1 {score.f1:.4f}, precision {score.precision:.4f}, recall "
            f"{score.recall:.4f}, processor {time.process_time() - start:.1f} s\n"
        )


if __name__ == "__main__":
    main()
