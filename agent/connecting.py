"""The engine that an agent talks to: the one at its URL, or the local one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path

from agent.config import Settings
from agent.engine.client import EngineClient
from agent.engine.local import local_engine
from agent.engine.request import Engine
from agent.errors import EngineUnreachable


async def connect(
    settings: Settings, progress: Callable[[str], None] | None, opened: AsyncExitStack
) -> Engine:
    """Connect to the engine; without a URL the local one is joined, or started.

    Args:
        progress: is told what the start of a local engine is doing.
        opened: closes the connections, and lets go of the local engine.

    Raises:
        EngineError: it cannot be reached or started.
    """
    if settings.url is not None:
        return await _connected(settings, settings.url, settings.model, opened)
    try:
        return await _connected_locally(settings, progress, opened)
    except EngineUnreachable:
        # It was ended in this very moment, or this machine stood still: join or start it anew.
        return await _connected_locally(settings, progress, opened)


async def _connected_locally(
    settings: Settings, progress: Callable[[str], None] | None, opened: AsyncExitStack
) -> Engine:
    async with AsyncExitStack() as held:
        local = await held.enter_async_context(
            local_engine(model=bundled_model(), progress=progress)
        )
        engine = await _connected(settings, local.url, settings.model or local.model, held)
        opened.push_async_exit(held.pop_all())
        return engine


async def _connected(
    settings: Settings, url: str, model: str | None, opened: AsyncExitStack
) -> Engine:
    engine = await EngineClient.connect(
        url, model=model, api_key=settings.api_key, window=settings.context_tokens
    )
    opened.push_async_callback(engine.close)
    return engine


def bundled_model() -> Path:
    """The directory of the model that comes with the package."""
    return Path(str(files("agent.models"))) / "holdfast-tiny"
