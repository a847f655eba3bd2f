"""Citation: of the dataset, of what it says of a thing, of its answer to a question."""

from bioprod_graph.citation.work import cite_answer, cite_dataset, cite_thing

__all__ = ["cite_answer", "cite_dataset", "cite_thing"]
