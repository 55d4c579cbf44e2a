"""The break laboratory: planted faults on a real vLLM, each named with its place, and no alarm for
turns that are well. In full with HOLDFAST_FULL=1, else a tenth of the turns that are well."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent import Agent
from agent.engine.address import free_port
from agent.events import CacheMiss
from agent.proxy.observed import Observed
from agent.proxy.server import Upstream
from agent.proxy.watcher import Watcher
from tests.live.breaking import FACTS, Client, tool
from tests.live.round_robin import taking_turns
from tests.live.serving import serving

FULL = bool(os.environ.get("HOLDFAST_FULL"))
HEALTHY_TURNS = 500 if FULL else 50
TEMPLATE = Path(__file__).with_name("lab_template.jinja")
CACHE = ("--num-gpu-blocks-override", "192", "--max-model-len", "4096")
"""191 blocks of 32 tokens: 6,112 tokens."""
FLAGS = (*CACHE, "--chat-template", str(TEMPLATE))


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    """An engine with a small cache and a template that knows thoughts."""
    with serving(free_port(), *FLAGS) as url:
        yield url


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[Callable[..., Client]]:
    """Makes clients of the server, which one watcher watches."""
    async with httpx.AsyncClient(timeout=120) as http:
        watcher = Watcher(Upstream(http, url))
        yield lambda **given: Client(url, watcher, http, **given)


def missed(seen: Observed | CacheMiss | None) -> tuple[Any, ...]:
    """The reason and the place of what was lost."""
    miss = seen.miss if isinstance(seen, Observed) else seen
    if miss is None:
        return (None,)
    place = miss.place
    return miss.reason, *((place.message, place.field) if place is not None else ())


def edited(client: Client, number: int, **fields: Any) -> None:
    client.messages[number] = {**client.messages[number], **fields}


def system_with(text: str) -> list[dict[str, Any]]:
    return [{"role": "system", "content": f"{text} {FACTS}"}]


@dataclass(frozen=True)
class Fault:
    """What a client does between two requests, and what has to be said of it."""

    name: str
    plant: Callable[[Client], None]
    expected: tuple[Any, ...]
    told: str = ""
    more: tuple[tuple[str, Any], ...] = ()
    messages: tuple[dict[str, Any], ...] = ()


def _drop(client: Client) -> None:
    del client.messages[2]


def _trim(client: Client) -> None:
    client.messages[1:4] = [{"role": "user", "content": "Summary: barges carry sand."}]


THOUGHT = {"role": "assistant", "content": "Yes.", "reasoning": "Barges carry sand, so it is so."}
THINKING = (
    *system_with("You think."),
    {"role": "user", "content": "Is it so?"},
    THOUGHT,
    {"role": "user", "content": "Are you sure of it?"},
)
TOOLS = [tool("forecast"), tool("tides")]

FAULTS = [
    Fault(
        "a time of day in the system prompt",
        lambda c: edited(c, 0, content="It is 12:00:02. " + FACTS),
        ("prefix_changed", 0, "content"),
        "12:00:02",
        messages=tuple(system_with("It is 12:00:01.")),
    ),
    Fault(
        "a set in a schema",
        lambda c: c.more.update(tools=[tool("forecast", ("imperial", "metric"))]),
        ("prefix_changed", None, "tools[0].function.parameters.properties.unit.enum[0]"),
        "imperial",
        (("tools", TOOLS[:1]),),
    ),
    Fault(
        "tools in another order",
        lambda c: c.more.update(tools=TOOLS[::-1]),
        ("prefix_changed", None, "tools"),
        "tides, forecast",
        (("tools", TOOLS),),
    ),
    Fault(
        "a tool more",
        lambda c: c.more.update(tools=TOOLS),
        ("prefix_changed", None, "tools[1]"),
        "tides",
        (("tools", TOOLS[:1]),),
    ),
    Fault(
        "a user's message edited",
        lambda c: edited(c, 1, content="What do they carry? " + FACTS[:300]),
        ("history_changed", 1, "content"),
        "What do they carry?",
    ),
    Fault(
        "an answer edited",
        lambda c: edited(c, 2, content="They carry gravel."),
        ("history_changed", 2, "content"),
        "gravel",
    ),
    Fault("a message left out", _drop, ("history_changed", 2, "role")),
    Fault("old messages replaced by a summary", _trim, ("compaction", 1, "content"), "Summary"),
    Fault(
        "content as two parts",
        lambda c: edited(
            c, 1, content=[{"type": "text", "text": "What is"}, {"type": "text", "text": "it?"}]
        ),
        ("history_changed", 1, "content"),
        "What is",
    ),
    Fault(
        "a client that drops reasoning",
        lambda c: edited(c, 2, reasoning=None),
        ("history_changed", 2, "reasoning"),
        messages=THINKING,
    ),
    Fault(
        "another salt",
        lambda c: c.more.update(cache_salt="b"),
        ("salt_or_lora_changed",),
        more=(("cache_salt", "a"),),
    ),
    Fault(
        "a role renamed",
        lambda c: edited(c, 0, role="user"),
        ("prefix_changed", 0, "role"),
        "user",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
async def test_a_fault_is_named_with_its_place(small: str, fault: Fault) -> None:
    async with watching(small) as clients:
        client = clients(messages=[*fault.messages], more=dict(fault.more))
        await client.ask("What is it? " + FACTS[:300])
        await client.ask("And what else?")
        fault.plant(client)
        seen = await client.ask("Is that all?")
    assert missed(seen)[: len(fault.expected)] == fault.expected, seen
    if fault.told:
        assert seen.miss is not None
        assert seen.miss.place is not None
        assert fault.told in seen.miss.place.after


async def test_a_time_of_day_in_each_conversation_is_found(small: str) -> None:
    """Within each of them nothing changes."""
    async with watching(small) as clients:
        own = uuid.uuid4().hex
        first = await clients(messages=system_with(f"{own} 12:00:01.")).ask("Hello")
        second = await clients(messages=system_with(f"{own} 12:00:02.")).ask("What is it?")
        third = await clients(messages=system_with(f"{own} 12:00:02.")).ask("What is that?")
    assert missed(first)[0] == "cold"
    assert missed(second) == ("prefix_changed", 0, "content")
    assert third.miss is None


async def test_a_template_that_drops_reasoning_is_told(small: str) -> None:
    """As most do once the user speaks again: the client sends it all the same."""
    call = {"id": "c1", "type": "function", "function": {"name": "forecast", "arguments": "{}"}}
    thought = {**THOUGHT, "content": None, "tool_calls": [call]}
    result = {"role": "tool", "tool_call_id": "c1", "content": FACTS[:400]}
    async with watching(small) as clients:
        kwargs = {"chat_template_kwargs": {"thoughts": "last"}, "tools": [tool()]}
        client = clients(messages=[*THINKING[:2], thought, result], more=kwargs)
        await client.ask()
        seen = await client.ask("Are you sure?")
    assert missed(seen) == ("template_rewrote", 2, "reasoning")


async def test_arguments_with_other_spaces_are_evened_out_and_another_order_is_not(
    small: str,
) -> None:
    """vLLM reads a call's arguments and the template writes them: only the order of keys stays."""
    arguments = {"city": "Oslo", "why": FACTS[:400]}
    call = {
        "id": "c1",
        "type": "function",
        "function": {"name": "forecast", "arguments": json.dumps(arguments)},
    }
    asked = {"role": "assistant", "content": None, "tool_calls": [call]}
    result = {"role": "tool", "tool_call_id": "c1", "content": "Rain."}

    def written(client: Client, text: str) -> None:
        function = {"name": "forecast", "arguments": text}
        edited(client, 2, tool_calls=[{**call, "function": function}])

    async with watching(small) as clients:
        client = clients(messages=[*THINKING[:2], asked, result], more={"tools": [tool()]})
        await client.ask()
        written(client, json.dumps(arguments, indent=2))
        spaced = await client.ask("Are you sure?")
        written(client, json.dumps(dict(reversed(arguments.items()))))
        turned = await client.ask("Really?")
    assert spaced.miss is None
    assert missed(turned) == ("history_changed", 2, "tool_calls[0].function.arguments")


async def test_an_answer_whose_text_has_other_tokens_now_is_told(small: str) -> None:
    """Generated letter by letter: the tokenizer makes longer tokens of the same text."""
    async with watching(small) as clients:
        client = clients()
        spelled = {
            "structured_outputs": {"regex": "(the){40}"},
            "allowed_token_ids": [await _only_token(client, letter) for letter in "the"],
            "max_tokens": 120,
        }
        await client.ask("Say something.", **spelled)
        seen = await client.ask("And what else? " + FACTS[:300])
    assert missed(seen)[:2] == ("generated_differs", 2)


async def _only_token(client: Client, text: str) -> int:
    """The one token that a text is."""
    body = {"prompt": text, "add_special_tokens": False}
    answer = await client.http.post(f"{client.url}/tokenize", json=body)
    (token,) = answer.json()["tokens"]
    return int(token)


async def test_what_makes_no_difference_is_no_alarm(small: str) -> None:
    """One content part for a text, nulls for what is missing, arguments with other spaces."""
    async with watching(small) as clients:
        client = clients()
        await client.ask("What is it?")
        edited(client, 1, content=[{"type": "text", "text": "What is it?"}])
        edited(client, 2, refusal=None, function_call=None)
        seen = await client.ask("And what else?")
    assert seen.miss is None


async def test_other_traffic_evicts(small: str) -> None:
    """20,000 tokens of others go through a cache of as many."""
    async with watching(small) as clients:
        client = clients()
        await client.ask("What is it?")
        for number in range(4):
            other = clients(messages=system_with(f"{number} {uuid.uuid4()} {FACTS} {FACTS}"))
            await client.http.post(
                f"{small}/v1/chat/completions",
                json={
                    "messages": [*other.messages, {"role": "user", "content": "a"}],
                    "max_tokens": 1,
                },
            )
        seen = await client.ask("And what else?")
    assert missed(seen)[0] == "evicted", seen


async def test_two_servers_that_take_turns_are_told(small: str, engine_url: str) -> None:
    """A round robin, as many a load balancer does it."""
    root = engine_url.removesuffix("/v1")
    with taking_turns(root, small) as url:
        async with watching(url) as clients:
            client = clients()
            seen = [await client.ask(f"What is {number}?") for number in range(3)]
    assert missed(seen[2])[0] == "other_replica", seen


@pytest.mark.skipif(not FULL, reason="two more engines: in full with HOLDFAST_FULL=1")
async def test_a_restart_is_told() -> None:
    """And the next turn is well again."""
    port = free_port()
    async with watching(f"http://127.0.0.1:{port}") as clients:
        client = clients()
        with serving(port, *FLAGS):
            await client.ask("What is it?")
        with serving(port, *FLAGS):
            seen = [await client.ask("And what else?"), await client.ask("Is that all?")]
    assert [missed(each)[0] for each in seen] == ["server_restarted", None]


@pytest.mark.skipif(not FULL, reason="two more engines: in full with HOLDFAST_FULL=1")
@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (("--no-enable-prefix-caching",), "caching_off"),
        (("--no-enable-prompt-tokens-details",), "not_reported"),
    ],
)
async def test_a_server_that_was_started_wrong_is_told(flags: tuple[str, ...], reason: str) -> None:
    with serving(free_port(), *flags) as url:
        async with watching(url) as clients:
            client = clients(more={"max_tokens": 1})  # a word, which has the same tokens again
            await client.ask("What is it?")
            assert missed(await client.ask("And what else?"))[0] == reason
        async with Agent(base_url=url, tools=["calculate"], store="memory:") as agent:
            await agent.run("What is 6 * 7?")
            reply = await agent.run("What is 6 * 8?")
    assert {miss.reason for miss in reply.cache.misses} == {reason}


async def test_the_agents_own_prefix_is_compared_with_the_session_before(tmp_path: Path) -> None:
    """A system prompt with a time of day, in a project's two sessions."""
    replies = []
    for clock in ("12:00:01", "12:00:02"):
        system = f"It is {clock} now. {FACTS}"
        store = tmp_path / "s.sqlite"
        async with Agent(system=system, tools=["calculate"], few_shot=(), store=store) as agent:
            replies.append(await agent.run("What is 6 * 7?"))
    misses = [reply.cache.misses for reply in replies]
    assert [missed(miss) for miss in misses[1][:1]] == [("prefix_changed", 0, "content")]
    assert misses[1][0].place is not None
    assert "12:00:02" in misses[1][0].place.after
    assert misses[1][0].tokens > 500


async def test_a_compaction_is_told_as_one() -> None:
    """In a window of 4,000 tokens."""
    async with (
        Agent(
            tools=[], few_shot=(), store="memory:", context_tokens=4000, answer_tokens=32
        ) as agent,
        agent.session() as session,
    ):
        misses = [
            miss
            for number in range(4)
            for miss in (await session.send(f"What is {number} * 7? {FACTS}")).cache.misses
        ]
    assert misses
    assert {miss.reason for miss in misses} == {"compaction"}


async def test_turns_that_are_well_raise_no_alarm(engine_url: str) -> None:
    """Half of them by the agent, half by a client that only appends."""
    seen = 0
    async with Agent(
        system=f"You are assistant {uuid.uuid4()}.", tools=["calculate"], store="memory:"
    ) as agent:
        while seen < HEALTHY_TURNS // 2:
            async with agent.session() as session:
                for number in range(5):
                    reply = await session.send(f"What is {seen + number} * 7?")
                    assert reply.cache.misses == ()
                    seen += reply.turns
    async with watching(engine_url.removesuffix("/v1")) as clients:
        system = system_with(f"You are assistant {uuid.uuid4()}.")
        await clients(messages=[*system]).ask("Hello")
        while seen < HEALTHY_TURNS:
            client = clients(messages=[*system])
            for number in range(10):
                done = await client.ask(f"What is {seen} plus {number}? {FACTS[: 40 * number]}")
                assert done.miss is None, done
                seen += 1
