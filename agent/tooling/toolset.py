"""`Toolset`: tools that share state and a life cycle."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from agent.tooling.tool import Tool


class Toolset:
    """Subclass it and put `@tool` on methods; give an instance in `Agent(tools=[…])`.

    It is entered when the agent opens and left when it closes: override `__aenter__` and
    `__aexit__` to open and close what the tools share. An agent that opens again enters it again.
    """

    @property
    def tools(self) -> tuple[Tool, ...]:
        """Its tools, bound to this object."""
        names = {
            name
            for kind in reversed(type(self).__mro__)
            for name, held in vars(kind).items()
            if isinstance(held, Tool)
        }
        found = (getattr(self, name) for name in sorted(names))
        return tuple(each for each in found if isinstance(each, Tool))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is open."""
