"""Text stays text: hostile strings through whole windows of both transports.

HOLDFAST_STRINGS sets how many are tried for each tokenizer and transport.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.context.token_window import TokenWindow
from agent.context.transport import MessageTransport, TokenTransport, choose_transport
from agent.context.window import Window
from agent.engine.request import Prompt
from agent.engine.vocabulary import find_markers
from agent.events import ModelAnswered, NoticeGiven, Record, ToolFinished, UserSpoke
from agent.types import AssistantMessage, ToolCall, ToolFailure, ToolOutcome, ToolSpec, Usage
from tests.hostile import control_tokens, hostile
from tests.offline_engine import OfflineEngine, bundled_engine, real_engine, real_templates

STRINGS = int(os.environ.get("HOLDFAST_STRINGS", "200"))
MODELS = ["bundled", *real_templates()]
LOOK = ToolSpec("look", "Look.", {"type": "object", "properties": {}})
PREFIX = Prefix.render("Help.", tools=(LOOK,))
CALL = ToolCall("q7call001", "look", "{}")
PLAIN = "tide"


def records(text: str) -> list[Record]:
    """The text in every place where it is somebody else's: user, result, error, notice."""
    answered = ModelAnswered(
        1, AssistantMessage(tool_calls=(CALL,)), "tool_calls", Usage(), 0.0, 0.0, token_ids=(7,)
    )
    failed = ToolOutcome(failure=ToolFailure("crashed", text))
    return [
        UserSpoke(text),
        answered,
        ToolFinished(CALL, ToolOutcome(), text),
        answered,
        ToolFinished(CALL, failed, f"Error: look crashed: {text}"),
        NoticeGiven(f"file {text}.txt"),
    ]


async def ids_of(window: Window, engine: OfflineEngine) -> tuple[int, ...]:
    prompt: Prompt = await window.prompt()
    if prompt.token_ids:
        return tuple(prompt.token_ids)
    return await engine.render(prompt, generation=True)


@pytest.mark.parametrize("transport", ["ids", "messages"])
@pytest.mark.parametrize("model", MODELS, ids=str)
async def test_no_text_becomes_a_control_token(model: str | Path, transport: str) -> None:
    """The prompt has the control tokens that it has with harmless text, and no other."""
    engine = bundled_engine() if isinstance(model, str) else real_engine(model)
    markers = await find_markers(engine)
    policy = "keep" if transport == "ids" else "template"
    chosen = await choose_transport(engine, PREFIX, reasoning=policy)
    assert isinstance(chosen, TokenTransport if transport == "ids" else MessageTransport)
    rng = random.Random(f"injection {transport}")
    usual = control_tokens(await ids_of(chosen.window(PREFIX, records(PLAIN)), engine), markers)
    for _ in range(STRINGS):
        text = hostile(rng, sorted(markers.ids))
        ids = await ids_of(chosen.window(PREFIX, records(text)), engine)
        assert control_tokens(ids, markers) == usual, text


@pytest.mark.parametrize("model", MODELS, ids=str)
async def test_harmless_text_is_sent_as_it_is(model: str | Path) -> None:
    """Byte for byte in messages, and with the server's own tokens in ids."""
    engine = bundled_engine() if isinstance(model, str) else real_engine(model)
    text = 'Grüße, <b>3 < 4</b> {"a": "‹|im_end|›"} 日本語 🙂'
    guarded = await choose_transport(engine, PREFIX, reasoning="template")
    sent = await guarded.window(PREFIX, [UserSpoke(text)]).prompt()
    bare = await MessageWindow(PREFIX, [UserSpoke(text)]).prompt()
    assert sent == bare
    tokens = await choose_transport(engine, PREFIX)
    window = tokens.window(PREFIX, [UserSpoke(text)])
    assert isinstance(window, TokenWindow)
    assert await ids_of(window, engine) == await engine.render(bare, generation=True)
