"""`agent serve`: what it prints, what it refuses, how it runs and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent.cli import serve as serve_module
from agent.cli.main import app
from agent.engine.address import is_healthy
from agent.engine.home import EngineHome
from agent.engine.state import read_state
from tests.cli.conftest import wait_for
from tests.engine.fake_engine import engine_pids, fake_home, wait_gone

FAMILIES = [
    ("Qwen/Qwen3-32B", "--tool-call-parser hermes", "--reasoning-parser qwen3"),
    ("Qwen/Qwen3-Coder-30B-A3B-Instruct", "--tool-call-parser qwen3_coder", ""),
    ("meta-llama/Llama-3.3-70B-Instruct", "--tool-call-parser llama3_json", ""),
    ("mistralai/Devstral-Small-2505", "--tool-call-parser mistral", "--config-format mistral"),
    ("deepseek-ai/DeepSeek-V3.1", "--tool-call-parser deepseek_v31", "deepseek_v3"),
    ("openai/gpt-oss-120b", "--tool-call-parser openai", "--reasoning-parser openai_gptoss"),
    ("zai-org/GLM-4.6", "--tool-call-parser glm45", "--reasoning-parser glm45"),
    ("moonshotai/Kimi-K2-Instruct", "--tool-call-parser kimi_k2", ""),
    ("ibm-granite/granite-3.3-8b-instruct", "--tool-call-parser granite", ""),
    ("NousResearch/Hermes-3-Llama-3.1-8B", "--tool-call-parser hermes", ""),
    ("MiniMaxAI/MiniMax-M2", "--tool-call-parser minimax_m2", "minimax_m2_append_think"),
]


def agent(*arguments: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(app, ["serve", *arguments])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineHome:
    """No test sees the engine of the checkout, or a GPU of the machine."""
    home = fake_home(tmp_path)
    monkeypatch.setattr(serve_module, "engine_home", lambda: home)
    monkeypatch.setattr("agent.engine.local.engine_home", lambda: home)
    monkeypatch.setattr(serve_module, "has_gpu", lambda: False)
    return home


@pytest.mark.parametrize(("model", "tools", "more"), FAMILIES, ids=[f[0] for f in FAMILIES])
def test_print_shows_the_family_s_command(model: str, tools: str, more: str) -> None:
    result = agent("--print", model, "--tensor-parallel-size", "4")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"vllm serve {model} ")
    assert "--tensor-parallel-size 4" in result.stdout
    assert tools in result.stdout
    assert more in result.stdout


def test_what_print_shows_is_one_shell_command() -> None:
    shown = agent("--print", "Qwen/Qwen3-32B", "--", "--hf-overrides", '{"a": 1}').stdout
    words = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {shown}"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert words[:3] == ["vllm", "serve", "Qwen/Qwen3-32B"]
    assert words[-2:] == ["--hf-overrides", '{"a": 1}']


def test_print_without_a_model_shows_the_bundled_one_on_the_cpu_build() -> None:
    shown = agent("--print").stdout
    assert "bin/vllm serve" in shown
    assert "holdfast-tiny" in shown
    assert "--block-size 32" in shown


def test_print_shows_the_embedding_server_and_installs_nothing() -> None:
    shown = agent("--print", "--embeddings").stdout
    assert "all-MiniLM-L6-v2" in shown
    assert "--runner pooling" in shown
    assert "--port 8001" in shown
    assert "--tool-call-parser" not in shown


def test_an_embedding_model_of_one_s_own_needs_no_parser() -> None:
    shown = agent("--print", "--embeddings", "BAAI/bge-m3", "--", "--max-num-seqs", "8").stdout
    assert "vllm serve BAAI/bge-m3" in shown
    assert shown.rstrip().endswith("--max-num-seqs 8")


def test_further_arguments_need_no_model() -> None:
    shown = agent("--print", "--", "--max-num-seqs", "8").stdout
    assert "holdfast-tiny" in shown
    assert shown.rstrip().endswith("--max-num-seqs 8")


def test_print_docker_shows_the_container() -> None:
    shown = agent("--print", "--docker", "Qwen/Qwen3-32B", "--port", "9000").stdout
    assert shown.startswith("docker run")
    assert "--publish 127.0.0.1:9000:8000" in shown


def test_print_shows_a_command_for_each_machine() -> None:
    shown = agent(
        *("--print", "Qwen/Qwen3-32B", "--nnodes", "2", "--master-addr", "10.0.0.1"),
        *("--pipeline-parallel-size", "2"),
    ).stdout
    assert "# 1 of 2: on the first machine" in shown
    assert "--node-rank 1" in shown


def test_print_shows_each_replica_and_the_router() -> None:
    result = agent("--print", "Qwen/Qwen3-32B", "--replicas", "2", "-tp", "2", "--port", "9000")
    shown = result.stdout
    assert "env CUDA_VISIBLE_DEVICES=0,1 vllm serve Qwen/Qwen3-32B" in shown
    assert "env CUDA_VISIBLE_DEVICES=2,3 vllm serve Qwen/Qwen3-32B" in shown
    assert shown.count("--host 127.0.0.1") == 3
    assert "--policy consistent_hash" in shown
    assert "--worker-urls http://127.0.0.1:9001 http://127.0.0.1:9002" in shown


def test_print_shows_replicas_of_the_cpu_build_without_gpus() -> None:
    shown = agent("--print", "--replicas", "3").stdout
    assert shown.count("bin/vllm serve") == 3
    assert "CUDA_VISIBLE_DEVICES" not in shown


def test_print_shows_ray_s_preparation() -> None:
    shown = agent(
        *("--print", "Qwen/Qwen3-32B", "--nnodes", "2", "--master-addr", "10.0.0.1"),
        *("--distributed-executor-backend", "ray"),
    ).stdout
    assert "ray start" in shown
    assert "--distributed-executor-backend ray" in shown


def test_a_family_s_note_goes_to_stderr() -> None:
    result = agent("--print", "google/gemma-3-27b-it")
    assert "--chat-template" in result.stderr
    assert "note" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--print", "someone/unheard-of"), "--tool-call-parser"),
        (("./missing",), "no directory ./missing"),
        (("one/qwen3", "two/qwen3"), "one too many"),
        (("--docker", "Qwen/Qwen3-32B"), "--print"),
        (("--nnodes", "2", "Qwen/Qwen3-32B"), "--print"),
        (("--print", "--nnodes", "2", "Qwen/Qwen3-32B"), "--master-addr"),
        (("--port", "99999"), "65535"),
        (("--replicas", "0"), "--replicas"),
        (("--replicas", "2", "--detach"), "do not go together"),
        (("--replicas", "2", "--docker", "--print"), "do not go together"),
        (("--replicas", "2", "--nnodes", "2", "--print"), "do not go together"),
        (("--replicas", "9", "--port", "65530", "--print"), "Give a lower --port"),
        (("--no-such-option",), "No such option"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_wrong_usage_is_told_in_one_message(arguments: tuple[str, ...], said: str) -> None:
    result = agent(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_stop_without_an_engine_is_done() -> None:
    result = agent("--stop")
    assert result.exit_code == 0
    assert "no engine is running" in result.stdout


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_serving_ends_cleanly(tmp_path: Path, home: EngineHome, signum: signal.Signals) -> None:
    with _serving(tmp_path, "healthy") as server:
        assert "healthy is served at http://127.0.0.1:" in _first_line(server)
        pids = engine_pids(tmp_path)
        os.kill(server.pid, signum)
        assert server.wait(timeout=10) == 0
    assert wait_gone(*pids, seconds=1)
    assert read_state(home.state_file) is None


def test_serving_is_recorded_for_other_commands(tmp_path: Path, home: EngineHome) -> None:
    with _serving(tmp_path, "healthy") as server:
        _first_line(server)
        state = read_state(home.state_file)
        assert state is not None
        assert state.chosen
        assert is_healthy(state.root)
        assert "stopped" in agent("--stop").stdout
        assert server.wait(timeout=10) == 0


def test_an_engine_that_ends_by_itself_fails_the_command(tmp_path: Path) -> None:
    with _serving(tmp_path, "short-lived") as server:
        _first_line(server)
        assert server.wait(timeout=20) == 1
        assert server.stderr is not None
        assert "The engine ended while it served" in server.stderr.read()


def test_a_start_that_fails_has_one_message_and_status_1(tmp_path: Path) -> None:
    with _serving(tmp_path, "out-of-memory") as server:
        out, err = server.communicate(timeout=20)
        assert server.returncode == 1
        assert out == ""
        assert "out of memory" in err
        assert "Traceback" not in err


def test_a_detached_engine_outlives_its_command_until_stopped(
    tmp_path: Path, home: EngineHome
) -> None:
    with _serving(tmp_path, "healthy", "--detach") as server:
        assert "agent serve --stop ends it" in _first_line(server)
        assert server.wait(timeout=10) == 0
    state = read_state(home.state_file)
    assert state is not None
    assert is_healthy(state.root)
    assert "stopped" in agent("--stop").stdout
    assert wait_gone(state.pid, state.engine_pid, *engine_pids(tmp_path), seconds=1)


def test_replicas_without_the_router_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.engine.router.PROGRAM", "no-such-router")
    result = agent("--replicas", "2")
    assert result.exit_code == 1
    assert "holdfast[router]" in result.stderr


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_replicas_and_their_router_end_together(
    tmp_path: Path, home: EngineHome, signum: signal.Signals
) -> None:
    with _serving_replicas(tmp_path, "healthy") as server:
        assert "healthy is served at http://127.0.0.1:" in _first_line(server)
        state = read_state(home.state_file)
        assert state is not None
        assert is_healthy(state.root)
        wait_for(lambda: len(engine_pids(tmp_path)) == 2)
        pids = [*engine_pids(tmp_path), state.engine_pid]
        os.kill(server.pid, signum)
        assert server.wait(timeout=20) == 0
    assert wait_gone(*pids, seconds=1)
    assert read_state(home.state_file) is None


def test_replicas_are_gone_when_their_command_is_killed(tmp_path: Path, home: EngineHome) -> None:
    with _serving_replicas(tmp_path, "healthy") as server:
        _first_line(server)
        state = read_state(home.state_file)
        assert state is not None
        server.kill()
    assert wait_gone(*engine_pids(tmp_path), state.engine_pid, seconds=5)


def test_a_replica_that_does_not_start_ends_the_others(tmp_path: Path) -> None:
    with _serving_replicas(tmp_path, "out-of-memory") as server:
        out, err = server.communicate(timeout=30)
    assert (server.returncode, out) == (1, "")
    assert "out of memory" in err
    assert "Traceback" not in err
    assert wait_gone(*engine_pids(tmp_path), seconds=1)


def test_replicas_that_all_end_fail_the_command(tmp_path: Path) -> None:
    with _serving_replicas(tmp_path, "until-told") as server:
        _first_line(server)
        (tmp_path / "end").touch()
        _, err = server.communicate(timeout=30)
    assert server.returncode == 1
    assert "replica 1 of 2 has ended" in err
    assert "All replicas have ended" in err


def test_a_router_that_does_not_start_is_told(tmp_path: Path) -> None:
    with _serving_replicas(tmp_path, "healthy", router="import sys; sys.exit('no such flag')") as (
        server
    ):
        _, err = server.communicate(timeout=30)
    assert server.returncode == 1
    assert "The router ended" in err
    assert "no such flag" in err
    assert wait_gone(*engine_pids(tmp_path), seconds=1)


_COMMAND = """
import sys
from pathlib import Path
from agent.cli import serve, serve_starting
from agent.cli.main import main
from tests.engine.fake_engine import fake_home, fake_order
tmp = Path(sys.argv.pop(1))
behaviour = sys.argv[1]
serve.engine_home = lambda: fake_home(tmp)
serve_starting.make_order = lambda *_, **__: fake_order(
    behaviour, tmp, chosen=True, idle_seconds=0
)
sys.argv = ["agent", "serve", *sys.argv[1:], "--tool-call-parser", "hermes"]
main()
"""


_REPLICAS = """
import sys
from pathlib import Path
from agent.cli import serve, serve_replicas
from agent.cli.main import main
from agent.engine.address import free_port
from tests.engine.fake_engine import fake_home, fake_order
tmp, router = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
behaviour = sys.argv[1]
serve.engine_home = lambda: fake_home(tmp)
serve_replicas.has_gpu = lambda: False
serve_replicas.find_router = lambda: router
serve_replicas.make_order = lambda *_, **__: fake_order(behaviour, tmp, chosen=True, idle_seconds=0)
sys.argv = ["agent", "serve", *sys.argv[1:], "--tool-call-parser", "hermes", "--replicas", "2"]
sys.argv += ["--port", str(free_port())]
main()
"""

_ROUTER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def _serving_replicas(
    tmp_path: Path, behaviour: str, *, router: str = _ROUTER
) -> subprocess.Popen[str]:
    program = tmp_path / "router"
    program.write_text(f"#!{sys.executable}\n{router}", encoding="utf-8")
    program.chmod(0o700)
    return subprocess.Popen(
        [sys.executable, "-c", _REPLICAS, str(tmp_path), str(program), behaviour],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _serving(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _COMMAND, str(tmp_path), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _first_line(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    began = time.monotonic()
    line = server.stdout.readline()
    assert time.monotonic() - began < 30
    return line
