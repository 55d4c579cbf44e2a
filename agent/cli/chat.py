"""`agent chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from agent.cli.asking import Asker, Input
from agent.cli.common import (
    AllowOption,
    DenyOption,
    LogFormat,
    LogFormatOption,
    ModelOption,
    PermissionModeOption,
    ProjectOption,
    SessionOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    agent_from,
    decoded,
    errors_shown,
    permissions_from,
    run_async,
    settings_from,
    show_error,
    start_logs,
)
from agent.cli.render import call_text, footer, footnotes, short_outcome_line
from agent.cli.session_store import session_to_continue
from agent.cli.slash import CONTINUE, RESET, RESUME, Say, SlashCommands
from agent.errors import HoldfastError
from agent.events import (
    Event,
    ModelAnswered,
    NoticeGiven,
    PermissionAsked,
    ReasoningDelta,
    Retrying,
    TextDelta,
    ToolFinished,
    ToolProgressed,
    ToolStarted,
)
from agent.observe.printable import printable
from agent.runtime import Agent, Session
from agent.tooling import target

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


REASONING = Style(dim=True, italic=True)


def chat(
    *,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    session: SessionOption = None,
    store: StoreOption = None,
    tools: ToolsOption = None,
    allow: AllowOption = None,
    deny: DenyOption = None,
    permission_mode: PermissionModeOption = None,
    verbose: VerboseOption = False,
    show_reasoning: Annotated[
        bool, typer.Option("--show-reasoning", help="Show what the model thinks.")
    ] = False,
    newest: Annotated[
        bool, typer.Option("--continue", help="Go on with the project's newest session.")
    ] = False,
    log_format: LogFormatOption = LogFormat.console,
) -> None:
    """Talk with the agent; /help lists the commands, Ctrl-C stops a turn."""
    start_logs(log_format, verbose=verbose)
    with errors_shown():
        settings = settings_from(
            url=url,
            model=model,
            project=project,
            store=store,
            tools=tools,
            permissions=permissions_from(permission_mode, allow, deny),
        )
    if newest:
        session = session_to_continue(settings, session)
    with errors_shown():
        asker = Asker(out)
        agent = agent_from(settings, asker, asker.elicit)
        opened = agent.session(session, on_change=asker.changed)
    run_async(lambda: _chat(agent, opened, asker, show_reasoning=show_reasoning))


async def _chat(agent: Agent, session: Session, asker: Asker, *, show_reasoning: bool) -> None:
    async with agent:
        source = _input()
        asker.source = source
        _greet(agent, await _model_name(agent))
        while (
            await _converse(agent, session, source, asker, show_reasoning=show_reasoning) == RESET
        ):
            out.print(f"session {session.id} is kept; a new one begins", style="dim")
            session = agent.session()
        out.print(f"session {session.id}", style="dim")


async def _converse(
    agent: Agent, session: Session, source: Input, asker: Asker, *, show_reasoning: bool
) -> str | None:
    """One session's conversation; how it ended: RESET, or None at the end of the input."""
    async with session:
        asker.session = session.id
        commands = SlashCommands(agent, session, out)
        if session.interrupted:
            out.print("the last run did not end: /resume goes on with it", style="yellow")
        while (text := await source.read()) is not None:
            if not text.strip():
                continue
            verdict = await commands.run(text) if text.startswith("/") else Say(text)
            if isinstance(verdict, Say):
                stream = session.stream(verdict.text)
            elif verdict == RESUME:
                stream = session.resume_stream()
            elif verdict == CONTINUE:
                continue
            else:
                return verdict
            await _answer(session, stream, TurnPrinter(show_reasoning=show_reasoning), asker)
    return None


async def _answer(
    session: Session, stream: AsyncGenerator[Event, None], printer: TurnPrinter, asker: Asker
) -> None:
    """Show a run; Ctrl-C refuses what is asked, or stops the run and keeps the session."""

    async def answer() -> None:
        async with aclosing(stream) as events:
            async for event in events:
                printer.show(event)
                if isinstance(event, PermissionAsked):
                    await asker.put(event)

    task = asyncio.ensure_future(answer())
    try:
        with _interrupt_calls(lambda: asker.refuse() or task.cancel()):
            await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
        printer.end_line()
        out.print("stopped", style="yellow")
    except HoldfastError as error:
        printer.end_line()
        show_error(str(error))
        return
    printer.end_line()
    reply = session.reply()
    if reply.status not in ("done", "cancelled"):
        show_error(reply.detail or reply.status)
    if reply.sources:
        out.print(printable(footnotes(reply)), style="dim", markup=False, highlight=False)
    out.print(footer(reply, printer.tokens_per_second, _turns(session)), style="dim")


def _turns(session: Session) -> int:
    """How many turns the session has had, as /cache counts them."""
    return sum(isinstance(record, ModelAnswered) for record in session.transcript.records)


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
                self._write(text)
            case ReasoningDelta(text) if self._show_reasoning:
                self._write(text, REASONING)
            case PermissionAsked():
                self.end_line()
            case ToolStarted(call):
                self._line(f"→ {call_text(call)}", "cyan")
            case ToolFinished(outcome=outcome):
                self._line(short_outcome_line(event), "green" if outcome.ok else "red")
            case ToolProgressed(call, text):
                self._line(f"… {target(call).name} {text}", "dim")
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

    def _write(self, text: str, style: Style | None = None) -> None:
        shown = printable(text)
        if not shown:
            return
        out.print(Segments([Segment(shown, style)]))
        self._in_line = not shown.endswith("\n")

    def _line(self, text: str, style: str) -> None:
        self.end_line()
        out.print(printable(text), style=style)


def _speed(answered: ModelAnswered) -> float | None:
    """Tokens a second after the first one."""
    seconds = (answered.total_ms - answered.first_token_ms) / 1000
    tokens = answered.usage.completion_tokens - 1
    return tokens / seconds if seconds > 0 and tokens > 0 else None


@contextmanager
def _interrupt_calls(stop: Callable[[], object]) -> Iterator[None]:
    """Let Ctrl-C call `stop` instead of ending the program."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    try:
        loop.add_signal_handler(signal.SIGINT, stop)
    except NotImplementedError:  # Windows: Ctrl-C ends the chat
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


class Terminal:
    """Reads from a terminal, with history and several lines."""

    interactive = True

    def __init__(self) -> None:
        self._prompt: PromptSession[str] = PromptSession(
            history=_history(), key_bindings=_keys(), multiline=True
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

    async def answer(self, question: str) -> str | None:
        """One line; None when Ctrl-C or Ctrl-D was pressed."""
        asking: PromptSession[str] = PromptSession(history=InMemoryHistory())
        try:
            return await asking.prompt_async(question, handle_sigint=False)
        except (KeyboardInterrupt, EOFError):
            return None


class Piped:
    """Reads one message a line from something that is not a terminal."""

    interactive = False

    async def read(self) -> str | None:
        """The next line."""
        line = await _in_daemon_thread(_read_line)
        return decoded(line).rstrip("\n") if line else None

    async def answer(self, question: str) -> str | None:
        """The next line, too."""
        out.print(question, end="")
        answer = await self.read()
        out.print()
        return answer


async def _in_daemon_thread(work: Callable[[], bytes]) -> bytes:
    """Blocking work that must not keep the program from ending when Ctrl-C comes meanwhile."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()

    def settle(result: bytes) -> None:
        if not done.done():
            done.set_result(result)

    def run() -> None:
        result = work()
        with suppress(RuntimeError):  # the loop has closed, and nobody waits
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, daemon=True).start()
    return await done


def _read_line() -> bytes:
    """Unbuffered: a thread that waits in a buffered stream would block the interpreter's end."""
    if sys.stdin is None:
        return b""
    stream = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    try:
        line: bytes = stream.readline()
    except OSError:
        return b""
    return line


def _input() -> Input:
    interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    return Terminal() if interactive else Piped()


def _history() -> History:
    """What was typed before, for its owner only; forgotten where nothing can be written."""
    path = Path(platformdirs.user_state_dir("holdfast")) / "chat-history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))


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
        f"{printable(model)} · {len(agent.registry)} tools · "
        "/help for commands, Alt-Enter for a new line",
        style="dim",
    )
