"""Queries with variables that are bound before they run (SHACL, 5.2, 5.3 and appendix A).

A variable that is bound beforehand is a constant everywhere in its query, inside subqueries and
nested groups too. Substitution as the store offers it reaches only the outermost group, so IRIs and
literals are written into the query. A blank node cannot be written: in a triple pattern it stays a
variable that the store substitutes, in an expression it is the result of a function.

Only as much of the grammar of SPARQL is read as tells where a variable stands: in a triple pattern,
in an expression, in the list of results. The engine reads the rest. It takes keywords that nothing
parts (SELECTDISTINCT, SERVICESILENT): hence they are looked for within words, and SERVICE in
prefixes, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from oxishacl.terms import DEEPEST, ShapesError, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from oxishacl.graphs import DataGraph
    from oxishacl.paths import Path

Solution = dict[str, Term]

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


_SAMPLE = NamedNode("urn:x-shacl:sample")
# These two may be literals where a triple pattern has its subject: there they stay variables.
_NODES = ("this", "value")
# How a bound variable is written, by its use; a hidden result is there for the store alone.
_WRITTEN = {
    "pattern": "{term}",
    "expression": "{term}",
    "test": "(true)",
    "result": "({term} AS ?{name})",
    "inner result": "({term} AS ?{alias})",
    "grouping": "({term})",
    "hidden": "",
}
_UNBOUND = {"hidden": "", "test": "bound(?{name})"}


class Slot(NamedTuple):
    """A place where a bound variable stands, the alias names it as a result of a subquery.

    Its use is one of `_WRITTEN`; where many values of $this may be given, the use is given.
    """

    name: str
    use: str
    alias: str = ""


@dataclass(frozen=True, eq=False)
class Query:
    """A query of a shape, with places where bound variables go."""

    pieces: tuple[str | Slot, ...]
    # The variables that can be bound beforehand and that are used.
    names: frozenset[str]
    # Whether it can be answered for many focus nodes at once: with all of them as values of $this
    # in the outermost group, nothing has another sense than with one.
    shared: bool

    def solve(
        self, data: DataGraph, bindings: Solution, *, given: Collection[NamedNode] = ()
    ) -> Iterator[Solution]:
        """Give the solutions with some variables bound, or with these values of $this."""
        bound = _Binding(bindings, given)
        text = bound.write(self.pieces)
        found = data.select(text, bound=bound.substitutions, functions=bound.functions)
        names = [variable.value for variable in found.variables]
        for solution in found:
            yield {name: term for name, term in zip(names, solution, strict=True) if term}

    def can_share(self, bindings: Solution) -> bool:
        """Tell whether the query can be answered at once for many values of $this."""
        others = self.names & bindings.keys() - {"this"}
        return self.shared and all(_is_writable(name, bindings[name]) for name in others)


def parse_query(
    text: str, names: frozenset[str], *, form: str, prefixes: Mapping[str, str], path: Path | None
) -> Query:
    """Read a query of the form SELECT or ASK where these variables can be bound beforehand.

    An ASK query becomes a SELECT query that has a solution where the answer is true.
    Raises ShapesError for what pre-binding forbids, and for a query that cannot be parsed.
    """
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
    reader = _Reader(names)
    for count, token in enumerate(_read_tokens(declared + text, path)):
        if count >= _MOST_TOKENS:
            raise ShapesError(f"a query has more than {_MOST_TOKENS} words and signs: {text[:60]}…")
        reader.read(token)
    slots = [piece for piece in reader.pieces if isinstance(piece, Slot)]
    # No hidden result is needed but for what stands in a triple pattern.
    needed = {slot.name for slot in slots if slot.use == "pattern"}
    needless = {slot for slot in slots if slot.use == "hidden" and slot.name not in needed}
    pieces = tuple(piece for piece in reader.pieces if piece not in needless)
    try:
        sample = _Binding(dict.fromkeys(names, _SAMPLE)).write(pieces)
        if reader.form == form and isinstance(Store().query(sample), QuerySolutions):
            used = frozenset(slot.name for slot in slots if slot not in needless)
            return Query(pieces, used, reader.shared and form == "SELECT")
    except SyntaxError as error:
        raise ShapesError(f"not a SPARQL query: {error}: {text.strip()}") from error
    raise ShapesError(f"not a query of the form {form}: {text.strip()}")


@dataclass
class _Binding:
    """Writes a query that is ready to run, and keeps what the store must know beside its text."""

    bindings: Solution
    given: Collection[NamedNode] = ()
    substitutions: dict[str, Term] = field(default_factory=dict)
    functions: dict[NamedNode, Callable[[], Term]] = field(default_factory=dict)

    def write(self, pieces: Iterable[str | Slot]) -> str:
        return "".join(each if isinstance(each, str) else self._fill(*each) for each in pieces)

    def _fill(self, name: str, use: str, alias: str) -> str:
        term = self.bindings.get(name)
        if use == "given":
            nodes = " ".join(map(str, self.given))
            return f" VALUES ?this {{ {nodes} }} " if nodes else ""
        if term is None:
            return _UNBOUND.get(use, "?{name}").format(name=name)
        if use == "expression" and isinstance(term, BlankNode):
            function = NamedNode(f"urn:x-shacl:bound:{name}")
            self.functions[function] = lambda: term
            return f"{function}()"
        if use in {"expression", "test"} or _is_writable(name, term):
            return _WRITTEN[use].format(term=term, name=name, alias=alias)
        self.substitutions[name] = term
        return f"?{name}"


def _is_writable(name: str, term: Term) -> bool:
    """Tell whether a bound variable can be replaced by its term in a triple pattern."""
    return isinstance(term, NamedNode) or (isinstance(term, Literal) and name not in _NODES)


def _read_tokens(text: str, path: Path | None) -> Iterator[re.Match[str]]:
    """Read the words and signs of a query, those of the path in place of $PATH."""
    for token in _TOKEN.finditer(text):
        if token["variable"] != "PATH":
            yield token
        elif path is None:
            raise ShapesError("$PATH has no meaning in a node shape")
        else:
            yield from _TOKEN.finditer(str(path) if path.iri else f"({path})")


@dataclass
class _Reader:
    """Cuts a query at the variables of these names."""

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
        elif token["tested"] in self.names:
            self._add(token["tested"], "test")
        elif token["word"]:
            self._read_word(token["word"])
        elif token["mark"]:
            self._read_mark(token["mark"])
        else:
            if "SERVICE" in (token["name"] or "").partition(":")[0].upper():
                raise ShapesError(
                    f"{token[0]} could be read as SERVICE: give the prefix another name"
                )
            self.pieces.append(token[0])
        self.before = token[0].upper()

    def _read_variable(self, name: str) -> None:
        if self.before.endswith("AS") and name in self.names:
            raise ShapesError(f"?{name} is bound beforehand: a query may not assign it")
        use = self.clauses[-1]
        if use == "results":
            self.results[-1].add(name)
            use = "result" if len(self.clauses) == 1 else "inner result"
        if name in self.names:
            self._add(name, use)
        else:
            self.pieces.append(f"?{name}")

    def _add(self, name: str, use: str) -> None:
        """Add a place, and note where $this has a value only because it is a constant."""
        within = self.braces[1:]
        if name == "this" and within not in ([], [True]):
            self.shared = self.shared and use == "pattern" and within == [False]
        self.pieces.append(Slot(name, use, f"{name}_{len(self.pieces)}"))

    def _read_word(self, word: str) -> None:
        keyword = word.upper()
        if found := _FORBIDDEN.search(keyword):
            raise ShapesError(f"{found[0]} may not be used where variables are bound beforehand")
        self.shared = self.shared and not _WHOLE.search(keyword)
        if keyword.startswith("ASK") and not self.form:
            self.form = "ASK"
            self.pieces.append("SELECT ")
            for name in sorted(self.names & {"this", "value"}):
                self.pieces += (Slot(name, "result"), " ")
            self._append_hidden(self.names - {"this", "value"})
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
