"""One SQL statement, run by DuckDB on one machine or by Spark on many, with the same rows."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.engines.choosing import ENGINES, open_engine
    from bioprod_graph.engines.engine import Engine, Relation, is_parquet, quote_name, quote_text

__getattr__ = lend(__name__)
