"""The frozen prefix: system prompt, tool schemas and few-shot examples.

It is serialised once and hashed. The same inputs give the same bytes on any machine and in any
process, so that vLLM's prefix cache holds one copy of it for all sessions
(https://docs.vllm.ai/en/latest/features/automatic_prefix_caching.html).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.context import formats
from agent.engine.request import MessageSegment
from agent.engine.wire import canonical_json, message_json, tools_json
from agent.errors import StoreError
from agent.types import JSON, Message, SystemMessage, ToolSpec


@dataclass(frozen=True, slots=True)
class Prefix:
    """What every request of a session starts with: ready bytes and their hash."""

    segments: tuple[MessageSegment, ...]
    tools: bytes

    @classmethod
    def render(
        cls, system: str, few_shot: Iterable[Message] = (), tools: Iterable[ToolSpec] = ()
    ) -> Prefix:
        """Render the prefix. An empty `system` leaves the system message out."""
        head: tuple[Message, ...] = (SystemMessage(system),) if system else ()
        messages = (*head, *few_shot)
        return cls(
            segments=tuple(MessageSegment(message_json(message)) for message in messages),
            tools=tools_json(tools),
        )

    def with_passages(self, text: str) -> Prefix:
        """The same prefix with passages behind the system prompt."""
        messages = [json.loads(segment.json) for segment in self.segments]
        has_system = bool(messages) and messages[0]["role"] == "system"
        system = messages[0]["content"] if has_system else ""
        told = formats.with_passages(system, text) if system else text
        rest = self.segments[1:] if has_system else self.segments
        return replace(self, segments=(MessageSegment(message_json(SystemMessage(told))), *rest))

    @property
    def hash(self) -> str:
        """SHA-256 over the bytes, in hexadecimal."""
        return hashlib.sha256(canonical_json(self.to_json())).hexdigest()

    def to_json(self) -> JSON:
        """The prefix's bytes as JSON strings, from which `from_json` makes the same prefix."""
        return {
            "messages": [segment.json.decode() for segment in self.segments],
            "tools": self.tools.decode(),
        }

    @classmethod
    def from_json(cls, value: JSON) -> Prefix:
        """Read what `to_json` gave.

        Raises:
            StoreError: it is something else.
        """
        try:
            messages = [message.encode() for message in value["messages"]]
            tools = value["tools"].encode()
        except (KeyError, TypeError, AttributeError) as error:
            raise StoreError("the stored prefix has no messages or no tools") from error
        return cls(segments=tuple(MessageSegment(message) for message in messages), tools=tools)
