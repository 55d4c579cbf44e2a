"""A batch on a Ray cluster: a worker on each machine, one feed, and this process to write results.

The sessions are in a store that all machines reach, and the pools of all workers divide the
engine's cache among themselves through it, as those of any processes do. A worker that is lost
gives its tasks back; another one goes on with their sessions. When this process is lost, Ray ends
the workers.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import ray
from ray.exceptions import RayActorError, RayError, RayTaskError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from agent.cluster.executor import in_order
from agent.cluster.feed import Feed, Given
from agent.cluster.worker import Report, serve
from agent.config import MEMORY, Settings, is_postgres
from agent.errors import ClusterError, ConfigError, HoldfastError
from agent.observe.telemetry import export_telemetry
from agent.pool import Done, Limit, Pool, Task
from agent.pool.pool import Work
from agent.runtime import Agent

LOSSES = 3
"""Workers that may be lost one after the other, without a result between them."""

CONNECT_SECONDS = 5.0

_LOOPBACK = ("127.", "localhost", "[::1]", "::1")


class FeedActor:
    """The feed, on the machine of the process that writes the results."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._feed = Feed.of(tasks)
        self._changed = asyncio.Condition()
        self._reports: asyncio.Queue[Report | None] = asyncio.Queue()

    async def take(self, worker: str) -> Given | None:
        """Wait for a task; None when there will be none any more."""
        async with self._changed:
            while True:
                if self._feed.over or (given := self._feed.take(worker)) is not None:
                    return None if self._feed.over else given
                await self._changed.wait()

    async def report(self, report: Report) -> None:
        """Keep what a worker says, unless the task is another's by now."""
        if report.done is not None and not self._feed.finish(report.worker, report.done.index):
            return
        await self._reports.put(report)
        await self._tell()

    async def reports(self) -> list[Report | None]:
        """What the workers have said since the last time, with None at the end of all; waits for
        something."""
        first = await self._reports.get()
        return [first, *(self._reports.get_nowait() for _ in range(self._reports.qsize()))]

    async def end(self) -> None:
        """Nobody is there any more who could say anything."""
        await self._reports.put(None)

    async def lose(self, worker: str) -> int:
        """A worker is gone; how many tasks it had."""
        lost = self._feed.lose(worker)
        await self._tell()
        return lost

    async def stop(self) -> None:
        """Give nothing out any more."""
        self._feed.stop()
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """A worker's `Source`: the feed behind its actor."""

    feed: Any

    async def take(self, worker: str) -> Given | None:
        """Wait for a task."""
        given: Given | None = await self.feed.take.remote(worker)
        return given

    async def report(self, report: Report) -> None:
        """A task is done."""
        await self.feed.report.remote(report)


class WorkerActor:
    """A worker on one machine."""

    def __init__(self, name: str, settings: Settings, limit: Limit) -> None:
        export_telemetry(settings.telemetry)
        self._name = name
        self._agent = Agent(settings=settings)
        self._pool: Pool = self._agent.pool(limit)

    async def serve(self, feed: Any, work: Work) -> None:
        """Do tasks until there are none any more."""
        await serve(self._name, self._agent, self._pool, RemoteSource(feed), work)

    async def close(self, reason: str) -> None:
        """Let the turns that run end."""
        self._pool.close(reason)


@dataclass(slots=True)
class _Hired:
    """A worker that serves."""

    name: str
    actor: Any
    serving: asyncio.Future[None]


@dataclass(slots=True)
class RayExecutor:
    """An `Executor` on the machines of a Ray cluster.

    Args:
        address: of the cluster, as `ray.init` takes it: `auto`, or the head's HOST:6379.
        settings: of each worker's agent; the engine and the store have to be reached from all.
        limit: of each worker's pool.
    """

    address: str
    settings: Settings
    limit: Limit
    _said: dict[str, Report] = field(default_factory=dict)
    _workers: dict[str, _Hired] = field(default_factory=dict)
    _feed: Any = None
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _closing: list[asyncio.Future[Any]] = field(default_factory=list)
    _closed: bool = False

    @property
    def capacity(self) -> int | None:
        """What the workers' sessions may hold together."""
        return sum(each.capacity for each in self._said.values()) or None

    @property
    def resident(self) -> int:
        """What they hold."""
        return sum(each.resident for each in self._said.values())

    @property
    def copies(self) -> int:
        """Of all workers."""
        return sum(each.copies for each in self._said.values())

    @property
    def waiting(self) -> int:
        """How many of them wait."""
        return sum(each.waiting for each in self._said.values())

    def close(self, reason: str) -> None:
        """Let the turns that run end, and start no more."""
        self._closed = True
        if self._feed is not None:
            self._closing.append(_future(self._feed.stop.remote()))
        for each in self._workers.values():
            self._closing.append(_future(each.actor.close.remote(reason)))

    async def map(
        self, tasks: Sequence[Task], work: Work, *, ordered: bool
    ) -> AsyncGenerator[Done, None]:
        """Do all tasks on the cluster.

        Raises:
            ConfigError: there is no such cluster, or its machines cannot share engine and store.
            ClusterError: workers are lost faster than they do anything.
        """
        self._join()
        try:
            here = ray.get_runtime_context().get_node_id()
            self._feed = _actor(FeedActor, here).remote(list(tasks))
            for node in _nodes():
                self._hire(node["NodeID"], node["NodeManagerAddress"], work)
            async with aclosing(self._results(work)) as results:
                async for done in in_order(results) if ordered else results:
                    yield done
        finally:
            await asyncio.gather(*self._closing, return_exceptions=True)
            for each in self._workers.values():
                each.serving.cancel()
            await asyncio.to_thread(ray.shutdown)

    async def _results(self, work: Work) -> AsyncGenerator[Done, None]:
        """Each result as it comes; lost workers are replaced."""
        heard = _future(self._feed.reports.remote())
        losses = 0
        while True:
            serving = {each.serving: each for each in self._workers.values()}
            ended, _ = await asyncio.wait({heard, *serving}, return_when=asyncio.FIRST_COMPLETED)
            if heard in ended:  # what was said before a worker ended comes first
                for report in heard.result():
                    if report is None:
                        return
                    self._said[report.worker] = report
                    if report.done is not None:
                        losses = 0
                        yield report.done
                heard = _future(self._feed.reports.remote())
                continue
            for future, worker in serving.items():
                if future in ended and self._was_lost(worker):
                    losses += 1
                    await self._replace(worker, losses, work)
            if not self._workers:
                await self._feed.end.remote()

    def _was_lost(self, worker: _Hired) -> bool:
        """Whether a worker that does not serve any more was lost; what it raised is raised."""
        del self._workers[worker.name]
        self._said.pop(worker.name, None)
        try:
            worker.serving.result()
        except RayActorError:
            return True
        except RayTaskError as error:
            if isinstance(error.cause, HoldfastError):
                raise error.cause from error
            raise ClusterError(f"a worker failed: {error.cause or error}") from error
        return False

    async def _replace(self, lost: _Hired, losses: int, work: Work) -> None:
        """Another worker for one that was lost, on a machine that is there."""
        await self._feed.lose.remote(lost.name)
        nodes = _nodes()
        if losses > LOSSES or not nodes:
            raise ClusterError(
                f"{losses} workers were lost one after the other, the last one {lost.name}. Look "
                "at the memory of the machines and at Ray's logs; the same command goes on."
            )
        busy = [each.name for each in self._workers.values()]
        node = min(nodes, key=lambda each: sum(name.startswith(_prefix(each)) for name in busy))
        if not self._closed:
            self._hire(node["NodeID"], node["NodeManagerAddress"], work)

    def _hire(self, node_id: str, address: str, work: Work) -> None:
        name = f"{address}/{node_id[:8]}/{next(self._numbers)}"
        actor = _actor(WorkerActor, node_id).remote(name, self.settings, self.limit)
        serving: asyncio.Future[None] = _future(actor.serve.remote(self._feed, work))
        self._workers[name] = _Hired(name, actor, serving)

    def _join(self) -> None:
        """Connect with the cluster."""
        try:
            _knock(self.address)
            ray.init(
                address=self.address,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=False,
            )
        except (OSError, RayError, RuntimeError, ValueError) as error:
            raise ConfigError(
                f"there is no Ray cluster to be joined at {self.address!r}: {error}. Start one "
                "with `ray start --head`, and give its HOST:PORT, or auto on one of its machines."
            ) from error
        _check_shared(self.settings, {node["NodeManagerAddress"] for node in _nodes()})


def _knock(address: str) -> None:
    """See whether anything listens at HOST:PORT; Ray itself would try for minutes.

    Raises:
        OSError: nothing does.
    """
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdecimal():
        with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS):
            pass


def _check_shared(settings: Settings, machines: set[str]) -> None:
    """What all machines need is not on this one alone.

    Raises:
        ConfigError: it is.
    """
    if settings.store == MEMORY:
        raise ConfigError("a store in memory is each process's own: name one with --store")
    if len(machines) < 2:
        return
    host = urlsplit(settings.url or "").hostname or ""
    if host.startswith(_LOOPBACK):
        raise ConfigError(
            f"the engine's address {settings.url} is each machine's own, and the cluster has "
            f"{len(machines)}: give one that all of them reach with --url"
        )
    if not is_postgres(settings.store):
        raise ConfigError(
            f"the cluster has {len(machines)} machines, and the session store is a file of this "
            "one: give them one with --store postgresql://…"
        )


def _actor(of: type[Any], node: str) -> Any:
    """A class as an actor on one machine; it takes no processor from other work there."""
    strategy = NodeAffinitySchedulingStrategy(node, soft=False)
    return ray.remote(of).options(num_cpus=0, max_restarts=0, scheduling_strategy=strategy)


def _nodes() -> list[dict[str, Any]]:
    every: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]
    return [node for node in every if node["Alive"]]


def _prefix(node: dict[str, Any]) -> str:
    return f"{node['NodeManagerAddress']}/{node['NodeID'][:8]}/"


def _future(reference: Any) -> asyncio.Future[Any]:
    return asyncio.wrap_future(reference.future())
