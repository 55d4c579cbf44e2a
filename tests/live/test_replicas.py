"""Two vLLM servers behind vllm-router: sessions stay where their cache is, and outlive a server.

They take two engines and, where vllm-router is not installed, a download, so they run with the long
proofs (`make verify`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from agent import Agent
from agent.engine.address import check_port_is_free, free_port
from agent.engine.client import EngineClient
from agent.engine.metrics import parse_metrics
from agent.engine.request import Chunk, Request
from agent.errors import EngineLaunchError
from agent.events import UserSpoke
from tests.benchmark import benchmark

ROUTER = "vllm-router==0.1.17"
SECONDS = 180

pytestmark = pytest.mark.skipif(
    not os.environ.get("HOLDFAST_FULL"), reason="a long proof: HOLDFAST_FULL=1, or make verify"
)


class Process:
    """A server that a test started, and ends."""

    def __init__(self, command: list[str], log: Path, path: str | None = None) -> None:
        environment = {**os.environ, "PATH": path or os.environ["PATH"]}
        with log.open("wb") as out:
            self.popen = subprocess.Popen(command, stdout=out, stderr=out, env=environment)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        self.popen.terminate()
        self.popen.wait(60)


async def healthy(url: str) -> None:
    for _ in range(SECONDS):
        try:
            await asyncio.to_thread(urllib.request.urlopen, f"{url}/health", timeout=5)
        except OSError:
            await asyncio.sleep(1)
        else:
            return
    raise TimeoutError(url)


async def started_at(url: str) -> float | None:
    """When the server at this address started."""
    async with httpx.AsyncClient() as client:
        return parse_metrics((await client.get(f"{url}/metrics")).text).started


@pytest.fixture
def router(tmp_path: Path) -> str:
    """The program, from PyPI unless it is on the path."""
    if (there := shutil.which("vllm-router")) is not None:
        return there
    environment = tmp_path / "router"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run(
        [environment / "bin" / "python", "-m", "pip", "install", "--quiet", ROUTER], check=True
    )
    return str(environment / "bin" / "vllm-router")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def test_sessions_keep_their_server_and_go_on_when_it_ends(
    router: str, stack: ExitStack, tmp_path: Path
) -> None:
    ports = [free_port() for _ in range(2)]
    servers = {
        f"http://127.0.0.1:{port}": stack.enter_context(
            Process(
                [sys.executable, "-m", "agent.cli", "serve", "--port", str(port)],
                tmp_path / f"{port}.log",
            )
        )
        for port in ports
    }
    await asyncio.gather(*map(healthy, servers))
    front = f"http://127.0.0.1:{free_port()}"
    command = [router, "--port", front.rpartition(":")[2], "--policy", "consistent_hash"]
    command += ["--health-check-interval-secs", "2", "--prometheus-port", str(free_port())]
    stack.enter_context(Process([*command, "--worker-urls", *servers], tmp_path / "router.log"))
    await healthy(front)
    async with Agent(base_url=front, store="memory:") as agent:
        engine = (await agent.open()).engine
        names = [f"session-{n}" for n in range(8)]
        homes = {name: (await engine.metrics(name)).started for name in names}
        ended = await started_at(next(iter(servers)))
        assert {ended} < set(homes.values()), "both servers have sessions"
        for question in ("What is 12{n} * 7?", "What is 15{n} + 4?"):  # else they share a cache
            replies = {
                name: await agent.run(question.format(n=n), session=name)
                for n, name in enumerate(names)
            }
            assert {reply.status for reply in replies.values()} == {"done"}
        assert not any(reply.cache.misses for reply in replies.values())
        next(iter(servers.values())).end()
        await asyncio.sleep(6)  # until the router has noticed
        for name in names:
            reply = await agent.run("What is 5 * 5?", session=name)
            assert reply.status == "done"
            wanted = ["other_replica"] if homes[name] == ended else []
            assert [miss.reason for miss in reply.cache.misses] == wanted


def ports_in_a_row(number: int) -> int:
    """The first of so many free ports."""
    while True:
        first = free_port()
        with suppress(EngineLaunchError):
            for port in range(first, first + number):
                check_port_is_free("127.0.0.1", port)
            return first


def kill_server(port: int) -> None:
    """`kill -9` for the server that listens there."""
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words = (each / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(port).encode() in words and any(word.endswith(b"child.py") for word in words):
            os.kill(int(each.name), signal.SIGKILL)
            return
    raise LookupError(port)


async def test_a_pool_s_sessions_go_on_when_a_server_is_killed(
    router: str, stack: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`agent serve --replicas 2`: each session finds at its server what it left there. After
    `kill -9` those of the killed one go on at the other, and only they compute anew."""
    port = ports_in_a_row(4)
    command = [sys.executable, "-m", "agent.cli", "serve", "--replicas", "2", "--port", str(port)]
    path = f"{Path(router).parent}:{os.environ['PATH']}"
    stack.enter_context(Process(command, tmp_path / "serve.log", path))
    front = f"http://127.0.0.1:{port}"
    await healthy(front)
    keys: dict[str, str] = {}
    stream = EngineClient.stream

    async def noted(self: EngineClient, request: Request) -> AsyncIterator[Chunk]:
        keys[request.session.partition("~")[0]] = request.session
        async for chunk in stream(self, request):
            yield chunk

    monkeypatch.setattr(EngineClient, "stream", noted)
    names = [uuid.uuid4().hex for _ in range(6)]
    calculator = benchmark("pool_questions").slow_calculator(0.1, 0.6)
    more = {"tools": [calculator], "temperature": 0.0, "answer_tokens": 64}
    async with (
        Agent(base_url=front, store="memory:", system="Use the calculator.", **more) as agent,
        AsyncExitStack() as sessions,
    ):
        engine, pool = (await agent.open()).engine, agent.pool()
        opened = {n: await sessions.enter_async_context(pool.session(n)) for n in names}

        async def all_say(text: str) -> dict[str, list[str]]:
            replies = await asyncio.gather(*(s.send(f"{text} {n}") for n, s in opened.items()))
            assert {reply.status for reply in replies} <= {"done", "answer_cut"}
            return {
                name: [miss.reason for miss in reply.cache.misses]
                for name, reply in zip(names, replies, strict=True)
            }

        await all_say("What is 12 * 7?")
        assert set(map(tuple, (await all_say("What is 15 * 4?")).values())) == {()}
        homes = {name: (await engine.metrics(keys[name])).started for name in names}
        killed = await started_at(f"http://127.0.0.1:{port + 1}")
        assert len(set(homes.values())) == 2, "both servers have sessions"
        kill_server(port + 1)
        for _ in range(60):  # until the router has noticed
            if not {(await engine.metrics(keys[n])).started for n in names} & {killed, None}:
                break
            await asyncio.sleep(1)
        reasons = await all_say("What is 16 * 3?")
        moved = [name for name in names if homes[name] == killed]
        sys.stdout.write(f"{len(moved)} of {len(names)} sessions moved: {reasons}\n")
        for name in names:
            assert reasons[name] == (["other_replica"] if name in moved else [])
        assert set(map(tuple, (await all_say("What is 11 * 9?")).values())) == {()}
        for session in opened.values():
            said = [e.record for e in session.transcript if isinstance(e.record, UserSpoke)]
            assert len(said) == 4
