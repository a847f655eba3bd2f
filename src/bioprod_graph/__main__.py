"""`python -m bioprod_graph` is the command `bioprod`."""

import sys


def start() -> int:
    """Run the command; who stops it while it is still being loaded is told nothing."""
    try:
        from bioprod_graph.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start())
