"""The diagnosis in a process of its own, so that reading long requests delays nobody's answer.

Requests are diagnosed one after the other, in the order in which their answers ended. What comes
faster than that waits, and what would take too much memory to wait is left out, and said.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeAlias

import httpx

from agent.engine.whole import CONNECT_SECONDS
from agent.proxy.answers import Unreadable
from agent.proxy.carried import Carried
from agent.proxy.observed import Observed
from agent.proxy.reading import read
from agent.proxy.server import Upstream
from agent.proxy.turns import Undiagnosed
from agent.proxy.watcher import Watcher

MOST_WAITING = 256 * 2**20
"""Bytes of requests and answers that wait to be diagnosed."""

_SECONDS_TO_END = 2.0
"""That the newest requests have to be diagnosed when the proxy ends."""

_ANSWER_SECONDS = 60.0
"""That the server has to render a prompt."""

_BEHIND = 10
"""By how much the diagnosis is nicer: whoever waits for an answer comes first."""

Told: TypeAlias = Callable[[Observed | Undiagnosed], None]


class Diagnosis:
    """Diagnoses the requests to the server at `root`, an address without `/v1`.

    Args:
        told: is given the result of each, in a thread of its own.
        api_key: for what is asked where the client has none.
    """

    def __init__(self, root: str, told: Told, api_key: str | None = None) -> None:
        self._server = (root, f"Bearer {api_key}" if api_key else "")
        self._told = told
        self._queue: queue.SimpleQueue[Carried | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._left_out = 0
        self._closed = False
        self._begin()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def take(self, carried: Carried) -> None:
        """Diagnose a request, later."""
        with self._lock:
            if self._waiting + carried.size > MOST_WAITING:
                self._left_out += 1
                return
            self._waiting += carried.size
        self._queue.put(carried)

    def close(self) -> None:
        """End; the newest requests are diagnosed, if it does not take long."""
        self._queue.put(None)
        self._thread.join(_SECONDS_TO_END)
        self._closed = True
        self._process.kill()
        self._process.join()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_diagnose, args=(*self._server, other), daemon=True)
        self._process.start()
        other.close()

    def _work(self) -> None:
        while (carried := self._queue.get()) is not None and not self._closed:
            self._told(self._result(carried))
            with self._lock:
                self._waiting -= carried.size
                left_out, self._left_out = self._left_out, 0
            if left_out:
                self._told(
                    Undiagnosed(f"{left_out} requests came faster than they could be diagnosed")
                )

    def _result(self, carried: Carried) -> Observed | Undiagnosed:
        try:
            self._connection.send(carried)
            result: Observed | Undiagnosed = self._connection.recv()
        except (EOFError, OSError):
            if self._closed:
                return Undiagnosed("the proxy ended before it was diagnosed")
            self._begin()
            return Undiagnosed("the process of the diagnosis died; it knows no conversation now")
        return result


def _diagnose(root: str, authorization: str, connection: Connection) -> None:
    """The process: a result for each request, until the other side has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the proxy is told, and ends this
    os.nice(_BEHIND)
    times = httpx.Timeout(_ANSWER_SECONDS, connect=CONNECT_SECONDS)
    with asyncio.Runner() as runner:
        http = httpx.AsyncClient(timeout=times)
        watcher = Watcher(Upstream(http, root, authorization))
        runner.run(watcher.start())
        while True:
            try:
                connection.send(runner.run(_told(watcher, connection.recv())))
            except (EOFError, OSError):
                break
        runner.run(http.aclose())


async def _told(watcher: Watcher, carried: Carried) -> Observed | Undiagnosed:
    try:
        return await watcher.observe(read(carried))
    except Unreadable as reason:
        return Undiagnosed(str(reason))
    except (
        AttributeError,
        LookupError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        # Other people's JSON: what is not where it should be must not end the diagnosis.
        return Undiagnosed(f"it is not as OpenAI's API has it: {type(error).__name__} {error}")
