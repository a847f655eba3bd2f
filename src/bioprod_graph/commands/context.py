"""What every command is given: its words, project and language, and where to write."""

from __future__ import annotations

import os
import signal
import sys
import threading
from argparse import Namespace
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, NoReturn, cast

from bioprod_graph.errors import UsageError
from bioprod_graph.formats import Content, Setting, find_format, write_whole
from bioprod_graph.language import Message, Sayable, choose_data_language
from bioprod_graph.notation import make_visible, set_beside
from bioprod_graph.project import Project, find_newer, find_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

    from bioprod_graph.documents import Document, Edition
    from bioprod_graph.language import Language

_STEPS = {
    "reading": Message("reading tables and ontology…"),
    "deriving": Message("applying the rules…"),
    "checking": Message("checking…"),
    "writing": Message("writing the dataset…"),
    "publishing": Message("writing the pages…"),
    "linking": Message("comparing names…"),
}
_PATIENCE = 1.0
# What a file is named that is the standard input or output.
STANDARD = "-"


class Context:
    """The surroundings of a command; `given` are its options and arguments."""

    def __init__(self, project: str | None, language: str, given: Namespace | None = None) -> None:
        self._named = project
        # Messages may be spoken in a language that the data are not known in.
        self.spoken, self.language = language, choose_data_language(language)
        self.given = given or Namespace()

    @cached_property
    def project(self) -> Project:
        """The project to work on; raises ProjectError if there is none."""
        return find_project(self._named, hint=Message("name one with --project DIR"))

    @cached_property
    def dataset(self) -> Project:
        """The project, its dataset built: that of an installed copy is built at its first use."""
        project = self.project
        if project.is_carried and not project.current.exists():
            self.tell(Message("first use: building the graph"))
            self.build()
        elif newer := find_newer(project):
            said = Message(
                "{file} is newer than the dataset: bioprod build takes it in", file=newer
            )
            self.tell(Message("note: {departure}", departure=said))
        return project

    def build(self) -> None:
        """Build the dataset; whoever stops it leaves nothing half done."""
        from bioprod_graph.pipeline import build_project

        with ending_tidily(), self.progress() as progress:
            build_project(self.project, progress=progress)

    @property
    def is_seen(self) -> bool:
        """Whether data are written for lines of some width, and not for another program."""
        return bool(os.environ.get("COLUMNS")) or sys.stdout.isatty()

    @property
    def width(self) -> int:
        """The columns that data are written in: COLUMNS, else those of the terminal, else 80."""
        return measure_terminal().columns if self.is_seen else 80

    def render(
        self,
        name: str,
        *,
        document: Callable[[Language], Document] | None = None,
        **gives: Callable[[], object],
    ) -> None:
        """Write what a command gives in the format of that name, of the first kind that has one.

        A document is given in the language that is asked for.
        """
        kinds = (*(("document",) if document else ()), *gives)
        form = find_format(name, *cast("tuple[Content, ...]", kinds))
        prefixes = self.project.prefixes
        setting = Setting(self.language, self.width, prefixes=prefixes, sign=self._find_sign)
        if document is None or form.renders != "document":
            self.write(form.render(gives[form.renders](), setting), exact=form.is_exact)
            return
        if form.places:
            setting = setting._replace(edition=self._find_edition(), retell=document)
        self.write(form.render(document(self.language), setting), exact=form.is_exact)

    def _find_edition(self) -> Edition | None:
        """Find the edition that a document is made of."""
        from bioprod_graph.dataset import find_edition, open_release

        release = open_release(self.project)
        return find_edition(release.store, self.project, digest=release.digest)

    @cached_property
    def _signs(self) -> Callable[[str], tuple[str, str] | None]:
        from bioprod_graph.scenes import read_signs

        return read_signs(self.project, "statuses")

    def _find_sign(self, iri: str) -> tuple[str, str] | None:
        return self._signs(iri)

    def write(self, text: str | bytes, *, exact: bool = False) -> None:
        """Write data to stdout; on a terminal, what is longer than the screen is paged if it may.

        No character acts on a terminal, now or when a file is shown: what would is shown as
        U+FFFD. What is `exact`, for programs, stays as it is in a file or a pipe.
        """
        if isinstance(text, bytes):
            text = text.decode()
        is_terminal = sys.stdout.isatty()
        if is_terminal or not exact:
            text = make_visible(text)
        is_long = is_terminal and text.count("\n") >= measure_terminal().lines
        if is_long and not vars(self.given).get("no_pager") and _has_pager():
            import pydoc

            pydoc.pager(text)
        else:
            sys.stdout.write(text)
            sys.stdout.flush()

    def write_file(self, path: str | Path, content: bytes, *, is_binary: bool = False) -> None:
        """Write a file, whole or not at all, and to stdout where it is; - is stdout itself."""
        if path == STANDARD and is_binary:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
            return
        if path == STANDARD:
            self.write(content, exact=True)
            return
        write_whole(Path(path), content)
        self.write(f"{path}\n", exact=True)

    def refuse_binary(self, name: str) -> None:
        """Raise UsageError where a binary file, in the format of that name, meets a terminal."""
        if self.given.output == STANDARD and sys.stdout.isatty():
            raise UsageError("{name} is a binary file: name it with --output FILE", name=name)

    def write_titles(self, titles: Mapping[str, Sayable]) -> None:
        """Write names, each with its title beside it."""
        said = [(name, title.say(self.language)) for name, title in titles.items()]
        self.write(set_beside(said, self.width if self.is_seen else sys.maxsize))

    def tell(self, told: Sayable) -> None:
        """Say something to the person, on stderr."""
        sys.stderr.write(make_visible(told.say(self.spoken)) + "\n")
        sys.stderr.flush()

    @contextmanager
    def progress(self) -> Iterator[Callable[[str | Sayable], None]]:
        """Give a function to name the step that begins; steps longer than a second are told."""
        timers: list[Timer] = []

        def begin(step: str | Sayable) -> None:
            end()
            said = _STEPS[step] if isinstance(step, str) else step
            timer = Timer(_PATIENCE, self.tell, (said,))
            timer.daemon = True
            timer.start()
            timers.append(timer)

        def end() -> None:
            """Whoever is speaking ends before what is found is written."""
            for timer in timers:
                timer.cancel()
                timer.join()
            timers.clear()

        try:
            yield begin
        finally:
            end()


def measure_terminal() -> os.terminal_size:
    """Measure the terminal, or what COLUMNS and LINES say of one: else 80 by 24."""
    import shutil  # every archive that Python packs comes with it

    return shutil.get_terminal_size((80, 24))


def _has_pager() -> bool:
    """Tell whether the pager that is named is there: else what it is to show would be lost."""
    import shutil

    named = os.environ.get("MANPAGER") or os.environ.get("PAGER")
    words = (word for word in (named or "").split() if "=" not in word)
    program = next(words, "")
    return not named or shutil.which(program) is not None


class Terminated(BaseException):
    """The system asked the program to end."""


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Let SIGTERM end the block as an exception does, so that what is unfinished is removed.

    A second one does not stop the tidying. In another thread than the main one, which alone is
    told of signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def describe_size(nodes: int, links: int) -> Message:
    """Describe a network by its number of nodes and of links."""
    return Message(
        "{nodes}, {links}",
        nodes=Message("{n} node", many="{n} nodes", n=nodes),
        links=Message("{n} link", many="{n} links", n=links),
    )
