"""Reports: what the dataset tells of a thing, or of all recommendations, each sentence with notes.

queries/reports/KIND/*.rq asked of a release → Document → text | Markdown | HTML
                                             → records → CSV | JSON
"""

from bioprod_graph.reports.queries import Queries
from bioprod_graph.reports.records import render_csv, render_json
from bioprod_graph.reports.report import Report, make_report

__all__ = ["Queries", "Report", "make_report", "render_csv", "render_json"]
