"""What the whole site of a project costs, made in a folder that is not there yet.

    python -m benchmarks.publishing [--plain SHARE]

A project is built before. The processor is what counts: a busy machine takes longer on the clock.
With `--plain`, one in so many things is also published the plain way, in the same run: rdflib reads
the dataset, writes what is said of a thing in the same four forms, and Jinja fills a page in two
languages with nothing but a table of properties and values.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import rdflib
from jinja2 import Environment

from benchmarks.processes import bioprod
from bioprod_graph.project import find_project

_PAGES = 1000
_FORMS = ("turtle", "json-ld", "nt", "xml")
_PAGE = """<!doctype html><html lang="{{ language }}"><title>{{ title }}</title><h1>{{ title }}</h1>
<table>{% for property, value, name in rows -%}
<tr><th>{{ property }}<td>{% if name %}<a href="{{ value }}">{{ name }}</a>
{%- else %}{{ value }}{% endif %}
{% endfor %}</table></html>"""


def main() -> None:
    """Publish, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain", type=int, default=0, metavar="SHARE")
    share = parser.parse_args().plain
    project = find_project()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        cost = bioprod(project.root, "publish", str(site))
        files = [path for path in site.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        size = sum(path.stat().st_size for path in files) / 1e6
        things = len([*site.glob("id/*/*/index.html")])
    sys.stdout.write(
        f"{len(files)} files, {pages} of them pages, {size:.0f} MB\n"
        f"processor {cost.cpu:.1f} s, {cost.cpu * _PAGES / pages:.1f} s for {_PAGES} pages\n"
        f"clock {cost.wall:.1f} s, memory {cost.peak:.0f} MB\n"
    )
    if share:
        reading, each = publish_plainly(project.current / "dataset.nq", f"{project.base}id/", share)
        whole = reading + each * things
        sys.stdout.write(
            f"plain: {reading:.1f} s to read, {each * 1000:.0f} ms for one of {things} things,"
            f" {whole:.0f} s in all; ours, with all else, {cost.cpu / whole:.1f} times that\n"
        )


def publish_plainly(dataset: Path, begun: str, share: int) -> tuple[float, float]:
    """Publish one in so many things by rdflib and Jinja: seconds to read, and for each thing."""
    start = time.process_time()
    graph = rdflib.Dataset(default_union=True)
    graph.parse(dataset, format="nquads")
    template = Environment(autoescape=True).from_string(_PAGE)
    things = sorted({s for s in graph.subjects() if str(s).startswith(begun)}, key=str)[::share]
    reading = time.process_time() - start
    for thing in things:
        own = rdflib.Graph()
        own += graph.triples((thing, None, None))
        for form in _FORMS:
            own.serialize(format=form)
        for language in ("fr", "en"):
            rows = [(_name(graph, p, language), o, _name(graph, o, language)) for _, p, o in own]
            title = _name(graph, thing, language)
            template.render(language=language, title=title, rows=sorted(rows, key=str))
    return reading, (time.process_time() - start - reading) / len(things)


def _name(graph: rdflib.Dataset, term: rdflib.term.Node, language: str) -> str:
    labels = [
        each for each in graph.objects(term, rdflib.RDFS.label) if type(each) is rdflib.Literal
    ]
    return next((str(each) for each in labels if each.language == language), "")


if __name__ == "__main__":
    main()
