"""`agent chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import platformdirs
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console

from agent.cli.common import (
    LogFormat,
    LogFormatOption,
    ModelOption,
    ProjectOption,
    SessionOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    agent_from,
    errors_shown,
    run_async,
    settings_from,
    start_logs,
)
from agent.cli.render import call_text, folded, footer
from agent.cli.slash import CONTINUE, RESET, SlashCommands
from agent.config import Settings
from agent.errors import HoldfastError
from agent.events import (
    Event,
    ModelAnswered,
    NoticeGiven,
    ReasoningDelta,
    Retrying,
    TextDelta,
    ToolFinished,
    ToolStarted,
)
from agent.runtime import Agent, Session

out = Console(highlight=False, soft_wrap=True)


class Input(Protocol):
    """Where the user's messages come from."""

    async def read(self) -> str | None:
        """The next message; None at the end of the input."""
        ...


def chat(
    *,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    session: SessionOption = None,
    store: StoreOption = None,
    tools: ToolsOption = None,
    verbose: VerboseOption = False,
    show_reasoning: Annotated[
        bool, typer.Option("--show-reasoning", help="Show what the model thinks.")
    ] = False,
    log_format: LogFormatOption = LogFormat.console,
) -> None:
    """Talk with the agent; /help lists the commands, Ctrl-C stops a turn."""
    start_logs(log_format, verbose=verbose)
    with errors_shown():
        settings = settings_from(url=url, model=model, project=project, store=store, tools=tools)
    run_async(lambda: _chat(settings, session, show_reasoning=show_reasoning))


async def _chat(settings: Settings, session_id: str | None, *, show_reasoning: bool) -> None:
    source = _input()
    async with agent_from(settings) as agent:
        _greet(agent, await _model_name(agent))
        next_id: str | None = session_id
        while True:
            async with agent.session(next_id) as session:
                ending = await _converse(agent, session, source, show_reasoning=show_reasoning)
            if ending != RESET:
                out.print(f"session {session.id}", style="dim")
                return
            next_id = None


async def _converse(
    agent: Agent, session: Session, source: Input, *, show_reasoning: bool
) -> str | None:
    """One session's conversation; how it ended: RESET, or None at the end of the input."""
    commands = SlashCommands(agent, session, out)
    while (text := await source.read()) is not None:
        if not text.strip():
            continue
        if text.startswith("/"):
            verdict = commands.run(text)
            if verdict != CONTINUE:
                return verdict
            continue
        await _answer(session, text, TurnPrinter(show_reasoning=show_reasoning))
    return None


async def _answer(session: Session, text: str, printer: TurnPrinter) -> None:
    """Answer one message; Ctrl-C stops the run and keeps the session."""

    async def answer() -> None:
        async with aclosing(session.stream(text)) as events:
            async for event in events:
                printer.show(event)

    task = asyncio.ensure_future(answer())
    try:
        with _interrupt_calls(task.cancel):
            await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
        printer.end_line()
        out.print("stopped", style="yellow")
    except HoldfastError as error:
        printer.end_line()
        out.print(f"agent: {error}", style="red", markup=False)
        return
    printer.end_line()
    reply = session.reply()
    if reply.status not in ("done", "cancelled"):
        out.print(f"{reply.status}: {reply.detail}", style="red", markup=False)
    out.print(footer(reply, printer.tokens_per_second, reply.turns), style="dim")


class TurnPrinter:
    """Prints a run as it happens: text as it streams, tool calls and results folded."""

    def __init__(self, *, show_reasoning: bool) -> None:
        self.tokens_per_second: float | None = None
        self._show_reasoning = show_reasoning
        self._in_line = False

    def show(self, event: Event) -> None:
        """Print one event."""
        match event:
            case TextDelta(text):
                self._write(text, None)
            case ReasoningDelta(text) if self._show_reasoning:
                self._write(text, "dim italic")
            case ToolStarted(call):
                self._line(f"→ {call_text(call)}", "cyan")
            case ToolFinished(outcome=outcome, text=text):
                mark, style = ("✓", "green") if outcome.ok else ("✗", "red")
                self._line(f"{mark} {folded(text)} {outcome.milliseconds:.0f} ms", style)
            case NoticeGiven(text):
                self._line(f"! {text}", "yellow")
            case Retrying(reason=reason, delay=delay):
                self._line(f"{reason}; trying again in {delay:.1f} s", "yellow")
            case ModelAnswered():
                self.tokens_per_second = _speed(event)
            case _:
                pass

    def end_line(self) -> None:
        """Begin a new line unless the cursor is at the start of one."""
        if self._in_line:
            out.print()
        self._in_line = False

    def _write(self, text: str, style: str | None) -> None:
        out.print(text, end="", style=style, markup=False)
        self._in_line = not text.endswith("\n")

    def _line(self, text: str, style: str) -> None:
        self.end_line()
        out.print(text, style=style, markup=False)


def _speed(answered: ModelAnswered) -> float | None:
    """Tokens a second after the first one."""
    seconds = (answered.total_ms - answered.first_token_ms) / 1000
    tokens = answered.usage.completion_tokens - 1
    return tokens / seconds if seconds > 0 and tokens > 0 else None


@contextmanager
def _interrupt_calls(stop: Callable[[], object]) -> Iterator[None]:
    """Let Ctrl-C call `stop` instead of ending the program."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, stop)
    except NotImplementedError:  # Windows: Ctrl-C ends the chat
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


class Terminal:
    """Reads from a terminal, with history and several lines."""

    def __init__(self) -> None:
        history = Path(platformdirs.user_state_dir("holdfast")) / "chat-history"
        history.parent.mkdir(parents=True, exist_ok=True)
        self._prompt: PromptSession[str] = PromptSession(
            history=FileHistory(str(history)), key_bindings=_keys(), multiline=True
        )

    async def read(self) -> str | None:
        """The next message; Ctrl-C clears the line, Ctrl-D ends the chat."""
        while True:
            try:
                return await self._prompt.prompt_async(HTML("<b>› </b>"))
            except KeyboardInterrupt:
                out.print("Ctrl-D or /quit ends the chat", style="dim")
            except EOFError:
                return None


class Piped:
    """Reads one message a line from something that is not a terminal."""

    async def read(self) -> str | None:
        """The next line."""
        line = await asyncio.to_thread(sys.stdin.readline)
        return line.rstrip("\n") if line else None


def _input() -> Input:
    return Terminal() if sys.stdin.isatty() else Piped()


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("c-j")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys


async def _model_name(agent: Agent) -> str:
    return (await agent.open()).engine.facts.model


def _greet(agent: Agent, model: str) -> None:
    out.print(
        f"{model} · {len(agent.registry)} tools · /help for commands, Alt-Enter for a new line",
        style="dim",
    )
