"""Results in the order of their tasks."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from agent.cluster.executor import in_order
from agent.pool import Done, Task
from agent.reply import reply_without_run


async def test_a_result_is_held_until_those_before_it_are_there() -> None:
    async def ended() -> AsyncGenerator[Done, None]:
        for index in (2, 0, 1, 4, 3):
            yield Done(index, Task("x"), reply_without_run("s", "done", ""))

    assert [each.index async for each in in_order(ended())] == [0, 1, 2, 3, 4]
