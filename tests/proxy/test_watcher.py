"""One watcher for all requests to a server."""

from __future__ import annotations

import asyncio

from agent.proxy import chat, completions
from agent.proxy.answers import Answered, Reply
from agent.proxy.watcher import Watcher
from agent.types import Usage
from tests.proxy.fake_upstream import FakeUpstream, written

SYSTEM = {"role": "system", "content": "Answer in whole sentences, and never guess. " * 3}


def chatting(*texts: str, cached: int = 0, authorization: str = "") -> Answered:
    messages = [SYSTEM, *({"role": "user", "content": text} for text in texts)]
    answer = {"role": "assistant", "content": "Yes."}
    usage = Usage(len(written(messages)), cached, 4)
    return Answered(
        chat.asked({"messages": messages}), Reply(answer, usage), authorization=authorization
    )


def completing(prompt: str, cached: int = 0) -> Answered:
    reply = Reply(" Yes.", Usage(len(prompt), cached, 5))
    return Answered(completions.asked({"prompt": prompt}), reply)


async def test_texts_and_conversations_are_told_apart() -> None:
    watcher = Watcher(FakeUpstream().upstream())
    seen = [await watcher.observe(each) for each in (chatting("a"), completing("Hello there."))]
    assert [each.conversation for each in seen] == ["conversation-1", "text-1"]
    assert all(each.milliseconds > 0 for each in seen)


async def test_what_one_lost_is_laid_to_the_others_tokens() -> None:
    """A completion went through the cache that a chat is looked for in."""
    server = FakeUpstream(blocks=20)
    watcher = Watcher(server.upstream())
    await watcher.observe(chatting("a"))
    server.looked_up += 400
    await watcher.observe(completing("b" * 400))
    seen = await watcher.observe(chatting("a", "b"))
    assert seen.miss is not None
    assert seen.miss.reason == "evicted"


async def test_requests_are_judged_one_after_the_other() -> None:
    watcher = Watcher(FakeUpstream().upstream())
    answered = [chatting(*"abc"[: count + 1], cached=112 if count else 0) for count in range(3)]
    seen = await asyncio.gather(*(watcher.observe(each) for each in answered))
    assert [(each.conversation, each.turn) for each in seen] == [
        ("conversation-1", turn) for turn in (1, 2, 3)
    ]


async def test_the_clients_own_key_opens_the_server() -> None:
    server = FakeUpstream()
    await Watcher(server.upstream()).observe(chatting("a", authorization="Bearer k"))
    rendered = zip(server.asked, server.keys, strict=True)
    assert {key for path, key in rendered if path == "/tokenize"} == {"Bearer k"}


async def test_a_server_that_comes_later_is_known_then() -> None:
    server = FakeUpstream(answers=False)
    watcher = Watcher(server.upstream())
    await watcher.start()
    server.answers = True
    await watcher.observe(chatting("a"))
    server.looked_up += 20_000
    seen = await watcher.observe(chatting("a", "b"))
    assert seen.miss is not None
    assert seen.miss.reason == "evicted"
