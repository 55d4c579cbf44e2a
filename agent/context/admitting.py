"""When a session's turn may start: at once, or when a pool of sessions has room for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeAlias

from agent.engine.answer import Answer


class Turn(Protocol):
    """A turn that has been let start."""

    def answered(self, answer: Answer, expected_cached: int) -> None:
        """The model's answer to it, and the tokens of its prompt that should have been cached."""
        ...


class Admission(Protocol):
    """Lets the turns of one session start."""

    def turn(self, prompt_tokens: int) -> AbstractAsyncContextManager[Turn]:
        """Wait until a request of this size may leave; the turn ends with the block."""
        ...

    def left(self) -> None:
        """The session is closed, and what it holds in the server's cache is of no more use."""
        ...


Admit: TypeAlias = Callable[[str, bool, str], Admission]
"""The admission of a session: its id, whether it begins with the prefix that all share, and its
tenant."""


class _Unlimited:
    """Every turn starts at once."""

    @asynccontextmanager
    async def turn(self, prompt_tokens: int) -> AsyncIterator[Turn]:
        yield self

    def answered(self, answer: Answer, expected_cached: int) -> None:
        """Nothing is learnt."""

    def left(self) -> None:
        """Nothing is held."""


UNLIMITED: Admission = _Unlimited()


def unlimited(session: str, shares: bool, tenant: str) -> Admission:
    """The admission outside a pool."""
    return UNLIMITED
