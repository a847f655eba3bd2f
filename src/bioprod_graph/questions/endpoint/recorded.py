"""Answers of services that are kept beside builds, for when there is no network."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bioprod_graph.errors import BioprodError, EndpointError
from bioprod_graph.files import replace_files
from bioprod_graph.language import Message
from bioprod_graph.questions.answer import read_answer
from bioprod_graph.questions.endpoint.address import parse_address
from bioprod_graph.sparql import find_query_form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bioprod_graph.language import Sayable
    from bioprod_graph.questions.answer import Answer
    from bioprod_graph.rdf import Term

# So many answers are kept, the latest, each of so many bytes at most.
_MOST, _LARGEST = 100, 4_000_000
_ENDINGS = (".json", ".nt")


def find_kept(folder: Path, url: str, asked: tuple[str, Mapping[str, Term]]) -> Path | None:
    """Find where the answer of a service to a query is kept; nowhere, if there is a password."""
    if parse_address(url).credentials:
        return None
    query, bindings = asked
    what = [url, query, sorted((name, str(term)) for name, term in bindings.items())]
    is_graph = find_query_form(query) in ("CONSTRUCT", "DESCRIBE")
    name = hashlib.sha256(json.dumps(what).encode()).hexdigest()
    return folder / f"{name}{_ENDINGS[is_graph]}"


def ask_or_recall(
    path: Path | None, ask: Callable[[], Answer], *, tell: Callable[[Sayable], None]
) -> Answer:
    """Ask a service and keep its answer; where nothing is reached, give what is kept and its day.

    Raises what `ask` raises, if no answer is kept.
    """
    try:
        answer = ask()
    except EndpointError as error:
        if path is None or not (error.is_unreached and path.is_file()):
            raise
        day = f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%d}"
        tell(
            Message("{reason}; this is its answer of {day}, kept here", reason=error.said, day=day)
        )
        return read_answer(path.read_bytes(), is_graph=path.suffix == _ENDINGS[True])
    if path is not None and len(written := answer.write()) <= _LARGEST:
        with suppress(BioprodError, OSError):
            _keep(path, written)
    return answer


def _keep(path: Path, written: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_files({path: written})
    kept = sorted(path.parent.iterdir(), key=lambda each: each.stat().st_mtime)
    for old in kept[:-_MOST]:
        old.unlink()
