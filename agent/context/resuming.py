"""Opens a session's journal: a new one, or a resumed one as it was left."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeAlias

import structlog

from agent.context import formats
from agent.context.announcing import is_announcement
from agent.context.journal import Journal, load_transcript
from agent.context.prefix import Prefix
from agent.context.transcript import Transcript, unfinished_calls
from agent.context.transport import Transport
from agent.engine.answer import Answer
from agent.errors import ConfigError, SessionDamaged
from agent.events import (
    ModelAnswered,
    NoticeGiven,
    RunEnded,
    SessionOpened,
    ToolFinished,
)
from agent.store.base import Lease, Store
from agent.tooling import target
from agent.types import ToolCall, ToolFailure, ToolOutcome

_log = structlog.get_logger("agent.context")

AS_MESSAGES = "messages"
"""In place of a template's fingerprint: the session holds token ids of another template."""

Change: TypeAlias = Literal["keep", "new_epoch"]
"""What becomes of a session whose configuration changed: it keeps the prefix that it began with,
or goes on behind the new one, which the server has to compute with all that follows."""

OnChange: TypeAlias = Change | Callable[[Sequence[str]], Awaitable[Change]]
"""That, or who is asked: it is given what is another now, in words."""

TransportFor: TypeAlias = Callable[[SessionOpened], Awaitable[Transport]]
"""Chooses how a session with this prefix and template is sent."""


async def open_journal(
    wanted: SessionOpened, store: Store, transport_for: TransportFor, on_change: OnChange = "keep"
) -> Journal:
    """The journal of the session that `wanted` names: new, or resumed as it was left.

    Raises:
        ConfigError: it is another tenant's, or `transport_for` refuses it.
        SessionBusy: another process writes the session.
        StoreError: the store cannot be used, or what it holds is not a session.
    """
    lease = await store.acquire(wanted.session)
    try:
        return await _opened(wanted, store, lease, transport_for, on_change)
    except BaseException:
        await store.release(lease)
        raise


async def _opened(
    wanted: SessionOpened, store: Store, lease: Lease, transport_for: TransportFor, on: OnChange
) -> Journal:
    transcript = await load_transcript(wanted.session, store)
    own = wanted if transcript.last is None else _own(wanted, transcript)
    changes = differences(own, wanted)
    if changes and await _chosen(on, changes) == "new_epoch":
        another = bool(own.template) and own.template != wanted.template
        template = AS_MESSAGES if another else wanted.template
        own = replace(wanted, template=template, tenant=own.tenant)
    elif changes:
        _log.warning(
            "the configuration changed: the session keeps what it began with",
            session=wanted.session,
            changed=changes,
        )
    transport = await transport_for(own)
    prefix = Prefix.from_json(own.prefix)
    journal = Journal(wanted.session, store, lease, transcript, partial(transport.window, prefix))
    if transcript.opened is not own:
        await journal.record(own)
    return journal


async def _chosen(on: OnChange, changes: Sequence[str]) -> Change:
    return on if isinstance(on, str) else await on(changes)


def differences(own: SessionOpened, wanted: SessionOpened) -> list[str]:
    """What of a session's configuration is another now, in words."""
    found = []
    if own.model and own.model != wanted.model:
        found.append(f"model {own.model} is now {wanted.model}")
    if own.prefix["messages"] != wanted.prefix["messages"]:
        found.append("system prompt or few-shot examples")
    found += _changed_tools(own.prefix["tools"], wanted.prefix["tools"])
    if own.sampling is not None and own.sampling != wanted.sampling:
        found.append(f"sampling {own.sampling} is now {wanted.sampling}")
    known = own.template not in ("", AS_MESSAGES)
    if known and wanted.template and own.template != wanted.template:
        found.append("chat template")
    return found


def _changed_tools(own: str, wanted: str) -> list[str]:
    before, now = _tools(own), _tools(wanted)
    names = {
        "tools added": now.keys() - before.keys(),
        "tools removed": before.keys() - now.keys(),
        "tools changed": {name for name in before.keys() & now.keys() if before[name] != now[name]},
    }
    return [f"{what}: {', '.join(sorted(each))}" for what, each in names.items() if each]


def _tools(written: str) -> dict[str, object]:
    return {each["function"]["name"]: each for each in json.loads(written or "[]")}


async def settle(journal: Journal) -> None:
    """End what an earlier run left open: its calls that were not started, and the run itself.

    A process that died leaves both behind, and so does a run whose store failed.
    """
    for call, _ in unfinished_calls(journal.transcript):
        outcome = ToolOutcome(failure=NOT_STARTED)
        text = formats.tool_result(target(call).name, outcome)
        await journal.record(ToolFinished(call, outcome, text))
    if not is_settled(journal.transcript):
        await journal.record(RunEnded("cancelled", "the process ended during the run"))


INTERRUPTED = ToolFailure("interrupted", "The process ended before it had a result.")
NOT_STARTED = ToolFailure("tool_failed", "the process ended before the tool was started.")


def is_settled(transcript: Transcript) -> bool:
    """Whether the last run has ended, whatever was noted since."""
    for record in (entry.record for entry in reversed(transcript)):
        if not isinstance(record, NoticeGiven | SessionOpened):
            return isinstance(record, RunEnded)
    return True


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Where a run was when its process died.

    Args:
        answer: the last answer; None where the first was still awaited.
        open: the calls of it that have no result, each with whether it was started.
        judged: whether an answer without calls was followed already by what it led to.
        tokens: what the run had generated.
        unusable: how many unusable answers it had had in a row.
    """

    answer: ModelAnswered | None
    open: tuple[tuple[ToolCall, bool], ...]
    judged: bool
    tokens: int
    unusable: int


def interrupted(transcript: Transcript) -> Interrupted:
    """Read off the log where the last run stopped."""
    answer: ModelAnswered | None = None
    judged, tokens, unusable, size = True, 0, 0, 0
    for record in transcript.last_run():
        match record:
            case ModelAnswered(message=message, usage=usage):
                answer, judged = record, bool(message.tool_calls)
                tokens, size = tokens + size, usage.completion_tokens
                unusable = 0 if message.tool_calls else unusable
            case NoticeGiven() if not is_announcement(record):
                judged, unusable = True, unusable + 1
            case _:
                pass
    tokens += size if judged else 0
    return Interrupted(answer, unfinished_calls(transcript), judged, tokens, unusable)


def answer_of(answered: ModelAnswered) -> Answer:
    """The answer that was recorded, as the engine gave it."""
    return Answer(
        message=answered.message,
        finish_reason=answered.finish_reason,
        usage=answered.usage,
        prompt_ids=(),
        token_ids=answered.token_ids,
        first_token_ms=answered.first_token_ms,
        total_ms=answered.total_ms,
    )


def _own(wanted: SessionOpened, transcript: Transcript) -> SessionOpened:
    """What the session began with. One that is nobody's becomes the wanted tenant's.

    A tenant's session is never another's: its words would be computed under the other's salt, and
    who had its id could have them told.
    """
    own, session, tenant = transcript.opened, wanted.session, wanted.tenant
    if own is None:
        raise SessionDamaged(f"session {session} does not begin with its prefix")
    if tenant in ("", own.tenant):
        return own
    if own.tenant:
        raise ConfigError(
            f"session {session} is one of tenant {own.tenant}, and stays it: it cannot be opened "
            f"for {tenant}. Name no tenant to go on with it, or begin another session"
        )
    return replace(own, tenant=tenant)
