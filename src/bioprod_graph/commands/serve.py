"""Serve the site and a SPARQL endpoint over HTTP, read-only, until stopped.

What is not built is built first, and what is not published is published. Queries are answered at
/sparql by processes that are stopped when they take too long or too much; pages, files and
identifiers are answered as on the site. When another release is built it is taken over, and no
request is lost. With --dataset a file of quads or triples is asked instead, and there is no site.
SIGTERM or Ctrl-C ends it when what runs is answered.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option, parse_count, parse_port, parse_size
from bioprod_graph.errors import needing
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.commands.context import Context
    from bioprod_graph.service import Settings

OPTIONS = (
    Option("--dataset FILE", "a file to be asked: .nq, .trig, .ttl, .nt or .rdf"),
    Option("--site DIR", "a published site to be served as it is"),
    Option("--host HOST", "where to listen (default: %(default)s)", default="127.0.0.1"),
    Option("--port PORT", "the port; 0: any that is free (default: %(default)s)", default=8000,
           type=parse_port),
    Option("--open", "open the site in a browser"),
    Option("--workers N", "how many plain queries are answered at once", type=parse_count),
    Option("--memory SIZE", "what a query may take (default: 256M)", type=parse_size),
    Option("--log FILE", "write a line a request, as JSON, without addresses and queries"),
)  # fmt: skip


def run(context: Context) -> int:
    """Serve until stopped."""
    with needing("serve"):
        from bioprod_graph.service import Service, reserve, serve
    given = context.given
    # To publish takes a while: what cannot be listened at is told before.
    listener = reserve(given.host, given.port)
    settings, folder = _prepare(context)
    with open(given.log or "/dev/null", "a", buffering=1, encoding="utf-8") as log:  # noqa: PTH123
        serve(
            Service(settings, folder),
            listener,
            lambda address: _tell(context, address, has_site=folder is not None),
            log=log if given.log else None,
        )
    return 0


def _prepare(context: Context) -> tuple[Settings, Path | None]:
    """Make what is to be served, if it is not there."""
    from bioprod_graph.service import Settings

    given = context.given
    bounds = {"workers": given.workers, "memory": given.memory}
    bounds = {name: value for name, value in bounds.items() if value}
    site = Path(given.site) if given.site else None
    if given.dataset:
        return Settings(dataset=Path(given.dataset), **bounds), site
    project = context.dataset
    if not project.current.exists():
        context.build()
    return Settings(project, **bounds), site or _publish(context)


def _publish(context: Context) -> Path:
    """Publish the current release, unless that was done after it was made."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.files import SUMS
    from bioprod_graph.site import Publisher, Site, make_pages, write_site

    project = context.project
    folder = project.build / "site"
    made, release = folder / SUMS, open_release(project)
    if made.exists() and made.stat().st_mtime >= (release.folder / SUMS).stat().st_mtime:
        return folder
    with context.progress() as progress:
        progress("publishing")
        write_site(folder, make_pages(Site(release, project, Publisher())))
    return folder


def _tell(context: Context, address: str, *, has_site: bool) -> None:
    """Say where it answers, and show it."""
    if has_site:
        context.tell(Message("the site: {address}", address=address))
    context.tell(Message("SPARQL: {address}", address=f"{address}sparql"))
    context.write(f"{address}\n", exact=True)
    if context.given.open and has_site:
        import webbrowser

        webbrowser.open(address)
