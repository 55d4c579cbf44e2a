"""A model's own conversations on BFCL's multi-turn tasks."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence

from agent.evals.asking import Asker, all_of
from agent.evals.bfcl import Checkout, Referee, Task
from agent.evals.case import Outcome
from agent.models.training.messages import openai_message
from agent.types import JSON, AssistantMessage, ToolCall

STEPS = 20
"""The most requests of one turn, as in the published harness."""


async def outcomes(
    asker: Asker,
    checkout: Checkout,
    tasks: Sequence[Task],
    concurrency: int,
    progress: Callable[[int], None],
) -> list[Outcome]:
    """One outcome for each task, some of them at once."""
    turnstile = asyncio.Semaphore(concurrency)
    done = 0

    async def counted(task: Task) -> Outcome:
        nonlocal done
        async with turnstile:
            found = await conversation(asker, checkout, task)
        done += 1
        progress(done)
        return found

    return await all_of(map(counted, tasks))


async def conversation(asker: Asker, checkout: Checkout, task: Task) -> Outcome:
    """The task's turns, each until the model calls nothing more; it ends at the first mistake."""
    begun = time.monotonic()
    referee = Referee(checkout, task)
    history: list[dict[str, JSON]] = []
    longest = 0
    wrong: str | None = None
    for number, messages in enumerate(task.turns):
        history += messages
        for _ in range(STEPS):
            reply, size = await asker.reply(history, checkout.tools(task))
            longest = max(longest, size)
            history.append(openai_message(AssistantMessage(reply.text, reply.calls)))
            history += [_result(referee, each) for each in reply.calls]
            if not reply.calls:
                break
        wrong = referee.end_turn(number)
        if wrong:
            break
    name = "bfcl long context" if task.long_context else "bfcl base"
    seconds = round(time.monotonic() - begun, 3)
    return Outcome(name, name, 0, "task", wrong is None, longest, seconds, task.id, wrong or "")


def _result(referee: Referee, made: ToolCall) -> dict[str, JSON]:
    try:
        arguments = json.loads(made.arguments)
    except (ValueError, RecursionError) as error:
        arguments, text = None, f"Error during execution: {error}"
    if isinstance(arguments, dict):
        text = referee.environment.run(made.name, arguments)
    elif arguments is not None:
        text = "Error during execution: the arguments are no object"
    referee.returned(text)
    return {"role": "tool", "tool_call_id": made.id, "content": text}
