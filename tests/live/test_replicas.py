"""Two vLLM servers behind vllm-router: sessions stay where their cache is, and outlive a server.

It takes two engines and a download, so it runs with the long proofs (`make verify`).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from agent import Agent
from agent.engine.address import free_port
from agent.engine.metrics import parse_metrics

ROUTER = "vllm-router==0.1.17"
SECONDS = 180

pytestmark = pytest.mark.skipif(
    not os.environ.get("HOLDFAST_FULL"), reason="a long proof: HOLDFAST_FULL=1, or make verify"
)


class Process:
    """A server that a test started, and ends."""

    def __init__(self, command: list[str], log: Path) -> None:
        with log.open("wb") as out:
            self.popen = subprocess.Popen(command, stdout=out, stderr=out)

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
