"""One process of many that run sessions on one server: `python -m tests.live.pool_process`.

Its sessions read something long each, and then ask short questions whose tools take a moment. It
prints the tokens that its prompts had and how many of them were cached, as JSON, when all are done.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys

from agent import Agent, Session
from agent.pool import Task
from agent.reply import Reply
from tests.benchmark import benchmark


async def main(arguments: argparse.Namespace) -> None:
    """Run the sessions."""
    asked = cached = 0
    questions = benchmark("pool_questions")

    async def work(session: Session, task: Task) -> Reply:
        nonlocal asked, cached
        dice = random.Random(f"{arguments.name} {task.text}")
        for words in (arguments.words, *[10] * (arguments.runs - 1)):
            reply = await session.send(questions.question(dice, words))
            asked += reply.usage.prompt_tokens
            cached += reply.usage.cached_tokens or 0
        return reply

    more = {"tools": [questions.slow_calculator(0.1, 0.6)], "temperature": 0.0, "answer_tokens": 64}
    async with Agent(
        base_url=arguments.url, store=arguments.store, system="Use the calculator.", **more
    ) as agent:
        pool = agent.pool()
        tasks = [Task(f"{n}") for n in range(arguments.sessions)]
        statuses = [done.reply.status async for done in pool.map(tasks, work)]
    sys.stdout.write(json.dumps({"asked": asked, "cached": cached, "statuses": statuses}) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("url", "store", "name"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("sessions", "runs", "words"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asyncio.run(main(parser.parse_args()))
