"""Citation: of the dataset, of what it says of a thing, of its answer to a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from bioprod_graph.citation.apa import render_apa
from bioprod_graph.citation.bibtex import render_bibtex
from bioprod_graph.citation.csl import render_csl
from bioprod_graph.citation.jsonld import render_jsonld
from bioprod_graph.citation.work import Work, cite_answer, cite_dataset, cite_thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from bioprod_graph.language import Language

Format = Literal["apa", "bibtex", "csl-json", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)

__all__ = [
    "FORMATS",
    "Work",
    "cite_answer",
    "cite_dataset",
    "cite_thing",
    "render_citation",
]


def render_citation(work: Work, form: Format, language: Language) -> str:
    """Write the citation of a work in a format; JSON-LD holds both languages."""
    renderers: dict[Format, Callable[[Work, Language], str]] = {
        "apa": render_apa,
        "bibtex": render_bibtex,
        "csl-json": render_csl,
        "jsonld": render_jsonld,
    }
    return renderers[form](work, language)
