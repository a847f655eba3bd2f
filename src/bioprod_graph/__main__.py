"""`python -m bioprod_graph` is the command `bioprod`."""

import sys

from bioprod_graph.cli import main

if __name__ == "__main__":
    sys.exit(main())
