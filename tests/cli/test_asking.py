"""How the chat puts questions to the user."""

from __future__ import annotations

import asyncio
import io

from rich.console import Console

from agent.cli.asking import Asker
from agent.events import PermissionAsked
from agent.types import ToolCall


class Typing:
    """A user who answers one question after the other."""

    interactive = True

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def read(self) -> str | None:
        """Nothing more is said."""
        return None

    async def answer(self, question: str) -> str | None:
        """After a moment."""
        await asyncio.sleep(0.01)
        return self.answers.pop(0)


async def test_questions_of_two_sub_agents_are_told_apart_whatever_their_calls_ids() -> None:
    """Some models number their calls, and so every session has a first one."""
    asker = Asker(Console(file=io.StringIO()))
    asker.source, asker.session = Typing("n", "y"), "main"
    call = ToolCall("functions.shell:0", "shell", "{}")
    asked = (PermissionAsked(name, call, "{}", "ask", "") for name in ("main.1", "main.2"))
    assert await asyncio.gather(*map(asker, asked)) == ["deny", "allow"]
    assert asker.source.answers == []
