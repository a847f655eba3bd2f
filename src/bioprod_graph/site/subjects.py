"""What the page of a thing tells: its report, then each fact that the report does not tell.

One document in each language holds both, so that a passage has one number on the page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from bioprod_graph.documents import Document, Paragraph, Part, Section, Sentence
from bioprod_graph.identifiers import find_kind
from bioprod_graph.language import LANGUAGES, Message
from bioprod_graph.reports import Report, find_queries
from bioprod_graph.scenes import (
    draw_around,
    find_teller,
    make_places,
    make_surroundings,
    read_signs,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bioprod_graph.drawing import Picture
    from bioprod_graph.language import Language
    from bioprod_graph.scenes import Scene
    from bioprod_graph.site.basis import Site

    Sign = tuple[str, str, str, str]

# More ties make a picture that nobody reads: the list has them all.
_MOST = 30
_FACTS, _ALSO = Message("Facts"), Message("What is said besides")


@dataclass(frozen=True)
class Verb:
    """The facts that have one property, a sentence each, with what stands under it in small."""

    verb: str
    told: tuple[tuple[Sentence, str], ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The facts, one by one."""
        return tuple(sentence for sentence, _ in self.told)


class Things:
    """Tells the things of a release."""

    def __init__(self, site: Site) -> None:
        self._store, self._project = site.release.store, site.project
        self._teller = find_teller(self._store, self._project)
        self._around = make_surroundings(self._store, self._project)
        self._reported = find_queries(self._project).list_kinds(on_things=True)
        self._map, self._draw_inset = make_places(self._store, self._project)
        self._find_sign = read_signs(self._project, "evidence")
        self._stating: defaultdict[str, set[str]] = defaultdict(set)
        for subject, _, _, graph in site.quads:
            self._stating[str(subject)[1:-1]].add(str(graph)[1:-1])

    def tell(self, iri: str) -> Iterator[tuple[Document, dict[str, Any]]]:
        """Tell a thing in each language: its document, and what stands beside it."""
        scene = self._around(iri)
        self._teller.begin()
        node = next(node for node in scene.network.nodes if node.iri == iri)
        item = self._teller.describe_item(node)
        item |= self._teller.list_tables({iri})
        pictures = self._draw(scene, iri)
        kind = scene.kinds.get(node.kind)
        stating = self._stating[iri]
        for language in LANGUAGES:
            document = self._add_facts(self._begin(iri, item, language), item, language)
            graphs = _list_graphs(document)
            yield document, {
                "picture": pictures.get(language),
                "inset": (self._map, self._draw_inset(iri, language)),
                "sign": (kind.shape, kind.colour, kind.label.say(language)) if kind else None,
                "passages": self._teller.describe_passage,
                "evidence": self._find_evidence(graphs, item, language),
                # Of rows that no sentence tells, such as those of names, the title does.
                "titled": sorted(stating - graphs),
            }  # fmt: skip

    def _find_evidence(
        self, graphs: set[str], item: Mapping[str, Any], language: str
    ) -> tuple[list[Sign], dict[str, list[Sign]]]:
        """Find how what is told of passages is drawn: what is the same of all, then the rest.

        A passage may be read with more confidence for one row than for another.
        """
        told = [(each["id"], each) for each in item["passages"]]
        told += (pair for graph in sorted(graphs) for pair in self._teller.list_signs(graph))
        found: defaultdict[str, dict[Sign, None]] = defaultdict(dict)
        for passage, record in told:
            for name, concept in record.items():
                if isinstance(concept, dict) and (sign := self._find_sign(concept.get("key", ""))):
                    found[passage][*sign, concept[language], name] = None
        all_of = [sign for sign in next(iter(found.values()), ()) if _is_in_each(sign, found)]
        return all_of, {key: [s for s in signs if s not in all_of] for key, signs in found.items()}

    def _draw(self, scene: Scene, iri: str) -> dict[str, Picture]:
        is_drawn = 0 < len(scene.network.links) <= _MOST
        return draw_around(scene, iri) if is_drawn else {}

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {tag: Report(self._store, self._project, "", language=tag) for tag in LANGUAGES}

    def _begin(self, iri: str, item: Mapping[str, Any], language: Language) -> Document:
        """Tell a thing by its report, else by its summary."""
        if find_kind(iri, self._project.base) in self._reported:
            return self._reports[language].turn_to(ox.NamedNode(iri)).make_document()
        summary = (item["summary"] or {}).get(language, "")
        lead = Paragraph((Sentence(summary),)) if summary else None
        return Document(item["label"][language], language, lead, (), "")

    def _add_facts(self, document: Document, item: Mapping[str, Any], language: str) -> Document:
        """Add the facts that a document does not tell, by what is said of the thing."""
        told = list(_leave_out(document, self._write_facts(item, language)))
        blocks: tuple[Any, ...] = tuple(
            Verb(verb, tuple(fact[1:] for fact in facts))
            for verb, facts in groupby(told, key=itemgetter(0))
        )
        title = _ALSO if document.sections else _FACTS
        further = (Section(title.say(language), blocks),) if blocks else ()
        return replace(document, sections=(*document.sections, *further))

    def _write_facts(
        self, item: Mapping[str, Any], language: str
    ) -> Iterator[tuple[str, Sentence, str]]:
        """Write each fact: what is said, of what, with its notes, and what stands under it."""
        report = self._reports[language]
        graphs = self._teller.list_graphs(item["id"])
        for fact, graph in zip(item["facts"], graphs, strict=True):
            passages = [item["passages"][number]["id"] for number in fact["notes"]]
            parts = [_name(fact["to"], item, language)]
            if "when" in fact:
                parts.append(Part(f" · {fact['when'][language]}"))
            more = (fact.get("note") or {}).get(language, "")
            if "rule" in fact:
                why = item["rules"][fact["rule"]]["why"][language]
                more = Message("inferred: {why}", why=why).say(language)
            text = "".join(part.text for part in parts)
            sentence = Sentence(text, report.cite(passages), tuple(parts), (graph,))
            yield item["verbs"][fact["verb"]][language], sentence, more


def _name(to: Any, item: Mapping[str, Any], language: str) -> Part:
    if not isinstance(to, str):
        return Part(to[language])
    names = item["label"] if to == item["id"] else item["things"][to]
    return Part(names[language], to)


def _is_in_each(sign: Sign, found: Mapping[str, Mapping[Sign, None]]) -> bool:
    return len(found) > 1 and all(sign in signs for signs in found.values())


def _list_graphs(document: Document) -> set[str]:
    said = (sentence for block in document.blocks for sentence in block.sentences)
    return {graph for sentence in said for graph in sentence.graphs}


def _leave_out(
    document: Document, facts: Iterator[tuple[str, Sentence, str]]
) -> Iterator[tuple[str, Sentence, str]]:
    """Leave out as many facts as sentences tell: of the same row, and of the same thing or text."""
    said = [sentence for block in document.blocks for sentence in block.sentences]
    met: Counter[tuple[str, ...]] = Counter()
    for verb, fact, more in facts:
        key = (*fact.graphs, *fact.parts[0][:2])
        if met[key] < sum(_tells(sentence, fact) for sentence in said):
            met[key] += 1
        else:
            yield verb, fact, more


def _tells(sentence: Sentence, fact: Sentence) -> bool:
    if not {*fact.graphs} <= {*sentence.graphs}:
        return False
    text, thing = fact.parts[0][:2]
    if thing:
        return any(part.thing == thing for part in sentence.parts)
    return text.casefold() in sentence.text.casefold()
