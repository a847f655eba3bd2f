"""Curation: what a person adds is asked for, checked as in a build, and written whole."""

from bioprod_graph.curation.additions import Addition, plan_addition, plan_sorting, write_addition
from bioprod_graph.curation.beginning import begin_project
from bioprod_graph.curation.concepts import describe_concepts, plan_concepts, read_concepts
from bioprod_graph.curation.interview import (
    Desk,
    Talk,
    find_missing,
    make_slug,
    read_register,
    show_alike,
)
from bioprod_graph.curation.kept import Kept
from bioprod_graph.curation.without import Loss, weigh_thing
