"""Tell what a command is for, or list all commands.

`bioprod help COMMAND` is the same as `bioprod COMMAND --help`.
"""

from bioprod_graph.commands.context import Context
from bioprod_graph.commands.options import Option

OPTIONS = (Option("[name]", "a command"),)


def run(context: Context) -> int:
    """Write the help."""
    from bioprod_graph.commands.line import find_command, make_command, make_parser
    from bioprod_graph.commands.parser import lend_catalogue

    name, _ = find_command([context.given.name] if context.given.name else [])
    with lend_catalogue(context.spoken):
        make = make_command(name, context.spoken) if name else make_parser(context.spoken)
        context.write(make.format_help())
    return 0
