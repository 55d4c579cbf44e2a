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
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from agent.errors import BatchBusy, ConfigError, StoreError
from agent.events import RunEnded
from agent.pool.task import Task
from agent.reply import Reply
from agent.session import Session
from agent.types import JSON

KEYS = frozenset({"id", "task", "priority", "tenant"})

_SESSION = re.compile(r"batch-[0-9a-f]{10}-([0-9a-f]{12})-\d+")

_BEGINNING = b'{"id": '
"""Of each line of an output."""

PRIORITY = 1
"""Of a task that names none: sessions that somebody waits for have 0, and go first."""


@dataclass(frozen=True, slots=True)
class BatchTask:
    """One line of a batch. `id` is the user's, or the line's number as text."""

    id: str
    text: str
    priority: int = PRIORITY
    tenant: str = ""


def read_tasks(file: Path) -> list[BatchTask]:
    """Read a batch: each line is a string, or an object with `task`, and `id`, `priority`
    and `tenant`.

    Raises:
        ConfigError: the file cannot be read, a line is something else, or two have one id.
    """
    try:
        # Not splitlines: a text in JSON may hold other line ends, such as U+2028.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
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
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{file} line {number} is not JSON: {error}") from error
    given = {"task": read} if isinstance(read, str) else read
    if not isinstance(given, dict) or not isinstance(given.get("task"), str):
        raise ConfigError(f'{file} line {number} has no text under "task"')
    if unknown := sorted(given.keys() - KEYS):
        raise ConfigError(
            f"{file} line {number}: unknown key {unknown[0]!r}; "
            "there are id, priority, task and tenant"
        )
    key, priority = given.get("id", number), given.get("priority", PRIORITY)
    if not given["task"].strip():
        raise ConfigError(f"{file} line {number}: the task is empty")
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise ConfigError(f"{file} line {number}: the id {key!r} is not a string or a whole number")
    if isinstance(priority, bool) or not isinstance(priority, int):
        raise ConfigError(f"{file} line {number}: the priority {priority!r} is not a whole number")
    tenant = given.get("tenant", "")
    if not isinstance(tenant, str):
        raise ConfigError(f"{file} line {number}: the tenant {tenant!r} is not a name")
    return BatchTask(str(key), given["task"], priority, tenant)


class Results:
    """The output of a batch: one line a task that has ended."""

    def __init__(
        self,
        file: FileIO,
        *,
        done: Mapping[str, str],
        attempts: Mapping[str, int],
        failed: int,
    ) -> None:
        """Made by `open_results`.

        Args:
            done: the session of each task that has a result.
        """
        self._file = file
        self._done = dict(done)
        self._attempts = attempts
        self.failed = failed
        """How many of the lines tell of a failure."""

    def left(self, tasks: Sequence[BatchTask]) -> list[BatchTask]:
        """The tasks that have no result yet.

        Raises:
            ConfigError: a result is that of another text with the same id.
        """
        for task in tasks:
            if _is_of_another(self._done.get(task.id, ""), task):
                raise ConfigError(
                    f"{self._file.name} has a result of another task with the id {task.id!r}: the "
                    "tasks have changed. Give the new ones ids of their own (without one, the id "
                    "is the line's number), or choose another output"
                )
        return [task for task in tasks if task.id not in self._done]

    def attempt(self, task: BatchTask) -> int:
        """The number of the task's next attempt, from 1."""
        return self._attempts.get(task.id, 0) + 1

    def write(self, task: BatchTask, attempt: int, reply: Reply) -> None:
        """Add a result; it is on the disk when this returns.

        Raises:
            StoreError: it cannot be written, because the disk is full; nothing of it is left.
        """
        before = self._file.seek(0, os.SEEK_END)
        try:
            _write(self._file, _line({"id": task.id, "attempt": attempt, **reply.to_json()}))
        except OSError as error:
            self._file.truncate(before)
            raise StoreError(
                f"{self._file.name} cannot be written: {error.strerror}. Once it can, the same "
                "command goes on from here"
            ) from error
        self._done[task.id] = reply.session
        self.failed += reply.status != "done"


def _line(result: Mapping[str, JSON]) -> bytes:
    try:
        return json.dumps(result, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # a lone surrogate, which has no UTF-8
        return json.dumps(result).encode() + b"\n"


def _write(file: FileIO, content: bytes) -> None:
    """Write all of it, down to the disk."""
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
    os.fsync(file.fileno())


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
        opened = file.open("ab+", buffering=0)
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from error
    with opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise ConfigError(f"{file} is no file that can be read again, as going on needs it")
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BatchBusy(
                f"another process writes {file}: wait for it, or choose another output"
            ) from error
        with _writing(file):
            _finish_rewriting(opened, file)
        opened.seek(0)
        *lines, torn = opened.read().split(b"\n")
        read = [_result(line, number, file) for number, line in enumerate(lines, 1)]
        if not _BEGINNING.startswith(torn[: len(_BEGINNING)]):
            raise _no_result(file, len(lines) + 1)
        opened.truncate(sum(len(line) + 1 for line in lines))
        stay = [not retry_failed or each["status"] == "done" for each in read]
        if not all(stay):
            kept = b"".join(line + b"\n" for line, each in zip(lines, stay, strict=True) if each)
            with _writing(file):
                _note_rewriting(kept, file)
                _finish_rewriting(opened, file)
        results = [each for each, stays in zip(read, stay, strict=True) if stays]
        yield Results(
            opened,
            done={str(each["id"]): str(each.get("session", "")) for each in results},
            attempts={str(each["id"]): int(each["attempt"]) for each in read},
            failed=sum(each["status"] != "done" for each in results),
        )


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Raises ConfigError where the output or what is beside it cannot be written."""
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be written anew: {error.strerror or error} ({error.filename or file}). "
            "What it holds is safe: make room, or give this user the right to write its folder"
        ) from error


def _result(line: bytes, number: int, file: Path) -> dict[str, JSON]:
    try:
        read = json.loads(line)
        _ = (read["id"], read["status"], int(read["attempt"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _no_result(file, number) from error
    return dict(read)


def _no_result(file: Path, number: int) -> ConfigError:
    return ConfigError(f"{file} line {number} is not a result of a batch: choose another output")


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


def _finish_rewriting(opened: FileIO, file: Path) -> None:
    """Take over what is noted beside the output, which keeps its inode, because that is locked."""
    noted = _beside(file)
    if not noted.exists():
        return
    opened.truncate(0)
    _write(opened, noted.read_bytes())
    noted.unlink()


def batch_id(file: Path) -> str:
    """What the batch's sessions are named by: a digest of where its output lies."""
    return hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:10]


def pool_task(task: BatchTask, batch: str, attempt: int) -> Task:
    """The task with the id of the session that it is done in."""
    return Task(task.text, f"batch-{batch}-{_digest(task)}-{attempt}", task.priority, task.tenant)


def _digest(task: BatchTask) -> str:
    return hashlib.sha256(json.dumps([task.id, task.text]).encode()).hexdigest()[:12]


def _is_of_another(session: str, task: BatchTask) -> bool:
    """Whether a session's id, as `pool_task` makes them, names another task than this."""
    named = _SESSION.fullmatch(session)
    return named is not None and named[1] != _digest(task)


async def work(session: Session, task: Task) -> Reply:
    """Do the task, or what is left of it in its session."""
    if session.interrupted:
        return await session.resume()
    ended = session.transcript.last
    if isinstance(ended, RunEnded) and ended.status != "cancelled":
        return session.reply()
    return await session.send(task.text)
