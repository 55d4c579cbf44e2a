"""The chat's slash commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from agent.cli.render import missed
from agent.context.transcript import remembered_rules
from agent.errors import HoldfastError
from agent.events import ModelAnswered, RequestSent
from agent.observe.printable import printable
from agent.runtime import Agent, Session

CONTINUE, RESUME, RESET, QUIT = "continue", "resume", "reset", "quit"
"""What the chat does after a command."""


@dataclass(frozen=True, slots=True)
class Say:
    """After this command, the text is sent to the model as the user's message."""

    text: str


class SlashCommands:
    """Commands about one session; they never reach the model."""

    def __init__(self, agent: Agent, session: Session, out: Console) -> None:
        self._agent = agent
        self._session = session
        self._out = out
        self._commands: dict[str, tuple[str, Callable[[], str | Awaitable[str]]]] = {
            "/help": ("list the commands", self._help),
            "/tools": ("list the tools that the model may call", self._tools),
            "/context": ("how full the window is", self._context),
            "/cache": ("what the prefix cache did in each turn", self._cache),
            "/prompts": (
                "list the prompts of MCP servers: /server:prompt name=value",
                self._prompts,
            ),
            "/permissions": ("which calls run, are asked about or refused", self._permissions),
            "/resume": ("go on with a run that did not end", lambda: RESUME),
            "/reset": ("begin a new session", lambda: RESET),
            "/quit": ("end the chat", lambda: QUIT),
        }

    async def run(self, line: str) -> str | Say:
        """Run the command in `line` and say how the chat goes on."""
        name, *rest = line.split(maxsplit=1)
        if name in self._commands:
            done = self._commands[name][1]()
            return done if isinstance(done, str) else await done
        if ":" in name:
            return await self._prompt(name.removeprefix("/"), "".join(rest))
        self._out.print(
            printable(
                f"no command {name}; /help lists them, and a space before the slash makes it a "
                "message"
            ),
            style="red",
        )
        return CONTINUE

    async def _prompt(self, name: str, words: str) -> str | Say:
        try:
            text = await self._session.prompt(name, words)
        except HoldfastError as error:
            self._out.print(printable(str(error)), style="red")
            return CONTINUE
        self._out.print(printable(text), style="dim")
        return Say(text)

    async def _prompts(self) -> str:
        offered = await self._agent.prompts()
        for each in offered:
            self._out.print(printable(f"/{each.usage}"))
            if each.description:
                self._out.print(printable(f"    {' '.join(each.description.split())}"))
        if not offered:
            self._out.print("no MCP server offers prompts")
        return CONTINUE

    def _help(self) -> str:
        for name, (text, _) in self._commands.items():
            self._out.print(f"{name:<12} {text}")
        self._out.print("Ctrl-C stops a turn, Alt-Enter begins a new line, Ctrl-D ends the chat.")
        return CONTINUE

    def _tools(self) -> str:
        for each in self._agent.registry:
            summary = each.tool.description.partition("\n")[0]
            self._out.print(printable(f"{each.tool.name:<14} {summary}"))
        if not len(self._agent.registry):
            self._out.print("the model has no tools")
        return CONTINUE

    def _permissions(self) -> str:
        permissions = self._agent.settings.permissions
        self._line("mode", permissions.mode or "ask, but for what was chosen")
        for name in ("deny", "ask", "allow"):
            for rule in getattr(permissions, name):
                self._line(name, rule)
        for rule in remembered_rules(self._session.transcript.records):
            self._line("session", rule)
        return CONTINUE

    def _line(self, name: str, text: str) -> None:
        self._out.print(printable(f"{name:<10} {text}"))

    def _context(self) -> str:
        context = self._session.reply().context
        free = context.window - context.tokens
        prefix = context.prefix_tokens or "not reported"
        self._out.print(
            f"prefix {prefix} · in the window {context.tokens} · free {free} · "
            f"window {context.window} tokens · epoch {context.epoch}"
        )
        return CONTINUE

    def _cache(self) -> str:
        table = turn_table(self._session)
        self._out.print(table if table.row_count else "no turns yet")
        return CONTINUE


def turn_table(session: Session) -> Table:
    """One row for each turn of the session: prompt, expected and reported cached tokens, time."""
    table = Table(box=None, header_style="bold")
    for heading in ("turn", "prompt", "expected cached", "cached", "first token", "miss"):
        table.add_column(heading, justify="right")
    request: RequestSent | None = None
    number = 0
    for record in session.transcript.records:
        if isinstance(record, RequestSent):
            request = record
        elif isinstance(record, ModelAnswered) and request is not None:
            number += 1
            table.add_row(*_cells(number, request, record))
    return table


def _cells(number: int, request: RequestSent, answered: ModelAnswered) -> tuple[str, ...]:
    cached = answered.usage.cached_tokens
    return (
        str(number),
        str(request.prompt_tokens),
        str(request.expected_cached_tokens),
        "not reported" if cached is None else str(cached),
        f"{answered.first_token_ms:.0f} ms",
        missed(answered.miss) if answered.miss else "",
    )
