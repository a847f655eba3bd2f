"""The tracker: what is known, or was known at a date, to have come of each recommendation.

rows of queries/views/track*.rq → Track → table | CSV | JSON | Document (Markdown, HTML)
"""

from bioprod_graph.tracking.dates import is_known, is_reached
from bioprod_graph.tracking.exchange import render_csv, render_json
from bioprod_graph.tracking.feed import read_track
from bioprod_graph.tracking.model import (
    Axis,
    Concept,
    FollowUp,
    Origin,
    Reading,
    Recommendation,
    Thing,
    Track,
)
from bioprod_graph.tracking.pages import make_overview, make_portrait
from bioprod_graph.tracking.terminal import render_overview, render_portrait

__all__ = [
    "Axis",
    "Concept",
    "FollowUp",
    "Origin",
    "Reading",
    "Recommendation",
    "Thing",
    "Track",
    "is_known",
    "is_reached",
    "make_overview",
    "make_portrait",
    "read_track",
    "render_csv",
    "render_json",
    "render_overview",
    "render_portrait",
]
