"""String-based constraint components: lengths, patterns, languages (SHACL, section 4.4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from oxishacl.errors import ShapesError
from oxishacl.model import Context, Scope, ValueConstraint
from oxishacl.patterns import prepare_pattern
from oxishacl.source import as_literal
from oxishacl.vocabulary import Term, sh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from oxishacl.model import Focus, Parsers
    from oxishacl.report import ValidationResult


def parse_min_length(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:minLength (4.4.1)."""
    low = context.source.integer(context.node, sh("minLength")) or 0
    yield _text(sh("MinLengthConstraintComponent"), lambda text: len(text) >= low)


def parse_max_length(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:maxLength (4.4.2)."""
    high = context.source.integer(context.node, sh("maxLength")) or 0
    yield _text(sh("MaxLengthConstraintComponent"), lambda text: len(text) <= high)


def parse_pattern(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:pattern with sh:flags (4.4.3)."""
    pattern = as_literal(context.source.only(context.node, sh("pattern")), "sh:pattern")
    flags = context.source.literal(context.node, sh("flags"))
    accepts = prepare_pattern(pattern.value, flags.value if flags else "")
    yield _text(sh("PatternConstraintComponent"), accepts)


def parse_language_in(context: Context) -> Iterator[ValueConstraint]:
    """Read sh:languageIn (4.4.4): basic language ranges, as langMatches of SPARQL takes them."""
    node = context.source.only(context.node, sh("languageIn"))
    yield _language_in(tuple(map(_language, context.source.members(node))))


def parse_unique_lang(context: Context) -> Iterator[UniqueLanguageConstraint]:
    """Read sh:uniqueLang (4.4.5)."""
    if context.path is None:
        raise ShapesError(f"{context.node} has sh:uniqueLang, but is not a property shape")
    if context.source.is_true(context.node, sh("uniqueLang")):
        yield UniqueLanguageConstraint()


@dataclass(frozen=True)
class UniqueLanguageConstraint:
    """No two value nodes have the same language tag (4.4.5)."""

    def violations(self, _: Scope, at: Focus, values: list[Term]) -> Sequence[ValidationResult]:
        """Give one result, without a value, for each language tag that several values have."""
        tags = [tag for tag in map(_tag, values) if tag]
        if len(tags) == len(set(tags)):
            return ()
        component = sh("UniqueLangConstraintComponent")
        return [at.result(component) for count in Counter(tags).values() if count > 1]


def _text(component: NamedNode, accepts: Callable[[str], bool]) -> ValueConstraint:
    def check(_: Scope, value: Term) -> bool:
        return isinstance(value, NamedNode | Literal) and accepts(value.value)

    return ValueConstraint(component, check)


def _language_in(ranges: tuple[str, ...]) -> ValueConstraint:
    exact = frozenset(ranges)
    prefixes = tuple(f"{each}-" for each in ranges)

    def check(_: Scope, value: Term) -> bool:
        tag = _tag(value)
        return tag in exact or tag.startswith(prefixes)

    return ValueConstraint(sh("LanguageInConstraintComponent"), check)


def _language(term: Term) -> str:
    if isinstance(term, Literal) and term.value:
        return term.value.lower()
    raise ShapesError(f"a member of sh:languageIn must be a language tag, not {term}")


def _tag(value: Term) -> str:
    return (value.language or "").lower() if isinstance(value, Literal) else ""


PARSERS: Parsers = {
    sh("minLength"): parse_min_length,
    sh("maxLength"): parse_max_length,
    sh("pattern"): parse_pattern,
    sh("languageIn"): parse_language_in,
    sh("uniqueLang"): parse_unique_lang,
}
