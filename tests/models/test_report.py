"""The committed evaluation is of the model, the prompts and the formats that are here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.context import formats
from agent.models.training.report import model_hash, prompts_hash
from agent.models.training.scoring import interval

pytestmark = pytest.mark.checkout


@pytest.fixture
def report() -> dict[str, Any]:
    """The committed report."""
    path = Path(__file__).parents[2] / "models" / "evaluation.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def test_the_evaluation_is_not_older_than_what_it_measures(report: dict[str, Any]) -> None:
    """After a change of the weights, the prompts or the formats: `make eval-model`."""
    assert report["model"] == model_hash()
    assert report["prompts"] == prompts_hash()
    assert report["formats"] == formats.fingerprint()


def test_the_evaluation_is_large_enough_to_mean_something(report: dict[str, Any]) -> None:
    """At least 250 dialogues, and 40 of each capability."""
    assert report["total"]["dialogues"] >= 250
    assert all(entry["dialogues"] >= 40 for entry in report["capabilities"].values())


def test_the_interval_is_wilsons() -> None:
    """Checked against a published value: 8 of 10 is 49 % to 94 %."""
    low, high = interval(8, 10)
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)
