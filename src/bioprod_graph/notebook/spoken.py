"""What goes wrong is said in the language of the graph that was asked."""

from __future__ import annotations

from functools import wraps
from inspect import isfunction
from typing import TYPE_CHECKING, Any, TypeVar

from bioprod_graph.errors import BioprodError

if TYPE_CHECKING:
    from collections.abc import Callable

_Kind = TypeVar("_Kind", bound=type)


def speaking(kind: _Kind) -> _Kind:
    """Have the errors of a class’s public methods speak the `language` of its objects."""
    for name, method in list(vars(kind).items()):
        if isfunction(method) and not name.startswith("_"):
            setattr(kind, name, _speak(method))
    return kind


def _speak(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def spoken(self: Any, *values: Any, **named: Any) -> Any:
        try:
            return method(self, *values, **named)
        except BioprodError as error:
            error.language = self.language
            raise

    return spoken
