"""`python -m bioprod_graph` is the command `bioprod`."""

import atexit
import gc
import os
import sys


def start() -> int:
    """Run the command; who stops it while it is still being loaded is told nothing."""
    ended: list[int] = []
    atexit.register(_leave, ended)
    try:
        # All that is loaded stays: to look for what does not takes a twentieth of the time.
        gc.disable()
        from bioprod_graph.cli import main

        gc.freeze()
        gc.enable()
        ended.append(main())
    except KeyboardInterrupt:
        return 130
    return ended[0]


def _leave(ended: list[int]) -> None:
    """End at once, after all else that is to be done at the end, which began later.

    Python would take apart all that was loaded, which takes a twentieth of the time of a question.
    """
    if not ended:
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        return  # Python tells it
    os._exit(ended[0])


if __name__ == "__main__":
    sys.exit(start())
