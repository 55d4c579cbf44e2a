"""`agent run`: the result on stdout, everything else on stderr, and the right exit status."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.cli import run
from agent.context.transcript import decode
from agent.events import RunEnded
from agent.store.sqlite import SQLiteStore
from tests.cli.conftest import Cli, Command, wait_for
from tests.fake_server import FakeServer, Reply, calls, delta, end, error, says, slowly


def result(cli: Cli, *arguments: str) -> dict[str, Any]:
    done = cli("run", "--json", *arguments)
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_the_answer_alone_is_on_stdout(cli: Cli, fake: FakeServer) -> None:
    """A pipe gets the text and nothing else."""
    done = cli("run", "Hi")
    assert (done.stdout, done.stderr, done.exit_code) == ("Hello.\n", "", 0)


def test_the_json_object_is_the_contract(cli: Cli, fake: FakeServer) -> None:
    """Its keys and values, all of them."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42.", cached=8)]
    reply = result(cli, "--session", "s1", "What is 6*7?")
    sizes = reply["context"].pop("tokens"), reply["context"].pop("prefix_tokens")
    assert sizes[0] == 12
    assert sizes[1] > 100
    assert reply["tool_calls"][0].pop("ms") >= 0
    assert reply["cache"].pop("expected_tokens") > 0
    assert [m.keys() for m in reply["cache"]["misses"]] == [
        {"turn", "tokens", "reason", "evidence"}
    ]
    del reply["cache"]["misses"]
    assert reply == {
        "session": "s1",
        "text": "It is 42.",
        "status": "done",
        "turns": 2,
        "tool_calls": [{"name": "calculate", "arguments": {"expression": "6*7"}, "ok": True}],
        "usage": {"prompt_tokens": 20, "cached_tokens": 8, "completion_tokens": 4},
        "cache": {"cached_tokens": 8},
        "context": {"window": 4096, "epoch": 0},
    }


def test_tool_calls_are_shown_on_stderr(cli: Cli, fake: FakeServer) -> None:
    """Who waits sees what happens; who pipes does not."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42.")]
    done = cli("run", "What is 6*7?")
    assert done.stdout == "It is 42.\n"
    assert re.fullmatch(r'✓ calculate\(expression="6\*7"\) \d+ ms → 42\n', done.stderr)


def test_piped_input_is_added_below_the_task(cli: Cli, fake: FakeServer) -> None:
    """`agent run "Summarise this" < file`."""
    cli("run", "Summarise this", stdin="one\ntwo\n")
    assert fake.bodies[0]["messages"][-1]["content"] == "Summarise this\n\none\ntwo\n"


def test_piped_input_alone_is_the_task(cli: Cli, fake: FakeServer) -> None:
    """`echo task | agent run`."""
    assert cli("run", stdin="Hi").exit_code == 0
    assert fake.bodies[0]["messages"][-1]["content"] == "Hi"


def test_piped_input_that_is_not_utf_8_is_refused(cli: Cli, fake: FakeServer) -> None:
    """Whatever the locale does with it."""
    done = cli("run", "Read this", stdin=b"caf\xe9")
    assert done.exit_code == 2
    assert "not UTF-8" in done.stderr
    assert fake.bodies == []


@pytest.mark.parametrize("task", [(), ("",), ("  \n",)])
def test_an_empty_task_is_wrong_usage(cli: Cli, fake: FakeServer, task: tuple[str, ...]) -> None:
    """The message shows how it is done."""
    done = cli("run", *task)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "the task is empty" in done.stderr


def test_an_unreachable_engine_has_its_own_status(cli: Cli) -> None:
    """The address is in the message, and the way out."""
    url = f"http://127.0.0.1:{closed_port()}"
    done = cli("run", "Hi", "--url", url)
    assert (done.exit_code, done.stdout) == (3, "")
    assert url in done.stderr
    assert "agent serve" in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_unreachable_engine_is_an_object_too(cli: Cli) -> None:
    """A script reads one object, whatever happened."""
    reply = result(cli, "Hi", "--session", "s", "--url", f"http://127.0.0.1:{closed_port()}")
    assert (reply["session"], reply["status"], reply["turns"]) == ("s", "engine_unreachable", 0)


def test_an_engine_that_goes_away_in_the_run_has_the_same_status(
    cli: Cli, fake: FakeServer
) -> None:
    """The tries are shown, and the status says how the run failed."""
    fake.replies = [error(503, "overloaded")]
    done = cli("run", "Hi", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["status"] == "engine_failed"
    assert done.stderr.count("trying again") == 8


def test_a_wrong_model_lists_what_is_served(cli: Cli, fake: FakeServer) -> None:
    """One message."""
    done = cli("run", "Hi", "--model", "nope")
    assert done.exit_code == 1
    assert re.fullmatch(r"agent: .*'nope'.*serves: fake.*\n", done.stderr)


def test_a_server_without_a_tool_parser_says_what_to_change(cli: Cli, fake: FakeServer) -> None:
    """The message has the flags that vLLM needs."""
    fake.replies = [error(400, '"auto" tool choice requires --enable-auto-tool-choice')]
    done = cli("run", "Hi")
    assert (done.exit_code, done.stdout) == (1, "")
    assert re.fullmatch(r"agent: .*--enable-auto-tool-choice.*\n", done.stderr)


def test_a_project_that_does_not_exist_is_wrong_usage(cli: Cli, fake: FakeServer) -> None:
    """The directory is named."""
    done = cli("run", "Hi", "--project", "/nowhere/at/all")
    assert done.exit_code == 2
    assert "/nowhere/at/all does not exist" in done.stderr


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("tool_timeout = ", "agent.toml cannot be read"),
        ("colour = 1", "unknown setting 'colour'"),
        ("max_turns = 0", "max_turns"),
        ('tools = ["nothing"]', "no installed tool is named 'nothing'"),
        ('system = "gone.md"', "gone.md cannot be read"),
    ],
)
def test_a_broken_project_file_is_wrong_usage(
    cli: Cli, fake: FakeServer, project: Path, toml: str, words: str
) -> None:
    """The message names what is wrong in it."""
    (project / "agent.toml").write_text(toml)
    done = cli("run", "Hi")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_an_unknown_tool_is_wrong_usage(cli: Cli, fake: FakeServer) -> None:
    """And the known ones are listed."""
    done = cli("run", "Hi", "--tool", "nope")
    assert done.exit_code == 2
    assert "'nope'. There are: calculate, " in done.stderr


def test_a_wrong_session_id_is_told_before_the_engine_is_asked(cli: Cli) -> None:
    """Nobody waits for an engine to learn of a typing error."""
    done = cli("run", "Hi", "--session", "a b", "--url", "http://127.0.0.1:9")
    assert done.exit_code == 2
    assert "'a b' is not a session id" in done.stderr


def test_a_store_that_cannot_be_used_is_one_message(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """It names the file and the way out."""
    done = cli("run", "Hi", "--store", str(project))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "--store" in done.stderr


def test_only_the_chosen_tools_are_offered(cli: Cli, fake: FakeServer) -> None:
    """`--tool` may be given several times."""
    cli("run", "Hi", "--tool", "search", "--tool", "calculate")
    names = [each["function"]["name"] for each in fake.bodies[0]["tools"]]
    assert names == ["calculate", "search"]


def test_a_session_goes_on_with_the_next_command(cli: Cli, fake: FakeServer) -> None:
    """The second request begins with the first."""
    cli("run", "One", "--session", "s")
    cli("run", "Two", "--session", "s")
    first, second = (body["messages"] for body in fake.bodies)
    assert second[: len(first)] == first
    assert [m["content"] for m in second[len(first) :]] == ["Hello.", "Two"]


def test_a_run_that_reaches_its_limit_fails_with_a_reason(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """Exit 1, and the reason in words."""
    (project / "agent.toml").write_text("max_turns = 2")
    fake.replies = [calls(("calculate", {"expression": "1"}))]
    done = cli("run", "Hi")
    assert done.exit_code == 1
    assert "agent: the run took 2 turns without an answer\n" in done.stderr


def test_a_cut_answer_is_printed_and_fails(cli: Cli, fake: FakeServer) -> None:
    """The text is not lost; the status tells that it is not whole."""
    fake.replies = [Reply(lines=(delta(content="Once"), *end("length")))]
    done = cli("run", "Hi")
    assert (done.exit_code, done.stdout) == (1, "Once\n")


def test_a_failing_tool_does_not_fail_the_run(cli: Cli, fake: FakeServer) -> None:
    """The model is told, and answers."""
    fake.replies = [calls(("read_file", {"path": "gone.txt"})), says("There is no such file.")]
    done = cli("run", "Read gone.txt")
    assert (done.exit_code, done.stdout) == (0, "There is no such file.\n")
    assert "✗ read_file" in done.stderr


@pytest.mark.parametrize("separator", ["\x1b]0;owned\x07", "\x9b31m", "\u202e"])
def test_what_a_tool_says_does_not_steer_the_terminal(
    cli: Cli, fake: FakeServer, project: Path, separator: str
) -> None:
    """A document may hold anything."""
    (project / "a.txt").write_text(f"red{separator}herring", encoding="utf-8")
    fake.replies = [calls(("read_file", {"path": "a.txt"})), says("Done.")]
    assert separator not in cli("run", "Read a.txt").stderr


def test_the_result_goes_into_a_pipe_unchanged(cli: Cli, fake: FakeServer) -> None:
    """Only a terminal needs protection."""
    fake.replies = [says("a\x1b[1mb")]
    assert cli("run", "Hi").stdout == "a\x1b[1mb\n"


def test_json_has_no_raw_control_characters(cli: Cli, fake: FakeServer) -> None:
    """It reads back as what it was, and harms no terminal."""
    fake.replies = [says("a\x1b[1m\x9bb\u202e")]
    printed = cli("run", "Hi", "--json").stdout
    assert json.loads(printed)["text"] == "a\x1b[1m\x9bb\u202e"
    assert not set("\x1b\x9b\u202e") & set(printed)


def test_logs_are_json_on_stderr_when_asked(cli: Cli, fake: FakeServer, project: Path) -> None:
    """Each line is an object."""
    cli("run", "One", "--session", "s", "--tool", "search")
    done = cli("run", "Two", "--session", "s", "--log-format", "json")
    logged = json.loads(done.stderr)
    assert (logged["level"], logged["session"]) == ("warning", "s")
    assert done.stdout == "Hello.\n"


def test_silence_on_stdin_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe that nobody closes would otherwise look like a hanging engine."""
    reading, writing = os.pipe()
    monkeypatch.setattr(run, "PATIENCE", 0.01)
    with os.fdopen(reading) as stdin, os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert run._is_silent()
        pipe.write("now")
        pipe.flush()
        assert not run._is_silent()


def test_ctrl_c_stops_the_run_and_records_it(
    command: Command, fake: FakeServer, project: Path
) -> None:
    """Exit 130, one line, and a session that can be resumed."""
    fake.replies = [slowly(*("word " for _ in range(100)))]
    process = command.start("run", "Hi", "--session", "s", "--store", "s.sqlite")
    wait_for(lambda: fake.bodies)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"agent: interrupted\n")
    assert _last_record(project / "s.sqlite", "s") == RunEnded(
        "cancelled", "the user stopped the run"
    )


def test_a_reader_that_goes_away_is_no_drama(command: Command, fake: FakeServer) -> None:
    """`agent run … | head -c 0`."""
    reading, writing = os.pipe()
    os.close(reading)
    process = command.start("run", "Hi", stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, b"")


def test_a_reader_of_stderr_that_goes_away_does_not_end_the_run(
    command: Command, fake: FakeServer
) -> None:
    """The result matters, the progress does not."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42.")]
    reading, writing = os.pipe()
    os.close(reading)
    process = command.start("run", "Hi", "--verbose", stderr=writing)
    os.close(writing)
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, b"It is 42.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_told(command: Command, fake: FakeServer) -> None:
    """The result was not written, and the status says so."""
    with Path("/dev/full").open("wb") as full:
        process = command.start("run", "Hi", stdout=full.fileno())
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err.count(b"\n")) == (1, 1)
    assert b"cannot be written" in err


def test_a_hanging_tool_is_stopped_in_time(
    command: Command, fake: FakeServer, project: Path
) -> None:
    """With the project's own limit; the process ends and the model has been told."""
    _install_tools(project)
    (project / "agent.toml").write_text("tool_timeout = 0.2")
    fake.replies = [calls(("hang", {}), ("crash", {})), says("Sorry.")]
    process = command.start(
        *("run", "Hi", "--tool", "hang", "--tool", "crash", "--allow", "*"),
        environment={"PYTHONPATH": os.pathsep.join([str(project), *sys.path])},
    )
    out, err = process.communicate(timeout=30)
    told = [m["content"] for m in fake.bodies[1]["messages"] if m["role"] == "tool"]
    assert told[-2:] == [
        "Error: hang did not finish within 0.2 s and was stopped.",
        "Error: crash crashed: RuntimeError: the disk is on fire",
    ]
    assert (process.returncode, out) == (0, b"Sorry.\n")
    assert b"Traceback" not in err
    assert err.count(b"the disk is on fire") == 2  # in the log, and as the folded result


def _install_tools(directory: Path) -> None:
    """A plugin, as an installed package leaves it."""
    (directory / "plugin.py").write_text(
        "import time\n"
        "from agent import tool\n"
        "@tool\n"
        "def hang() -> str:\n"
        '    """Hangs."""\n'
        "    time.sleep(60)\n"
        "@tool\n"
        "def crash() -> str:\n"
        '    """Crashes."""\n'
        '    raise RuntimeError("the disk is on fire")\n'
    )
    metadata = directory / "plugin-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(
        "[agent.tools]\nhang = plugin:hang\ncrash = plugin:crash\n"
    )


def _last_record(path: Path, session: str) -> object:
    async def load() -> object:
        store = SQLiteStore(path)
        entries = await store.load(session)
        await store.close()
        return decode(entries[-1]).record

    return asyncio.run(load())
