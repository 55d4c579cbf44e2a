"""What a session does at present, as its newest records say."""

from __future__ import annotations

import asyncio
import time

from agent import Agent, tool
from agent.assembly import open_store
from agent.config import Settings
from agent.context.activity import activities
from agent.testing import ScriptedModel, calls


async def test_running_tools_the_user_and_the_end_are_told_apart(tmp_path: object) -> None:
    """A session waits for its tool by name, then for its user, and is gone once it is closed."""
    started, release = asyncio.Event(), asyncio.Event()

    @tool(read_only=True)
    async def linger() -> str:
        """Stay a while."""
        started.set()
        await release.wait()
        return "done"

    path = f"{tmp_path}/sessions.sqlite"
    model = ScriptedModel([calls(("linger", {})), "ready"])
    store = open_store(Settings(store=path))
    async with Agent(engine=model, tools=[linger], store=path) as agent:
        async with agent.session("one") as session:
            sending = asyncio.create_task(session.send("Linger."))
            await started.wait()
            (acting,) = await activities(store, time.time())
            assert (acting.state, acting.waiting, acting.tools) == ("running", "tools", ("linger",))
            assert acting.turns == 1
            assert acting.tokens > 0
            release.set()
            await sending
            (idle,) = await activities(store, time.time())
            assert (idle.state, idle.waiting, idle.tools) == ("open", "the user", ())
            assert idle.turns == 2
        assert await activities(store, time.time()) == []
        (closed,) = await activities(store, time.time(), everything=True)
        assert (closed.state, closed.waiting) == ("done", "")
    await store.close()
