"""Of many cases, those that every run takes. The others are slow, and asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


def sample(cases: Sequence[Any], *, every: int) -> list[Any]:
    """Mark as slow all cases but the first, and then one of so many."""
    return [
        pytest.param(*_as_arguments(case), marks=[pytest.mark.slow] * (place % every > 0))
        for place, case in enumerate(cases)
    ]


def _as_arguments(case: object) -> tuple[object, ...]:
    return case if isinstance(case, tuple) else (case,)
