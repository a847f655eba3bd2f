"""Compare sets of recommendations, theme by theme, or two projects; what one lacks is blank.

Of sets, only the themes put two side by side, and they are our reading: the numbers of two sets do
not answer one another. Without a second set, all the others stand beside the first. This is the
question sets-by-theme of the catalogue.

With two --project and no set, two graphs: what each has by class, which things they share by an
exact identifier, and how many rows each question of the catalogue finds in each. Both are built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option, make_format
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context

_TWO, _SETS = 2, "recommendation-set/"
OPTIONS = (
    Option("[first]", "a set of recommendations: KIND/SLUG, slug or name"),
    Option("[second]", "another set (default: all the others)"),
    make_format("rows", "document", "record", default="table"),
)


def run(context: Context) -> int:
    """Ask the question, with the sets as its parameters; or lay two projects side by side."""
    from bioprod_graph.commands.query import run_question
    from bioprod_graph.dataset import Names, find_thing, open_release

    given = context.given
    if given.first is None:
        return _compare_projects(context)
    project = context.dataset
    store = open_release(project).store
    sets = {
        name: find_thing(text, store, project, kinds=("recommendation-set",)).value
        for name, text in (("first", given.first), ("second", given.second))
        if text
    }
    known = Names(store, project).list_begun(_SETS)
    if len(known) == 1:
        said = Message("note: {name} is the only set: no other stands beside it", name=known[0])
        context.tell(said)
    return run_question(context, "sets-by-theme", sets)


def _compare_projects(context: Context) -> int:
    from bioprod_graph.project import find_project
    from bioprod_graph.reports import compare_projects, make_report_json, make_report_rows

    if len(context.given.project) != _TWO:
        from bioprod_graph.dataset import Names, open_release

        project = context.dataset
        known = Names(open_release(project).store, project).list_begun(_SETS)
        raise UsageError(
            "name a set of recommendations ({names}), or two projects: --project A --project B",
            names=", ".join(known) or "–",
        )
    projects = [find_project(name) for name in context.given.project]
    report = compare_projects(projects, context.language)
    context.render(
        context.given.format,
        document=lambda tag: (
            report.make_document()
            if tag == report.language
            else compare_projects(projects, tag).make_document()
        ),
        record=lambda: make_report_json(report),
        rows=lambda: make_report_rows(report),
    )
    return 0
