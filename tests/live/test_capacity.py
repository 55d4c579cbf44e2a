"""An engine that is started again with a KV cache of another size: the pool takes it over."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import ExitStack

from agent import Agent
from agent.engine.address import free_port
from tests.live.serving import serving


def flags(blocks: int) -> tuple[str, ...]:
    """Of an engine with so many blocks of 32 tokens, one of which vLLM keeps for itself."""
    return ("--num-gpu-blocks-override", str(blocks), "--max-model-len", "2048")


async def test_a_pool_reads_the_capacity_of_a_restarted_engine() -> None:
    """Its session goes on, is told why it was computed anew, and the pool has the new size."""
    port = free_port()
    offer = {"tools": [], "few_shot": (), "temperature": 0.0, "answer_tokens": 16}
    with ExitStack() as stack:
        url = await asyncio.to_thread(stack.enter_context, serving(port, *flags(257)))
        async with Agent(base_url=url, store="memory:", system="Answer.", **offer) as agent:
            pool = agent.pool()
            async with pool.session() as session:
                await session.send("What is the capital of France? " * 20)
                assert pool.capacity == 256 * 32
                await asyncio.to_thread(stack.close)
                await asyncio.to_thread(stack.enter_context, serving(port, *flags(129)))
                began = time.monotonic()
                reply = await session.send("And of Spain?")
                reasons = [miss.reason for miss in reply.cache.misses]
                assert reasons[:1] == ["server_restarted"]
                while pool.capacity != 128 * 32:
                    assert time.monotonic() - began < 20, pool.capacity
                    await asyncio.sleep(0.05)
                sys.stdout.write(f"noticed {time.monotonic() - began:.1f} s after the message\n")
                assert (await session.send("And of Italy?")).cache.misses == ()
