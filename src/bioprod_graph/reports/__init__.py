"""Reports: what the dataset tells of a thing, of all recommendations, and what it lacks.

queries/reports/KIND/*.rq asked of a release → Document → text | Markdown | HTML
queries/gaps/*.rq                            → rows and records, for programs
queries/fair/SCHEME/*.rq                     → what of it passes, and what mends the rest
queries/sheets/*.rq                          → sheets, for spreadsheets
the rows of an answer, and their evidence    → a sentence, a Document, a record
"""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.reports.fair import (
        FAILS,
        Outcome,
        judge,
        make_fair_document,
        make_fair_json,
        make_fair_rows,
        read_tests,
    )
    from bioprod_graph.reports.gaps import (
        Gap,
        choose_kinds,
        find_gaps,
        make_gaps_document,
        make_gaps_json,
        make_gaps_rows,
    )
    from bioprod_graph.reports.kind_queries import Queries, find_queries
    from bioprod_graph.reports.listing import make_report_json, make_report_rows
    from bioprod_graph.reports.report import Report, make_report
    from bioprod_graph.reports.saved import Saved, save_answer
    from bioprod_graph.reports.sheets import make_sheets
    from bioprod_graph.reports.side_by_side import compare_projects
    from bioprod_graph.reports.traced import Traced, make_traced_document, trace

__getattr__ = lend(__name__)
