"""A batch of tasks: read from JSON Lines, done in a pool, results written as they end.

A batch can be killed at any instant and started again. A task whose result is in the output is
not done again. One whose run had begun goes on from its session, and one whose run had ended gets
its result from there, because a session's id is made from the batch and the task.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from agent.errors import BatchBusy, ConfigError
from agent.events import RunEnded
from agent.pool.pool import Task
from agent.reply import Reply
from agent.session import Session
from agent.types import JSON

KEYS = frozenset({"id", "task", "priority"})

PRIORITY = 1
"""Of a task that names none: sessions that somebody waits for have 0, and go first."""


@dataclass(frozen=True, slots=True)
class BatchTask:
    """One line of a batch. `id` is the user's, or the line's number as text."""

    id: str
    text: str
    priority: int = PRIORITY


def read_tasks(file: Path) -> list[BatchTask]:
    """Read a batch: each line is a string, or an object with `task`, and `id` and `priority`.

    Raises:
        ConfigError: the file cannot be read, a line is something else, or two have one id.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read as tasks: {error}") from error
    tasks: dict[str, BatchTask] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        task = _task(line, number, file)
        if task.id in tasks:
            raise ConfigError(f"{file} line {number}: the id {task.id!r} is used twice")
        tasks[task.id] = task
    if not tasks:
        raise ConfigError(f'{file} has no tasks: a line is {{"task": "what to do"}}')
    return list(tasks.values())


def _task(line: str, number: int, file: Path) -> BatchTask:
    try:
        read = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{file} line {number} is not JSON: {error}") from error
    given = {"task": read} if isinstance(read, str) else read
    if not isinstance(given, dict) or not isinstance(given.get("task"), str):
        raise ConfigError(f'{file} line {number} has no text under "task"')
    if unknown := sorted(given.keys() - KEYS):
        raise ConfigError(
            f"{file} line {number}: unknown key {unknown[0]!r}; there are id, priority and task"
        )
    key, priority = given.get("id", number), given.get("priority", PRIORITY)
    if not given["task"].strip():
        raise ConfigError(f"{file} line {number}: the task is empty")
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise ConfigError(f"{file} line {number}: the id {key!r} is not a string or a whole number")
    if isinstance(priority, bool) or not isinstance(priority, int):
        raise ConfigError(f"{file} line {number}: the priority {priority!r} is not a whole number")
    return BatchTask(str(key), given["task"], priority)


class Results:
    """The output of a batch: one line a task that has ended."""

    def __init__(
        self, file: BinaryIO, *, done: set[str], attempts: Mapping[str, int], failed: int
    ) -> None:
        """Made by `open_results`."""
        self._file = file
        self._done = done
        self._attempts = attempts
        self.failed = failed
        """How many of the lines tell of a failure."""

    def __contains__(self, task: object) -> bool:
        return isinstance(task, BatchTask) and task.id in self._done

    def attempt(self, task: BatchTask) -> int:
        """The number of the task's next attempt, from 1."""
        return self._attempts.get(task.id, 0) + 1

    def write(self, task: BatchTask, attempt: int, reply: Reply) -> None:
        """Add a result; it is on the disk when this returns."""
        line = {"id": task.id, "attempt": attempt, **reply.to_json()}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._done.add(task.id)
        self.failed += reply.status != "done"


@contextmanager
def open_results(file: Path, *, retry_failed: bool = False) -> Iterator[Results]:
    """Open a batch's output, new or left by a process that died; nobody else may write it.

    A last line that was not written whole is cut off.

    Args:
        retry_failed: take the failures out, so that their tasks are done again.

    Raises:
        BatchBusy: another process writes it.
        ConfigError: it cannot be written, or has something else in it.
    """
    try:
        opened = file.open("ab+")
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from error
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchBusy(
                f"another process writes {file}: wait for it, or choose another output"
            ) from error
        _finish_rewriting(opened, file)
        opened.seek(0)
        content = opened.read()
        whole = content[: content.rfind(b"\n") + 1]
        opened.truncate(len(whole))
        lines = whole.splitlines(keepends=True)
        read = [_result(line, number, file) for number, line in enumerate(lines, 1)]
        stay = [not retry_failed or each["status"] == "done" for each in read]
        if not all(stay):
            kept = b"".join(line for line, stays in zip(lines, stay, strict=True) if stays)
            _note_rewriting(kept, file)
            _finish_rewriting(opened, file)
        yield Results(
            opened,
            done={str(each["id"]) for each, stays in zip(read, stay, strict=True) if stays},
            attempts={str(each["id"]): int(each["attempt"]) for each in read},
            failed=sum(
                each["status"] != "done" for each, stays in zip(read, stay, strict=True) if stays
            ),
        )


def _result(line: bytes, number: int, file: Path) -> dict[str, JSON]:
    try:
        read = json.loads(line)
        _ = (read["id"], read["status"], int(read["attempt"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{file} line {number} is not a result of a batch: choose another output"
        ) from error
    return dict(read)


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.rewriting")


def _note_rewriting(content: bytes, file: Path) -> None:
    """Write what the output is to hold beside it, whole or not at all."""
    part = _beside(file).with_suffix(".part")
    with part.open("wb") as safe:
        safe.write(content)
        safe.flush()
        os.fsync(safe.fileno())
    part.rename(_beside(file))


def _finish_rewriting(opened: BinaryIO, file: Path) -> None:
    """Take over what is noted beside the output, which keeps its inode, because that is locked."""
    noted = _beside(file)
    if not noted.exists():
        return
    opened.truncate(0)
    opened.write(noted.read_bytes())
    opened.flush()
    os.fsync(opened.fileno())
    noted.unlink()


def batch_id(file: Path) -> str:
    """What the batch's sessions are named by: a digest of where its output lies."""
    return hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:10]


def pool_task(task: BatchTask, batch: str, attempt: int) -> Task:
    """The task with the id of the session that it is done in."""
    digest = hashlib.sha256(json.dumps([task.id, task.text]).encode()).hexdigest()[:12]
    return Task(task.text, f"batch-{batch}-{digest}-{attempt}", task.priority)


async def work(session: Session, task: Task) -> Reply:
    """Do the task, or what is left of it in its session."""
    if session.interrupted:
        return await session.resume()
    ended = session.transcript.last
    if isinstance(ended, RunEnded) and ended.status != "cancelled":
        return session.reply()
    return await session.send(task.text)
