"""An agent with a scripted model and two tools, for tests of what surrounds the loop."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from agent import Agent, tool
from agent.engine.request import MessageSegment, Request
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
