"""The launcher against the real vLLM: its names, its arguments, its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.engine.address import free_port, is_healthy
from agent.engine.command import ServeOptions, serve_arguments
from agent.engine.cpu import cpu_profile
from agent.engine.families import FAMILIES
from agent.engine.home import EngineHome, engine_home
from agent.engine.install import install
from agent.engine.launch import LaunchPlan, launch
from agent.engine.local import ensure_engine, stop_engine
from agent.engine.plan import cpu_arguments, make_plan
from agent.engine.state import read_state
from agent.runtime import bundled_model
from tests.engine.fake_engine import runs, wait_gone

ASK_VLLM = """
import json, sys
from vllm.entrypoints.launchers.cli_args import make_arg_parser
from vllm.reasoning import ReasoningParserManager
from vllm.tool_parsers import ToolParserManager
from vllm.utils.argparse_utils import FlexibleArgumentParser
parser = make_arg_parser(FlexibleArgumentParser())
parsed = [vars(parser.parse_args(words[1:])) for words in json.load(sys.stdin)]
print(json.dumps({
    "tool": ToolParserManager.list_registered(),
    "reasoning": ReasoningParserManager.list_registered(),
    "parsed": parsed,
}, default=str))
"""

COMMANDS = {
    "plain": ServeOptions("Qwen/Qwen3-32B"),
    "all options": ServeOptions(
        "deepseek-ai/DeepSeek-V3.1",
        max_model_len="128k",
        gpu_memory_utilization=0.9,
        kv_cache_memory_bytes="40G",
        kv_cache_dtype="fp8",
        quantization="fp8",
        tensor_parallel_size=8,
        pipeline_parallel_size=2,
        data_parallel_size=2,
        distributed_executor_backend="ray",
        scheduling_policy="priority",
    ),
    "several machines": ServeOptions(
        "Qwen/Qwen3-32B",
        extra=("--nnodes", "2", "--node-rank", "1", "--master-addr", "10.0.0.1", "--headless"),
    ),
    **{
        f"flags of {f.name}": ServeOptions("x/y", tool_call_parser=f.tool_parser, extra=f.flags)
        for f in FAMILIES
        if f.flags
    },
}


@pytest.fixture(scope="module")
def python() -> Path:
    """The engine's interpreter."""
    return install(engine_home(), print)


@pytest.fixture(scope="module")
def vllm(python: Path) -> dict[str, Any]:
    """What the installed vLLM knows, and what it understands of our commands."""
    bundled = ServeOptions(str(bundled_model()))
    commands = [serve_arguments(options) for options in COMMANDS.values()]
    commands.append(cpu_arguments(bundled, cpu_profile(bundled.model)))
    asked = subprocess.run(
        [python, "-P", "-c", ASK_VLLM],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr[-2000:]
    known: dict[str, Any] = json.loads(asked.stdout.splitlines()[-1])
    return known


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    """The checkout's installation with a state of the test's own."""
    home = EngineHome(engine_home().environment, tmp_path / "state")
    home.make_state()
    return home


@pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])
def test_vllm_has_the_family_s_parsers(family: Any, vllm: dict[str, Any]) -> None:
    assert family.tool_parser in vllm["tool"]
    assert family.reasoning_parser is None or family.reasoning_parser in vllm["reasoning"]


def test_vllm_understands_every_command(vllm: dict[str, Any]) -> None:
    parsed = dict(zip(COMMANDS, vllm["parsed"], strict=False))
    assert parsed["plain"]["tool_strict_level"] == "parameter"
    assert parsed["all options"]["max_model_len"] == 128_000
    assert parsed["all options"]["tensor_parallel_size"] == 8
    assert parsed["several machines"]["node_rank"] == 1


async def test_the_bundled_model_starts_fast_and_ends_whole(home: EngineHome) -> None:
    began = time.monotonic()
    await ensure_engine(model=bundled_model(), home=home)
    sys.stderr.write(f"\nengine ready after {time.monotonic() - began:.1f} s\n")
    state = read_state(home.state_file)
    assert state is not None
    assert not home.log.with_suffix(".first.log").exists(), "the fast start failed"
    pids = [state.pid, state.engine_pid, *_children(state.engine_pid)]
    assert len(pids) == 3
    assert stop_engine(home)
    assert not any(runs(pid) for pid in pids)


async def test_killing_the_keeper_takes_vllm_along(home: EngineHome) -> None:
    engine = await ensure_engine(model=bundled_model(), home=home)
    state = read_state(home.state_file)
    assert state is not None
    pids = [state.engine_pid, *_children(state.engine_pid)]
    os.kill(engine.pid, signal.SIGKILL)
    assert wait_gone(*pids)


def test_the_plain_way_works_and_leaves_nothing_when_it_is_killed(home: EngineHome) -> None:
    plan = _plain_plan(home)
    engine = launch(plan, home.log, lambda _: None)
    try:
        assert is_healthy(plan.root)
        pids = _children(engine.pid)
        assert pids
        os.kill(engine.pid, signal.SIGKILL)
        assert wait_gone(*pids)
    finally:
        engine.stop()


def _plain_plan(home: EngineHome) -> LaunchPlan:
    options = ServeOptions(str(bundled_model()), port=free_port())
    plan = make_plan(options, home, lambda _: None)
    return replace(plan, attempts=plan.attempts[-1:])


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(child) for child in listed.split()]
