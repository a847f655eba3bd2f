"""The name and version of the program, the one place where the version is written."""

PROGRAM = "bioprod-graph"
__version__ = "0.3.0"
