"""A lock between processes that the kernel releases when its holder dies."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

_POLL_SECONDS = 0.1


@contextmanager
def file_lock(path: Path, *, waiting: Callable[[], None] = lambda: None) -> Iterator[int]:
    """Hold `path` alone; `waiting` is called once if another process holds it.

    Yields the file descriptor. A child that inherits it (`pass_fds`) keeps the lock for as long as
    it lives, also when we are killed.
    """
    with _opened(path) as descriptor:
        if not _try_lock(descriptor):
            waiting()
            while not _try_lock(descriptor):
                time.sleep(_POLL_SECONDS)
        yield descriptor


@asynccontextmanager
async def async_file_lock(
    path: Path, *, waiting: Callable[[], None] = lambda: None
) -> AsyncIterator[int]:
    """The same without blocking the event loop."""
    with _opened(path) as descriptor:
        if not _try_lock(descriptor):
            waiting()
            while not _try_lock(descriptor):  # noqa: ASYNC110 - a lock of the kernel's
                await asyncio.sleep(_POLL_SECONDS)
        yield descriptor


@contextmanager
def shared_lock(path: Path) -> Iterator[None]:
    """Hold `path` beside others who do the same; it must be free of those who hold it alone."""
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold `path` alone if nobody else does; whether that is so."""
    with _opened(path) as descriptor:
        yield _try_lock(descriptor)


def is_held(path: Path) -> bool:
    """Whether anyone holds `path`, alone or beside others."""
    for seconds in (_POLL_SECONDS, 0.0):
        with try_lock(path) as alone:
            if alone:
                return False
        time.sleep(seconds)  # whoever asks, too, holds it for an instant
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
