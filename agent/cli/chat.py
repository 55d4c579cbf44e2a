"""`agent chat`: a conversation in the terminal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated

import typer

from agent.cli.asking import Asker, Input
from agent.cli.chat_input import chat_input
from agent.cli.chat_printing import TurnPrinter, out
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
    errors_shown,
    permissions_from,
    run_async,
    settings_from,
    show_error,
    start_logs,
)
from agent.cli.render import footer, footnotes
from agent.cli.session_store import session_to_continue
from agent.cli.slash import CONTINUE, RESET, RESUME, Say, SlashCommands
from agent.errors import HoldfastError
from agent.events import Event, ModelAnswered, PermissionAsked
from agent.observe.printable import printable
from agent.runtime import Agent, Session


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
        source = chat_input()
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


async def _model_name(agent: Agent) -> str:
    return (await agent.open()).engine.facts.model


def _greet(agent: Agent, model: str) -> None:
    out.print(
        f"{printable(model)} · {len(agent.registry)} tools · "
        "/help for commands, Alt-Enter for a new line",
        style="dim",
    )
