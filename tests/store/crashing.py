"""A session that is killed at random instants and resumed: the processes of the crash test.

The parent has everything imported and forks: a child runs the session until it is killed, another
one resumes it to its end. What happened outside the processes is in files that survive a kill:
requests, effects of tools, and what was shown.

    python -m tests.store.crashing STORE DIRECTORY RUNS SEED
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from agent import Agent, ToolContext, tool
from agent.context.transcript import Entry, encode
from agent.engine.request import CallFragment, Chunk, MessageSegment, Request
from agent.engine.wire import chat_body
from agent.events import Record
from agent.testing import ScriptedModel
from agent.types import Usage

STEPS: tuple[tuple[str, ...], ...] = (
    ("look",),
    ("look", "pay"),
    ("pay",),
    ("put",),
    ("look", "look"),
    ("pay", "pay"),
    ("put", "look"),
    ("pay",),
    ("look", "pay", "put"),
    ("look",),
)
"""The tools that the model calls, turn by turn; then it answers."""


def append(path: Path, line: str) -> None:
    """Add a line to a file that several processes write one after the other.

    It begins a line of its own: a kill can cut a write that is longer than a page.
    """
    file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    os.write(file, f"\n{line}\n".encode())
    os.close(file)


class Steady(ScriptedModel):
    """Answers by the request alone, so that a process that goes on gets what another would."""

    log: Path

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """The step after the last one in the window, or a summary where it is asked for."""
        body = chat_body(replace(request, session="s"), "m").decode()
        messages = [
            json.loads(part.json)
            for part in request.prompt.segments
            if isinstance(part, MessageSegment)
        ]
        last = str(messages[-1].get("content"))
        other = request.max_tokens == 1 or last.startswith("[Summarise")
        append(self.log, json.dumps([other, body]))
        prompt = self._encode(request.prompt)
        usage = Usage(len(prompt), 0, 20)
        if other:
            yield Chunk(text="Much was done.", finish_reason="stop", usage=usage)
            return
        asked = [call["id"] for each in messages for call in each.get("tool_calls", ())]
        step = int(asked[-1].split("-")[1]) + 1 if asked else 0
        if step == len(STEPS):
            yield Chunk(text="All done.", finish_reason="stop", usage=usage)
            return
        for index, name in enumerate(STEPS[step]):
            arguments = json.dumps({"step": step, "index": index})
            yield Chunk(calls=(CallFragment(index, f"c-{step}-{index}", name, arguments),))
        yield Chunk(finish_reason="tool_calls", usage=usage)


@dataclass(frozen=True)
class Files:
    """What one session leaves behind."""

    directory: Path
    session: str

    def of(self, kind: str) -> Path:
        """The file of this kind."""
        return self.directory / f"{self.session}.{kind}"

    def lines(self, kind: str) -> list[str]:
        """What is in it."""
        path = self.of(kind)
        text = path.read_bytes().decode(errors="replace") if path.exists() else ""
        return list(filter(None, text.split("\n")))


def agent_for(store: str, files: Files) -> Agent:
    """With tools that leave marks outside the process."""

    @tool(read_only=True)
    async def look(step: int, index: int) -> str:
        """Only reads."""
        await asyncio.sleep(0.001)
        return f"seen {step} {index}: " + "much to read here " * (10 + 3 * step)

    @tool
    async def pay(step: int, index: int, context: ToolContext) -> str:
        """Has an effect that must not be had twice."""
        await asyncio.sleep(0.002)
        append(files.of("paid"), context.idempotency_key)
        await asyncio.sleep(0.002)
        return f"paid {step} {index}"

    @tool(idempotent=True)
    async def put(step: int, index: int, context: ToolContext) -> str:
        """May be called again."""
        append(files.of("put"), context.idempotency_key)
        return f"put {step} {index}"

    model = Steady([""], window=1280)
    model.log = files.of("requests")
    return Agent(engine=model, tools=[look, pay, put], system="Help.", few_shot=(), store=store)


def fingerprint(record: Record) -> str:
    """Of what a record says."""
    return hashlib.sha256(encode(Entry(0, 0.0, record))).hexdigest()


async def go_on(store: str, files: Files) -> None:
    """Begin the session, or resume it, to its end."""
    async with agent_for(store, files) as agent, agent.session(files.session) as session:
        begun = len(session.transcript) > 1
        if begun and not session.interrupted:
            return
        events = session.resume_stream() if begun else session.stream("Do it.")
        async with aclosing(events):
            async for event in events:
                if isinstance(event, get_args(Record)):
                    append(files.of("shown"), fingerprint(event))  # type: ignore[arg-type]


def forked(work: Callable[[], None]) -> int:
    """A child that does this."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - the parent hears of it by the status
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def main(store: str, directory: Path, runs: int, seed: int) -> None:
    """Control runs, then runs that are killed."""
    rng = random.Random(seed)
    took = 0.0
    # Whatever is done once for each process, such as finding the installed tools, is done here.
    asyncio.run(go_on("memory:", Files(directory, "warm")))
    for number in range(3):
        files = Files(directory, f"control{number}")
        began = time.monotonic()
        child = forked(lambda: asyncio.run(go_on(store, files)))  # noqa: B023
        if os.waitpid(child, 0)[1]:
            raise SystemExit("a control run failed")
        took = time.monotonic() - began
    for number in range(runs):
        files = Files(directory, f"run{number}")
        for _ in range(rng.choice((1, 1, 1, 1, 1, 2))):
            child = forked(lambda: asyncio.run(go_on(store, files)))  # noqa: B023
            time.sleep(rng.uniform(0, took))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            append(files.of("requests"), '["killed", ""]')
        child = forked(lambda: asyncio.run(go_on(store, files)))  # noqa: B023
        if os.waitpid(child, 0)[1]:
            raise SystemExit(f"run {number} could not be resumed")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
