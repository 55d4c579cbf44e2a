"""`agent top`: the sessions and the engine, once where stdout is no terminal."""

from __future__ import annotations

import json

from agent.cli.top import engine_line
from agent.engine.load import EngineLoad
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


def test_the_same_as_json(cli: Cli, fake: FakeServer) -> None:
    """One object, with the engine's part empty where it is no vLLM."""
    fake.replies = [says("Hi.")]
    assert cli("run", "--session", "first", "Hello").exit_code == 0
    shown = json.loads(cli("top", "--all", "--json").stdout)
    (session,) = shown["sessions"]
    assert (session["session"], session["state"], session["turns"]) == ("first", "done", 1)


def test_the_engines_line_says_what_is_known() -> None:
    """Its cache, its queue and its hits; or that nobody answers."""
    load = EngineLoad(3, 2, 0.5, 16384, 0.875, 1)
    assert engine_line(load, "u") == (
        "engine u: 3 running, 2 waiting, KV 50% of 16,384 tokens in use, hit rate 88%, 1 preempted"
    )
    assert "does not answer" in engine_line(None, "u")
    assert "--url" in engine_line(None, None)
