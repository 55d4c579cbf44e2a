"""`agent top`: the sessions and the engine, once where stdout is no terminal."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from agent import Agent
from agent.cli.top import engine_line
from agent.engine.load import EngineLoad
from agent.store.claim import Claim
from agent.store.sqlite import SQLiteStore
from tests.cli.conftest import Cli
from tests.fake_server import FakeServer, says


def test_sessions_are_shown_once_where_stdout_is_no_terminal(cli: Cli, fake: FakeServer) -> None:
    """Those without a process only when asked for."""
    fake.replies = [says("Hi.")]
    assert cli("run", "--session", "first", "Hello").exit_code == 0
    assert "no session is open" in cli("top").stdout
    shown = cli("top", "--all").stdout.splitlines()
    assert shown[1].split()[:2] == ["session", "state"]
    assert shown[2].split()[:2] == ["first", "done"]


async def test_whose_a_session_is_is_shown_where_one_is_a_tenant_s(
    cli: Cli, fake: FakeServer, tmp_path: Path
) -> None:
    """In the list of sessions, too, and where one goes on that does not say it again."""
    fake.replies = [says("Hi."), says("Hi."), says("Hi.")]
    store = str(tmp_path / "s.sqlite")
    agent = Agent(base_url=fake.url, store=store, tools=[])
    async with agent, agent.session("first", tenant="acme") as session:
        await session.send("Hello")
    for name in ("first", "second"):
        asked = await asyncio.to_thread(cli, "run", "--session", name, "--store", store, "Hello")
        assert asked.exit_code == 0
    shown = (await asyncio.to_thread(cli, "top", "--all", "--store", store)).stdout.splitlines()
    cells = [line.split()[:2] for line in shown[1:]]
    assert cells == [["session", "tenant"], ["second", "-"], ["first", "acme"]]
    listed = await asyncio.to_thread(cli, "sessions", "list", "--store", store)
    assert ["(tenant acme)" in line for line in listed.stdout.splitlines()] == [False, True]


def test_the_same_as_json(cli: Cli, fake: FakeServer) -> None:
    """One object, with the engine's part empty where it is no vLLM."""
    fake.replies = [says("Hi.")]
    assert cli("run", "--session", "first", "Hello").exit_code == 0
    shown = json.loads(cli("top", "--all", "--json").stdout)
    (session,) = shown["sessions"]
    assert (session["session"], session["state"], session["turns"]) == ("first", "done", 1)


async def test_the_pools_of_all_processes_are_shown_with_their_shares(
    cli: Cli, tmp_path: Path
) -> None:
    """What each holds and wants, and how many of its sessions wait."""
    path = tmp_path / "s.sqlite"

    def all_of_it(mine: Claim, others: Sequence[Claim], now: float) -> Claim:
        return replace(mine, share=12000, granted=16000)

    store = SQLiteStore(path)
    wanted = Claim("c", "vllm 1", "http://gpu:8000/v1", "p", 1000, 5000, 20000, 3000, 7)
    await store.claim(wanted, all_of_it)
    shown = (await asyncio.to_thread(cli, "top", "--store", str(path))).stdout.splitlines()
    assert shown[1].startswith("pool of process")
    assert shown[2].split()[-6:] == ["http://gpu:8000/v1", "12,000", "5,000", "0", "20,000", "7"]
    found = await asyncio.to_thread(cli, "top", "--json", "--store", str(path))
    (pool,) = json.loads(found.stdout)["pools"]
    assert (pool["pid"], pool["share"]) == (os.getpid(), 12000)
    await store.close()


def test_the_engines_line_says_what_is_known() -> None:
    """Its cache, its queue and its hits; or that nobody answers."""
    load = EngineLoad(3, 2, 0.5, 16384, 0.875, 1)
    assert engine_line(load, "u") == (
        "engine u: 3 running, 2 waiting, KV 50% of 16,384 tokens in use, hit rate 88%, 1 preempted"
    )
    assert "does not answer" in engine_line(None, "u")
    assert "--url" in engine_line(None, None)
