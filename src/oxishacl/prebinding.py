"""The text of a query cut where bound variables stand (SHACL, 5.2.1 and appendix A).

Only as much of the grammar of SPARQL is read as tells where a variable stands: in a triple pattern,
in an expression, in the list of results. The engine reads the rest. It takes keywords that nothing
parts (SELECTDISTINCT, SERVICESILENT): hence they are looked for within words, and SERVICE in
prefixes, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from oxishacl.terms import DEEPEST, ShapesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# The words and signs of a query, as the engine cuts them (SPARQL 1.1, section 19).
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | \"(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<test>(?i:bound)\s*\(\s*[?$](?P<tested>\w+)\s*\))
    | [?$](?P<variable>\w+)
    | (?P<name>@[\w-]+ | (?:[^\W\d][\w.-]*)?:(?:[\w.:%\\-]*[\w:%\\-])?)
    | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d]+)
    | (?P<space>\s+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORBIDDEN = re.compile("MINUS|SERVICE|VALUES")
_WHOLE = re.compile("GROUP|HAVING|LIMIT|OFFSET|COUNT|SUM|MIN|MAX|AVG|SAMPLE|FROM")
_ENDS_RESULTS = re.compile("FROM|WHERE$")
# What each bracket holds: a pattern, an expression, or what stands around it.
_OPENING = {"{": "pattern", "(": "expression", "[": ""}
# The engine reads by recursion: what is too long can end the process, as what is too deep.
_MOST_TOKENS = 4000


class Slot(NamedTuple):
    """A place where a bound variable stands, the alias names it as a result of a subquery.

    Its use is pattern, expression, test, result, inner result or grouping; a hidden result is there
    for the store alone, and where many values of $this may be given, the use is given.
    """

    name: str
    use: str
    alias: str = ""


Pieces: TypeAlias = tuple[str | Slot, ...]


def read_query(text: str, names: frozenset[str], path: str | None) -> tuple[str, Pieces, bool]:
    """Cut a query at the variables of these names, and write the path in place of $PATH.

    Gives the form, the pieces, and whether it can be answered for many focus nodes at once: with
    all of them as values of $this in the outermost group, nothing has another sense than with one.
    An ASK query becomes a SELECT query that has a solution where the answer is true.
    Raises ShapesError for what may not be used together with pre-binding.
    """
    reader = _Reader(names)
    for count, token in enumerate(_read_tokens(text, path)):
        if count >= _MOST_TOKENS:
            raise ShapesError(f"a query has more than {_MOST_TOKENS} words and signs: {text[:60]}…")
        reader.read(token)
    return reader.form, tuple(reader.merge_pieces()), reader.shared and reader.form == "SELECT"


def _read_tokens(text: str, path: str | None) -> Iterator[re.Match[str]]:
    for token in _TOKEN.finditer(text):
        if token["variable"] != "PATH":
            yield token
        elif path is None:
            raise ShapesError("$PATH has no meaning in a node shape")
        else:
            yield from _TOKEN.finditer(path)


@dataclass
class _Reader:
    names: frozenset[str]
    pieces: list[str | Slot] = field(default_factory=list)
    # What each open bracket holds: the clause of a group, or an expression.
    clauses: list[str] = field(default_factory=lambda: ["pattern"])
    # Whether EXISTS introduced each open brace.
    braces: list[bool] = field(default_factory=list)
    results: list[set[str]] = field(default_factory=list)
    form: str = ""
    before: str = ""
    shared: bool = True

    def read(self, token: re.Match[str]) -> None:
        if token["comment"] or token["space"]:
            self.pieces.append(" " if token["comment"] else token[0])
            return
        if token["variable"]:
            self._read_variable(token["variable"])
        elif token["tested"]:
            self._read_test(token)
        elif token["word"]:
            self._read_word(token["word"])
        elif token["name"]:
            self._read_name(token["name"])
        else:
            self._read_mark(token[0])
        self.before = token[0].upper()

    def merge_pieces(self) -> Iterator[str | Slot]:
        """Give the pieces, text joined, without hidden results that no triple pattern needs."""
        needed = {p.name for p in self.pieces if isinstance(p, Slot) and p.use == "pattern"}
        text = ""
        for piece in self.pieces:
            if isinstance(piece, str):
                text += piece
            elif piece.use != "hidden" or piece.name in needed:
                yield from (text, piece)
                text = ""
        yield text

    def _read_variable(self, name: str) -> None:
        if self.before.endswith("AS") and name in self.names:
            raise ShapesError(f"?{name} is bound beforehand: a query may not assign it")
        use = self.clauses[-1]
        if use == "results":
            self.results[-1].add(name)
            use = "result" if len(self.clauses) == 1 else "inner result"
        if name not in self.names:
            self.pieces.append(f"?{name}")
            return
        self._note(name, use)
        self.pieces.append(Slot(name, use, f"{name}_{len(self.pieces)}"))

    def _read_test(self, token: re.Match[str]) -> None:
        name = token["tested"]
        self._note(name, "test")
        self.pieces.append(Slot(name, "test") if name in self.names else token[0])

    def _note(self, name: str, use: str) -> None:
        """Note where $this has a value only because it is a constant."""
        within = self.braces[1:]
        if name == "this" and within not in ([], [True]):
            self.shared = self.shared and use == "pattern" and within == [False]

    def _read_word(self, word: str) -> None:
        keyword = word.upper()
        if found := _FORBIDDEN.search(keyword):
            raise ShapesError(f"{found[0]} may not be used where variables are bound beforehand")
        self.shared = self.shared and not _WHOLE.search(keyword)
        if keyword.startswith("ASK") and not self.form:
            self._begin_ask()
            return
        if "SELECT" in keyword:
            self.shared = self.shared and not self.form
            self.form = self.form or "SELECT"
            self.clauses[-1] = "results"
            self.results.append(set())
        elif _ENDS_RESULTS.search(keyword):
            self._end_results()
        elif self.clauses[-1] != "expression" and keyword.startswith(("GROUP", "ORDER", "HAVING")):
            self.clauses[-1] = "grouping"
        self.pieces.append(word)

    def _read_name(self, name: str) -> None:
        if "SERVICE" in name.partition(":")[0].upper():
            raise ShapesError(f"{name} could be read as SERVICE: give the prefix another name")
        self.pieces.append(name)

    def _read_mark(self, mark: str) -> None:
        if mark == "*" and self.clauses[-1] == "results":
            raise ShapesError("SELECT * does not say which variables are results: name them")
        if mark in "*?":
            # A path of no step leads from any constant to itself, of variables from what is there.
            self.shared = False
        if mark in "})]" and len(self.clauses) > 1:
            self.clauses.pop()
            del self.braces[len(self.braces) - (mark == "}") :]
        elif mark in _OPENING:
            self._open(mark)
        self.pieces.append(mark)
        if mark == "{" and self.clauses == ["pattern", "pattern"]:
            self.pieces.append(Slot("this", "given"))

    def _open(self, mark: str) -> None:
        if mark == "{":
            self._end_results()
            self.braces.append(self.before.endswith("EXISTS"))
        self.clauses.append(_OPENING[mark] or self.clauses[-1])
        if len(self.clauses) > DEEPEST:
            raise ShapesError(f"a query is nested more than {DEEPEST} deep")

    def _begin_ask(self) -> None:
        self.form = "ASK"
        self.pieces.append("SELECT ")
        for name in sorted(self.names & {"this", "value"}):
            self.pieces += (Slot(name, "result"), " ")
        self._append_hidden(self.names - {"this", "value"})

    def _end_results(self) -> None:
        if self.clauses[-1] != "results":
            return
        self.clauses[-1] = "pattern"
        results = self.results.pop()
        required = "this" if self.form == "SELECT" else "value"
        if required not in results:
            raise ShapesError(f"every SELECT of the query must have ?{required} among its results")
        if len(self.clauses) == 1:
            self._append_hidden(self.names - results)

    def _append_hidden(self, names: Iterable[str]) -> None:
        for name in sorted(names):
            self.pieces += (" ", Slot(name, "hidden"))
        self.pieces.append(" ")
