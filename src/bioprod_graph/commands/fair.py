"""Tell which tests of FOOPS, OOPS, five-star data and others pass, and what mends the rest.

Nothing is fetched. Without the folder of a published site, the tests that look at its files are
left open; so are those that need the live address, and what only a deposit can give. Exit 1 if a
test fails that could pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option, make_format

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context

OPTIONS = (
    Option("[folder]", "the folder of a published site"),
    make_format("document", "record", "rows", default="table"),
)


def run(context: Context) -> int:
    """Ask the tests and write what came of them."""
    from bioprod_graph import reports
    from bioprod_graph.dataset import open_release, read_statements
    from bioprod_graph.rdf import make_store
    from bioprod_graph.site import read_site

    given, project, language = context.given, context.dataset, context.language
    release, store = open_release(project), None
    if given.folder:
        told = read_site(Path(given.folder), project.base)
        store = make_store([*read_statements(release.dataset), *told])
    tests, has_site = reports.read_tests(project), store is not None
    found = reports.judge(store or release.store, project, tests, has_site=has_site)
    context.render(
        given.format,
        document=lambda tag: reports.make_fair_document(found, tag),
        record=lambda: reports.make_fair_json(found, language),
        rows=lambda: reports.make_fair_rows(found, language),
    )
    return 1 if any(verdict.result == reports.FAILS for verdict in found) else 0
