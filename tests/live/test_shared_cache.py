"""Two processes with pools on one vLLM share its KV cache, and one that is killed leaves its share.

The engine is one of the test's own, with a cache that one process alone would fill.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.engine.address import free_port
from agent.engine.load import EngineLoad, read_load
from agent.store.claim import SECONDS, Claim
from agent.store.sqlite import SQLiteStore
from tests.live.test_cache_breaks import serving

BLOCKS = 257
FLAGS = ("--num-gpu-blocks-override", str(BLOCKS), "--max-model-len", "4096")
CAPACITY = (BLOCKS - 1) * 32
"""8,192 tokens."""


@pytest.fixture(scope="module")
def small() -> Iterator[str]:
    """An engine with a small cache."""
    with serving(free_port(), *FLAGS) as url:
        yield url


@dataclass
class Seen:
    """What the store and the engine said while the processes ran."""

    claims: list[list[Claim]] = field(default_factory=list)
    loads: list[EngineLoad] = field(default_factory=list)

    @property
    def together(self) -> list[list[Claim]]:
        """The times when both had something."""
        return [each for each in self.claims if len([one for one in each if one.usable]) == 2]


def start(url: str, store: Path, name: str, sessions: int) -> subprocess.Popen[str]:
    """One process with its pool."""
    command = [sys.executable, "-m", "tests.live.pool_process", "--url", url, "--store", str(store)]
    command += ["--name", name, "--sessions", str(sessions), "--runs", "3", "--words", "400"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


async def watch(url: str, store: SQLiteStore, seen: Seen) -> None:
    """Read the claims and the engine's metrics again and again."""
    while True:
        seen.claims.append(await store.claims())
        load = await read_load(url)
        if load is not None:
            seen.loads.append(load)
        await asyncio.sleep(0.1)


async def until(condition: Callable[[], bool], seconds: float) -> float:
    """Seconds until the condition holds."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it does not come about"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


def result(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a process printed at its end."""
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return dict(json.loads(out.splitlines()[-1]))


def check_never_over(seen: Seen) -> None:
    """Of what was granted, and of what the engine had to take back."""
    for claims in seen.claims:
        prefixes = {each.prefix: each.shared for each in claims if each.granted}
        assert sum(each.granted for each in claims) + sum(prefixes.values()) <= CAPACITY
    assert seen.loads[-1].kv_tokens == CAPACITY
    assert seen.loads[-1].preemptions == seen.loads[0].preemptions


async def test_two_processes_find_cached_what_they_left(small: str, tmp_path: Path) -> None:
    """Together they want several times the cache, and no turn evicts what another one needs."""
    path = tmp_path / "s.sqlite"
    store, seen = SQLiteStore(path), Seen()
    watching = asyncio.create_task(watch(small, store, seen))
    processes = [start(small, path, name, 6) for name in ("one", "two")]
    results = [await asyncio.to_thread(result, each) for each in processes]
    watching.cancel()
    await store.close()
    check_never_over(seen)
    assert len(seen.together) > 5
    for each in results:
        assert set(each["statuses"]) <= {"done", "answer_cut"}
        assert len(each["statuses"]) == 6
    asked = sum(each["asked"] for each in results)
    cached = sum(each["cached"] for each in results)
    sys.stdout.write(f"hit rate {cached / asked:.3f} of {asked} tokens\n")
    assert cached / asked > 0.7


async def test_the_share_of_a_killed_process_returns(small: str, tmp_path: Path) -> None:
    """Within the lease's time the other one has all."""
    path = tmp_path / "s.sqlite"
    store, seen = SQLiteStore(path), Seen()
    watching = asyncio.create_task(watch(small, store, seen))
    with ExitStack() as stack:
        one, two = (stack.enter_context(start(small, path, name, 8)) for name in ("one", "two"))

        def mine(process: subprocess.Popen[str]) -> int:
            claims = seen.claims[-1] if seen.claims else []
            return next((each.usable for each in claims if each.pid == process.pid), 0)

        try:
            await until(lambda: mine(one) > 0 and mine(two) > 0, 120)
            await asyncio.sleep(3)
            before = mine(two)
            assert mine(one) > 1000
            assert before < CAPACITY * 0.7
            one.kill()
            took = await until(lambda: mine(two) > CAPACITY * 0.8, SECONDS)
            sys.stdout.write(f"from {before} to {mine(two)} tokens {took:.1f} s after the kill\n")
            two_result = await asyncio.to_thread(result, two)
            assert set(two_result["statuses"]) <= {"done", "answer_cut"}
        finally:
            for each in (one, two):
                each.kill()
            watching.cancel()
    await store.close()
    check_never_over(seen)
