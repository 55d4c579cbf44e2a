"""An engine that answers at once, with sessions of 100,000 tokens, to measure what we cost."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Sequence

from agent.engine.metrics import EngineMetrics
from agent.engine.request import Chunk, MessageSegment, Prompt, PromptCount, Request, ServerFacts
from agent.engine.tokens import TokenIds
from agent.engine.wire import chat_body
from agent.events import GivenPassage, ModelAnswered, RunEnded, UserSpoke
from agent.runtime import Session
from agent.types import AssistantMessage, Usage

TOKENS = 100_000
AROUND = 10
"""Tokens that the template writes around a message, about."""
MARKERS = {"<|im_start|>": 256, "<|im_end|>": 257}
_PIECE = re.compile("|".join(re.escape(each) for each in MARKERS))


class InstantEngine:
    """ChatML over bytes: a token a byte, two control tokens, and an answer at once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """Processor time that was the engine's own."""
        self.bodies = 0

    @property
    def facts(self) -> ServerFacts:
        """A large window."""
        return ServerFacts("instant:", "instant", 4 * TOKENS, tokenizes=True, block_size=16)

    async def current_facts(self) -> ServerFacts:
        """It stays what it is."""
        return self.facts

    async def count(self, prompt: Prompt) -> PromptCount:
        """The length of the ids, as the client of a real server counts."""
        ids = prompt.token_ids or TokenIds(await self.render(prompt, generation=True))
        return PromptCount(len(ids), ids)

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The template."""
        messages = [json.loads(s.json) for s in prompt.segments if isinstance(s, MessageSegment)]
        text = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
        return await self.encode(text + ("<|im_start|>assistant\n" if generation else ""))

    async def encode(self, text: str) -> tuple[int, ...]:
        """Bytes and control tokens."""
        began = time.process_time()
        ids: list[int] = []
        place = 0
        for found in _PIECE.finditer(text):
            ids += [*text[place : found.start()].encode(), MARKERS[found.group()]]
            place = found.end()
        ids += text[place:].encode()
        self.seconds += time.process_time() - began
        return tuple(ids)

    async def decode(self, ids: Sequence[int]) -> str:
        """The text."""
        names = {token: marker for marker, token in MARKERS.items()}
        parts = [names[i].encode() if i in names else bytes([i]) for i in ids if i < 258]
        return b"".join(parts).decode("utf-8", "replace")

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Serialise the body as it would be sent, and answer."""
        self.bodies += len(chat_body(request, "instant"))
        began = time.process_time()
        ids = tuple(request.prompt.token_ids)
        answer = (*b"Yes.", 257)
        self.seconds += time.process_time() - began
        yield Chunk(prompt_ids=ids, token_ids=answer)
        yield Chunk(text="Yes.")
        yield Chunk(finish_reason="stop", usage=Usage(len(ids), len(ids) // 16 * 16, len(answer)))

    async def metrics(self, session: str = "") -> EngineMetrics:
        """None."""
        return EngineMetrics()

    async def close(self) -> None:
        """Nothing is open."""


async def grown(session: Session, messages: int, *, passages: bool = False) -> None:
    """Fill a session with so many messages that together take 100,000 tokens."""
    journal = session._open().journal  # the same door that a run uses
    size = TOKENS // messages - AROUND
    for number in range(messages // 2):
        text = f"{number} ".ljust(size, "x")
        ids = (*text.encode(), 257)
        usage = Usage(number * size * 2, 0, len(ids))
        given = (GivenPassage(f"{number:08x}", f"docs/{number}.md", 1, 9),) if passages else ()
        for record in (
            UserSpoke(text, passages=given),
            ModelAnswered(1, AssistantMessage(text), "stop", usage, 1.0, 1.0, token_ids=ids),
            RunEnded("done"),
        ):
            await journal.record(record)
