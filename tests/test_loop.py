"""The loop's logic, against a scripted model."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from agent import Agent, ModelRetry, Reply, ToolFailed, tool
from agent.engine.complete import LONGEST_WAIT, Backoff
from agent.engine.request import Chunk, MessageSegment, Prompt, PromptCount, Request, ServerFacts
from agent.errors import (
    AnswerBroken,
    EngineRejected,
    EngineUnavailable,
    EngineUnreachable,
    PromptTooLong,
)
from agent.events import (
    EpochOpened,
    Event,
    ModelAnswered,
    RequestSent,
    Retrying,
    RunEnded,
    ToolFinished,
    ToolStarted,
)
from agent.testing import Answering, ScriptedModel, Step, calls
from tests import fake_server
from tests.fake_server import FakeServer, delta, serving


@tool(read_only=True)
async def forecast(city: str, days: int = 1) -> str:
    """The weather of a city."""
    await asyncio.sleep({"Oslo": 0.05, "Bergen": 600}.get(city, 0))
    return f"rain in {city} for {days} days"


@tool
async def broken() -> str:
    """Always crashes."""
    raise RuntimeError("the disk is on fire")


@tool
async def failing() -> str:
    """Always fails politely."""
    raise ToolFailed("The account is closed.")


@tool
async def picky(code: str) -> str:
    """Wants another argument."""
    raise ModelRetry(f"{code} is not a code.")


@tool(timeout=0.05)
async def hanging() -> str:
    """Never ends."""
    await asyncio.sleep(60)
    return "never"


TOOLS = (forecast, broken, failing, picky, hanging)


def agent(*script: Step, window: int = 16384, **settings: Any) -> tuple[Agent, ScriptedModel]:
    model = ScriptedModel(script, window=window)
    made = Agent(
        engine=model, tools=TOOLS, system="Help.", few_shot=(), store="memory:", **settings
    )
    return made, model


async def run(*script: Step, **settings: Any) -> tuple[Reply, ScriptedModel]:
    made, model = agent(*script, **settings)
    return await made.run("Go."), model


def messages(request: Request) -> list[dict[str, Any]]:
    return [json.loads(s.json) for s in request.prompt.segments if isinstance(s, MessageSegment)]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow each other at once."""
    monkeypatch.setattr(Backoff, "delay", lambda self, attempt: 0.0)


async def test_an_answer_without_tools_ends_the_run() -> None:
    """One turn is enough for a greeting."""
    reply, _ = await run("Hello.")
    assert (reply.text, reply.status, reply.turns) == ("Hello.", "done", 1)


async def test_a_tool_is_called_and_its_result_answered() -> None:
    """The main job."""
    reply, model = await run(calls(("forecast", {"city": "Rome"})), "Rain.")
    assert messages(model.requests[1])[-1]["content"] == "rain in Rome for 1 days"
    assert (reply.text, reply.turns) == ("Rain.", 2)
    assert [(call.name, call.arguments, call.ok) for call in reply.tool_calls] == [
        ("forecast", {"city": "Rome"}, True)
    ]


async def test_calls_of_one_turn_run_at_once_and_their_results_keep_the_call_order() -> None:
    """The slow first call does not delay the second, nor swap places with it."""
    _, model = await run(
        calls(("forecast", {"city": "Oslo"}), ("forecast", {"city": "Rome"})), "Rain."
    )
    results = [m["content"] for m in messages(model.requests[1]) if m["role"] == "tool"]
    assert results == ["rain in Oslo for 1 days", "rain in Rome for 1 days"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (calls(("broken", {})), "Error: broken crashed: RuntimeError: the disk is on fire"),
        (calls(("failing", {})), "Error: The account is closed."),
        (calls(("picky", {"code": "x"})), "x is not a code. Correct the arguments"),
        (calls(("hanging", {})), "did not finish within 0.05 s"),
        (calls(("nothing", {})), "there is no tool named nothing. The tools are: broken, "),
        (calls(("forecast", {"days": 2})), "invalid arguments for forecast"),
        (Answering(calls=(("forecast", "{bad"),)), "not valid JSON"),
        (Answering(calls=(("forecast", '{"city": ' + "[" * 100_000),)), "valid JSON"),
        (Answering(calls=(("forecast", '{"city": "Os'),), finish_reason="length"), "cut off by"),
    ],
)
async def test_a_call_that_fails_is_told_to_the_model_and_the_run_goes_on(
    step: Step, words: str
) -> None:
    """The model reads what was wrong, in words that it can act on."""
    reply, model = await run(step, "Sorry.")
    assert words in messages(model.requests[1])[-1]["content"]
    assert "Traceback" not in messages(model.requests[1])[-1]["content"]
    assert (reply.status, reply.tool_calls[0].ok) == ("done", False)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("", "was empty"),
        ('<tool_call>\n{"name": "forecast", "arguments": {"ci', "could not be read"),
        ('{"name": "forecast", "arguments": {"city": "Rome"', "could not be read"),
        (Answering('<tool_call>{"name": "fore', finish_reason="length"), "cut off"),
    ],
)
async def test_an_unusable_answer_gets_a_notice_and_another_try(step: Step, words: str) -> None:
    """The model is told, and may do better."""
    reply, model = await run(step, "Better.")
    assert words in messages(model.requests[1])[-1]["content"]
    assert (reply.text, reply.status) == ("Better.", "done")


async def test_a_model_that_stays_unusable_ends_the_run() -> None:
    """Three times is enough."""
    reply, model = await run("")
    assert (reply.status, len(model.requests)) == ("empty_answer", 3)


async def test_an_answer_that_quotes_json_is_an_answer() -> None:
    """Only something that looks like a call of a known tool is taken for one."""
    reply, _ = await run('The record is {"name": "Rome", "arguments": 3}.')
    assert reply.status == "done"


async def test_a_cut_answer_is_given_with_its_status() -> None:
    """The text is not lost, and nobody takes it for complete."""
    reply, _ = await run(Answering("Once upon", finish_reason="length"))
    assert (reply.text, reply.status) == ("Once upon", "answer_cut")


async def test_the_turn_limit_ends_a_run_that_would_not_end() -> None:
    """A model that calls tools for ever is stopped."""
    reply, model = await run(calls(("forecast", {"city": "Rome"})), max_turns=4)
    assert (reply.status, len(model.requests)) == ("turn_limit", 4)


async def test_the_token_limit_ends_a_run() -> None:
    """Generated tokens are counted over the turns."""
    reply, _ = await run(calls(("forecast", {"city": "Rome"})), max_run_tokens=20)
    assert (reply.status, reply.usage.completion_tokens >= 20) == ("token_limit", True)


async def test_a_time_that_is_not_the_runs_own_is_not_its_limit() -> None:
    """What an engine raises that keeps to no protocol is raised, and not taken for a limit."""
    agent = Agent(engine=ScriptedModel([TimeoutError("the socket"), "Fine."]), store="memory:")
    async with agent.session() as session:
        with pytest.raises(TimeoutError, match="the socket"):
            await session.send("Go.")
        assert (await session.send("Go on.")).text == "Fine."


async def test_the_time_limit_ends_a_run_in_a_tool() -> None:
    """The tool is stopped and the transcript is whole."""
    made, model = agent(calls(("forecast", {"city": "Bergen"})), max_run_seconds=2.0)
    async with made.session("s") as session:
        reply = await session.send("Go.")
        assert reply.status == "time_limit"
        kinds = [type(record) for record in session.transcript.records]
    assert kinds[-3:] == [ToolStarted, ToolFinished, RunEnded]
    assert len(model.requests) == 1


async def test_a_prompt_that_would_not_fit_is_not_sent() -> None:
    """The refusal comes before the server's."""
    reply, model = await run("never", window=64)
    assert (reply.status, model.requests) == ("window_full", [])
    assert "the window has 64" in reply.detail


async def test_an_engine_that_recovers_is_asked_again() -> None:
    """A passing failure costs a retry, not the run; the watcher sees it."""
    made, model = agent(EngineUnavailable("busy"), EngineUnreachable("restarting"), "Hello.")
    async with made.session() as session:
        events = [event async for event in session.stream("Go.")]
        assert session.reply().status == "done"
    assert [e.reason for e in events if isinstance(e, Retrying)] == ["busy", "restarting"]
    assert len({request.prompt for request in model.requests}) == 1


@pytest.mark.parametrize(
    ("error", "status", "requests"),
    [
        (EngineUnavailable("down"), "engine_failed", 9),
        (EngineUnreachable("gone"), "engine_unreachable", 9),
        (EngineRejected("refused"), "engine_failed", 1),
    ],
)
async def test_an_engine_that_stays_broken_ends_the_run_with_its_reason(
    error: Exception, status: str, requests: int
) -> None:
    """What cannot get better is not tried again."""
    reply, model = await run(error)
    tried = f". It was tried {requests} times in 0 s." if requests > 1 else ""
    assert (reply.status, len(model.requests)) == (status, requests)
    assert reply.detail == f"{error}{tried}"


async def test_an_answer_that_always_breaks_off_ends_the_run_soon() -> None:
    """Each attempt is told, and the end says what was seen and where to look."""
    made, model = agent(AnswerBroken("the stream ended (after 3 events)"))
    async with made.session() as session:
        events = [event async for event in session.stream("Go.")]
        reply = session.reply()
    assert [e.attempt for e in events if isinstance(e, Retrying)] == [1, 2]
    assert (reply.status, len(model.requests)) == ("engine_failed", 3)
    assert reply.detail.startswith("the stream ended (after 3 events). It was tried 3 times in 0 s")
    assert "proxy or gateway" in reply.detail


async def test_a_server_that_asks_to_wait_is_left_alone_so_long() -> None:
    """For as long as a person would wait."""
    made, _ = agent(
        EngineUnavailable("busy", wait=0.2), EngineUnavailable("busy", wait=10.0**9), "Hello."
    )
    delays: list[float] = []

    def waits_long(event: Event) -> bool:
        delays.extend([event.delay] if isinstance(event, Retrying) else [])
        return len(delays) == 2

    async with made.session() as session:
        await _until(session.stream("Go."), waits_long)
    assert delays[0] >= 0.2
    assert delays[1] == LONGEST_WAIT


async def test_answers_that_break_off_between_other_failures_are_counted_alone() -> None:
    """A server that is started again breaks one off and is away for a while."""
    away = [EngineUnreachable("restarting")] * 4
    reply, _ = await run(AnswerBroken("broke"), *away, AnswerBroken("broke"), "Hello.")
    assert reply.status == "done"


async def test_the_events_of_a_turn_come_in_order() -> None:
    """A tool is announced before it runs, and its result after."""
    made, _ = agent(calls(("forecast", {"city": "Rome"})), "Rain.")
    async with made.session() as session:
        kinds = [event.kind async for event in session.stream("Go.")]
    assert kinds == [
        "user_spoke",
        "request_sent",
        "model_answered",
        "permission_decided",
        "tool_started",
        "tool_finished",
        "request_sent",
        "text_delta",
        "model_answered",
        "run_ended",
    ]


async def test_a_stopped_run_leaves_a_session_that_goes_on() -> None:
    """Leaving the stream in a tool stops the tool; the next run works."""
    made, model = agent(calls(("hanging", {}), ("forecast", {"city": "Oslo"})), "Fine.")
    async with made.session() as session:
        await _until(session.stream("Go."), lambda event: isinstance(event, ToolStarted))
        ended = [r for r in session.transcript.records if isinstance(r, RunEnded)]
        assert [each.status for each in ended] == ["cancelled"]
        assert (await session.send("Go on.")).text == "Fine."
    roles = [message["role"] for message in messages(model.requests[-1])]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user"]


async def test_expected_and_reported_cached_tokens_agree() -> None:
    """The scripted cache works like vLLM's, and the expectation knows it."""
    made, _ = agent(calls(("forecast", {"city": "Rome"})), "Rain.")
    async with made.session() as session:
        for _ in range(3):
            await session.send("Go.")
        sent = [r for r in session.transcript.records if isinstance(r, RequestSent)]
        answered = [r for r in session.transcript.records if isinstance(r, ModelAnswered)]
    assert [r.expected_cached_tokens for r in sent] == [r.usage.cached_tokens for r in answered]
    assert answered[-1].usage.cached_tokens


async def test_two_sessions_share_the_prefix_in_the_cache() -> None:
    """The first turn of a second session expects, and finds, the whole prefix."""
    made, _ = agent("Hello.")
    first, second = await made.run("One."), await made.run("Two.")
    assert (first.cache.expected_tokens, first.cache.cached_tokens) == (0, 0)
    assert second.cache.cached_tokens == second.cache.expected_tokens > 0


async def _until(events: Any, wanted: Callable[[Event], bool]) -> None:
    async for event in events:
        if wanted(event):
            break
    await events.aclose()


async def test_a_server_that_cannot_count_for_a_moment_is_waited_for() -> None:
    """It may be restarted while a tool runs: then the result cannot be encoded yet."""

    class Restarting(ScriptedModel):
        failures = 2

        async def count(self, prompt: Prompt) -> PromptCount:
            if self.failures and self.requests:
                self.failures -= 1
                raise EngineUnreachable("gone")
            return await ScriptedModel.count(self, prompt)

    model = Restarting([calls(("forecast", {"city": "Rome"})), "Rain."])
    made = Agent(engine=model, tools=[forecast], system="Help.", few_shot=(), store="memory:")
    async with made.session() as session:
        events = [event async for event in session.stream("Go.")]
    assert sum(isinstance(event, Retrying) for event in events) == 2
    assert isinstance(events[-1], RunEnded)
    assert events[-1].status == "done"


class Shrinking(ScriptedModel):
    """Is started again with a smaller window behind its client's back; the first request that does
    not fit is refused, as vLLM refuses it, and only then its facts are read again."""

    real: int = 16384
    noticed: bool = False

    @property
    def facts(self) -> ServerFacts:
        plain = ScriptedModel.facts.fget(self)  # type: ignore[attr-defined]
        return replace(plain, window=self.real if self.noticed else self.window)

    async def current_facts(self) -> ServerFacts:
        return self.facts

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        count = await self.count(request.prompt)
        if count.tokens + request.max_tokens > self.real:
            self.noticed = True
            self.requests.append(request)
            raise PromptTooLong(f"maximum context length is {self.real}", window=self.real)
        async for chunk in ScriptedModel.stream(self, request):
            yield chunk


def shrinking(*script: Step, system: str = "Help.") -> tuple[Agent, Shrinking]:
    model = Shrinking(script)
    return Agent(engine=model, tools=(), system=system, few_shot=(), store="memory:"), model


async def test_a_turn_that_a_smaller_window_refuses_is_planned_anew() -> None:
    """The session goes on behind a compaction, and its turn is counted once."""
    agent, model = shrinking("Yes.")
    async with agent.session() as session:
        for number in range(4):
            await session.send(f"{number} " + "word " * 1200)
        model.real = 4096
        reply = await session.send("And now?")
        records = [entry.record async for entry in session.history()]
    assert (reply.status, reply.turns, reply.context.window) == ("done", 1, 4096)
    assert reply.context.tokens <= 4096
    sent = [each for each in records if isinstance(each, RequestSent)]
    assert [each.window for each in sent[-2:]] == [16384, 4096]
    assert sent[-1].prompt_tokens + sent[-1].max_tokens <= 4096
    assert reply.cache.expected_tokens == sent[-1].expected_cached_tokens
    assert any(isinstance(each, EpochOpened) for each in records)


async def test_a_window_that_grows_is_used() -> None:
    """The next turn is planned for it."""
    agent, model = shrinking("Yes.")
    async with agent.session() as session:
        await session.send("Hello.")
        model.window = model.real = 32768
        reply = await session.send("Again.")
    assert reply.context.window == 32768


async def test_a_prefix_that_the_smaller_window_cannot_hold_is_told_with_both_sizes() -> None:
    """No compaction can help."""
    agent, model = shrinking("Yes.", system="rule " * 2000)
    async with agent.session() as session:
        assert (await session.send("Hello.")).status == "done"
        model.real = 2048
        reply = await session.send("Again.")
    assert reply.status == "window_full"
    assert re.search(
        r"the prefix alone .* takes 4\d\d\d tokens .* the window has 2048", reply.detail
    )


async def test_a_refusal_without_a_smaller_window_ends_the_run() -> None:
    """It would be refused again."""
    agent, model = shrinking(PromptTooLong("too long"))
    reply = await agent.run("Hello.")
    assert (reply.status, len(model.requests)) == ("engine_failed", 1)


class StartedAgain(FakeServer):
    """Breaks its second answer off, and is then one with a smaller window that refuses."""

    def answer(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> fake_server.Reply:
        reply = super().answer(method, path, body, headers)
        if path == "/v1/chat/completions" and len(self.bodies) == 2:
            self.models = ({"id": "fake", "max_model_len": 8192},)
            return fake_server.Reply(lines=(delta(content="It"),), break_off=True)
        return reply


async def test_a_request_that_broke_off_is_not_sent_again_over_a_smaller_window() -> None:
    """The server came back with it while the session waited."""
    server = StartedAgain(models=({"id": "fake", "max_model_len": 16384},))
    offer: dict[str, Any] = {"tools": (), "system": "Help.", "few_shot": (), "store": "memory:"}
    with serving(server):
        async with Agent(base_url=server.url, **offer) as made, made.session() as session:
            await session.send("word " * 1500)  # in a bound of bytes, half of the window
            reply = await session.send("word " * 600)
    assert (reply.status, reply.context.window) == ("done", 8192)
    broken, again = server.bodies[1:]
    assert broken["max_tokens"] + _bytes(broken["messages"]) > 8192
    assert again["max_tokens"] + _bytes(again["messages"]) <= 8192


def _bytes(messages: Any) -> int:
    """No fewer than their tokens."""
    return len(json.dumps(messages, separators=(",", ":")))
