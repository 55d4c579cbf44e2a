"""How the chat asks whether a call may run."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console

from agent.cli.eliciting import put
from agent.context.resuming import Change
from agent.events import PermissionAnswer, PermissionAsked
from agent.observe.printable import printable
from agent.tooling.hosting import Elicitation, Elicited


class Input(Protocol):
    """Where the user's messages and answers come from."""

    interactive: bool
    """Whether somebody is there who can be asked."""

    async def read(self) -> str | None:
        """The next message; None at the end of the input."""
        ...

    async def answer(self, question: str) -> str | None:
        """The answer to a question; None where there is none."""
        ...


class Asker:
    """Puts the questions of a run to the user, where the run's other events are shown too."""

    def __init__(self, out: Console) -> None:
        self.source: Input | None = None
        self.session = ""
        """The session whose events are shown; a sub-agent's question comes beside them."""
        self._out = out
        self._answers: dict[tuple[str, str], asyncio.Future[PermissionAnswer]] = {}
        """By session and call: some models give the calls of all sessions the same ids."""
        self._one_at_a_time = asyncio.Lock()
        self._reading: asyncio.Future[str | None] | None = None

    async def __call__(self, question: PermissionAsked) -> PermissionAnswer:
        """Wait for the answer, which comes once the question has been shown."""
        answer = self._answer_to(question)
        try:
            if question.session != self.session:
                await self.put(question)
            return await answer
        finally:
            del self._answers[_key(question)]

    async def put(self, question: PermissionAsked) -> None:
        """Show what the call would do, and read the answer: y, a for the session, or no."""
        async with self._one_at_a_time:
            answer = await self._asked(question)
        waiting = self._answers.get(_key(question))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def elicit(self, question: Elicitation) -> Elicited:
        """Put an MCP server's question to the user."""

        async def read(text: str) -> str | None:
            return await self._read(printable(text))

        def say(text: str) -> None:
            self._out.print(printable(text), style="yellow")

        async with self._one_at_a_time:
            return await put(question, read, say)

    async def changed(self, differences: Sequence[str]) -> Change:
        """Ask what becomes of a session whose configuration is another now.

        Where nobody can be asked, it keeps what it began with.
        """
        if self.source is None or not self.source.interactive:
            return "keep"
        self._out.print("? the configuration changed since this session began:", style="yellow")
        for each in differences:
            self._out.print(printable(f"  {each}"))
        said = await self._read("[k]eep what it began with, or go on with the [n]ew one: ")
        return "new_epoch" if (said or "").strip().lower() in ("n", "new") else "keep"

    async def _asked(self, question: PermissionAsked) -> PermissionAnswer:
        self._out.print(printable(f"? {question.call.name} asks to run"), style="yellow")
        self._out.print(printable(_effect(question)))
        choices = (
            f"[y]es, [a]lways in this session ({question.offer})" if question.offer else "[y]es"
        )
        said = await self._read(printable(f"{choices}, [n]o: "))
        answer = _meaning(said)
        if answer == "deny":
            self._out.print("refused", style="yellow")
        return answer

    def refuse(self) -> bool:
        """End the question that is being asked with a no; false when nothing is asked."""
        if self._reading is None:
            return False
        return self._reading.cancel()

    def _answer_to(self, question: PermissionAsked) -> asyncio.Future[PermissionAnswer]:
        loop = asyncio.get_running_loop()
        return self._answers.setdefault(_key(question), loop.create_future())

    async def _read(self, text: str) -> str | None:
        if self.source is None:
            return None
        self._reading = asyncio.ensure_future(self.source.answer(text))
        try:
            await asyncio.wait({self._reading})
            return None if self._reading.cancelled() else self._reading.result()
        finally:
            self._reading.cancel()
            self._reading = None


def _key(question: PermissionAsked) -> tuple[str, str]:
    return question.session, question.call.id


def _meaning(said: str | None) -> PermissionAnswer:
    match (said or "").strip().lower():
        case "y" | "yes":
            return "allow"
        case "a" | "always":
            return "session"
        case _:
            return "deny"


def _effect(question: PermissionAsked) -> str:
    """The preview, or the arguments, one a line and whole."""
    if question.effect != question.call.arguments:
        return question.effect
    try:
        named = json.loads(question.effect)
    except (ValueError, RecursionError):
        return question.effect
    if not isinstance(named, dict):
        return question.effect
    return "\n".join(
        f"  {name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in named.items()
    )
