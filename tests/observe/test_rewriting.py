"""The rule by which a template writes an answer otherwise than it was generated."""

from __future__ import annotations

from typing import Any

import pytest

from agent.observe.rewriting import of_answer

CALL = {"id": "c", "function": {"name": "sum", "arguments": '{"a":1}'}}
THOUGHT = {"role": "assistant", "content": "Yes.", "reasoning": "It is so."}


@pytest.mark.parametrize(
    ("answer", "generated", "now", "reason", "rule", "field"),
    [
        ({"content": "Yes."}, "Yes.<e>", "Yes.<e>\n", "generated_differs", "same text", ""),
        ({"content": "Yes."}, None, "Yes.<e>\n", "generated_differs", "all there", ""),
        (
            THOUGHT,
            "<t>It is so.</t>Yes.",
            "Yes.",
            "template_rewrote",
            "reasoning dropped",
            "reasoning",
        ),
        (
            {"content": None, "tool_calls": [CALL]},
            '{"a":1}<e>',
            '{"a": 1}<e>',
            "template_rewrote",
            "arguments re-serialised",
            "tool_calls[0].function.arguments",
        ),
        (
            {"content": "Yes. \n"},
            "Yes. \n<e>",
            "Yes.<e>",
            "template_rewrote",
            "white space",
            "content",
        ),
        ({"content": "Yes."}, "Yes.<e>", "<t></t>Yes.<e>", "template_rewrote", "around", ""),
    ],
)
def test_the_rule_is_named(
    answer: Any, generated: str | None, now: str, reason: str, rule: str, field: str
) -> None:
    change = of_answer(answer, 4, 70, generated, now)
    assert change.reason == reason
    assert rule in change.evidence
    assert change.place is not None
    assert (change.place.message, change.place.token, change.place.field) == (4, 70, field)


def test_arguments_that_nest_too_deep_are_no_json() -> None:
    deep = {"id": "c", "function": {"name": "sum", "arguments": "[" * 100_000}}
    found = of_answer({"content": None, "tool_calls": [deep]}, 2, 7, "[<e>", "{}<e>")
    assert "arguments that are no JSON replaced" in str(found)
