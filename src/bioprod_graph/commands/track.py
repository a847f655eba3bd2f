"""Track what became of the recommendations: status, latest evidence and its date.

With --recommendation N, one of them with all its evidence. A recommendation without any has the
status “none known”. The status is the furthest that its follow-ups tell; the latest evidence has
its own in brackets where an older one went further. Facts that are older than the recommendation
do not count for it and are shown apart.

With --as-of DATE (2022, 2022-05 or 2022-05-31; a year or a month is meant to its end), what was
known then. A fact is known once its date is reached and one of its sources can have told of it: not
before the date of its publication, else not before the latest fact it reports; a source with
neither date does not hold a fact back. A date that is less precise than the one given is reached
when its year or month is over: 2022 on 2023-01-01, or with --as-of 2022. Before the event that they
came of, there were no recommendations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bioprod_graph.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from bioprod_graph.commands.context import Context
    from bioprod_graph.tracking import Track

EXAMPLES = (
    "bioprod track",
    "bioprod track --as-of 2022",
    "bioprod track --recommendation 1",
    "bioprod --lang fr track --as-of 2023-05 --format html",
)
FORMATS = ("table", "markdown", "csv", "json", "html")
# What is longer is the number of no recommendation.
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "--recommendation", metavar="N", help="one recommendation, with all its evidence"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="what was known at a date: a year, a month or a day"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="how to write it (default: table)"
    )


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Read the tracker and write it."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.tracking import read_track
    from bioprod_graph.tracking.dates import parse_date

    number = _parse_number(arguments.recommendation)
    as_of = "" if arguments.as_of is None else parse_date(arguments.as_of, option="--as-of")
    store = open_release(context.dataset).store
    views = context.project.queries / "views"
    track = read_track(store, views, language=context.language, as_of=as_of)
    written = _render(track, number, arguments.format, width=context.width)
    context.write(written, exact=arguments.format not in ("table", "markdown"))
    return 0


def _parse_number(text: str | None) -> int | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise UsageError(
            en=f"--recommendation {text}: expected the number of one, such as 3",
            fr=f"--recommendation {text} : un numéro de recommandation était attendu, tel que 3",
        )
    return int(text)


def _render(track: Track, number: int | None, form: str, *, width: int) -> str:
    from bioprod_graph import documents, tracking

    one = None if number is None else track.find(number)
    if form == "json":
        return tracking.render_json(track, None if one is None else [one])
    if form == "csv":
        return tracking.render_csv(track, one)
    if form == "table":
        if one is None:
            return tracking.render_overview(track, width=width)
        return tracking.render_portrait(track, one, width=width)
    page = tracking.make_overview(track) if one is None else tracking.make_portrait(track, one)
    return documents.render_html(page) if form == "html" else documents.render_markdown(page)
