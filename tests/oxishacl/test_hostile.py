"""Shapes that somebody else wrote: nothing leaves the machine, hangs or ends the process."""

from __future__ import annotations

import socket
import threading
from itertools import product
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, parse

from oxishacl import Shapes, ShapesError, literals, validate
from oxishacl.literals import prepare_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = "PREFIX : <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
# What may stand before the keyword, and has no need of a blank after it.
BEFORE = """
$this ex:p ?o .
$this ex:p ?o . ?o ex:p 1
$this ex:p 1
$this ex:p 1.
$this ex:p 1.0
$this ex:p .5
$this ex:p 1e5.
$this ex:p true
$this ex:p true.
$this ex:p 'a'
$this ex:p 'a'@en.
$this ex:p <x:y>
BIND(1 AS ?x)
FILTER(1<2)
"""
KEYWORDS = ("SERVICE", "service", "SERVICESILENT", "SeRvIcE Silent", "SERVICE#\n", "\\u0053ERVICE")
ENDPOINTS = ("<ADDRESS>", ":x", " service:x", "?u", " ?u")
PROLOGUE = "PREFIX : <ADDRESS> PREFIX service: <ADDRESS> PREFIX ex: <http://example.org/>\n"
SPELLINGS = [
    f"{PROLOGUE} SELECT $this {{ BIND(<ADDRESS> AS ?u) {before}{keyword}{endpoint}{{ ?s ?q ?r }} }}"
    for before, keyword, endpoint in product(BEFORE.splitlines(), KEYWORDS, ENDPOINTS)
]


class Canary:
    """Hears whoever comes to its port, says nothing, and remembers."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            caller, _ = self._socket.accept()
            with caller:
                if caller.recv(4) == b"stop":
                    return
                self.heard += 1

    def stop(self) -> None:
        with socket.create_connection(self._socket.getsockname()) as end:
            end.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.stop()


def turtle(text: str) -> list[Quad]:
    return list(parse(HEAD + text, format=RdfFormat.TURTLE))


def parse_query(query: str) -> Shapes:
    (said,) = turtle(":Q sh:select 1 .")
    select = Triple(said.subject, said.predicate, Literal(query))
    return Shapes.parse([*turtle(":S sh:targetSubjectsOf :p ; sh:sparql :Q ."), select])


def store_of(text: str) -> Store:
    store = Store()
    store.extend(turtle(text))
    return store


class TestService:
    """A query of a shape asks this store and no other."""

    def test_a_query_as_it_is_would_be_heard(self, canary: Canary) -> None:
        """So silence means something."""
        query = f"SELECT * {{ SERVICE SILENT <{canary.address}> {{ ?s ?p ?o }} }}"
        assert Store().query(query)
        assert canary.heard == 1

    def test_no_spelling_is_heard(self, canary: Canary) -> None:
        """Hundreds of ways to write it, glued to what stands before and after."""
        store = store_of(":a :p 1, 1.0, .5, 1e5, true, 'a', 'a'@en, <x:y> . <x:y> :p 1 .")
        heard = canary.heard
        for spelling in SPELLINGS:
            with pytest.raises(ShapesError):
                list(validate(store, parse_query(spelling.replace("ADDRESS", canary.address))))
        assert canary.heard == heard

    def test_a_declared_prefix_brings_no_query_with_it(self, canary: Canary) -> None:
        """Were its namespace written as it is, it could open what the query closes."""
        namespace = f"x:> SELECT ?this {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} {{ #"
        shape = f"""<x:> sh:declare [ sh:prefix "a" ; sh:namespace "{namespace}" ] .
            :S sh:targetSubjectsOf :p ; sh:sparql [ sh:prefixes <x:> ;
                sh:select "SELECT $this {{ $this ?p ?o }} }} }}" ] ."""
        heard = canary.heard
        with pytest.raises(ShapesError, match="SERVICE may not be used"):
            list(validate(store_of(":a :p 1 ."), Shapes.parse(turtle(shape))))
        assert canary.heard == heard

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT $this { $this :service ?service . FILTER (?service != 'SERVICE <x:y> {}') }",
            "SELECT $this { $this <x:SERVICE> ?o } # SERVICE <x:y> {}",
            "SELECT $this { $this :isServiceOf _:service }",
        ],
    )
    def test_the_word_may_stand_elsewhere(self, query: str) -> None:
        """In a string, a comment, an IRI, a local name or a variable."""
        assert len(parse_query(f"PREFIX : <x:> {query}").targeted) == 1


def nest(depth: int, *, start: str, end: str, inside: str) -> str:
    return start * depth + inside + end * depth


class TestDepth:
    """What is nested too deeply is refused, where it would end the process."""

    @pytest.mark.parametrize(
        "query",
        [
            f"SELECT $this {{ FILTER ({nest(5000, start='(', end=')', inside='1')}) }}",
            f"SELECT $this {{ {nest(5000, start='{', end='}', inside='')} }}",
            f"SELECT $this {{ {nest(400, start='FILTER EXISTS {', end='}', inside='')} }}",
            f"SELECT $this {{ $this ?p {nest(400, start='[ ?p ', end=']', inside='1')} }}",
            f"SELECT $this {{ FILTER ({'!' * 20_000}true) }}",
            f"SELECT $this {{ {'BIND (1 AS ?x) ' * 9000} }}",
        ],
    )
    def test_of_queries(self, query: str) -> None:
        with pytest.raises(ShapesError, match=r"nested more than|more than 4000 words"):
            parse_query(query)

    @pytest.mark.parametrize(
        ("start", "end", "said"),
        [
            ("[ sh:not ", "]", "nested more than 40 deep"),
            ("[ sh:or ( ", ")]", "nested more than 40 deep"),
            ("[ sh:path :p ; sh:property ", "]", "nested more than 40 deep"),
        ],
    )
    def test_of_shapes(self, start: str, end: str, said: str) -> None:
        """Up to a depth they are read and answered, beyond they are refused."""
        head = ":S sh:targetNode :a ; sh:property [ sh:path :p ; sh:minCount 1 ] ; sh:property "
        inside = "[ sh:path :p ]"
        property_of = head + nest(37, start=start, end=end, inside=inside)
        text = property_of.replace("[ sh:not", "[ sh:path :p ; sh:not", 1)
        text = text.replace("[ sh:or", "[ sh:path :p ; sh:or", 1)
        shapes = Shapes.parse(turtle(text + " ."))
        assert len(list(validate(store_of(":a :q :a ."), shapes))) == 1
        deeper = text.replace(inside, nest(10, start=start, end=end, inside=inside))
        with pytest.raises(ShapesError, match=said):
            Shapes.parse(turtle(deeper + " ."))

    def test_of_paths(self) -> None:
        shape = ":S sh:targetNode :a ; sh:maxCount 0 ; sh:path "
        text = shape + nest(39, start="[ sh:inversePath ", end="]", inside=":p") + " ."
        (result,) = validate(store_of(":b :p :a ."), Shapes.parse(turtle(text)))
        assert str(result.path).startswith("^(^(^(")
        with pytest.raises(ShapesError, match="well-formed path, at most 40 deep"):
            Shapes.parse(turtle(text.replace(":p]", "[ sh:inversePath [ sh:inversePath :p]]]")))


class TestPatterns:
    """Python is asked only where it answers as the SPARQL engine does, and at once."""

    @pytest.mark.parametrize(
        ("pattern", "text"),
        [
            (("(a+)+$", ""), "aab"),
            (("(a|aa)*$", ""), "aab"),
            (("([a-z]+-?){2,}$", ""), "a-b"),
            (("[0-9]+x", ""), "0" * 1000),
            ((r"^\w$", ""), "e\u0301"),
            (("é", ""), "e"),
            (("i", "i"), "I"),
        ],
    )
    def test_the_engine_is_asked(
        self, pattern: tuple[str, str], text: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        search = prepare_pattern(*pattern)
        monkeypatch.setattr(literals, "evaluate", asked.append)
        search(text)
        assert len(asked) == 1

    def test_python_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        search = prepare_pattern("^[0-9]{4}(-[0-9]{2})?$", "")
        monkeypatch.setattr(literals, "evaluate", None)
        assert search("2024-01")

    @pytest.mark.parametrize("pattern", [r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", ".", r"[^\s-]"])
    def test_both_mean_the_same(self, pattern: str) -> None:
        """For all of ASCII, and for letters, digits and blanks beyond."""
        search = prepare_pattern(f"^{pattern}$", "")
        text = "".join(map(chr, range(128))) + "é\u0301\u00b2\u0663\u0085\u00a0\u200d\u2028"
        assert [search(each) for each in text] == [ask(each, f"^{pattern}$") for each in text]

    def test_a_sign_of_another_script_is_no_letter_of_ours(self) -> None:
        """In Python the dotted capital I matches i where case is ignored."""
        assert not prepare_pattern("^i$", "i")("\u0130")


def ask(text: str, pattern: str) -> bool:
    query = f"ASK {{ FILTER REGEX({Literal(text)}, {Literal(pattern)}) }}"
    return bool(Store().query(query))


def test_a_query_of_another_form_is_refused() -> None:
    """A CONSTRUCT or DESCRIBE is none of ours, whatever SELECT it holds."""
    for form in ("CONSTRUCT { $this :p 1 }", "DESCRIBE $this"):
        with pytest.raises(ShapesError, match="form SELECT"):
            parse_query(f"PREFIX : <x:> {form} {{ {{ SELECT $this {{ $this :p ?o }} }} }}")
