"""Reports: what the dataset tells of a thing, or of all recommendations, each sentence with notes.

queries/reports/KIND/*.rq asked of a release → Document → text | Markdown | HTML
                                             → rows and records, for programs
"""

from bioprod_graph.reports.queries import Queries
from bioprod_graph.reports.records import make_record, make_rows
from bioprod_graph.reports.report import Report, make_report

__all__ = ["Queries", "Report", "make_record", "make_report", "make_rows"]
