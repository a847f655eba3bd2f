"""The pipeline: tables and ontology in, one checked dataset out."""

from typing import TYPE_CHECKING

from bioprod_graph.faces import lend

if TYPE_CHECKING:
    from bioprod_graph.pipeline.assemble import assemble_project, read_stated
    from bioprod_graph.pipeline.build import Build, build_project
    from bioprod_graph.pipeline.rebase import rebase_project

__getattr__ = lend(__name__)
