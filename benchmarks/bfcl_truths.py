"""Whether the BFCL adapter judges BFCL's own answers as it should.

    python benchmarks/bfcl_truths.py CHECKOUT

CHECKOUT is a folder with `bfcl_eval` (see `agent eval --bfcl`). Every ground truth of the
multi-turn sets is run as if a model had given it: it has to score as right. Then it is spoiled in
three ways, each of which has to score as wrong: without its last call, with that call's name
changed, and with no call at all. Ends with 1 where one does not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from agent.evals.bfcl import SETS, Checkout, Task, verdict

Calls = list[list[str]]


def spoiled(task: Task) -> Iterator[tuple[str, Calls]]:
    """The answer in forms that are wrong."""
    turns = [list(turn) for turn in task.truth]
    last = max(number for number, turn in enumerate(turns) if turn)
    shorter = [turn[:-1] if number == last else turn for number, turn in enumerate(turns)]
    yield "without the last call", shorter
    name, _, rest = turns[last][-1].partition("(")
    other = [*turns[last][:-1], f"{name}_(" + rest]
    yield "a call of another name", [*turns[:last], other, *turns[last + 1 :]]
    yield "nothing at all", [[] for _ in turns]


def judge(checkout: Checkout, name: str) -> bool:
    """Prints how a set was judged; whether all of it was right."""
    tasks = checkout.tasks(name)
    right = {task.id: verdict(checkout, task, task.truth) for task in tasks}
    calls = sum(len(turn) for task in tasks for turn in task.truth)
    refused = [task_id for task_id, wrong in right.items() if wrong]
    print(f"{name}: {len(tasks) - len(refused)} of {len(tasks)} answers right ({calls} calls)")
    for each in refused:
        print(f"  {each}: {right[each]}")
    missed: dict[str, list[str]] = {}
    for task in tasks:
        for kind, given in spoiled(task):
            found = missed.setdefault(kind, [])
            if verdict(checkout, task, given) is None:
                found.append(task.id)
    for kind, found in missed.items():
        print(f"  {kind}: {len(tasks) - len(found)} of {len(tasks)} wrong {' '.join(found)}")
    return not refused and not any(missed.values())


def main() -> int:
    """1 where an answer of the set was judged otherwise than it should be."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    checkout = Checkout(Path(sys.argv[1]))
    judged = [judge(checkout, name) for name in SETS]
    return 0 if all(judged) else 1


if __name__ == "__main__":
    sys.exit(main())
