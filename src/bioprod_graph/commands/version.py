"""Tell the version of the program, as --version does."""

from bioprod_graph._version import __version__
from bioprod_graph.commands.context import Context

OPTIONS = ()


def run(context: Context) -> int:
    """Write it."""
    context.write(f"bioprod {__version__}\n")
    return 0
