"""`agent sessions fork`, `export` and `import`: sessions made of others."""

from __future__ import annotations

import json
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import (
    JsonOption,
    ModelOption,
    ProjectOption,
    StoreOption,
    VerboseOption,
    decoded,
    errors_shown,
    show_progress,
    show_result,
)
from agent.cli.render import json_line
from agent.cli.session_store import SessionArgument, in_store
from agent.config import Settings
from agent.context.archive import export_lines, is_archive, keep_archive, read_archive
from agent.context.catalog import find_session
from agent.context.conversation import markdown, openai_messages
from agent.context.forking import Forked, fork
from agent.context.history import entries_of, write_session
from agent.context.importing import openai_conversation, records_from_openai, system_of
from agent.context.transcript import Entry, encode
from agent.errors import ConfigError
from agent.events import SessionOpened
from agent.observe.redaction import Redactor
from agent.runtime import Agent
from agent.session import chosen_id
from agent.store.base import Store

STANDARD = Path("-")
"""Stands for stdin and stdout."""


class ExportFormat(StrEnum):
    """What an export is written as."""

    jsonl = "jsonl"
    openai = "openai"
    markdown = "markdown"


ToOption = Annotated[str | None, typer.Option("--to", help="The id of the new session.")]


def fork_session(
    session: SessionArgument,
    *,
    at: Annotated[
        int | None,
        typer.Option(help="The first record to leave out, as `show` numbers them."),
    ] = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Begin a new session with the first records of another, or with all; print its id."""

    async def work(opened: Store, _: Settings) -> Forked:
        await find_session(opened, session)
        return await fork(opened, session, chosen_id(to), at)

    done = in_store(work, project=project, store=store, verbose=verbose)
    if done.at < done.wanted:
        show_progress(
            f"forked at {done.at}, not at {done.wanted}: a call stays with its results, and a "
            "request with its answer"
        )
    forked = {"session": done.session, "parent": done.parent, "at": done.at}
    show_result(json_line(forked) if as_json else done.session)


def export_session(
    session: SessionArgument,
    *,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl can be imported again, exactly.")
    ] = ExportFormat.jsonl,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file; - is stdout.")] = (
        STANDARD
    ),
    redact: Annotated[bool, typer.Option("--redact/--no-redact", help="Leave secrets out.")] = True,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Write a session to a file or stdout; --json with a file says on stdout what was written."""

    async def work(opened: Store, settings: Settings) -> str:
        await find_session(opened, session)
        redactor = Redactor.of(settings.redact) if redact else None
        return await _exported(opened, session, form, redactor)

    text = in_store(work, project=project, store=store, verbose=verbose)
    if output == STANDARD:
        show_result(text.rstrip("\n"))
    else:
        with errors_shown():
            write_private(output, text)
    if redact:
        show_progress("secrets of known forms were looked for; --no-redact exports exactly")
    if as_json and output != STANDARD:
        written = {"session": session, "format": form.value, "redacted": redact}
        show_result(json_line({**written, "file": str(output)}))


def import_session(
    file: Annotated[Path, typer.Argument(help="An export, or OpenAI messages; - is stdin.")],
    *,
    to: ToOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
    store: StoreOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Make a session of an export or of OpenAI messages; print its id."""

    async def work(opened: Store, settings: Settings) -> str:
        text = _read(file)
        if _begins_archive(text):
            archive = read_archive(text, str(file))
            session = chosen_id(to or archive.session)
            await keep_archive(opened, archive, session)
            if archive.redacted:
                show_progress("the export was redacted: it may not be exactly what it was made of")
            return session
        session = chosen_id(to)
        with_model = settings.model_copy(update={"model": model or settings.model})
        await _keep_conversation(opened, with_model, session, text, str(file))
        return session

    session = in_store(work, project=project, store=store, verbose=verbose, new=True)
    show_result(json_line({"session": session}) if as_json else session)


async def _exported(
    store: Store, session: str, form: ExportFormat, redactor: Redactor | None
) -> str:
    if form is ExportFormat.jsonl:
        return "".join([f"{line}\n" async for line in export_lines(store, session, redactor)])
    entries = [entry async for entry in entries_of(store, session)]
    if form is ExportFormat.openai:
        messages = openai_messages(entries)
        redacted = messages if redactor is None else redactor.json(messages)
        return json.dumps(redacted, ensure_ascii=False, indent=1) + "\n"
    page = markdown(session, entries)
    if redactor is None:
        return page
    return redactor.text(page) + "\n*Secrets of known forms were taken out.*\n"


async def _keep_conversation(
    store: Store, settings: Settings, session: str, text: str, source: str
) -> None:
    """A conversation of another program, behind its own system prompt or the project's prefix."""
    messages = openai_conversation(text, source)
    records = records_from_openai(messages, source)
    if not records:
        raise ConfigError(f"{source} holds no conversation: there is no message of a user in it")
    system = system_of(messages, source)
    few_shot = () if system is not None else None
    prefix = Agent(settings=settings, system=system, few_shot=few_shot).render_prefix()
    opened = SessionOpened(
        session,
        settings.model or "",
        prefix.hash,
        prefix.to_json(),
        project=str(settings.project.resolve()),
    )
    now = time.time()
    entries = [Entry(number, now, record) for number, record in enumerate((opened, *records))]
    await write_session(store, session, [encode(entry) for entry in entries], ())


def _begins_archive(text: str) -> bool:
    try:
        return is_archive(json.loads(text.partition("\n")[0]))
    except (ValueError, RecursionError):
        return False


def _read(file: Path) -> str:
    try:
        if file == STANDARD:
            return decoded(sys.stdin.buffer.read())
        return decoded(file.read_bytes(), str(file))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error


def write_private(file: Path, text: str) -> None:
    """Write a file that only the user may read, where it is new.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from error
