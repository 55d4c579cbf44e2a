"""Another framework's client, which builds its messages itself and can break its own cache."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from agent.proxy import chat
from agent.proxy.answers import Answered
from agent.proxy.observed import Observed
from agent.proxy.watcher import Watcher

FACTS = " ".join(f"Barge {number} carries {number * 7} tons of sand." for number in range(60))
"""Enough words for a dozen blocks."""


def tool(name: str = "forecast", units: tuple[str, ...] = ("metric", "imperial")) -> dict[str, Any]:
    """A tool with a set in its schema."""
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": f"The {name} of a city. {FACTS[:200]}",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "unit": {"enum": list(units)}},
            },
        },
    }


@dataclass
class Client:
    """One conversation. `more` is what its requests have beside the messages."""

    url: str
    watcher: Watcher
    http: httpx.AsyncClient
    messages: list[dict[str, Any]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.messages:
            system = f"You are assistant {uuid.uuid4()}. {FACTS}"
            self.messages = [{"role": "system", "content": system}]

    async def ask(self, text: str | None = None, **once: Any) -> Observed:
        """Send a message, or what there is, and keep the answer."""
        if text is not None:
            self.messages.append({"role": "user", "content": text})
        body = {"messages": self.messages, "max_tokens": 24, **self.more, **once}
        reply = await self.http.post(self.url + "/v1/chat/completions", json=body, timeout=120)
        reply.raise_for_status()
        asked = chat.asked({**body, "messages": list(self.messages)})
        answered = Answered(asked, chat.whole(reply.json()))
        seen = await self.watcher.observe(answered)
        self.messages.append(answered.reply.answer or {})
        return seen
