"""What is said of messages, with a server that renders letters and caches what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.proxy import chat, responses
from agent.proxy.answers import Answered, Reply
from agent.proxy.observed import Observed
from agent.proxy.watcher import Watcher
from agent.types import Usage
from tests.proxy.fake_upstream import BLOCK, FakeUpstream, written
from tests.proxy.response_items import TOOL, called, returned, said

RULES = "Answer in whole sentences, name your sources, and never guess a number. " * 3
ANSWER = "The barges carry sand to the sea."


@dataclass
class Client:
    """A conversation. What the server finds of a prompt is what it begins with of those before."""

    watcher: Watcher
    server: FakeUpstream
    cache: list[str]
    messages: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    clock: float = 0.0

    async def ask(self, text: str, *, cached: int | None = -1, **told: Any) -> Observed:
        """Ask, and keep the answer; `cached` in place of what the server finds."""
        self.messages.append({"role": "user", "content": text})
        prompt = written(self.messages, self.more.get("tools"))
        found = max((_common(prompt, each) for each in self.cache), default=0)
        found = min(found, len(prompt) - 1) // BLOCK * BLOCK
        usage = Usage(len(prompt), found if cached == -1 else cached, len(ANSWER))
        asked = chat.asked({"messages": list(self.messages), **self.more})
        answer = {"role": "assistant", "content": ANSWER}
        reply = Reply(told.pop("answer", answer), told.pop("usage", usage))
        seen = await self.watcher.observe(Answered(asked, reply, **told))
        self.cache.append(prompt + ANSWER[:-1])
        self.messages.append(answer)
        return seen


def _common(one: str, other: str) -> int:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


class Lab:
    """A watched server and its clients."""

    def __init__(self, server: FakeUpstream | None = None) -> None:
        self.server = server or FakeUpstream()
        self.watcher = Watcher(self.server.upstream())
        self.cache: list[str] = []

    def client(self, system: str = RULES, **more: Any) -> Client:
        messages = [{"role": "system", "content": system}]
        return Client(self.watcher, self.server, self.cache, messages, more)


def missed(seen: Observed) -> tuple[Any, ...]:
    miss = seen.miss
    if miss is None:
        return (None,)
    place = miss.place
    return miss.reason, *((place.message, place.field) if place is not None else ())


async def test_healthy_turns_ask_the_server_nothing() -> None:
    """But for the first of a conversation."""
    lab = Lab()
    client = lab.client()
    await client.ask("Hello")
    asked = len(lab.server.asked)
    for number in range(5):
        seen = await client.ask(f"And {number}?")
        assert seen.miss is None
        assert seen.expected == seen.usage.cached_tokens if seen.usage else False
    assert len(lab.server.asked) == asked
    assert seen.turn == 6


async def test_a_time_of_day_in_the_system_prompt_is_found_from_turn_to_turn() -> None:
    client = Lab().client(f"It is 12:00:01. {RULES}")
    await client.ask("Hello")
    client.messages[0] = {"role": "system", "content": f"It is 12:00:02. {RULES}"}
    seen = await client.ask("And?")
    assert missed(seen) == ("prefix_changed", 0, "content")
    assert seen.miss is not None
    assert seen.miss.place is not None
    assert "12:00:01" in seen.miss.place.before
    assert "12:00:02" in seen.miss.place.after


async def test_a_time_of_day_is_found_from_conversation_to_conversation() -> None:
    lab = Lab()
    assert missed(await lab.client(f"It is 12:00:01. {RULES}").ask("Hello"))[0] == "cold"
    seen = await lab.client(f"It is 12:00:02. {RULES}").ask("Another")
    assert missed(seen) == ("prefix_changed", 0, "content")
    assert seen.conversation != "conversation-1"


async def test_an_agent_of_another_kind_is_cold_and_not_changed() -> None:
    lab = Lab()
    await lab.client(RULES).ask("Hello")
    seen = await lab.client("You write poems about the wind, and about nothing else.").ask("Hello")
    assert missed(seen) == ("cold",)


async def test_conversations_that_begin_at_once_are_all_cold() -> None:
    """The second was sent before the first had left anything to find."""
    lab = Lab()
    first = await lab.client().ask("One", began=1.0, ended=5.0)
    lab.cache.clear()
    second = await lab.client().ask("Two", began=2.0, ended=6.0)
    assert [missed(each) for each in (first, second)] == [("cold",), ("cold",)]


async def test_a_request_sent_before_the_last_answer_came_expects_nothing() -> None:
    lab = Lab()
    client = lab.client()
    await client.ask("One", began=1.0, ended=5.0)
    seen = await client.ask("Two", cached=0, began=4.0, ended=6.0)
    assert (seen.expected, seen.miss) == (None, None)


async def test_a_restart_is_found() -> None:
    lab = Lab()
    client = lab.client()
    await client.ask("Hello")
    lab.server.started += 2_000_000_000
    assert missed(await client.ask("And?", cached=0)) == ("server_restarted",)
    assert missed(await client.ask("And more?")) == (None,)


async def test_eviction_by_other_requests_is_found() -> None:
    lab = Lab()
    client = lab.client()
    await client.ask("Hello")
    lab.server.looked_up += 20_000
    assert missed(await client.ask("And?", cached=0)) == ("evicted",)


async def test_another_salt_is_found() -> None:
    client = Lab().client(cache_salt="a")
    await client.ask("Hello")
    client.more["cache_salt"] = "b"
    assert missed(await client.ask("And?", cached=0)) == ("salt_or_lora_changed",)


async def test_a_stream_without_usage_is_said_with_what_to_do() -> None:
    client = Lab().client()
    for text in ("Hello", "And?"):
        seen = await client.ask(text, usage=None)
        assert (seen.usage, seen.expected) == (None, None)
        assert missed(seen) == ("not_reported",)
        assert seen.miss is not None
        assert "include_usage" in seen.miss.evidence
    known = await client.ask("And more?", cached=0)
    assert (known.turn, known.miss) == (3, None)  # what the turn before left is not known


async def test_an_answer_that_was_broken_off_is_said() -> None:
    seen = await Lab().client().ask("Hello", usage=None, answer=None)
    assert seen.miss is not None
    assert "did not come to an end" in seen.miss.evidence


async def test_cached_tokens_that_are_not_reported_are_said() -> None:
    client = Lab().client()
    seen = [await client.ask(text, cached=None) for text in ("Hello", "And?")]
    assert [missed(each) for each in seen] == [("not_reported",)] * 2


@pytest.mark.parametrize("fails", [404, 500])
async def test_a_server_without_a_tokenizer_gets_no_reason_without_evidence(fails: int) -> None:
    lab = Lab(FakeUpstream(fails=fails))
    client = lab.client()
    first = await client.ask("Hello")
    client.messages[0] = {"role": "system", "content": f"It is 12:00. {RULES}"}
    seen = await client.ask("And?")
    assert first.miss is None
    assert missed(seen) == ("unexplained",)
    assert seen.miss is not None
    assert f"answered {fails}" in seen.miss.evidence


async def test_a_name_that_the_client_gave_is_the_conversations() -> None:
    lab = Lab()
    seen = [await lab.client().ask(text, name="mine") for text in ("Hello", "Something else")]
    assert [(each.conversation, each.turn) for each in seen] == [("mine", 1), ("mine", 2)]


async def test_a_request_of_which_other_tokens_were_read_is_not_explained() -> None:
    """By another template than /tokenize has, for instance."""
    client = Lab().client()
    await client.ask("Hello")
    client.messages[0] = {"role": "system", "content": f"It is 12:00. {RULES}"}
    seen = await client.ask("And?", usage=Usage(1000, 0, 9))
    assert missed(seen) == ("unexplained",)
    assert seen.miss is not None
    assert "of which 1000 were read" in seen.miss.evidence


async def respond(lab: Lab, items: list[dict[str, Any]], instructions: str = RULES) -> Observed:
    """A turn of the Responses API, whose answer is put behind the items."""
    asked = responses.asked({"instructions": instructions, "input": items, "tools": [TOOL]})
    messages, tools = list(asked.sent.messages), list(asked.sent.tools)
    prompt = written(messages, tools)
    found = max((_common(prompt, each) for each in lab.cache), default=0) // BLOCK * BLOCK
    output = [said(f"An answer to {len(items)} items."), called(str(len(items)))]
    answer = responses.whole({"output": output}).answer
    assert answer is not None
    whole = written([*messages, answer], tools, generation=False)
    usage = {
        "input_tokens": len(prompt),
        "output_tokens": len(whole) - len(prompt),
        "input_tokens_details": {"cached_tokens": found},
    }
    reply = responses.whole({"output": output, "usage": usage})
    seen = await lab.watcher.observe(Answered(asked, reply))
    lab.cache.append(whole[:-1])
    items += [*output, returned(str(len(items)), "rain")]
    return seen


async def test_conversations_of_the_responses_api_are_healthy_side_by_side() -> None:
    lab = Lab()
    talks: list[list[dict[str, Any]]] = [[{"role": "user", "content": text}] for text in "ab"]
    seen = [await respond(lab, talk) for _ in range(3) for talk in talks]
    assert [(each.conversation[-1], each.turn) for each in seen] == [
        (name, turn) for turn in (1, 2, 3) for name in "12"
    ]
    assert [missed(each)[0] for each in seen] == ["cold", *[None] * 5]


async def test_a_time_of_day_in_instructions_is_found() -> None:
    lab = Lab()
    talk: list[dict[str, Any]] = [{"role": "user", "content": "Hello"}]
    await respond(lab, talk, f"It is 12:00:01. {RULES}")
    seen = await respond(lab, talk, f"It is 12:00:02. {RULES}")
    assert missed(seen) == ("prefix_changed", 0, "content")
    assert seen.turn == 2
