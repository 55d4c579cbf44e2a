"""Asking a server for the turns of cases: what it may leave out, and what it may not say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from agent.engine.whole import Limit
from agent.errors import ConfigError, EngineError, EngineUnreachable, PromptTooLong
from agent.evals.asking import Asker, all_of
from agent.evals.server import check_fits, client_for, server_at
from agent.evals.suites import SUITES
from tests.fake_server import FakeServer, Reply, error, serving
from tests.hostile_server import endless, misbehaving

CASE = SUITES["response"](1, 512)


async def outcome(reply: Reply) -> tuple[str, int]:
    """What was read of the first answer, and the size of its prompt."""
    with serving(FakeServer([reply])) as fake:
        server = await server_at(fake.url, None, "", temperature=0.0, concurrency=1)
        async with client_for(server) as client:
            made = (await Asker(server, client).outcomes([CASE], lambda _: None))[0]
    return made.got, made.prompt_tokens


def answered(message: object, **more: object) -> Reply:
    """A whole answer."""
    return Reply(body={"choices": [{"message": message}], **more})


@pytest.mark.parametrize(
    "message",
    [
        {"content": "Hi"},
        {"role": "assistant", "content": "Hi", "tool_calls": None},
        {"content": None, "tool_calls": [{"function": {"name": "list_rows"}}]},
        {"content": None, "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1}}}]},
    ],
)
async def test_what_servers_leave_out_is_not_needed(message: Mapping[str, Any]) -> None:
    """Ids, arguments, usage."""
    got, tokens = await outcome(answered(message))
    assert got
    assert tokens == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(body=[1]), "another form"),
        (Reply(body={"choices": []}), "another form"),
        (answered("Hi"), "another form"),
        (error(400, "the model's maximum context length is 100 tokens"), "refused the prompt"),
        (error(500, "boom"), "answered 500"),
    ],
)
async def test_what_is_no_answer_ends_the_evaluation_with_its_reason(
    reply: Reply, said: str
) -> None:
    """Never as a group of exceptions."""
    with pytest.raises(EngineError, match=said):
        await outcome(reply)


async def test_a_length_beyond_the_window_is_refused_before_the_first_request() -> None:
    """With the length that is possible."""
    with serving() as fake:
        server = await server_at(fake.url, None, "", temperature=0.0, concurrency=1)
    check_fits(server, 4096 - server.answer_tokens)
    with pytest.raises(ConfigError, match="at most 3584"):
        check_fits(server, 4096)


async def test_a_server_that_lists_no_models_is_asked_for_the_one_that_is_named() -> None:
    """Some gateways list nothing."""
    with serving(FakeServer(models=())) as fake:
        server = await server_at(fake.url, "theirs", "", temperature=0.0, concurrency=1)
        assert (server.model, server.window) == ("theirs", None)
        with pytest.raises(EngineUnreachable, match="--model"):
            await server_at(fake.url, None, "", temperature=0.0, concurrency=1)


async def test_a_list_of_models_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for every other command."""
    monkeypatch.setattr("agent.evals.server.PAGE", Limit(2**20, 30.0))
    with (
        misbehaving({}, otherwise=endless) as server,
        pytest.raises(EngineUnreachable, match="more than 1 MiB"),
    ):
        await server_at(server.url, None, "", temperature=0.0, concurrency=1)


@pytest.mark.parametrize("url", ["nowhere", "http://", "ftp://a", "http://a:99999"])
async def test_what_is_no_address_is_wrong_usage(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError, match="address"):
        await server_at(url, None, "", temperature=0.0, concurrency=1)


async def test_a_failure_ends_the_others_and_is_itself() -> None:
    """Not a group."""

    async def fails() -> None:
        raise PromptTooLong("no")

    with pytest.raises(PromptTooLong):
        await all_of([fails(), fails()])


@pytest.mark.parametrize("name", ["needle", "needles", "response", "state"])
def test_a_million_tokens_can_be_asked_for(name: str) -> None:
    """Records have as many numbers as are needed."""
    made = SUITES[name](1, 1_000_000)
    assert len(json.dumps([each.role for each in made.dialogue.messages])) > 1
