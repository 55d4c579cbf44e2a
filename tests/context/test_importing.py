"""Conversations of other programs become valid windows, whatever they left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.context.importing import records_from_openai
from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.engine.request import MessageSegment, Prompt
from agent.errors import ConfigError
from agent.events import ModelAnswered, Record, RunEnded, ToolFinished, UserSpoke
from agent.types import JSON, ToolSpec
from tests.offline_engine import DATA, bundled_engine, real_engine, real_templates

TRACE = DATA.parent / "traces" / "pi-large-session.openai.json.zst"
SPEC = ToolSpec("read", "Read.", {"type": "object", "properties": {}})
PREFIX = Prefix.render("Help.", tools=(SPEC,))


def user(text: JSON) -> dict[str, JSON]:
    return {"role": "user", "content": text}


def calling(*ids: str, text: str | None = None) -> dict[str, JSON]:
    made = [
        {"id": each, "type": "function", "function": {"name": "read", "arguments": "{}"}}
        for each in ids
    ]
    return {"role": "assistant", "content": text, "tool_calls": made}


def result(call_id: str, text: str = "fine") -> dict[str, JSON]:
    return {"role": "tool", "tool_call_id": call_id, "content": text}


def answer(text: str | None) -> dict[str, JSON]:
    return {"role": "assistant", "content": text}


async def prompt_of(records: list[Record]) -> Prompt:
    return await MessageWindow(PREFIX, records).prompt()


def problems(prompt: Prompt) -> list[str]:
    """What OpenAI's API would refuse in these messages."""
    found: list[str] = []
    awaited: list[str] = []
    for number, segment in enumerate(prompt.segments):
        assert isinstance(segment, MessageSegment)
        message = json.loads(segment.json)
        if message["role"] == "tool":
            if message["tool_call_id"] not in awaited:
                found.append(f"{number}: result without call")
            else:
                awaited.remove(message["tool_call_id"])
            continue
        if awaited:
            found.append(f"{number}: calls without results: {awaited}")
        calls = message.get("tool_calls") or []
        awaited = [call["id"] for call in calls]
        if not calls and message["content"] is None:
            found.append(f"{number}: neither content nor calls")
        found += [
            f"{number}: arguments"
            for call in calls
            if not _is_object(call["function"]["arguments"])
        ]
    return found + ([f"end: {awaited}"] if awaited else [])


def _is_object(text: str) -> bool:
    return isinstance(json.loads(text), dict)


async def test_a_call_without_a_result_is_told_as_interrupted() -> None:
    """The model must not believe that it got an answer, or that nothing happened."""
    records = records_from_openai([user("Go."), calling("a", "b"), result("b"), user("On.")], "s")
    finished = {r.call.id: r for r in records if isinstance(r, ToolFinished)}
    assert finished["b"].text == "fine"
    assert "may already have had an effect" in finished["a"].text
    assert problems(await prompt_of(records)) == []


async def test_runs_begin_and_end_as_they_would_have_been_recorded() -> None:
    """A run without an answer was cancelled."""
    records = records_from_openai([user("One."), answer("Yes."), user("Two.")], "s")
    assert [type(r) for r in records] == [UserSpoke, ModelAnswered, RunEnded, UserSpoke, RunEnded]
    assert [r.status for r in records if isinstance(r, RunEnded)] == ["done", "cancelled"]


async def test_empty_answers_and_answers_in_a_row_are_kept() -> None:
    """They were said; the request stays valid."""
    records = records_from_openai([user("One."), answer(None), answer("Yes."), answer("No.")], "s")
    assert problems(await prompt_of(records)) == []
    assert sum(isinstance(r, ModelAnswered) for r in records) == 3


async def test_parts_of_text_are_joined_as_the_server_joins_them() -> None:
    """vLLM puts a line end between them."""
    parts = [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}]
    assert records_from_openai([user(parts)], "s")[0] == UserSpoke("One.\nTwo.")


@pytest.mark.parametrize(
    ("messages", "says"),
    [
        ([result("x")], "s, message 0: a result for the call 'x'"),
        ([user([{"type": "image_url"}])], "s, message 0: only parts of text"),
        ([user(7)], "s, message 0: a content of 7"),
        ([user("a"), {"role": "robot", "content": ""}], "s, message 1"),
    ],
)
def test_what_cannot_be_imported_is_named(messages: list[dict[str, Any]], says: str) -> None:
    """With the number of the message."""
    with pytest.raises(ConfigError, match=says):
        records_from_openai(messages, "s")


@pytest.mark.skipif(not TRACE.is_file(), reason="no recorded session beside the checkout")
@pytest.mark.parametrize("model", ["bundled", *real_templates()], ids=str)
async def test_a_real_session_with_holes_is_a_valid_request(model: str | Path) -> None:
    """914 messages, 18 calls without results, 14 empty answers: every template renders them."""
    import zstandard

    packed = zstandard.ZstdDecompressor().stream_reader(TRACE.read_bytes()).read()
    records = records_from_openai(json.loads(packed), TRACE.name)
    engine = bundled_engine() if isinstance(model, str) else real_engine(model)
    cuts = [n for n, record in enumerate(records) if isinstance(record, UserSpoke)][1::30]
    single_calls = "Llama-3.1-8B-Instruct" in str(model)
    for cut in [*cuts, len(records)]:
        prompt = await prompt_of(records[:cut])
        assert problems(prompt) == []
        if not single_calls:  # that template refuses several calls in one answer, whoever asks
            assert await engine.render(prompt, generation=True)
