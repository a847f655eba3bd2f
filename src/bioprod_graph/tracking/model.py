"""What the tracker holds: recommendations, and the dated facts that bear on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.errors import NotFoundError
from bioprod_graph.tracking.dates import is_before

if TYPE_CHECKING:
    from bioprod_graph.findings import Language

_PRECEDES = "precedes"


@dataclass(frozen=True)
class Thing:
    """A thing of the graph: its IRI, and its name in the language of the tracker."""

    iri: str
    name: str


@dataclass(frozen=True)
class Concept(Thing):
    """A status, a relation or a confidence; only statuses have a rank, from 0 on."""

    rank: int = 0

    @property
    def key(self) -> str:
        """The last part of its IRI, such as `none-known`."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True)
class Axis(Thing):
    """An axis, with its number."""

    number: int


@dataclass(frozen=True)
class Reading:
    """A passage in which a fact was read: its source and the place in it.

    `issued` is the date of publication that the source gives itself, `not_before` that of the
    latest fact it reports; each is empty where it is not known.
    """

    passage: str
    source: Thing
    publisher: str
    issued: str
    not_before: str
    locator: str
    link: str

    @property
    def oldest(self) -> str:
        """The date that the source cannot be older than; empty where none is known."""
        return self.issued or self.not_before


@dataclass(frozen=True)
class FollowUp(Thing):
    """A dated fact that bears on a recommendation; the date is as precise as its source."""

    date: str
    status: Concept
    relation: Concept
    confidence: Concept
    summary: str
    observed: tuple[Thing, ...]
    readings: tuple[Reading, ...]

    @property
    def is_earlier(self) -> bool:
        """Whether it is older than the recommendation, and so cannot have come of it."""
        return self.relation.key == _PRECEDES


@dataclass(frozen=True)
class Recommendation(Thing):
    """A recommendation, what is known to have come of it, and the facts that are older than it.

    Both kinds of facts are in the order of time; the status is the highest that the follow-ups
    give.
    """

    number: int
    axis: Axis
    summary: str
    readings: tuple[Reading, ...]
    status: Concept
    followups: tuple[FollowUp, ...]
    earlier: tuple[FollowUp, ...]

    @property
    def latest(self) -> FollowUp | None:
        """The latest follow-up that is known."""
        return self.followups[-1] if self.followups else None

    @property
    def has_gone_further(self) -> bool:
        """Whether the latest follow-up gives a lower status than an older one did."""
        return self.latest is not None and self.latest.status != self.status


@dataclass(frozen=True)
class Origin(Thing):
    """The event that the recommendations came of, with its date."""

    date: str


@dataclass(frozen=True)
class Track:
    """All recommendations by number, in one language, as known at a date (empty: now)."""

    language: Language
    as_of: str
    recommendations: tuple[Recommendation, ...]
    origin: Origin | None = None

    @property
    def is_early(self) -> bool:
        """Whether the date lies before the event, when there was no recommendation yet."""
        return self.origin is not None and is_before(self.as_of, self.origin.date)

    def find(self, number: int) -> Recommendation:
        """Find a recommendation by its number.

        Raises NotFoundError if there is none.
        """
        for recommendation in self.recommendations:
            if recommendation.number == number:
                return recommendation
        known = [recommendation.number for recommendation in self.recommendations]
        hint = f": they go from {min(known)} to {max(known)}" if known else ""
        advice = f" : elles vont de {min(known)} à {max(known)}" if known else ""
        raise NotFoundError(
            en=f"there is no recommendation {number}{hint}",
            fr=f"il n’y a pas de recommandation {number}{advice}",
        )
