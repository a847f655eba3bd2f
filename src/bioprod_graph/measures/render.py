"""Results for reading, with what was counted before and after; as CSV and JSON, exact."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bioprod_graph.language import choose_plural, say_count, say_number, sort_key
from bioprod_graph.measures.catalogue import CAVEAT
from bioprod_graph.networks import DIGITS
from bioprod_graph.notation.visible import show_line
from bioprod_graph.notation.width import measure, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bioprod_graph.language import Language
    from bioprod_graph.measures.count import Result
    from bioprod_graph.networks import Network, Node, Projection

# How many members of a group a table names.
_MEMBERS = 12
# Blanks between columns, and how narrow names may become beside their identifiers.
_GAP = 2
_NARROWEST = 24
# The share of a line that identifiers beside names may take.
_WIDEST = 0.6
_HEADER = (
    *("projection", "measure", "node", "kind", "classes", "label_fr", "label_en", "value"),
    *("method", "libraries", "dataset"),
)


def show_value(value: float) -> str:
    """Write a value: a count as it is, a share with the digits that are kept."""
    return str(value) if isinstance(value, int) else f"{value:.{DIGITS}f}"


def say_value(value: float, language: Language) -> str:
    """Say a value for reading: in French with a decimal comma."""
    written = show_value(value)
    return written.replace(".", ",") if language == "fr" else written


def render_table(
    results: Sequence[Result],
    projection: Projection,
    *,
    language: Language,
    top: int | None,
    width: int = 80,
) -> str:
    """Render results for reading: what a node and a link are, what was counted, what it is not."""
    title = f"{projection.title.say(language)} – {_say_size(results[0].network, language)}"
    blocks = [_fill(part, width) for part in (title, projection.description.say(language))]
    for result in results:
        blocks += _render_result(result, language, top=top, width=width)
    return "\n\n".join([*blocks, _fill(CAVEAT[language], width)]) + "\n"


def render_csv(results: Iterable[Result], digest: str) -> str:
    """Render results as CSV (RFC 4180), a row a node, nothing guarded or shortened."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for result in results:
        for node, value in result.values:
            names = (node.iri, node.kind, node.classes, *node.label.spread().values())
            shown = (show_value(value), result.measure.method, result.libraries, digest)
            writer.writerow((result.network.name, result.measure.name, *names, *shown))
    return out.getvalue()


def render_json(results: Sequence[Result], projection: Projection, digest: str) -> str:
    """Render results as one JSON object, with all words in both languages."""
    network = results[0].network
    document = {
        "projection": {
            "name": projection.name,
            "title": projection.title.spread(),
            "description": projection.description.spread(),
            "directed": projection.directed,
            "nodes": len(network.nodes),
            "linked_pairs": len(network.pairs),
            "isolated": network.isolated,
            "query": projection.file.text,
        },
        "dataset": digest,
        "note": dict(CAVEAT),
        "measures": [_describe(result) for result in results],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _say_size(network: Network, language: Language) -> str:
    nodes, pairs, alone = len(network.nodes), len(network.pairs), network.isolated
    if language == "fr":
        return (
            f"{say_count(nodes, 'nœud', 'nœuds', language=language)}, "
            f"{say_count(pairs, 'paire liée', 'paires liées', language=language)}, "
            f"{say_count(alone, 'nœud', 'nœuds', language=language)} sans lien"
        )
    return (
        f"{say_count(nodes, 'node', 'nodes', language=language)}, "
        f"{say_count(pairs, 'linked pair', 'linked pairs', language=language)}, "
        f"{say_count(alone, 'node', 'nodes', language=language)} without a link"
    )


def _say_rest(left: int, tied: int, language: Language) -> str:
    """Say how many are not shown, and how many of them have the value of the last one shown."""
    more, equal = (say_number(count, language) for count in (left, tied))
    if language == "fr":
        having = choose_plural(tied, "a", "ont", language=language)
        same = f"\u00a0; {equal} {having} la même valeur que le dernier montré" if tied else ""
        return f"… et {more} de plus{same}."
    having = choose_plural(tied, "has", "have", language=language)
    same = f"; {equal} {having} the value of the last shown" if tied else ""
    return f"… and {more} more{same}."


def _both(say: Any) -> dict[str, str]:
    return {"fr": say("fr"), "en": say("en")}


def _describe(result: Result) -> dict[str, Any]:
    measure = result.measure
    return {
        "name": measure.name,
        "title": _both(measure.title),
        "counted": _both(measure.counted),
        "method": measure.method,
        "libraries": result.libraries,
        "digits": DIGITS,
        "values": [
            {
                "node": node.iri,
                "kind": node.kind,
                "classes": node.classes,
                "label": node.label.spread(),
                "value": value,
            }
            for node, value in result.values
        ],
    }


def _render_result(result: Result, language: Language, *, top: int | None, width: int) -> list[str]:
    measure = result.measure
    head = f"{measure.title(language)[0].upper()}{measure.title(language)[1:]}"
    space = "\u00a0" if language == "fr" else ""
    text = _fill(f"{head}{space}: {_lower(measure.counted(language))}", width)
    render = _render_groups if measure.groups else _render_values
    return [text, render(result, language, top=top, width=width)]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _render_values(result: Result, language: Language, *, top: int | None, width: int) -> str:
    shown, rest = result.values[:top], result.values[top:] if top is not None else ()
    rows = [
        (say_value(value, language), show_line(node.label.say(language)), _shorten(node))
        for node, value in shown
    ]
    lines = _set_columns(rows, width)
    if rest:
        tied = sum(value == shown[-1][1] for _, value in rest) if shown else 0
        lines += wrap(_say_rest(len(rest), tied, language), width)
    return "\n".join(lines)


def _set_columns(rows: Sequence[tuple[str, str, str]], width: int) -> list[str]:
    """Set values, names and identifiers in columns, where names are wrapped.

    An identifier is never broken: one that has no room beside its name stands below it.
    """
    size, names, _ = (max(map(measure, column), default=0) for column in zip(*rows, strict=True))
    room = max(width - size - _GAP, _NARROWEST)
    # One that is very long does not make the names of all others narrow.
    keys = max((len(key) for *_, key in rows if len(key) <= room * _WIDEST), default=0)
    column = min(names, max(room - keys - _GAP, _NARROWEST))
    lines = []
    for value, name, key in rows:
        fits = column + _GAP + len(key) <= room
        first, *more = wrap(name, column if fits else room, cuts_words=True) or [""]
        lines.append(f"{value:>{size}}  {pad(first, column)}  {key if fits else ''}".rstrip())
        lines += [" " * (size + _GAP) + part for part in (more if fits else [*more, key])]
    return lines


def _shorten(node: Node) -> str:
    """KIND/SLUG of a thing of ours; nothing for any other."""
    return f"{node.kind}/{node.iri.rpartition('/')[2]}" if node.kind else ""


def _render_groups(result: Result, language: Language, *, top: int | None, width: int) -> str:
    sizes = Counter(value for _, value in result.values)
    lines = []
    for number, members in groupby(result.values, key=lambda item: item[1]):
        if top is not None and number > top:
            break
        names = sorted(
            (n.label.say(language) for n, _ in members), key=lambda n: sort_key(n, language)
        )
        lines.append(_fill(f"{number} ({sizes[number]})  {_list(names)}", width, indent=4))
    if len(sizes) > len(lines):
        lines.append(_say_rest(len(sizes) - len(lines), 0, language))
    return "\n".join(lines)


def _list(names: Sequence[str]) -> str:
    """List names, which may hold commas, and say that there are more."""
    return " · ".join([*names[:_MEMBERS], *(["…"] if len(names) > _MEMBERS else [])])


def _fill(text: str, width: int, *, indent: int = 0) -> str:
    """Break a text into lines; no-break spaces hold, and a name is not cut."""
    lead = len(text) - len(text.lstrip(" "))
    shown = show_line(text.strip(" "))
    return "\n".join(wrap(shown, width, indent=lead, hanging=indent - lead))
