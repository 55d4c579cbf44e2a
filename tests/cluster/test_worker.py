"""A worker asks for tasks as its pool has room, and says what became of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from agent import Agent
from agent.cluster.feed import Feed, Given
from agent.cluster.worker import Report, serve
from agent.pool import Task
from agent.pool.pool import send
from agent.testing import ScriptedModel


@dataclass
class Here:
    """A source in this process; `most` is how many tasks a worker had at a time."""

    feed: Feed
    reports: list[Report] = field(default_factory=list)
    held: int = 0
    most: int = 0

    async def take(self, worker: str) -> Given | None:
        await asyncio.sleep(0.001)
        given = self.feed.take(worker)
        self.held += given is not None
        self.most = max(self.most, self.held)
        return given

    async def report(self, report: Report) -> None:
        self.reports.append(report)
        if report.done is not None:
            self.held -= 1
            assert self.feed.finish(report.worker, report.done.index)


async def served(limit: int) -> Here:
    """What two workers make of twenty tasks."""
    source = Here(Feed.of([Task(f"Task {n}") for n in range(20)]))

    async def worker(name: str) -> None:
        agent = Agent(engine=ScriptedModel(["Yes."]), tools=[], few_shot=(), store="memory:")
        await serve(name, agent, agent.pool(limit), source, send)

    await asyncio.gather(worker("a"), worker("b"))
    return source


async def test_every_task_is_done_by_one_of_them() -> None:
    """With its own place, whichever worker's pool did it."""
    source = await served(2)
    done = [each.done for each in source.reports if each.done is not None]
    assert sorted(each.index for each in done) == list(range(20))
    assert all(each.task.text == f"Task {each.index}" for each in done)
    assert {each.worker for each in source.reports} == {"a", "b"}


async def test_no_more_is_taken_than_the_pools_let_go() -> None:
    """One task each may wait for its place."""
    assert (await served(1)).most <= 4
