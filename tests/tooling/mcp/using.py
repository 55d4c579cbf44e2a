"""Calls tools of MCP servers as the loop does, through a registry and a dispatcher."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.config import McpServer
from agent.tooling import Dispatcher, Registry, ToolContext
from agent.tooling.mcp import Servers
from agent.types import ToolCall, ToolOutcome


class Kept:
    """Artifacts that are only kept."""

    def __init__(self) -> None:
        self.contents: list[tuple[bytes, str]] = []

    async def read(self, handle: str, offset: int, query: str) -> str:
        raise NotImplementedError

    async def keep(self, content: bytes, media_type: str) -> str:
        self.contents.append((content, media_type))
        return f"[kept {len(self.contents)}]"


@dataclass
class Bench:
    """Open servers, and what their tools did."""

    registry: Registry
    root: Path
    timeout: float
    kept: Kept = field(default_factory=Kept)
    progress: list[tuple[str, float | None]] = field(default_factory=list)

    async def call(self, name: str, **arguments: Any) -> ToolOutcome:
        """One call, as a session makes it."""

        def context(call: ToolCall) -> ToolContext:
            return ToolContext(
                session_id="s",
                call_id=call.id,
                root=self.root,
                artifacts=self.kept,
                progress=lambda text, fraction=None: self.progress.append((text, fraction)),
            )

        async def ignore(*_: object) -> None: ...

        dispatcher = Dispatcher(self.registry, timeout=self.timeout)
        call = ToolCall("c1", name, json.dumps(arguments))
        (outcome,) = await dispatcher.run([call], context, ignore, ignore)
        return outcome

    async def words(self, name: str, **arguments: Any) -> str:
        """The text of a call that must succeed."""
        outcome = await self.call(name, **arguments)
        assert outcome.ok, outcome.failure
        return outcome.text

    async def reason(self, name: str, **arguments: Any) -> str:
        """Why a call failed."""
        outcome = await self.call(name, **arguments)
        assert outcome.failure is not None, outcome.text
        return outcome.failure.reason


@asynccontextmanager
async def opened(root: Path, *, seconds: float = 20.0, **servers: Any) -> AsyncIterator[Bench]:
    """The servers' tools, until the block is left."""
    ready = {name: McpServer.model_validate(given) for name, given in servers.items()}
    held = Servers(ready, root)
    try:
        yield Bench(Registry(await held.open()).freeze(), root, seconds)
    finally:
        await held.close()


async def eventually(done: Any) -> bool:
    """Whether it holds within some seconds."""
    for _ in range(2000):
        if done():
            return True
        await asyncio.sleep(0.01)
    return False
