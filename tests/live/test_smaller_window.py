"""An engine that is started again with a smaller window: sessions go on within the new one."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import ExitStack

import httpx

from agent import Agent
from agent.engine.address import free_port
from agent.events import EpochOpened, RequestSent
from tests.live.serving import serving

OFFER = {"tools": [], "few_shot": (), "temperature": 0.0, "answer_tokens": 24}


RULES = "Answer in one sentence, and say where you have it from. " * 12
ENDED = ("done", "answer_cut", "malformed_calls")
"""How the bundled model's run ends where the engine does its part."""


def refused(url: str) -> list[str]:
    """The requests for answers that the server has refused, as its metrics count them."""
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    return [each for each in lines if "chat/completions" in each and 'status="4xx"' in each]


async def test_a_session_goes_on_in_the_smaller_window_of_a_restarted_engine() -> None:
    """No request is refused, the miss is told, and what does not fit any more is compacted."""
    port = free_port()
    words = "The barges carry sand to the harbour. " * 220
    with ExitStack() as stack:
        window = ("--max-model-len", "16384")
        url = await asyncio.to_thread(stack.enter_context, serving(port, *window))
        async with (
            Agent(base_url=url, store="memory:", system=RULES, **OFFER) as agent,
            agent.session() as session,
        ):
            for number in range(3):
                reply = await session.send(f"{number}. {words}")
                assert reply.status in ENDED, reply.detail
                assert reply.context.window == 16384
            assert reply.context.tokens > 8192
            await asyncio.to_thread(stack.close)
            window = ("--max-model-len", "8192")
            await asyncio.to_thread(stack.enter_context, serving(port, *window))
            began = time.monotonic()
            reply = await session.send("What do the barges carry?")
            sys.stdout.write(f"{time.monotonic() - began:.2f} s, {reply.cache.misses}\n")
            assert reply.status in ENDED, reply.detail
            assert reply.context.window == 8192
            assert reply.context.tokens <= 8192
            assert [miss.reason for miss in reply.cache.misses][:1] == ["server_restarted"]
            assert (await session.send("And where to?")).cache.misses == ()
            records = [entry.record async for entry in session.history()]
        assert refused(url) == []
    sent = [each for each in records if isinstance(each, RequestSent)]
    assert all(each.prompt_tokens + each.max_tokens <= each.window for each in sent)
    assert {each.window for each in sent[:3]} == {16384}
    assert {each.window for each in sent[3:]} == {8192}
    assert any(isinstance(each, EpochOpened) for each in records)
