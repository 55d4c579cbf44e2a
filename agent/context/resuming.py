"""Opens a session's journal: a new one, or a resumed one as it was left."""

from __future__ import annotations

from functools import partial

import structlog

from agent.context import formats
from agent.context.journal import Journal, load_transcript
from agent.context.prefix import Prefix
from agent.context.transcript import Transcript, unfinished_calls
from agent.context.transport import Transport
from agent.errors import StoreError
from agent.events import RunEnded, SessionOpened, ToolFinished
from agent.store.base import Store
from agent.types import ToolFailure, ToolOutcome

_log = structlog.get_logger("agent.context")


async def open_journal(
    session: str, store: Store, prefix: Prefix, model: str, transport: Transport
) -> Journal:
    """A new session's journal with this prefix, or a resumed one's with its own.

    Raises:
        StoreError: the store cannot be used, or what it holds is not a session.
    """
    transcript = await load_transcript(session, store)
    if transcript.last is None:
        journal = Journal(session, store, transcript, partial(transport.window, prefix))
        await journal.record(SessionOpened(session, model, prefix.hash, prefix.to_json()))
        return journal
    own = _own_prefix(session, transcript)
    if own.hash != prefix.hash:
        _log.warning("the configuration changed: the session keeps its prefix", session=session)
    journal = Journal(session, store, transcript, partial(transport.window, own))
    await settle(journal)
    return journal


async def settle(journal: Journal) -> None:
    """End what an earlier run left open: its calls without a result, and the run itself.

    A process that died leaves both behind, and so does a run whose store failed.
    """
    for call, started in unfinished_calls(journal.transcript):
        failure = (
            ToolFailure("cancelled")
            if started
            else ToolFailure("tool_failed", "the process ended before the tool was started.")
        )
        outcome = ToolOutcome(failure=failure)
        await journal.record(ToolFinished(call, outcome, formats.tool_result(call.name, outcome)))
    if not isinstance(journal.transcript.last, RunEnded | SessionOpened):
        await journal.record(RunEnded("cancelled", "the process ended during the run"))


def _own_prefix(session: str, transcript: Transcript) -> Prefix:
    first = next(transcript.records)
    if not isinstance(first, SessionOpened):
        raise StoreError(f"session {session} does not begin with its prefix")
    return Prefix.from_json(first.prefix)
