"""The tracker for programs: CSV, and JSON of one schema for all recommendations or for one.

    {"language": "fr" | "en",
     "as_of": "2022" | "2022-05" | "2022-05-31" | null,
     "event": {"id": IRI, "name": text, "date": date} | null,   nothing was there before it
     "recommendations": [
       {"number": 1, "id": IRI, "title": text,
        "summary": text, "sources": [SOURCE, …],
        "axis": {"number": 1, "id": IRI, "title": text},
        "status": CONCEPT,                  the highest of follow_ups, or none-known
        "latest": IRI | null,               the last of follow_ups
        "date": date | null,                its date
        "follow_ups": [FACT, …],            in the order of time
        "earlier": [FACT, …]}]}             those whose relation is precedes

    FACT     {"id": IRI, "title": text, "date": date, "status": CONCEPT, "relation": CONCEPT,
              "confidence": CONCEPT, "summary": text,
              "observes": [{"id": IRI, "name": text}, …],
              "sources": [SOURCE, …]}
    SOURCE   {"passage": IRI, "id": IRI, "name": text, "publisher": text, "issued": date | null,
              "not_before": date | null,      it cannot be older, where it gives no date itself
              "locator": text, "link": address | null}
    CONCEPT  {"id": IRI, "key": such as "none-known", "name": text}

Texts are in the language of the tracker; a date is as precise as its source: a year, a month or a
day.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bioprod_graph.tracking.model import (
        Concept,
        FollowUp,
        Origin,
        Reading,
        Recommendation,
        Track,
    )

_OVERVIEW = (
    "number recommendation title axis_number axis status status_name latest latest_title date "
    "latest_status"
)
_FACTS = (
    "number followup title date status status_name relation relation_name confidence summary "
    "observes sources"
)


def render_json(track: Track, recommendations: Sequence[Recommendation] | None = None) -> str:
    """Write the tracker, or some of its recommendations, as JSON."""
    chosen = track.recommendations if recommendations is None else recommendations
    written = {
        "language": track.language,
        "as_of": track.as_of or None,
        "event": _describe_origin(track.origin),
        "recommendations": [_describe(each) for each in chosen],
    }
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def render_csv(track: Track, recommendation: Recommendation | None = None) -> str:
    """Write a row a recommendation, or of one recommendation a row a fact (RFC 4180).

    Several things observed, or several sources (their links), are separated by “|”.
    """
    if recommendation is None:
        return _write_csv(_OVERVIEW.split(), map(_list_recommendation, track.recommendations))
    facts = (*recommendation.followups, *recommendation.earlier)
    return _write_csv(_FACTS.split(), (_list_fact(fact, recommendation) for fact in facts))


def _write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def _list_recommendation(each: Recommendation) -> list[str]:
    latest = each.latest
    return [
        str(each.number),
        each.iri,
        each.name,
        str(each.axis.number),
        each.axis.name,
        each.status.key,
        each.status.name,
        *((latest.iri, latest.name, latest.date, latest.status.key) if latest else [""] * 4),
    ]


def _list_fact(fact: FollowUp, recommendation: Recommendation) -> list[str]:
    return [
        str(recommendation.number),
        fact.iri,
        fact.name,
        fact.date,
        fact.status.key,
        fact.status.name,
        fact.relation.key,
        fact.relation.name,
        fact.confidence.key,
        fact.summary,
        "|".join(thing.iri for thing in fact.observed),
        "|".join(reading.link or reading.source.iri for reading in fact.readings),
    ]


def _describe_origin(origin: Origin | None) -> Mapping[str, str] | None:
    return {"id": origin.iri, "name": origin.name, "date": origin.date} if origin else None


def _describe(each: Recommendation) -> Mapping[str, Any]:
    latest = each.latest
    return {
        "number": each.number,
        "id": each.iri,
        "title": each.name,
        "summary": each.summary,
        "sources": list(map(_describe_reading, each.readings)),
        "axis": {"number": each.axis.number, "id": each.axis.iri, "title": each.axis.name},
        "status": _describe_concept(each.status),
        "latest": latest.iri if latest else None,
        "date": latest.date if latest else None,
        "follow_ups": list(map(_describe_fact, each.followups)),
        "earlier": list(map(_describe_fact, each.earlier)),
    }


def _describe_fact(fact: FollowUp) -> Mapping[str, Any]:
    return {
        "id": fact.iri,
        "title": fact.name,
        "date": fact.date,
        "status": _describe_concept(fact.status),
        "relation": _describe_concept(fact.relation),
        "confidence": _describe_concept(fact.confidence),
        "summary": fact.summary,
        "observes": [{"id": thing.iri, "name": thing.name} for thing in fact.observed],
        "sources": list(map(_describe_reading, fact.readings)),
    }


def _describe_reading(reading: Reading) -> Mapping[str, Any]:
    return {
        "passage": reading.passage,
        "id": reading.source.iri,
        "name": reading.source.name,
        "publisher": reading.publisher,
        "issued": reading.issued or None,
        "not_before": reading.not_before or None,
        "locator": reading.locator,
        "link": reading.link or None,
    }


def _describe_concept(concept: Concept) -> Mapping[str, Any]:
    return {"id": concept.iri, "key": concept.key, "name": concept.name}
