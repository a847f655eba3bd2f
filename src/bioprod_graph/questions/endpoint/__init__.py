"""The same questions, asked of any SPARQL service: SPARQL 1.1 Protocol, over HTTP (RFC 9110).

A service is a stranger: its answer is read whole, within a time and a size, in the form that the
query asks for, or it is refused in one line.
"""

from bioprod_graph.questions.endpoint.exchange import ask_endpoint, bind_in_text
from bioprod_graph.questions.endpoint.loading import load_release
from bioprod_graph.questions.endpoint.recorded import ask_or_recall, find_kept
