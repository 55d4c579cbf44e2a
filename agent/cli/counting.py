"""Counts tokens with the engine that the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent.config import Settings
from agent.engine.client import EngineClient


@contextmanager
def engine_counter(settings: Settings) -> Iterator[Callable[[str], int] | None]:
    """What counts a text's tokens; None where no engine is named, or it does not count.

    Raises:
        EngineError: it does not answer.
    """
    if settings.url is None:
        yield None
        return
    with asyncio.Runner() as runner:
        client = runner.run(
            EngineClient.connect(settings.url, model=settings.model, api_key=settings.api_key)
        )
        try:
            counts = client.facts.tokenizes
            yield (lambda text: len(runner.run(client.encode(text)))) if counts else None
        finally:
            runner.run(client.close())
