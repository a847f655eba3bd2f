"""A project under another base: a copy in which every IRI begins with it.

Identifiers stand in tables, ontology, queries and kept releases; all of them are copied with the
one base in place of the other, so that nothing says both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.parts import check_base, copy_part
from bioprod_graph.project import Project

if TYPE_CHECKING:
    from pathlib import Path


def rebase_project(project: Project, base: str, folder: Path) -> Project:
    """Copy a project into a folder with another base, an address that ends in a stroke.

    Raises UsageError for what is no such address.
    """
    bases = project.base, check_base(base)
    for name, part in project.folders.items():
        copy_part(part, folder / name, bases=bases)
    return Project(folder, folder / "build")
