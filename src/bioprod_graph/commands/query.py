"""Ask a question of the catalogue by name, or any SPARQL query, of the dataset or an endpoint.

Parameters are given as --param NAME=VALUE: whole numbers, dates, things (by KIND/SLUG, slug, name,
CURIE or IRI), text, or * for any, as the question declares; --list shows all questions with their
parameters, --describe NAME one. The question stands above a table with the values it was asked
with, else on stderr, where also goes what could not be found.

With --layer only the named graphs of these layers are asked, and the frame: ontology, provenance,
sources, passages. What follows from a fact is in the layer inferred, even inverses and labels of
concepts, so that most questions need it beside another; the name of a thing is in the layer of its
own row, so that a question that asks for names leaves out what was named elsewhere. With --evidence
only what was read at least so well is asked, and what follows from it, which is derived anew.

With --cite each row has numbered notes: the passages of the statements that it was made of, in
whatever way the query found them; what is inferred leads to what is stated, a count to all that was
counted. What no passage states is told by its row of a table, or its module of the ontology. --why
proves one row. --since and --against ask another dataset too, and tell which rows came and went,
each with the rows of tables that only one of the two has; one without notes came or went by what
is no longer said. --explain tells the plan in words: each part of the query in turn, and how many
rows it leaves. --save keeps the answer in a file, which bioprod verify-answer asks again.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from bioprod_graph import questions
from bioprod_graph.apart import USUAL, Limits, can_limit_memory, run_apart
from bioprod_graph.commands import backing
from bioprod_graph.commands.context import STANDARD
from bioprod_graph.commands.options import (
    EVIDENCE,
    LAYER,
    PARAM,
    Option,
    make_format,
    parse_seconds,
    parse_size,
)
from bioprod_graph.dataset import Names, Portion, open_release, read_label, start_release
from bioprod_graph.errors import UsageError
from bioprod_graph.files import QUERY, read_text
from bioprod_graph.formats import load_formats, write_json, write_whole
from bioprod_graph.language import Message, Text, choose_data_language
from bioprod_graph.sparql import find_departures, guard_size, strip_mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bioprod_graph.apart import Wall
    from bioprod_graph.commands.context import Context
    from bioprod_graph.dataset import Release
    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.questions import Answer, Inquiry, Question

OPTIONS = (
    (
        Option("[name]", "name of a question of the catalogue, or a SPARQL query"),
        Option("--sparql TEXT", "a SPARQL query; known prefixes need no declaration"),
        Option("--file FILE", "a file that holds a SPARQL query; - is the standard input"),
        Option("--list", "list the questions of the catalogue"),
        Option("--describe NAME", "show a question, its parameters and its query"),
    ),
    PARAM,
    LAYER,
    EVIDENCE,
    make_format("rows", "statements", default="table", own=("markdown", "html")),
    (
        Option("--open", "show the answer with its notes as a page in a browser"),
        Option("--explain", "tell how the query is answered, part by part, with counts"),
    ),
    *backing.BACKING,
    Option(
        "--engine",
        "who answers (default: oxigraph)",
        choices=("oxigraph", "rdflib"),
        default="oxigraph",
    ),
    Option("--endpoint URL", "ask this SPARQL endpoint instead"),
    Option("--allow-service", "let SERVICE go out to the network"),
    Option(
        "--timeout SECONDS",
        "give up after this time (default: 60)",
        type=parse_seconds,
        default=USUAL.seconds,
    ),
    Option(
        "--memory SIZE",
        "give up at this much memory, as 500M (default: 2G)",
        type=parse_size,
        default=USUAL.memory,
    ),
)


def run(context: Context) -> int:
    """Ask and write the answer."""
    given, folder = context.given, context.project.queries / "questions"
    if given.name and "{" in given.name:  # no name of a question, but a query
        given.name, given.sparql = None, given.name
    if given.list:
        _list(context)
    elif given.describe:
        context.write(_describe(questions.find_question(folder, given.describe), context.language))
    else:
        if given.open:
            given.cite, given.format = True, "html"
        _write(context, _ask(context))
    return 0


def _list(context: Context) -> None:
    project, tell = context.project, lambda each: context.tell(each.said)
    if project.current.exists():
        found = questions.list_askable(open_release(project).store, project, tell)
    else:
        found = questions.read_catalogue(project.queries / "questions", tell)
    titles = {question.name: question.title for question in found}
    if (form := context.given.format) not in ("table", "json"):
        raise UsageError("--list is written as table or json")
    if form == "table":
        return context.write_titles(titles)
    said = {name: title.say(context.language) for name, title in titles.items()}
    return context.write(write_json(said), exact=True)


def run_question(context: Context, name: str, values: Mapping[str, str]) -> int:
    """Ask a question by its name for another command, in the format that this one was given."""
    from bioprod_graph.commands.line import make_command

    params = [word for pair in values.items() for word in ("--param", "=".join(pair))]
    line = [name, "--format", context.given.format, *params]
    context.given = make_command("query", context.spoken).read(line)
    return run(context)


def _write(context: Context, answered: bytes) -> None:
    """Write an answer as `_Asked.write` gives it, and tell what is told with it."""
    head, _, text = answered.decode().partition("\n")
    is_exact, saved, *told = json.loads(head)
    for line in told:
        context.tell(Text({}, otherwise=line))
    if saved:
        write_whole(Path(context.given.save), saved.encode(), option="--save")
    if context.given.open:
        text = _open_page(text)
    context.write(text, exact=is_exact)


def _open_page(text: str) -> str:
    """Show a page in a browser, from a file whose address is given."""
    import webbrowser
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile("w", suffix=".html", encoding="utf-8", delete=False) as file:
        file.write(text)
    webbrowser.open(address := Path(file.name).as_uri())
    return f"{address}\n"


def _describe(question: Question, language: str) -> str:
    title, text = (question.file.text_of(key).say(language) for key in ("title", "question"))
    usual = {"language": choose_data_language(language)}
    lines = [
        f"--param {p.name}={'…' if p.is_needed else usual.get(p.type, p.default)}"
        f"  {p.text.say(language)}"
        for p in question.parameters
    ]
    return "\n".join([title, text, "", *lines, "", question.file.query.rstrip(), ""])


def _ask(context: Context) -> bytes:
    """Ask a service, or the dataset behind the wall; what departs from the standard is told."""
    given = context.given
    if given.engine == "rdflib" and given.allow_service:
        raise UsageError("--allow-service is for the engine oxigraph and for endpoints")
    option = "--layer" if given.layer else "--evidence" if given.evidence else ""
    if option and given.endpoint is not None:
        raise UsageError(
            "{option} is for the dataset here: in a query to an endpoint, name graphs",
            option=option,
        )
    if option and given.engine == "rdflib":
        raise UsageError(
            "{option} is for the engine oxigraph: rdflib reads the whole file", option=option
        )
    backing.refuse_unfit(given)
    own = _read_own(context)
    if given.endpoint is not None:
        return _ask_endpoint(context, own)
    release, compare = start_release(context.dataset)
    work = partial(_ask_dataset, context, own, release=release)
    return run_apart(work, _set_limits(context), meanwhile=compare)


def _set_limits(context: Context) -> Limits:
    """Give the limits of the query; one that this system cannot keep is told."""
    given = context.given
    if given.memory != USUAL.memory and not can_limit_memory():
        told = Message(
            "note: this system cannot limit the memory of a query: --memory has no effect"
        )
        context.tell(told)
    return Limits(given.timeout, given.memory, given.allow_service)


def _read_own(context: Context) -> str | None:
    """Read the query that a person wrote; None where a question is named."""
    given = context.given
    if given.sparql is None and given.file is None:
        if given.name is None:
            raise UsageError("name a question, or give --sparql, --file or --list")
        # No question has a full stop in its name.
        if given.name == STANDARD or ("." in given.name and Path(given.name).is_file()):
            meant = Message("did you mean {name}?", name=f"--file {given.name}")
            raise UsageError("{name}: {hint}", name=given.name, hint=meant)
        return None
    if given.param:
        raise UsageError("--param is for questions of the catalogue: write the value in your query")
    if given.sparql is not None:
        query = strip_mark(given.sparql)
    else:
        query = read_text(Path(given.file), limit=QUERY, option="--file")
    guard_size(query)
    return query


def _ask_endpoint(context: Context, own: str | None) -> bytes:
    """Ask a service: it has limits of its own, and what it does on the way is told."""
    from bioprod_graph.questions.endpoint import ask_endpoint, ask_or_recall, find_kept

    given = context.given
    asked = _choose(context, own, context.project.prefixes)
    limits = {"timeout": given.timeout, "allow_service": given.allow_service}
    what = asked.asked.text, asked.asked.bindings
    path = find_kept(context.project.build / "answers", given.endpoint, what)
    asking = partial(ask_endpoint, given.endpoint, *what, **limits, tell=context.tell)
    answer = ask_or_recall(path, asking, tell=context.tell)
    return asked.write(asked.render(answer.take_whole()))


def _ask_dataset(context: Context, own: str | None, wall: Wall, *, release: Release) -> bytes:
    """Ask behind the wall, and write the answer and what is told with it."""
    # No file is read later; of a graph there is no table but Turtle.
    load_formats((given := context.given).format, "turtle")
    asked = _choose(context, own, Names(release.store, context.project))
    what = asked.asked.text, asked.asked.bindings
    notes = _find_notes(context, own, release)
    if given.explain:
        told = {"instead": asked.instead}
        notes += questions.explain_plan(release.store, asked.asked, context.project, **told)
    whole = release.store if given.layer or given.evidence else None
    asked = asked._replace(notes=notes, whole=whole)
    if backing.is_told(given) or given.save:
        return _tell_backing(context, asked, release=release, wall=wall)
    if given.engine == "rdflib":
        answer = questions.ask_rdflib(release.dataset, *what, wall=wall)
        return asked.write(asked.render(answer), release.store)
    kept = Portion(given.layer, given.evidence)
    with questions.enter_store(release, kept, wall, project=context.project) as store:
        answer = questions.ask_oxigraph(store, *what, allow_service=given.allow_service)
        is_written = given.format in questions.WRITTEN_BY_ENGINE
        rendered = asked.render(answer) if is_written else None
        answer = answer if is_written else answer.take_whole()
    return asked.write(rendered or asked.render(answer), store)


def _tell_backing(context: Context, asked: _Asked, *, release: Release, wall: Wall) -> bytes:
    """Ask behind the wall for rows and what they were made of; write what is asked for of them."""
    from bioprod_graph.reports import save_answer, trace

    given, what = context.given, (asked.asked.text, asked.asked.bindings)
    release.confirm(context.project, context.project.ontology / "rules")
    other = backing.read_other(context) if backing.is_compared(given) else None
    kept, before = Portion(given.layer, given.evidence), None
    with questions.enter_store(release, kept, wall, project=context.project) as store:
        ask = partial(trace, project=context.project, asked=asked.asked, language=context.language)
        answer = questions.ask_oxigraph(store, *what).take_whole()
        traced = ask(store, answer=answer)
        if other is not None:
            before = ask(other, answer=questions.ask_oxigraph(other, *what).take_whole())
        _ = traced.said, before and before.said
    if not backing.is_told(given):
        rendered = asked.render(answer)
    else:
        text = backing.write_backing(context, traced, before)
        is_exact = given.format == "json"
        rendered = _Rendered(text, "", is_exact=is_exact, is_empty=not traced.rows)
    saved = write_json(save_answer(traced, release.digest)) if given.save else ""
    return asked.write(rendered, store, saved)


def _name(context: Context, names: PrefixTable | Names, iri: str) -> str:
    """Name a thing; of an endpoint no names are known."""
    short = context.project.prefixes.compress(iri)
    if not isinstance(names, Names):
        return short
    return read_label(names.store, ox.NamedNode(iri), otherwise=short).say(context.language)


def _find_notes(context: Context, own: str | None, release: Release) -> list[Message]:
    """Find what is told whatever the answer: the engine departs, or the question is a newer one."""
    if own is not None:
        return find_departures(own) if context.given.engine == "oxigraph" else []
    name = context.given.name
    path = context.project.queries / "questions" / f"{name}.rq"
    is_changed = release.find_changed(context.project, path)
    return [Message("{name} changed since the dataset was built", name=name)] if is_changed else []


def _choose(context: Context, own: str | None, names: PrefixTable | Names) -> _Asked:
    """Choose the query, its parameters, and what is read to write its answer."""
    project, given = context.project, context.given
    if own is None:
        values = questions.split_parameters(given.param)
        asked = questions.read_inquiry(
            project, given.name, values, names=names, language=context.language
        )
        return _Asked(context, asked, project.prefixes, naming=partial(_name, context, names))
    is_ours = given.engine == "oxigraph" and given.endpoint is None
    text = questions.prepare_query(own, project.prefixes.namespaces, is_checked=is_ours)
    instead = questions.read_instead(project.ontology / "wording" / "instead.csv")
    return _Asked(context, questions.Inquiry(text), project.prefixes, instead)


class _Asked(NamedTuple):
    """What is asked, and what its answer is written and told with."""

    context: Context
    asked: Inquiry
    prefixes: PrefixTable  # read before the wall is raised
    instead: Mapping[str, str] = {}
    naming: Callable[[str], str] | None = None
    notes: Sequence[Message] = ()
    whole: ox.Store | None = None

    def render(self, answer: Answer) -> _Rendered:
        """Render an answer, under its question where it is a table for people."""
        context, name = self.context, self.context.given.format
        is_exact = answer.find_format(name).is_exact
        asked = self.asked.said.say(context.language)
        is_below = answer.has_rows and not is_exact
        text = answer.render(
            name,
            self.prefixes,
            given=frozenset(self.asked.bindings),
            title=asked if is_below else "",
            heads=self.asked.heads,
            naming=self.naming,
            language=context.spoken,
            width=context.width,
        )
        is_empty = answer.is_empty or (
            answer.has_rows
            and name in questions.WRITTEN_BY_ENGINE
            and questions.holds_nothing(text, name)
        )
        return _Rendered(text, "" if is_below else asked, is_exact=is_exact, is_empty=is_empty)

    def write(self, rendered: _Rendered, store: ox.Store | None = None, saved: str = "") -> bytes:
        """Write an answer, after a line of JSON: whether it is exact, what is saved, and told."""
        language = self.context.spoken
        notes = [*self.notes, *self._remark(rendered, store)]
        told = [Message("note: {departure}", departure=note).say(language) for note in notes]
        asked = [rendered.asked] if rendered.asked else []
        return f"{json.dumps([rendered.is_exact, saved, *asked, *told])}\n{rendered.text}".encode()

    def _remark(self, rendered: _Rendered, store: ox.Store | None) -> Iterator[Message]:
        given = self.context.given
        kept = [*dict.fromkeys(given.layer), *filter(None, [given.evidence])]
        if rendered.is_empty and kept:
            yield Message(
                "nothing found in {layers}: the names may be in others", layers=", ".join(kept)
            )
        elif rendered.is_empty:
            yield Message("nothing found: nothing in the dataset answers this")
        if store is not None and (rendered.is_empty or given.param or self.asked.question is None):
            yield from questions.find_remarks(
                store,
                self.asked,
                self.context.project,
                instead=self.instead,
                is_empty=rendered.is_empty,
                whole=self.whole,
            )


class _Rendered(NamedTuple):
    """An answer that is rendered; what was asked, unless that stands above it."""

    text: str
    asked: str
    is_exact: bool
    is_empty: bool
