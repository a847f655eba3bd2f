"""Begin a project of one's own: a folder of tables that builds, publishes and serves at once.

It has every table with its header, one source, one event and one place as examples, and tests.
Ontology, shapes, rules, questions and pages come with the program: a file of the same name in
ontology/ or queries/ of the project takes the place of one, another is added to them.

The base is what all identifiers of the project begin with: an address that you keep, such as one of
https://w3id.org/.
"""

import shlex
from pathlib import Path

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option
from bioprod_graph.language import Message

OPTIONS = (
    Option("folder", "the folder to make"),
    Option(
        "--base IRI", "what all identifiers begin with, an address that ends in /", required=True
    ),
    Option("--name NAME", "what the project is called", required=True),
    Option("--region NAME", "the region that it is about", required=True),
)


def run(context: Context) -> int:
    """Write the project, and say what to type next."""
    from bioprod_graph.curation import begin_project

    given = context.given
    folder = Path(given.folder)
    count = begin_project(folder, base=given.base, name=given.name, region=given.region)
    said = Message("{n} file in {folder}", many="{n} files in {folder}", n=count, folder=folder)
    context.tell(said)
    context.write(f"bioprod --project {shlex.quote(given.folder)} build\n")
    return 0
