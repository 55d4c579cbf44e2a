"""The default prefix: short, fixed, and answerable with the tools that are always there."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

PROMPTS = resources.files("agent.prompts")


def few_shot() -> list[dict[str, Any]]:
    text = PROMPTS.joinpath("few_shot.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_system_prompt_is_short_and_says_no_date() -> None:
    """Whatever changes from day to day would change every prefix."""
    text = PROMPTS.joinpath("system.md").read_text("utf-8")
    assert len(text) < 1500
    assert not any(character.isdigit() for character in text)


def test_every_call_has_its_result_right_after_it() -> None:
    """Servers refuse a history with an unanswered call."""
    waiting: list[str] = []
    for message in few_shot():
        if message["role"] == "tool":
            assert message["tool_call_id"] == waiting.pop(0)
        else:
            assert not waiting
            waiting = [call["id"] for call in message.get("tool_calls") or ()]
    assert not waiting


def test_the_examples_use_tools_that_are_always_there() -> None:
    """An example of a tool that is not registered would teach to invent tools."""
    calls = [call for message in few_shot() for call in message.get("tool_calls") or ()]
    assert {call["function"]["name"] for call in calls} == {"search", "calculate"}


def test_arguments_are_written_as_json_dumps_writes_them() -> None:
    """A server writes them anew from the parsed value, which must not change a byte."""
    for message in few_shot():
        for call in message.get("tool_calls") or ():
            text = call["function"]["arguments"]
            assert json.dumps(json.loads(text), ensure_ascii=False) == text


def test_the_examples_show_parallel_calls_a_failure_and_a_missing_answer() -> None:
    """Three things that models get wrong when nobody shows them."""
    messages = few_shot()
    assert any(len(message.get("tool_calls") or ()) == 2 for message in messages)
    assert any(str(message["content"]).startswith("Error: ") for message in messages)
    assert any("did not find" in str(message["content"]) for message in messages)
