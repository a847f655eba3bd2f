"""Briefs: one page on a thing, each sentence made from statements and footnoted with passages."""

from bioprod_graph.briefing.compose import make_brief
from bioprod_graph.briefing.subjects import find_subject

__all__ = ["find_subject", "make_brief"]
