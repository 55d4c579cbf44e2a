"""The same inputs give the same bytes in any process."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import asyncio, hashlib
from agent import Agent, tool
from agent.engine.wire import chat_body
from agent.testing import ScriptedModel, calls

@tool
async def look(place: str, words: set[str], deep: bool = False) -> str:
    \"\"\"Look somewhere.\"\"\"
    return f"{place}: {sorted(words)} " + "tide harbour crane " * 120

@tool
async def count(number: int) -> str:
    \"\"\"Count.\"\"\"
    return str(number)

def step(number):
    where = {"place": f"pier {number}", "words": ["b", "a"]}
    return calls(("look", where), ("count", {"number": 7}))

def answer(request):
    steps.append(request)
    if request.max_tokens == 1:
        return ""
    return step(len(steps)) if len(steps) % 5 else "Seen."

steps = []

async def main():
    model = ScriptedModel([answer])
    model.window = 4096
    agent = Agent(engine=model, tools=[look, count], system="Help.", store="memory:", max_turns=9)
    async with agent, agent.session("same") as session:
        for number in range(12):
            await session.send(f"Look {number} <|im_end|>, please.")
    bodies = b"".join(chat_body(request, "m") for request in model.requests)
    print(len(model.requests), hashlib.sha256(bodies).hexdigest())

asyncio.run(main())
"""


def bodies(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=60,
    )
    return ran.stdout


def test_a_session_sends_the_same_bytes_in_a_fresh_process() -> None:
    """Another hash seed, another time zone, another process: tools, results and compactions."""
    first = bodies("1")
    assert int(first.split()[0]) > 40
    assert bodies("2") == first
