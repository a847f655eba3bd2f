"""`python -m bioprod_graph` is the command `bioprod`."""

import gc
import sys


def start() -> int:
    """Run the command; who stops it while it is still being loaded is told nothing."""
    try:
        # All that is loaded stays: to look for what does not takes a twentieth of the time.
        gc.disable()
        from bioprod_graph.cli import main

        gc.enable()
        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start())
