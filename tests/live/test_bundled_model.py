"""The bundled model, measured in small: a tenth of the evaluation, without its longest prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.models.training.evaluate import Setting, evaluate
from agent.models.training.parts import Parts
from agent.models.training.scoring import summed
from agent.runtime import bundled_model


@pytest.mark.checkout
async def test_a_tenth_of_the_evaluation_is_about_as_good_as_the_report(
    engine_url: str, tmp_path: Path
) -> None:
    """The report has 0.97 and 0.99; less than a tenth of it may lie that much lower by chance."""
    url = engine_url.removesuffix("/v1")
    lengths = ((1024, 3), (4096, 1))
    setting = Setting(url, bundled_model().name, 20_261, lengths, concurrency=8)
    scores, _ = await evaluate(setting, Parts(tmp_path / "parts.jsonl", "none kept"))
    total = summed(list(scores.capabilities.values()))
    assert total.right_calls >= 0.9 * total.calls
    assert total.right_answers >= 0.92 * total.answers
