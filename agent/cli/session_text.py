"""How sessions and their records look in the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from agent.cli.render import call_text, outcome_line
from agent.context.catalog import Summary
from agent.context.transcript import Entry, encode
from agent.context.window import spoken
from agent.events import (
    EpochOpened,
    ModelAnswered,
    NoticeGiven,
    PermissionDecided,
    RunEnded,
    SessionOpened,
    ToolFinished,
    UserSpoke,
)
from agent.observe.times import local
from agent.tooling import target
from agent.types import JSON


def summary_json(summary: Summary) -> JSON:
    """A summary as JSON."""
    return asdict(summary)


def entry_json(entry: Entry) -> JSON:
    """An entry as JSON, as it is stored."""
    return json.loads(encode(entry))


def list_lines(summaries: list[Summary]) -> Iterator[str]:
    """A table, the newest first."""
    wide = max((len(each.session) for each in summaries), default=0)
    for each in summaries:
        yield (
            f"{each.session:<{wide}}  {local(each.changed)}  {each.turns:>4} turns  "
            f"{size(each.size):>8}  {each.status:<11}  {each.title}{_notes(each)}"
        )


def head_line(summary: Summary) -> str:
    """One line about one session."""
    return (
        f"session {summary.session} · {summary.records} records · {summary.turns} turns · "
        f"{size(summary.size)} · begun {local(summary.created)} · {summary.status}{_notes(summary)}"
    )


def tree_lines(summaries: list[Summary], of: str | None = None) -> Iterator[str]:
    """Families: each session below the one it comes from; only that of one session, if named."""
    known = {each.session: each for each in summaries}
    oldest = sorted(summaries, key=lambda each: each.created)
    below: dict[str, list[Summary]] = {}
    for each in oldest:
        below.setdefault(each.parent, []).append(each)
    shown: set[str] = set()
    for each in oldest if of is None else [known[of]]:
        if each.session not in shown:
            yield from _branch(known[_root(known, each.session)], below, shown)


def entry_lines(entry: Entry) -> Iterator[str]:
    """A record as people read it; nothing for what they need not see."""
    number = f"#{entry.sequence}"
    match entry.record:
        case SessionOpened(model=model, parent=parent, parent_records=records, tenant=tenant):
            origin = f", {_origin(parent, records)}" if parent else ""
            whose = f", of tenant {tenant}" if tenant else ""
            with_model = f"with {model or 'no model yet'}"
            yield f"{number} begun {local(entry.time)} {with_model}{origin}{whose}"
        case UserSpoke(pinned=pinned) as said:
            yield from ("", f"{number} user{' (pinned)' if pinned else ''}", spoken(said))
        case NoticeGiven(text=text):
            yield from ("", f"{number} notice", text)
        case ModelAnswered(message=message):
            yield from ("", f"{number} assistant", *([message.text] if message.text else ()))
            yield from (f"→ {call_text(call)}" for call in message.tool_calls)
        case PermissionDecided(call=call, allowed=False, rule=rule):
            yield f"{number} refused {target(call).name}: {rule}"
        case ToolFinished(artifact=artifact) as finished:
            whole = f" (whole: {artifact})" if artifact else ""
            yield f"{number} {outcome_line(finished)}{whole}"
        case EpochOpened(number=epoch, tokens_before=tokens):
            yield f"{number} compacted: epoch {epoch}, {tokens} tokens before"
        case RunEnded(status=status, detail=detail) if status != "done":
            yield f"{number} the run ended: {status}{f', {detail}' if detail else ''}"
        case _:
            pass


def size(count: int) -> str:
    """Bytes in the unit that gives few digits."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


def _notes(summary: Summary) -> str:
    notes = [f"tenant {summary.tenant}"] if summary.tenant else []
    if summary.parent:
        notes.append(_origin(summary.parent, summary.parent_records))
    if summary.writer is not None:
        writer = summary.writer
        notes.append(f"open in process {writer.pid} on {writer.host} since {local(writer.since)}")
    return f" ({'; '.join(notes)})" if notes else ""


def _origin(parent: str, records: int) -> str:
    return f"forked from {parent} at {records}" if records else f"sub-agent of {parent}"


def _root(known: dict[str, Summary], session: str) -> str:
    """The oldest of the sessions that one comes from, which imported ones may say of each other."""
    seen = {session}
    while (parent := known[session].parent) in known and parent not in seen:
        seen.add(parent)
        session = parent
    return session


def _branch(root: Summary, below: dict[str, list[Summary]], shown: set[str]) -> Iterator[str]:
    """A session and all that come from it, each once; `shown` gets their ids."""
    waiting = [(root, 0)]
    while waiting:
        summary, depth = waiting.pop()
        if summary.session in shown:
            continue
        shown.add(summary.session)
        yield f"{'  ' * depth}{_node(summary)}"
        children = below.get(summary.session, [])
        waiting += [(child, depth + 1) for child in reversed(children)]


def _node(summary: Summary) -> str:
    origin = ""
    if summary.parent:
        at = summary.parent_records
        origin = f" (at {at})" if at else " (sub-agent)"
    return f"{summary.session}{origin}  {summary.status}  {summary.title}"
