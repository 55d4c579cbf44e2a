"""The window only grows."""

from __future__ import annotations

import json

from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.engine.request import MessageSegment
from agent.events import ModelAnswered, NoticeGiven, Record, RunEnded, ToolFinished, UserSpoke
from agent.types import AssistantMessage, ToolCall, ToolOutcome, Usage

FIRST, SECOND = ToolCall("1", "a", "{}"), ToolCall("2", "b", "{}")
ASKS = ModelAnswered(
    1, AssistantMessage(tool_calls=(FIRST, SECOND)), "tool_calls", Usage(), 0.0, 0.0
)


async def roles(window: MessageWindow) -> list[str]:
    segments = (await window.prompt()).segments
    return [json.loads(s.json)["role"] for s in segments if isinstance(s, MessageSegment)]


async def test_each_prompt_begins_with_the_one_before() -> None:
    """Within an epoch, what was sent stays as it was sent."""
    window = MessageWindow(Prefix.render("system"))
    records: list[Record] = [
        UserSpoke("question"),
        ASKS,
        ToolFinished(FIRST, ToolOutcome("x"), "x"),
        ToolFinished(SECOND, ToolOutcome("y"), "y"),
        NoticeGiven("notice"),
        RunEnded("done"),
    ]
    before = (await window.prompt()).segments
    for record in records:
        window.add(record)
        after = (await window.prompt()).segments
        assert after[: len(before)] == before
        before = after
    assert await roles(window) == ["system", "user", "assistant", "tool", "tool", "user"]


async def test_results_stand_in_call_order_however_the_tools_raced() -> None:
    """The same results give the same prompt."""
    one, other = MessageWindow(Prefix.render("")), MessageWindow(Prefix.render(""))
    results = [ToolFinished(call, ToolOutcome("r"), call.name) for call in (FIRST, SECOND)]
    for record in (ASKS, *results):
        one.add(record)
    for record in (ASKS, *reversed(results)):
        other.add(record)
    assert await one.prompt() == await other.prompt()


async def test_a_window_rebuilt_from_its_records_is_the_same() -> None:
    """A resumed session sends the same bytes."""
    records: list[Record] = [UserSpoke("héllo"), ASKS]
    window = MessageWindow(Prefix.render("s"))
    for record in records:
        window.add(record)
    assert await MessageWindow(Prefix.render("s"), records).prompt() == await window.prompt()
