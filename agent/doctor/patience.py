"""How long the doctor waits for a server that is asked many things."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

SECONDS = 45.0
"""For each thing that is asked; a server under load is slow, not ill."""

SECONDS_THEN = 3.0
"""The same once it was waited for in vain: it would be as often as something is asked."""


@dataclass(slots=True)
class Patience:
    """The seconds that what is asked next has."""

    seconds: float = SECONDS

    @asynccontextmanager
    async def within(self) -> AsyncIterator[None]:
        """Ask something in this block.

        Raises:
            TimeoutError: it took too long; the message says how long.
        """
        waited = self.seconds
        try:
            async with asyncio.timeout(waited):
                yield
        except TimeoutError as error:
            self.seconds = min(waited, SECONDS_THEN)
            raise TimeoutError(f"no answer within {waited:.0f} s") from error
