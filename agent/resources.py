"""What an agent works with: engine, store and knowledge, given ready made or opened by it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from agent.assembly import open_knowledge, open_store
from agent.config import MEMORY, Settings
from agent.connecting import connect
from agent.engine.request import Engine
from agent.retrieval import Knowledge
from agent.store.base import Store
from agent.store.memory import MemoryStore


class Resources:
    """Gives what the caller gave, and opens the rest by the settings.

    What is opened is closed by the stack that is given; what the caller gave ready made is the
    caller's to close.

    Args:
        engine: ready made, or None; the others are the same, or paths that stand in the settings.
        progress: is told what the start of a local engine is doing.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine | None,
        store: Store | Path | str | None,
        knowledge: Knowledge | Path | str | None,
        progress: Callable[[str], None] | None,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._knowledge = knowledge if isinstance(knowledge, Knowledge) else None
        self._store = None if isinstance(store, str | Path) else store
        if self._store is None and settings.store == MEMORY:
            self._store = MemoryStore()  # the sessions last as long as the agent, open or closed
        self._progress = progress

    def store(self, opened: AsyncExitStack) -> Store:
        """Where sessions are kept."""
        if self._store is not None:
            return self._store
        store = open_store(self._settings)
        opened.push_async_callback(store.close)
        return store

    def knowledge(self, opened: AsyncExitStack) -> Knowledge | None:
        """The knowledge index; None where there is none."""
        if self._knowledge is not None:
            return self._knowledge
        knowledge = open_knowledge(self._settings)
        if knowledge is not None:
            opened.callback(knowledge.close)
        return knowledge

    async def engine(self, opened: AsyncExitStack) -> Engine:
        """The engine, connected.

        Raises:
            EngineError: it cannot be reached or started.
        """
        if self._engine is not None:
            return self._engine
        return await connect(self._settings, self._progress, opened)
