"""What every command is given: project, language, and where to write."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from functools import cached_property
from threading import Timer
from typing import TYPE_CHECKING

from bioprod_graph.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bioprod_graph.findings import Language

_STEPS: dict[str, dict[Language, str]] = {
    "reading": {"fr": "lecture des tables et de l’ontologie", "en": "reading tables and ontology"},
    "deriving": {"fr": "application des règles", "en": "applying the rules"},
    "checking": {"fr": "vérification", "en": "checking"},
    "writing": {"fr": "écriture du jeu de données", "en": "writing the dataset"},
}
_PATIENCE = 1.0


class Context:
    """The surroundings of a command."""

    def __init__(self, project: str | None, language: Language) -> None:
        self._named = project
        self.language = language

    @cached_property
    def project(self) -> Project:
        """The project to work on; raises ProjectError if there is none."""
        return find_project(self._named)

    @cached_property
    def dataset(self) -> Project:
        """The project, its dataset built: that of an installed copy is built at its first use."""
        project = self.project
        if project.is_carried and not project.current.exists():
            from bioprod_graph.pipeline.build import build_project

            self.tell("premier usage : construction du graphe", "first use: building the graph")
            with self.progress() as progress:
                build_project(project, progress=progress)
        return project

    @property
    def width(self) -> int:
        """The columns that data are written in: COLUMNS, else those of the terminal, else 80."""
        known = os.environ.get("COLUMNS") or sys.stdout.isatty()
        return shutil.get_terminal_size((80, 24)).columns if known else 80

    def write(self, text: str) -> None:
        """Write data to stdout; on a terminal, what is longer than the screen is paged."""
        if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
            import pydoc

            pydoc.pager(text)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()

    def tell(self, french: str, english: str) -> None:
        """Say something to the person, on stderr."""
        sys.stderr.write((french if self.language == "fr" else english) + "\n")
        sys.stderr.flush()

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """Give a function to name the step that begins; steps longer than a second are told."""
        timers: list[Timer] = []

        def begin(step: str) -> None:
            if timers:
                timers.pop().cancel()
            words = _STEPS[step]
            timer = Timer(_PATIENCE, self.tell, (words["fr"] + "…", words["en"] + "…"))
            timer.daemon = True
            timer.start()
            timers.append(timer)

        try:
            yield begin
        finally:
            for timer in timers:
                timer.cancel()


def choose_language(option: str | None) -> Language:
    """Choose the language: the option, else that of the system's messages, else English."""
    if option is not None:
        return "fr" if option == "fr" else "en"
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "fr" if chosen.lower().startswith("fr") else "en"
