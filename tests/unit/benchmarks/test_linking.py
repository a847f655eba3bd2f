"""The threshold of links: chosen by a rule, on files of which the truth is known."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def linking(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("benchmarks.linking")


def test_of_thresholds_that_are_sure_the_best_is_chosen_and_of_equals_the_highest(
    linking: Any,
) -> None:
    """What would be best does not count where one wrong link in sixty is below it."""
    right = [0.9] * 900 + [0.4] * 60 + [0.3] * 40
    slices = linking.Trial(right, [0.2], 1000)
    wholes = linking.Trial(right, [0.3] * 16, 1000)
    assert linking.calibrate([slices], [slices]) == pytest.approx(0.3)
    assert linking.calibrate([slices], [slices, wholes]) == pytest.approx(0.4)


def test_it_is_below_half_so_that_of_two_a_person_is_asked(linking: Any) -> None:
    trial = linking.Trial([0.9] * 1000, [0.6], 1000)
    assert linking.calibrate([trial], [trial]) < 1 / 2


@pytest.mark.parametrize(("wrong", "sure"), [(0, True), (12, True), (16, False), (30, False)])
def test_a_precision_is_sure_two_errors_above_the_promise(
    linking: Any, wrong: int, *, sure: bool
) -> None:
    trial = linking.Trial([0.9] * (1000 - wrong), [0.9] * wrong, 1000)
    assert trial.rate(0.5).is_sure() is sure
