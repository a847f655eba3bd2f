"""What every command is given: project, language, and where to write."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import cached_property
from threading import Timer
from typing import TYPE_CHECKING, Any

from bioprod_graph.commands.termination import ending_tidily
from bioprod_graph.language import SOURCE, Message, Sayable, choose_data_language, list_languages
from bioprod_graph.notation.visible import make_visible
from bioprod_graph.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bioprod_graph.formats import Kind

_STEPS = {
    "reading": Message("reading tables and ontology…"),
    "deriving": Message("applying the rules…"),
    "checking": Message("checking…"),
    "writing": Message("writing the dataset…"),
}
_PATIENCE = 1.0


class Context:
    """The surroundings of a command."""

    def __init__(self, project: str | None, language: str) -> None:
        self._named = project
        # Messages may be spoken in a language that the data are not known in.
        self.spoken = language
        self.language = choose_data_language(language)

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

            self.tell(Message("first use: building the graph"))
            with ending_tidily(), self.progress() as progress:
                build_project(project, progress=progress)
        return project

    @property
    def width(self) -> int:
        """The columns that data are written in: COLUMNS, else those of the terminal, else 80."""
        known = os.environ.get("COLUMNS") or sys.stdout.isatty()
        return _measure_terminal().columns if known else 80

    def render(self, name: str, gives: Mapping[Kind, Callable[[], object]], **more: Any) -> None:
        """Write what a command gives in the format of that name, of the first kind that has one.

        `more` is what else the format may depend on, see `formats.Setting`.
        """
        from bioprod_graph.formats import Setting, find_format

        form = find_format(name, *gives)
        setting = Setting(self.language, self.width, prefixes=self.project.prefixes, **more)
        self.write(form.render(gives[form.renders](), setting), exact=form.is_exact)

    def write(self, text: str | bytes, *, exact: bool = False) -> None:
        """Write data to stdout; on a terminal, what is longer than the screen is paged.

        No character acts on a terminal, now or when a file is shown: what would is shown as
        U+FFFD. What is `exact`, for programs, stays as it is in a file or a pipe.
        """
        if isinstance(text, bytes):
            text = text.decode()
        is_terminal = sys.stdout.isatty()
        if is_terminal or not exact:
            text = make_visible(text)
        if is_terminal and text.count("\n") >= _measure_terminal().lines:
            import pydoc

            pydoc.pager(text)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()

    def tell(self, told: Sayable) -> None:
        """Say something to the person, on stderr."""
        sys.stderr.write(make_visible(told.say(self.spoken)) + "\n")
        sys.stderr.flush()

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """Give a function to name the step that begins; steps longer than a second are told."""
        timers: list[Timer] = []

        def begin(step: str) -> None:
            if timers:
                timers.pop().cancel()
            timer = Timer(_PATIENCE, self.tell, (_STEPS[step],))
            timer.daemon = True
            timer.start()
            timers.append(timer)

        try:
            yield begin
        finally:
            for timer in timers:
                timer.cancel()


def _measure_terminal() -> os.terminal_size:
    import shutil

    return shutil.get_terminal_size((80, 24))


def choose_language(option: str | None) -> str:
    """Choose the language of messages: the option, else that of the system’s, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    asked = option or next((name for name in names if name), "")
    locale, _, _ = asked.partition(".")
    language, _, _ = locale.lower().partition("_")
    return next((known for known in (locale, language) if known in list_languages()), SOURCE)
