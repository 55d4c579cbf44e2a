"""The engine that an agent talks to: the one at its URL, or the local one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib.resources import files
from pathlib import Path

from agent.config import Settings
from agent.engine.client import EngineClient
from agent.engine.local import ensure_engine, in_use
from agent.engine.request import Engine


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
    url, model = settings.url, settings.model
    if url is None:
        local = await ensure_engine(model=bundled_model(), progress=progress)
        url, model = local.url, model or local.model
        await opened.enter_async_context(in_use())
    engine = await EngineClient.connect(
        url, model=model, api_key=settings.api_key, window=settings.context_tokens
    )
    opened.push_async_callback(engine.close)
    return engine


def bundled_model() -> Path:
    """The directory of the model that comes with the package."""
    return Path(str(files("agent.models"))) / "holdfast-tiny"
