"""By which name a router knows a session, and so which of its servers answers it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from agent.engine.metrics import EngineMetrics
from agent.engine.request import Chunk, Engine, Prompt, PromptCount, Request, ServerFacts


@dataclass(slots=True)
class Route:
    """The name that a session's requests carry. Another name may lead to another server."""

    session: str
    attempt: int = 0

    @property
    def key(self) -> str:
        """The session's id, or the id with a number."""
        return self.key_of(self.attempt)

    def key_of(self, attempt: int) -> str:
        """The name of this number; 0 is the session's own."""
        return self.session if attempt == 0 else f"{self.session}~{attempt}"


@dataclass(frozen=True, slots=True)
class RoutedEngine:
    """An engine behind a router, as one session reaches it."""

    engine: Engine
    route: Route

    @property
    def facts(self) -> ServerFacts:
        """What is known of the servers."""
        return self.engine.facts

    async def current_facts(self) -> ServerFacts:
        """What is known of them now."""
        return await self.engine.current_facts()

    async def count(self, prompt: Prompt) -> PromptCount:
        """The prompt's size; all servers count alike."""
        return await self.engine.count(prompt)

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The ids of a prompt of messages."""
        return await self.engine.render(prompt, generation=generation)

    async def encode(self, text: str) -> tuple[int, ...]:
        """The ids of a bare text."""
        return await self.engine.encode(text)

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids."""
        return await self.engine.decode(ids)

    def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """The answer of the session's server."""
        return self.engine.stream(replace(request, session=self.route.key))

    async def metrics(self, session: str = "") -> EngineMetrics:
        """What the session's server says of itself, or the one that another name leads to."""
        own = session in ("", self.route.session)
        return await self.engine.metrics(self.route.key if own else session)

    async def close(self) -> None:
        """The engine stays open for the other sessions."""
