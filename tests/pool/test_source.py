"""Which task is taken next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from agent.pool.source import AHEAD_OF_OTHERS, Source
from agent.pool.task import Task


def tasks(*tenants: str) -> list[Task]:
    """A task for each of these, named by its number."""
    return [Task(str(number), tenant=tenant) for number, tenant in enumerate(tenants)]


def test_tasks_are_taken_as_there_is_room() -> None:
    """Without tenants nothing is read ahead."""
    given = iter(["a", "b"])
    source = Source(given)
    assert source.next(lambda _: False) is None
    assert not source.ended
    assert source.next(lambda _: True) == (0, Task("a"))
    assert next(given) == "b"


def test_a_tenant_without_room_does_not_hold_up_the_others() -> None:
    """Its tasks are passed over, and come when it has room again, in their order."""
    source = Source(tasks("a", "a", "a", "b", "a"))
    taken = [source.next(lambda _: True)]
    taken += [source.next(lambda name: name != "a") for _ in range(2)]
    assert [each[0] if each else None for each in taken] == [0, 3, None]
    assert not source.ended
    rest = [source.next(lambda _: True) for _ in range(4)]
    assert [each[0] if each else None for each in rest] == [1, 2, 4, None]
    assert source.ended


async def test_few_are_held_of_what_others_could_do() -> None:
    """Tasks that are handed out to several pools."""

    async def coming() -> AsyncIterator[Task]:
        for task in tasks(*["a"] * 100):
            yield task

    source, taken = Source(coming()), []
    for _ in range(100):
        taken.append(source.next(lambda name: not name))
        await asyncio.sleep(0)
    assert taken == [None] * 100
    found = []
    for _ in range(AHEAD_OF_OTHERS):
        found.append(source.next(lambda _: True))
    assert [each[0] for each in found if each] == list(range(AHEAD_OF_OTHERS))
    await source.close()
