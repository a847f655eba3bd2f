"""The door to Splink: which rows of a register share a number with a body, which are alike.

https://moj-analytical-services.github.io/splink/ – DuckDB compares, by the model that is given to
it; nothing is drawn or estimated here.
"""

from __future__ import annotations

import warnings
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.engines import connect_duckdb
from bioprod_graph.errors import ProjectError, needing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.engines import Connection
    from bioprod_graph.linking.bodies import Body
    from bioprod_graph.linking.settings import Model

    Cells = tuple[str | None, ...]

# Numbers that bodies and registers share; and what else a register may have, or not.
_SCHEMES = ("siren", "siret", "ror", "finess", "wikidata")
_OTHERS = ("naf", "commune", "town", "unit")
# What is no likelier than that, 64 times what chance would have, changes no probability.
_LEAST_WEIGHT = 6.0
_MEMORY = "6GB"
_TOLD = "body, id, coalesce(name, ''), number, coalesce(town, commune, '')"


class Alike(NamedTuple):
    """A body and a row of a register that may be the same, with what speaks for it.

    `weight` is how much likelier names and places are so than by chance, to the base of two, and
    `favour` the share of the register that the row has before they are read. With neither, the
    two have a public number in common.
    """

    body: str
    unit: str
    name: str
    number: str
    place: str
    weight: float = 0.0
    favour: float = 0.0


class Comparison:
    """The rows of a register beside the bodies, in memory."""

    def __init__(self, connection: Connection, model: Model) -> None:
        self._connection, self._model = connection, model

    def lay(self, rows: Path, number: str, bodies: Sequence[Body]) -> None:
        """Lay out the rows of a register and the bodies.

        Raises ProjectError for a column without which no row can be told, by its name.
        """
        told = self._connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(rows)])
        known = {column[0] for column in told.fetchall()}
        if missing := [name for name in ("id", "name", number) if name not in known]:
            raise ProjectError(
                "{path}: the column {column} is missing", path=rows, column=missing[0]
            )
        cells = ", ".join(
            f"CAST({each if each in known else 'NULL'} AS VARCHAR) AS {each}"
            for each in ("id", "name", *_SCHEMES, *_OTHERS)
        )
        others = "other_names" if "other_names" in known else "NULL"
        self._connection.execute(
            f"CREATE TABLE units AS SELECT *, CAST({self._model.favour} AS DOUBLE) AS favour "  # noqa: S608
            f"FROM (SELECT {cells}, CAST({number} AS VARCHAR) AS number, "
            f"CAST({others} AS VARCHAR[]) AS other_names FROM read_parquet(?)) "
            "WHERE unit IS NULL AND number IS NOT NULL",
            [str(rows)],
        )
        named = [
            (body.iri, name, *seat)
            for body in bodies
            for name in body.names
            for seat in body.seats or [(None, None)]
        ]
        self._fill("bodies", ("id", "name", "commune", "town"), named)
        numbered = [(body.iri, *each) for body in bodies for each in sorted(body.numbers)]
        self._fill("numbers", ("id", "scheme", "value"), numbered)

    def find_shared(self) -> list[Alike]:
        """Find what has a public number in common."""
        shared = " UNION ".join(
            f"SELECT numbers.id AS body, units.id AS unit FROM numbers JOIN units "  # noqa: S608
            f"ON scheme = '{scheme}' AND value = regexp_extract({scheme}, '[^/]+$')"
            for scheme in _SCHEMES
        )
        self._connection.execute(f"CREATE TABLE shared AS {shared}")
        return self._read(
            f"SELECT {_TOLD} FROM shared JOIN units ON id = shared.unit ORDER BY body, id"  # noqa: S608
        )

    def compare(self, refused: Iterable[tuple[str, str]]) -> list[Alike]:
        """Compare the names and places of all others, but for pairs that were refused."""
        self._fill("refused", ("body", "number"), sorted(refused))
        self._connection.execute(
            "CREATE VIEW named AS SELECT id, name, commune, town FROM units "
            "UNION SELECT id, unnest(other_names), commune, town FROM units"
        )
        if not all([self._prepare("bodies", "body"), self._prepare("named", "unit")]):
            return []
        return self._read(
            f"SELECT {_TOLD}, weight, favour / (SELECT sum(favour) FROM units) "  # noqa: S608
            "FROM (SELECT l.id AS body, r.id AS unit, max(match_weight) AS weight "
            f"FROM {self._predict()} JOIN bodies_compared AS l ON l.unique_id = unique_id_l "
            "JOIN named_compared AS r ON r.unique_id = unique_id_r GROUP BY ALL) AS pairs "
            "JOIN units ON id = pairs.unit "
            "WHERE (body, number) NOT IN (SELECT body, number FROM refused) ORDER BY body, id"
        )

    def _prepare(self, side: str, linked: str) -> bool:
        """Prepare the names of one side, without what is linked; tell whether there are any."""
        wanted = (
            "SELECT DISTINCT concat_ws(chr(31), id, name, commune, town) AS unique_id, * "  # noqa: S608
            f"FROM {side} WHERE name IS NOT NULL AND id NOT IN (SELECT {linked} FROM shared)"
        )
        whole = self._model.compute(wanted)
        self._connection.execute(f"CREATE TABLE {side}_compared AS {whole}")
        found = self._connection.execute(f"SELECT 1 FROM {side}_compared LIMIT 1")  # noqa: S608
        return bool(found.fetchall())

    def _predict(self) -> str:
        """Have Splink compare; give the table of the pairs, a body on the left of each."""
        from splink import DuckDBAPI, Linker

        engine = DuckDBAPI(connection=self._connection)
        sides = [
            engine.register(f"{side}_compared", dataset_display_name=side)
            for side in ("bodies", "named")
        ]
        linker = Linker(sides, self._model.splink, log_level=None)
        found = linker.inference.predict(threshold_match_weight=_LEAST_WEIGHT)
        return str(found.physical_name)

    def _fill(self, table: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
        lists = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in columns]
        cells = ", ".join(f"unnest(CAST(? AS VARCHAR[])) AS {name}" for name in columns)
        self._connection.execute(f"CREATE TABLE {table} AS SELECT {cells}", lists)

    def _read(self, statement: str) -> list[Alike]:
        return [Alike(*row) for row in self._connection.execute(statement).fetchall()]


@contextmanager
def open_comparison(model: Model) -> Iterator[Comparison]:
    """Open a comparison for the block.

    Raises UsageError if Splink is not installed; what DuckDB refuses is a ProjectError.
    """
    with ExitStack() as stack:
        with needing("link"):
            import splink  # noqa: F401

            connection = stack.enter_context(connect_duckdb(memory_limit=_MEMORY))
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        yield Comparison(connection, model)
