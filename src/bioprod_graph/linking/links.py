"""Links: what public numbers tell, then how likely each other row is the body it looks like."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.dataset import open_release
from bioprod_graph.engines import ENGINES
from bioprod_graph.errors import NotFoundError
from bioprod_graph.linking.bodies import read_bodies
from bioprod_graph.linking.decisions import DIFFERENT, find_undecided, read_decisions
from bioprod_graph.linking.proposals import write_links
from bioprod_graph.linking.scoring import Alike, open_comparison
from bioprod_graph.linking.settings import read_model
from bioprod_graph.names import suggest
from bioprod_graph.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bioprod_graph.linking.bodies import Body
    from bioprod_graph.linking.proposals import Proposal
    from bioprod_graph.linking.settings import Model
    from bioprod_graph.project import Project

_DIGITS = 4


class Linked(NamedTuple):
    """How many rows were linked by a number, and what a person is to decide."""

    shared: int
    proposals: list[Proposal]


class Pairing(NamedTuple):
    """A row of a register that is, or may be, a body: how likely, and whether that is stated.

    One that `is_shared` was told by a public number, of which it is certain.
    """

    body: Body
    found: Alike
    score: float
    is_shared: bool
    is_stated: bool


def link_register(project: Project, register: str, *, engine: str = ENGINES[0]) -> Linked:
    """Link the bodies of a project with a register that was built, and write the links.

    Raises NotFoundError, which says what to do, if there is no such register or it was not built.
    """
    model = read_model(project)
    if register not in model.targets:
        hint = suggest(register, model.targets)
        raise NotFoundError("there is no register {name}; {hint}", name=register, hint=hint)
    rows = project.build / "registers" / f"{register}.parquet"
    if not rows.exists():
        raise NotFoundError(
            "{name} was not built: bioprod registers build {name} FILE…", name=register
        )
    decisions = read_decisions(project, read_tables(project))
    bodies = read_bodies(open_release(project).store, project)
    iris = {body.slug: body.iri for body in bodies}
    refused = {
        (iris[slug], number)
        for (slug, of, number), decision in decisions.items()
        if of == register and decision == DIFFERENT and slug in iris
    }
    links = find_links(model, register, rows, bodies=bodies, refused=refused, engine=engine)
    proposals = write_links(project, model, register, links=links)
    shared = sum(link.is_shared for link in links)
    return Linked(shared, find_undecided(proposals, decisions))


def find_links(
    model: Model,
    register: str,
    rows: Path,
    *,
    bodies: Sequence[Body],
    refused: Iterable[tuple[str, str]] = (),
    engine: str = ENGINES[0],
) -> list[Pairing]:
    """Find the links of bodies with a register, by body and by row; those below the threshold fall.

    What was refused, a body and a number, is not compared: what else there is gains by it.

    Raises ProjectError if the rows are not those of a register that can be linked.
    """
    number, refusals = model.targets[register].number, set(refused)
    named = {body.iri: body for body in bodies}
    with open_comparison(model, engine) as comparison:
        comparison.lay(rows, number, bodies)
        shared = [
            each for each in comparison.find_shared() if (each.body, each.number) not in refusals
        ]
        found = [(each, 1.0, True) for each in shared]
        found += [(*each, False) for each in _weigh(model, comparison.compare(refusals))]
    return [
        Pairing(
            body, each, score, is_shared, (number, each.number.rpartition("/")[2]) in body.numbers
        )
        for each, score, is_shared in sorted(found)
        for body in [named[each.body]]
    ]


def _weigh(model: Model, pairs: Sequence[Alike]) -> Iterator[tuple[Alike, float]]:
    """Tell how likely each pair is the one of its body: at most one is, and maybe none.

    By Bayes: of a body that is expected in the register, each row is the one as likely as it is
    favoured; what is found alike multiplies that. Two that are equally alike have half each.
    """
    rivals = defaultdict(list)
    for pair in pairs:
        rivals[pair.body].append((pair, model.expected * pair.favour * 2.0**pair.weight))
    for odds in rivals.values():
        total = 1 - model.expected + math.fsum(each for _, each in odds)
        for pair, each in odds:
            score = round(each / total, _DIGITS)
            if score >= model.threshold:
                yield pair, score
