"""The door to Splink: which rows of a register share a number with a body, which are alike.

https://moj-analytical-services.github.io/splink/ – DuckDB or Spark compares, by the model that is
given to it; nothing is drawn or estimated here.
"""

from __future__ import annotations

import warnings
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from bioprod_graph.engines import ENGINES, open_engine
from bioprod_graph.errors import ProjectError, needing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bioprod_graph.engines import Engine
    from bioprod_graph.linking.bodies import Body
    from bioprod_graph.linking.settings import Model

# Numbers that bodies and registers share; and what else a register may have, or not.
_SCHEMES = ("siren", "siret", "ror", "finess", "wikidata")
_OTHERS = ("naf", "commune", "town", "unit")
# What is no likelier than that, 64 times what chance would have, changes no probability.
_LEAST_WEIGHT = 6.0
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
    """The rows of a register beside the bodies, as tables of an engine."""

    def __init__(self, engine: Engine, model: Model) -> None:
        self._engine, self._model = engine, model

    def lay(self, rows: Path, number: str, bodies: Sequence[Body]) -> None:
        """Lay out the rows of a register and the bodies.

        Raises ProjectError for a column without which no row can be told, by its name.
        """
        self._engine.open("register_rows", rows)
        known = set(self._engine.list_columns(rows))
        if missing := [name for name in ("id", "name", number) if name not in known]:
            raise ProjectError(
                "{path}: the column {column} is missing", path=rows, column=missing[0]
            )
        cells = ", ".join(
            f"CAST({each if each in known else 'NULL'} AS VARCHAR) AS {each}"
            for each in ("id", "name", *_SCHEMES, *_OTHERS)
        )
        others = "other_names" if "other_names" in known else "NULL"
        self._engine.make(
            "units",
            f"SELECT *, CAST({self._model.favour} AS DOUBLE) AS favour "  # noqa: S608
            f"FROM (SELECT {cells}, CAST({number} AS VARCHAR) AS number, "
            f"CAST({others} AS VARCHAR[]) AS other_names FROM register_rows) AS told "
            "WHERE unit IS NULL AND number IS NOT NULL",
        )
        named = [
            (body.iri, name, *seat)
            for body in bodies
            for name in body.names
            for seat in body.seats or [(None, None)]
        ]
        self._engine.fill("bodies", ("id", "name", "commune", "town"), named)
        numbered = [(body.iri, *each) for body in bodies for each in sorted(body.numbers)]
        self._engine.fill("numbers", ("id", "scheme", "value"), numbered)

    def find_shared(self) -> list[Alike]:
        """Find what has a public number in common."""
        shared = " UNION ".join(
            f"SELECT numbers.id AS body, units.id AS unit FROM numbers JOIN units "  # noqa: S608
            f"ON scheme = '{scheme}' AND value = regexp_extract({scheme}, '[^/]+$', 0)"
            for scheme in _SCHEMES
        )
        self._engine.make("shared", shared)
        return self._read(
            f"SELECT {_TOLD} FROM shared JOIN units ON id = shared.unit ORDER BY body, id"  # noqa: S608
        )

    def compare(self, refused: Iterable[tuple[str, str]]) -> list[Alike]:
        """Compare the names and places of all others, but for pairs that were refused."""
        self._engine.fill("refused", ("body", "number"), sorted(refused))
        self._engine.make(
            "named",
            "SELECT id, name, commune, town FROM units UNION "
            "SELECT id, unnest(other_names) AS name, commune, town FROM units",
        )
        if not all([self._prepare("bodies", "body"), self._prepare("named", "unit")]):
            return []
        return self._read(
            f"SELECT {_TOLD}, weight, favour / (SELECT sum(favour) FROM units) "  # noqa: S608
            "FROM (SELECT l.id AS body, r.id AS unit, max(match_weight) AS weight "
            f"FROM {self._predict()} JOIN bodies_compared AS l ON l.unique_id = unique_id_l "
            "JOIN named_compared AS r ON r.unique_id = unique_id_r GROUP BY l.id, r.id) AS pairs "
            "JOIN units ON id = pairs.unit "
            "WHERE NOT EXISTS (SELECT 1 FROM refused WHERE refused.body = pairs.body "
            "AND refused.number = units.number) ORDER BY pairs.body, units.id"
        )

    def _prepare(self, side: str, linked: str) -> bool:
        """Prepare the names of one side, without what is linked; tell whether there are any."""
        wanted = (
            "SELECT DISTINCT concat_ws(chr(31), id, name, commune, town) AS unique_id, * "  # noqa: S608
            f"FROM {side} WHERE name IS NOT NULL AND id NOT IN (SELECT {linked} FROM shared)"
        )
        self._engine.make(f"{side}_compared", self._model.compute(wanted))
        return bool(self._engine.ask(f"SELECT 1 FROM {side}_compared LIMIT 1"))  # noqa: S608

    def _predict(self) -> str:
        """Have Splink compare; give the table of the pairs, a body on the left of each."""
        import splink  # which imports what an engine needs when that is named

        engine: Any = self._engine.native
        api: Any = (
            splink.DuckDBAPI(connection=engine)
            if self._engine.version.startswith(ENGINES[0])
            else splink.SparkAPI(spark_session=engine, break_lineage_method="persist")  # type: ignore[no-untyped-call]
        )
        sides = [
            api.register(f"{side}_compared", dataset_display_name=side)
            for side in ("bodies", "named")
        ]
        linker = splink.Linker(sides, self._model.splink, log_level=None)
        found = linker.inference.predict(threshold_match_weight=_LEAST_WEIGHT)
        return str(found.physical_name)

    def _read(self, statement: str) -> list[Alike]:
        return [Alike(*row) for row in self._engine.ask(statement)]


@contextmanager
def open_comparison(model: Model, engine: str) -> Iterator[Comparison]:
    """Open a comparison for the block.

    Raises UsageError if Splink or the engine is not installed; what it refuses is a ProjectError.
    """
    with ExitStack() as stack:
        with needing("link"):
            import splink  # noqa: F401
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="bioprod-")))
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        jars = _find_jar() if engine != ENGINES[0] else ""
        yield Comparison(stack.enter_context(open_engine(engine, scratch, jars=jars)), model)


def _find_jar() -> str:
    with needing("spark"):
        from splink.backends.spark import similarity_jar_location

        return similarity_jar_location()
