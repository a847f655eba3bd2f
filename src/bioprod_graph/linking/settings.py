"""The settings of linking: `registers/linking.json`, the one file on how bodies are compared.

What it has under `splink` is a model as Splink writes and reads it, of conditions that DuckDB and
Spark both know, with all its probabilities: nothing is estimated when it is used, so that the same
files always give the same links.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bioprod_graph.errors import ProjectError
from bioprod_graph.files import DESCRIPTION, find_bounds, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bioprod_graph.project import Project

_SETTINGS = "linking.json"


@dataclass(frozen=True)
class Target:
    """How what a register gives to a body is stated.

    `number` is the column of the register that holds it, `property` what is said of the body, and
    `rows`, by table, the cells that say it and those that they cite: in braces stand columns of
    the decision, {bare}, the number without an address, and what the register is described by.
    """

    number: str
    property: str
    rows: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Model:
    """How names and places are compared, and from which probability on a link is proposed.

    `expected` is the share of bodies that a register has at all, `favour` how much likelier, before
    any name is read, one row of it is to be a body of the field than another.
    """

    version: str
    threshold: float
    expected: float
    favour: str
    targets: Mapping[str, Target]
    columns: Sequence[Mapping[str, str]]
    splink: dict[str, Any]

    @property
    def name(self) -> str:
        """What a link says it was found with."""
        return f"registers/{_SETTINGS} {self.version}"

    def compute(self, select: str) -> str:
        """Wrap a SELECT of names and places so that it has the columns that are compared."""
        for group in self.columns:
            computed = ", ".join(f"{expression} AS {name}" for name, expression in group.items())
            select = f"SELECT *, {computed} FROM ({select}) AS given"  # noqa: S608
        return select


def read_model(project: Project) -> Model:
    """Read the settings of a project.

    Raises ProjectError if they are missing or not as they should be.
    """
    path = project.registers / _SETTINGS
    try:
        told = json.loads(read_text(path, limit=DESCRIPTION, within=find_bounds(path)))
        targets = {name: Target(**each) for name, each in told.pop("registers").items()}
        return Model(targets=targets, **told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProjectError("{path}: {reason}", path=path, reason=str(error)) from None
