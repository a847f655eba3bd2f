"""What others ask of open data, told of a release and of its site: it passes, or what mends it.

    queries/fair/schemes.csv       who asks
    queries/fair/SCHEME/TEST.rq    a test of theirs: each row of its answer is something to mend

No test goes out to the network. Of one that needs a live address, what can be seen beforehand is
asked; what passes that is open all the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bioprod_graph.documents import Document, Figures, Section, Sentence, TableBlock
from bioprod_graph.files import read_rows
from bioprod_graph.formats import set_rows
from bioprod_graph.language import LANGUAGES, Message, Text, name_forms, say_number
from bioprod_graph.proofs import read_wording
from bioprod_graph.rdf import read_terms, select
from bioprod_graph.sparql import read_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyoxigraph as ox

    from bioprod_graph.documents import Speaker
    from bioprod_graph.language import Language
    from bioprod_graph.project import Project
    from bioprod_graph.rdf import Term
    from bioprod_graph.sparql import QueryFile

_FOLDER = "fair"
_HEADER = ("scheme", *name_forms("label"))
_COLUMNS = ("scheme", "test", "asked", "result", "needs", "advice", "things")
# Results, in the order in which they are read.
FAILS, OPEN, KEPT, PASSES = "fails", "open", "kept", "passes"
_SAID = {
    FAILS: Message("to mend"),
    OPEN: Message("open"),
    KEPT: Message("by choice"),
    PASSES: Message("passes"),
}
# What a test may need beside the release, and what is said where it is not there.
_NEEDED = {
    "site": Message("needs a site: name its folder"),
    "live": Message("needs the live address"),
    "deposit": Message("needs a deposit"),
}
# Of more things that one step mends, some are named and all are counted.
_SHOWN = 3


@dataclass(frozen=True)
class Outcome:
    """What came of a test: the label of its scheme, its result, what to mend, and what is told."""

    label: Text
    test: QueryFile
    result: str
    things: tuple[str, ...]
    advice: Text

    @property
    def scheme(self) -> str:
        """The name of the scheme."""
        return self.test.path.parent.name

    @property
    def needs(self) -> str:
        """What it needs beside the release: a site, a live address, a deposit or nothing."""
        return self.test.get("needs")


def read_tests(project: Project) -> list[tuple[Text, QueryFile]]:
    """Read all tests, each with the label of its scheme. Raises ProjectError for a wrong one."""
    folder = project.queries / _FOLDER
    return [
        (Text.read(row, "label"), test)
        for row in read_rows(folder / "schemes.csv", _HEADER)
        for test in read_queries(folder / row["scheme"], _FOLDER)
    ]


def judge(
    store: ox.Store,
    project: Project,
    tests: Iterable[tuple[Text, QueryFile]],
    *,
    has_site: bool,
) -> list[Outcome]:
    """Ask tests of a store, in which stands what the site says of itself if it `has_site`."""
    speakers = {tag: read_wording(store, project, tag).speaker for tag in LANGUAGES}
    verdicts = []
    for label, test in tests:
        is_asked = has_site or test.get("needs") not in ("site", "live")
        found = list(read_terms(select(store, test.text))) if is_asked else []
        result = _decide(test, found, is_asked=is_asked)
        things = tuple(dict.fromkeys(row["focus"].value for row in found))
        advice = test.text_of({KEPT: "choice", PASSES: ""}.get(result, "step"))
        if found and result != KEPT:
            advice = _say_mend(test, found, speakers)
        verdicts.append(Outcome(label, test, result, things, advice))
    return verdicts


def _decide(test: QueryFile, found: Sequence[object], *, is_asked: bool) -> str:
    if not is_asked or (not found and test.get("needs") == "live"):
        return OPEN
    if not found:
        return PASSES
    if test.text_of("choice"):
        return KEPT
    return OPEN if test.get("needs") == "deposit" else FAILS


def _say_mend(
    test: QueryFile, found: Sequence[Mapping[str, Term]], speakers: Mapping[Language, Speaker]
) -> Text:
    """Say what to do, of the first of what was found."""
    group: dict[str, tuple[Term, ...]] = {}
    for row in found:
        for name, term in row.items():
            known = group.get(name, ())
            if term not in known and len(known) < _SHOWN:
                group[name] = (*known, term)
    more = len(found) - _SHOWN
    rest = Message("And {n} more.", n=more)
    return Text(
        {
            tag: "".join(part.text for part in speaker.say(test.text_of("mend").say(tag), group))
            + (f" {rest.say(tag)}" if more > 0 else "")
            for tag, speaker in speakers.items()
        }
    )


def make_fair_document(verdicts: Sequence[Outcome], language: Language) -> Document:
    """Make a document: how many tests passed, then each scheme, what is to be mended first."""
    counts = Counter(verdict.result for verdict in verdicts)
    title = Message(
        "{passed} of {n} test passes",
        many="{passed} of {n} tests pass",
        n=len(verdicts),
        passed=counts[PASSES],
    )
    figures = Figures(
        tuple(
            (Sentence(say_number(counts[result], language)), Sentence(said.say(language)))
            for result, said in _SAID.items()
        )
    )
    header = tuple(
        name.say(language)
        for name in (Message("test"), Message("what is asked"), Message("result"))
    )
    sections = [Section(Message("Results").say(language), (figures,))]
    for label, group in groupby(verdicts, lambda verdict: verdict.label):
        ordered = sorted(group, key=lambda verdict: (*_SAID,).index(verdict.result))
        rows = tuple(_tell(verdict, language) for verdict in ordered)
        sections.append(Section(label.say(language), (TableBlock(header, rows),)))
    return Document(title.say(language), language, None, tuple(sections), "")


def _tell(verdict: Outcome, language: Language) -> tuple[Sentence, ...]:
    said = _SAID[verdict.result].say(language)
    if verdict.result == OPEN:
        said = _NEEDED[verdict.needs].say(language)
    if verdict.advice:
        pair = Message("{head}: {text}", head=said, text=verdict.advice.say(language))
        said = pair.say(language)
    asked = verdict.test.text_of("title").say(language)
    return Sentence(verdict.test.name), Sentence(asked), Sentence(said)


def make_fair_rows(verdicts: Sequence[Outcome], language: Language) -> ox.QuerySolutions:
    """Make rows for programs, one for each test; the things to mend are joined by “|”."""
    records = make_fair_json(verdicts, language)
    rows = [[*each.values()] for each in records]
    return set_rows(_COLUMNS, [[*row, "|".join(things)] for *row, things in rows])


def make_fair_json(verdicts: Sequence[Outcome], language: Language) -> list[dict[str, Any]]:
    """Make a list for JSON: an object for each test, its texts in a language."""
    return [
        {
            "scheme": verdict.scheme,
            "test": verdict.test.name,
            "asked": verdict.test.text_of("title").say(language),
            "result": verdict.result,
            "needs": verdict.needs,
            "advice": verdict.advice.say(language),
            "things": list(verdict.things),
        }
        for verdict in verdicts
    ]
