"""An answer kept in a file, and asked again later: rows, query, passages, digests.

The file is the record of `traced` with what was asked, and of which dataset. Each part has the
SHA-256 of its JSON (sorted keys, no blanks). Whether it is still so is told by both engines, asked
the same query of the release of that digest.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.dataset import list_kept, open_packed, open_release
from bioprod_graph.errors import NotFoundError, UsageError
from bioprod_graph.language import LANGUAGES, SOURCE, Message
from bioprod_graph.questions import Inquiry, ask_oxigraph, ask_rdflib, read_answer
from bioprod_graph.reports.traced import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bioprod_graph.apart import Wall
    from bioprod_graph.dataset import Release
    from bioprod_graph.project import Project
    from bioprod_graph.questions import Answer
    from bioprod_graph.reports.traced import Traced

_PARTS = {
    "query": Message("the query"),
    "rows": Message("the rows"),
    "passages": Message("the passages"),
}


def save_answer(traced: Traced, digest: str) -> dict[str, Any]:
    """Make what is kept of an answer of the dataset with that SHA-256."""
    asked = traced.asked
    kept = {
        "question": asked.question.name if asked.question else None,
        "said": asked.said.say(traced.language),
        "language": traced.language,
        "query": asked.text,
        "parameters": {name: str(term) for name, term in asked.bindings.items()},
        "dataset": digest,
        **traced.record,
    }
    return kept | {"digests": {name: _digest(part) for name, part in _take_parts(kept).items()}}


def _take_parts(kept: dict[str, Any]) -> dict[str, Any]:
    """Take apart what has a digest each."""
    rows = {name: kept.get(name) for name in ("head", "results", "boolean")}
    return {
        "query": [kept["query"], kept["parameters"], kept["dataset"]],
        "rows": rows,
        "passages": [kept["evidence"], kept["passages"]],
    }


def _digest(part: Any) -> str:
    written = json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


class Saved:
    """An answer that was kept in a file, in a project that has its release.

    Raises UsageError for what is no such file, NotFoundError if no release has its digest.
    """

    def __init__(self, text: str, project: Project) -> None:
        self._project = project
        try:
            kept = json.loads(text)
            self._told = {name: kept["digests"][name] for name in _PARTS}
            self._digests = {name: _digest(part) for name, part in _take_parts(kept).items()}
            rows = {name: kept[name] for name in ("head", "results", "boolean") if name in kept}
            answer = read_answer(json.dumps(rows), is_graph=False)
            self.rows = [tuple(map(_write, row)) for row in answer.terms]
            self._rests = [json.dumps(each, sort_keys=True) for each in kept["evidence"]]
            self._described = {each["id"]: each for each in kept["passages"]}
            bindings = {name: _read(text) for name, text in kept["parameters"].items()}
            self.asked = Inquiry(str(kept["query"]), bindings=bindings)
            self._language = kept["language"] if kept["language"] in LANGUAGES else SOURCE
            self._digest = str(kept["dataset"])
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, SyntaxError):
            raise UsageError("this is no file of bioprod query --save") from None
        self.release = self._find_release()

    def _find_release(self) -> Release:
        current = open_release(self._project)
        if current.digest == self._digest:
            return current
        for path in list_kept(self._project).values():
            if (release := open_packed(path)).digest == self._digest:
                return release
        raise NotFoundError(
            "no release here has the digest {digest}: build it, or keep it in releases/",
            digest=self._digest,
        )

    def verify(self, wall: Wall) -> Iterator[Message]:
        """Ask both engines again; tell each part, row and passage that is not as it was kept."""
        for name, said in _PARTS.items():
            if self._told[name] != self._digests[name]:
                yield Message("{part} of the file: another digest than was kept", part=said)
        what = self.asked.text, self.asked.bindings
        store, language = self.release.store, self._language
        with wall(self.release.folder / "store" if self.release.folder.is_dir() else None):
            answer = ask_oxigraph(store, *what).take_whole()
            traced = trace(store, self._project, asked=self.asked, answer=answer, language=language)
            _ = traced.said
        yield from self._compare_rows("Oxigraph", answer)
        yield from self._compare_rows("rdflib", ask_rdflib(self.release.dataset, *what, wall=wall))
        yield from self._compare_passages(traced)

    def _compare_rows(self, engine: str, answer: Answer) -> Iterator[Message]:
        kept, found = Counter(self.rows), Counter(tuple(map(_write, r)) for r in answer.terms)
        for row in (kept - found).elements():
            said = Message("{engine} does not give the row that was kept: {row}", engine=engine)
            yield said.fill(row=_show(row))
        for row in (found - kept).elements():
            said = Message("{engine} gives a row that was not kept: {row}", engine=engine)
            yield said.fill(row=_show(row))

    def _compare_passages(self, traced: Traced) -> Iterator[Message]:
        """Compare what each row rests on, and what is told of each passage."""
        record = traced.record
        rests = (json.dumps(each, sort_keys=True) for each in record["evidence"])
        now = dict(zip((tuple(map(_write, row)) for row in traced.rows), rests, strict=True))
        kept = [*self._rests, *[""] * (len(self.rows) - len(self._rests))]
        for row, rest in zip(self.rows, kept, strict=False):
            if row in now and now[row] != rest:
                yield Message("the row rests on other passages than were kept: {row}",
                              row=_show(row))  # fmt: skip
        described = {each["id"]: each for each in record["passages"]}
        for name in sorted(described.keys() | self._described.keys()):
            if described.get(name) != self._described.get(name):
                yield Message("{passage} is not told as it was kept", passage=name)


def _read(text: str) -> Any:
    """Read a term as N-Triples has it: nothing else can stand there, nor be asked."""
    (quad,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return quad.object


def _write(term: Any) -> str:
    return "" if term is None else str(term)


def _show(row: tuple[str, ...]) -> str:
    return " ".join(row)
