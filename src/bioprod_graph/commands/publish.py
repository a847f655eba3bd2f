"""Publish a release as a folder of pages that opens from disk and needs no server.

Every thing has a page in each language, with each fact that is known of it and the passages in
which they were read. The last whole site stays until the new one is there; pages that have not
changed are not written again. Programs find the same facts as RDF beside each page, as dumps and
tables in data/, and described in the forms that catalogues harvest. What the law asks of a
publisher is told by a TOML file with the keys publisher, address, director, host and contact;
without it the pages say that it is missing. Two more keys are for catalogues: kind, a name of
http://purl.org/adms/publishertype/, and endpoint, where SPARQL is answered.

With --base everything is built and told under another address, so that a copy can live elsewhere:
data, queries, pages and what is said to programs.

With several --project, each site lies in a folder named as that of its project, under its own base,
and one home above them leads to each.

Where release, program, queries and options are those of the last run, and the site is as it was
written, nothing is made.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bioprod_graph.commands.options import Option
from bioprod_graph.errors import UsageError
from bioprod_graph.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.commands.context import Context
    from bioprod_graph.project import Project
    from bioprod_graph.site import Publisher

OPTIONS = (
    Option("folder", "the folder of the site"),
    Option("--base IRI", "what all identifiers begin with on this site, in place of our base"),
    Option("--publisher FILE", "who publishes the site, as TOML"),
)


def run(context: Context) -> int:
    """Publish, and tell how many files the site has."""
    from bioprod_graph.site import Publisher, Stamp, read_publisher

    given = context.given
    told = read_publisher(Path(given.publisher)) if given.publisher else Publisher()
    for note in _note(told.missing):
        context.tell(note)
    if len(given.project) > 1:
        return _publish_all(context, told)
    project = context.project if given.base else context.dataset
    folder, stamp = Path(given.folder), Stamp(project, given.base, told)
    count = stamp.count(folder) or _publish(context, project, told)
    stamp.keep(folder)
    _tell_done(context, count)
    return 0


def _tell_done(context: Context, count: int) -> None:
    folder = Path(context.given.folder)
    said = Message("{n} file in {folder}", many="{n} files in {folder}", n=count, folder=folder)
    context.tell(said)
    context.write(f"{folder / 'index.html'}\n", exact=True)


def _publish_all(context: Context, told: Publisher) -> int:
    """Make a site of each project that is named, and the home above them."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.project import find_project
    from bioprod_graph.site import Site, make_shared_pages, write_site

    given = context.given
    projects = [find_project(name) for name in given.project]
    sites = {each.root.name: Site(open_release(each), each, told) for each in projects}
    if given.base or len({each.base for each in projects}) < len(projects):
        raise UsageError("of several projects each needs a base of its own, and keeps it")
    if len(sites) < len(projects):
        raise UsageError("of several projects each needs a folder of another name")
    with context.progress() as progress:
        progress("publishing")
        count = write_site(Path(given.folder), make_shared_pages(sites))
    _tell_done(context, count)
    return 0


def _publish(context: Context, project: Project, told: Publisher) -> int:
    """Make the site, and give the number of its files."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.site import Site, make_pages, write_site

    given = context.given
    with TemporaryDirectory() as other, context.progress() as progress:
        progress("publishing")
        if given.base:
            project = _build_other(project, given.base, Path(other))
        site = Site(open_release(project), project, told)
        return write_site(Path(given.folder), make_pages(site))


def _build_other(project: Project, base: str, folder: Path) -> Project:
    """Build the project under another base, in a folder that is there for as long."""
    from bioprod_graph.pipeline import build_project, rebase_project

    other = rebase_project(project, base, folder)
    build_project(other)
    return other


def _note(missing: list[str]) -> Iterator[Message]:
    """Tell what the site will not have."""
    from bioprod_graph.site import has_engine

    if missing:
        names = ", ".join(missing)
        yield Message("note: of the publisher, pages lack {names}: see --publisher", names=names)
    if not has_engine():
        yield Message("note: built without node: the site has no SPARQL engine")
