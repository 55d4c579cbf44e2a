"""Few-shot examples are OpenAI messages, and only those whose tools exist are shown."""

from __future__ import annotations

import json

import pytest

from agent.context.few_shot import examples_for, read_few_shot
from agent.errors import ConfigError
from agent.types import AssistantMessage, ToolCall, ToolMessage, UserMessage

CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    ],
}
LINES = "\n".join(
    json.dumps(message)
    for message in (
        {"role": "user", "content": "2 + 2?"},
        CALL,
        {"role": "tool", "tool_call_id": "call_1", "content": "4"},
        {"role": "assistant", "content": "4."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hello."},
    )
)


def test_messages_are_read_with_their_calls() -> None:
    """Text, calls and results arrive as values."""
    assert read_few_shot(LINES, "f")[:3] == (
        UserMessage("2 + 2?"),
        AssistantMessage(tool_calls=(ToolCall("call_1", "add", "{}"),)),
        ToolMessage("call_1", "", "4"),
    )


def test_an_example_with_a_missing_tool_is_left_out_whole() -> None:
    """Half an example would be worse than none."""
    messages = read_few_shot(LINES, "f")
    assert examples_for(messages, ["add"]) == messages
    assert examples_for(messages, []) == messages[4:]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("3", "not a JSON object"),
        ('{"role": "king", "content": "x"}', "role 'king'"),
        ('{"role": "user"}', "content"),
        ('{"role": "user", "content": [1]}', "not a string"),
    ],
)
def test_a_wrong_line_is_named_by_file_and_number(line: str, reason: str) -> None:
    """The user can go to the place."""
    with pytest.raises(ConfigError, match=rf"shots\.jsonl:2: .*{reason}"):
        read_few_shot(f'{{"role": "user", "content": "a"}}\n{line}', "shots.jsonl")


def test_a_line_ends_where_json_lines_end() -> None:
    """Unicode's other line ends may stand within a JSON string, and pages of the web have them."""
    said = "one\u2028two\u0085three\x0b"
    line = json.dumps({"role": "user", "content": said}, ensure_ascii=False)
    assert read_few_shot(f"{line}\r\n", "shots.jsonl") == (UserMessage(said),)
