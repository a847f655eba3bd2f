"""Checks: what is wrong in tables, shapes, queries or logic, all as findings."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.checks.causes import fold_findings
    from bioprod_graph.checks.characters import check_characters
    from bioprod_graph.checks.locate import Locator
    from bioprod_graph.checks.near_duplicates import (
        Likeness,
        Name,
        NameBook,
        check_names,
        find_body,
        is_name,
    )
    from bioprod_graph.checks.reasoner import check_consistency
    from bioprod_graph.checks.register_numbers import check_numbers
    from bioprod_graph.checks.report import (
        render_findings,
        render_findings_json,
        render_findings_shacl,
    )
    from bioprod_graph.checks.second_opinion import load_pyshacl
    from bioprod_graph.checks.shapes import read_shapes
    from bioprod_graph.checks.style import check_style, find_days_to_come
    from bioprod_graph.checks.validation import ShapesEngine, check_shapes, check_violations

__getattr__ = lend(__name__)
