"""A task is with one worker at a time, and done once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.cluster.feed import Feed
from agent.pool import Task


def feed(number: int) -> Feed:
    """So many tasks."""
    return Feed.of([Task(f"Task {n}") for n in range(number)])


def test_tasks_are_given_in_their_order() -> None:
    """And none twice."""
    tasks = feed(2)
    taken = [tasks.take("a"), tasks.take("b"), tasks.take("a")]
    assert [each.index if each else None for each in taken] == [0, 1, None]
    assert not tasks.over


def test_it_is_over_when_all_are_done() -> None:
    """Not when all are given out: a worker may still be lost."""
    tasks = feed(1)
    tasks.take("a")
    assert not tasks.over
    assert tasks.finish("a", 0)
    assert tasks.over


def test_the_tasks_of_a_lost_worker_come_next() -> None:
    """In their order, before those that were never given out."""
    tasks = feed(4)
    for worker in ("a", "b", "a"):
        tasks.take(worker)
    assert tasks.lose("a") == 2
    assert [each.index for _ in range(3) if (each := tasks.take("c")) is not None] == [0, 2, 3]


def test_a_result_of_a_lost_worker_does_not_count() -> None:
    """Its task is another's by now."""
    tasks = feed(1)
    tasks.take("a")
    tasks.lose("a")
    assert not tasks.finish("a", 0)
    tasks.take("b")
    assert not tasks.finish("a", 0)
    assert tasks.finish("b", 0)


def test_a_stopped_feed_gives_nothing() -> None:
    """What is being done may still end."""
    tasks = feed(2)
    tasks.take("a")
    tasks.stop()
    assert tasks.take("b") is None
    assert tasks.over
    assert tasks.finish("a", 0)


@given(st.integers(1, 12), st.lists(st.tuples(st.sampled_from("tfl"), st.integers(0, 2))))
def test_whatever_happens_no_task_is_lost_or_done_twice(
    number: int, steps: list[tuple[str, int]]
) -> None:
    """Taking, finishing and losing, by three workers, in any order."""
    tasks, done = feed(number), []
    held: dict[str, list[int]] = {"w0": [], "w1": [], "w2": []}
    for kind, which in steps:
        worker = f"w{which}"
        if kind == "t" and (given := tasks.take(worker)) is not None:
            held[worker].append(given.index)
        elif kind == "f" and held[worker]:
            index = held[worker].pop()
            assert tasks.finish(worker, index)
            done.append(index)
        elif kind == "l":
            assert tasks.lose(worker) == len(held[worker])
            held[worker] = []
    while (given := tasks.take("w9")) is not None:
        held.setdefault("w9", []).append(given.index)
    left = [index for indexes in held.values() for index in indexes]
    assert sorted(done + left) == list(range(number))
    assert tasks.remaining == len(left)
