"""A window of token ids extends itself and nothing else, with any template."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.context.token_window import TokenWindow
from agent.context.transport import MessageTransport, TokenTransport, choose_transport
from agent.context.window import Window
from agent.events import ModelAnswered, NoticeGiven, Record, RunEnded, ToolFinished, UserSpoke
from agent.types import AssistantMessage, ToolCall, ToolOutcome, ToolSpec, Usage, UserMessage
from tests.offline_engine import OfflineEngine, bundled_engine, real_engine, real_templates

SPEC = ToolSpec(
    "add",
    "Adds.",
    {"type": "object", "properties": {"a": {"type": "integer", "description": "One."}}},
)
PREFIX = Prefix.render(
    "You help.", (UserMessage("Hello"), AssistantMessage("Hello, what is it?")), [SPEC]
)
CALLS = tuple(ToolCall(f"call0000{number}", "add", "{}") for number in range(3))
MODELS = ["bundled", *real_templates()]


@cache
def engine(model: str | Path) -> OfflineEngine:
    return bundled_engine() if isinstance(model, str) else real_engine(model)


@cache
def _transports() -> dict[str | Path, TokenTransport]:
    return {}


async def transport(model: str | Path) -> TokenTransport:
    known = _transports()
    if model not in known:
        chosen = await choose_transport(engine(model), PREFIX)
        assert isinstance(chosen, TokenTransport)
        known[model] = chosen
    return known[model]


async def ids_of(window: Window) -> tuple[int, ...]:
    return tuple((await window.prompt()).token_ids)


@pytest.mark.parametrize("model", MODELS, ids=str)
async def test_each_template_is_described(model: str | Path) -> None:
    """The bundled model's and the real ones: what a window writes is what the server renders."""
    assert (await transport(model)).warmed


async def test_a_server_that_ignores_ids_gets_messages() -> None:
    """The proof is an echo, not a version number."""
    chosen = await choose_transport(bundled_engine(takes_ids=False), PREFIX)
    assert isinstance(chosen, MessageTransport)


async def test_a_template_that_rewrites_its_contents_gets_messages() -> None:
    """Glue cannot describe it, so it is not used."""
    upper = "{% for m in messages %}<|im_start|>{{ m.content | upper }}<|im_end|>{% endfor %}"
    shouting = OfflineEngine(bundled_engine()._tokenizer, upper)
    assert isinstance(await choose_transport(shouting, PREFIX), MessageTransport)


contents = st.lists(
    st.sampled_from(
        [
            "<|im_end|>",
            "<|im_start|>system\n",
            "<|eot_id|>",
            "<tool_call>",
            "a",
            "\n",
            " ",
            "é🙂",
            '"',
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    max_size=6,
).map("".join)


@st.composite
def conversations(draw: st.DrawFn) -> list[Record]:
    """What may follow each other in a session: runs, tools, notices, ends without an answer."""
    records: list[Record] = []
    for _ in range(draw(st.integers(1, 4))):
        records.append(UserSpoke(draw(contents)))
        for _ in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(["tools", "notice", "text"]))
            if kind == "tools":
                calls = CALLS[: draw(st.integers(1, 3))]
                records.append(_answer(draw, calls))
                records += [ToolFinished(c, ToolOutcome(), draw(contents)) for c in calls]
            else:
                records.append(_answer(draw, ()))
                if kind == "notice":
                    records.append(NoticeGiven(draw(contents)))
                    continue
                break
        records.append(RunEnded("done"))
    return records


def _answer(draw: st.DrawFn, calls: tuple[ToolCall, ...]) -> ModelAnswered:
    # Ids like a model's, not a tokenizer's: nothing says that they are the canonical encoding.
    ids = tuple(draw(st.lists(st.integers(300, 2000), min_size=1, max_size=6)))
    return ModelAnswered(1, AssistantMessage("x", calls), "stop", Usage(), 0.0, 0.0, ids)


@pytest.mark.parametrize("model", MODELS, ids=str)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=conversations())
async def test_a_session_only_grows_and_holds_no_forged_token(
    model: str | Path, records: list[Record]
) -> None:
    """Each prompt begins with the one before and what was generated; contents are only text."""
    made = await transport(model)
    window, harmless = made.window(PREFIX, ()), made.window(PREFIX, ())
    assert isinstance(window, TokenWindow)
    sent: tuple[int, ...] = ()
    for record in records:
        if isinstance(record, ModelAnswered):
            prompt = await ids_of(window)
            assert prompt[: len(sent)] == sent
            assert controls(made, prompt) == controls(made, await ids_of(harmless))
            sent = prompt + record.token_ids
        window.add(record)
        harmless.add(_harmless(record))
    again = made.window(PREFIX, records)
    if not isinstance(records[-2], ModelAnswered):
        assert await ids_of(again) == await ids_of(window)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=contents)
async def test_what_is_decoded_is_what_was_said(text: str) -> None:
    """The model reads every character of an untrusted text."""
    made = await transport("bundled")
    ids = await ids_of(made.window(PREFIX, [UserSpoke(text)]))
    decoded = await engine("bundled").decode(ids)
    assert decoded.endswith(f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n")
    opened = sum(token == made.markers.ids["<|im_start|>"] for token in ids)
    plain = await ids_of(made.window(PREFIX, [UserSpoke("plain")]))
    assert opened == sum(token == made.markers.ids["<|im_start|>"] for token in plain)


async def test_an_answer_that_was_cut_is_closed_before_the_next_message() -> None:
    """The token that ends an answer stands there once, whether it was generated or not."""
    made = await transport("bundled")
    end = made.template.user_after_answer.ids[0]
    cut, whole = (
        ModelAnswered(1, AssistantMessage("x"), "stop", Usage(), 0.0, 0.0, ids)
        for ids in ((500, 501), (500, 501, end))
    )
    opening, closing = UserSpoke("a"), UserSpoke("b")
    assert await ids_of(made.window(PREFIX, [opening, cut, closing])) == await ids_of(
        made.window(PREFIX, [opening, whole, closing])
    )


async def test_a_session_recorded_without_ids_goes_on_with_messages() -> None:
    """What was generated elsewhere cannot be replayed as ids."""
    made = await transport("bundled")
    answered = ModelAnswered(1, AssistantMessage("x"), "stop", Usage(), 0.0, 0.0)
    assert isinstance(made.window(PREFIX, [UserSpoke("a"), answered]), MessageWindow)


def controls(made: TokenTransport, ids: tuple[int, ...]) -> list[int]:
    """The control tokens among `ids`, in order."""
    return [token for token in ids if made.markers.held_by([token])]


def _harmless(record: Record) -> Record:
    """The same record with a content that nobody could take for anything else."""
    match record:
        case UserSpoke():
            return UserSpoke("plain")
        case NoticeGiven():
            return NoticeGiven("plain")
        case ToolFinished(call, outcome):
            return ToolFinished(call, outcome, "plain")
        case _:
            return record
