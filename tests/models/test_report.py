"""The evaluation's report."""

from __future__ import annotations

import json
from pathlib import Path

from agent.models.training.parts import Parts
from agent.models.training.report import table, write
from agent.models.training.scoring import Score


def test_a_report_counts_by_capability_and_by_length(tmp_path: Path) -> None:
    """What failed stands with its capability alone."""
    failure = {"asked": "a", "expected": "b", "got": "c"}
    score = Score(40, 39, 50, 49, 40, 40, [failure])
    write(
        tmp_path, 1, "0.32", {"one call": score}, {1024: Score(20, 20, 25, 25, 20, 20), 4096: score}
    )
    report = json.loads((tmp_path / "evaluation.json").read_text("utf-8"))
    assert report["capabilities"]["one call"]["failures"] == [failure]
    assert "failures" not in report["lengths"]["4096"]
    assert "| prompts up to 1024 tokens | 20 | 25/25 = 100.0%" in table(report)
    assert report["longest_prompt_tokens"] == 4096


def test_an_evaluation_goes_on_where_it_was(tmp_path: Path) -> None:
    """Also when more dialogues are asked for; parts of other weights do not count."""
    file = tmp_path / "parts.jsonl"
    first = Score(2, 1, 2, 1, 2, 2, [{"asked": "a", "expected": "b", "got": "c"}])
    parts = Parts(file, "weights 1")
    parts.add("one call, 1024 tokens", 0, first)
    parts.add("one call, 1024 tokens", 2, Score(3, 3, 3, 3, 3, 3))
    again = Parts(file, "weights 1")
    assert again.known("one call, 1024 tokens", 2) == (first, 2)
    assert again.known("one call, 1024 tokens", 9) == (Score(5, 4, 5, 4, 5, 5, first.failures), 5)
    assert again.known("one call, 1024 tokens", 1) == (Score(), 0)
    assert Parts(file, "weights 2").known("one call, 1024 tokens", 9) == (Score(), 0)
