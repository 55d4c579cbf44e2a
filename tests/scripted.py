"""An agent with a scripted model and two tools, for tests of what surrounds the loop."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

from agent import Agent, tool
from agent.engine.request import Chunk, MessageSegment, Request
from agent.testing import ScriptedModel, Step


@tool
async def forecast(city: str) -> str:
    """The weather of a city."""
    await asyncio.sleep(0.01 if city == "Oslo" else 0)
    return f"rain in {city}"


@tool
async def hanging() -> str:
    """Never ends."""
    await asyncio.sleep(60)
    return "never"


def scripted(*script: Step, **given: Any) -> tuple[Agent, ScriptedModel]:
    """The agent and its model, which keeps the requests; `given` replaces the defaults."""
    model = ScriptedModel(script)
    defaults: dict[str, Any] = {
        "tools": (forecast, hanging),
        "system": "Help.",
        "few_shot": (),
        "store": "memory:",
    }
    return Agent(engine=model, **{**defaults, **given}), model


def messages(request: Request) -> list[dict[str, Any]]:
    """The request's messages as a server reads them."""
    return [json.loads(s.json) for s in request.prompt.segments if isinstance(s, MessageSegment)]


def last_text(request: Request) -> str:
    """The content of the newest message."""
    return str(messages(request)[-1]["content"])


@dataclass(slots=True)
class SlowModel(ScriptedModel):
    """Gives the words of each text one by one, and nothing more after `stuck_after` of the first
    answer's."""

    stuck_after: int = 2
    stuck: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """One word a chunk."""
        first = not self.requests
        words = 0
        async for chunk in ScriptedModel.stream(self, request):
            if not chunk.text:
                yield replace(chunk, token_ids=())
                continue
            for word in re.findall(r"\S+\s*", chunk.text):
                if first and words == self.stuck_after:
                    self.stuck.set()
                    await asyncio.sleep(60)
                words += 1
                yield Chunk(text=word, token_ids=(1000 + words,))
