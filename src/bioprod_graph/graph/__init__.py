"""The graph: rows and ontology as quads, each in the named graph that says where it is from."""

from bioprod_graph.graph.ontology import assert_ontology, find_modules
from bioprod_graph.graph.row_graphs import RowWriter
from bioprod_graph.graph.uri_templates import find_variables, prepare_template
