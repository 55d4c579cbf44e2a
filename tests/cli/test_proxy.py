"""`agent proxy` in a process of its own, before the fake server; and wrong input."""

from __future__ import annotations

import json
import select
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.cli.proxy_lines import HEADING, line_of
from agent.events import CacheMiss, MissPlace
from agent.proxy.observed import Observed
from agent.proxy.turns import Undiagnosed
from agent.types import Usage
from tests.cli.conftest import Cli, Command
from tests.fake_server import FakeServer, Reply, delta, says


@dataclass
class Running:
    """A proxy that runs, and what it printed."""

    process: subprocess.Popen[bytes]

    def line(self) -> str:
        """The next line of its output."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], 60)[0], "it printed nothing"
        return self.process.stdout.readline().decode().rstrip("\n")

    def end(self) -> tuple[int, str]:
        """End it by Ctrl-C: its status and what it said on stderr."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said.decode()


def chat(base: str, *texts: str, system: str = "You are kind.") -> httpx.Response:
    messages: list[dict[str, Any]] = [{"role": "system", "content": system}]
    messages += [
        {"role": "assistant" if number % 2 else "user", "content": text}
        for number, text in enumerate(texts)
    ]
    body = {"model": "fake", "messages": messages, "stream": True}
    return httpx.post(f"{base}/chat/completions", json=body)


def started(command: Command, *arguments: str) -> Running:
    return Running(command.start("proxy", "--port", "0", *arguments, bufsize=0))


def test_a_line_is_printed_for_each_turn(command: Command, fake: FakeServer) -> None:
    fake.replies = [says("Hello there, my friend.", cached=0)]
    running = started(command)
    base = running.line()
    assert running.line() == HEADING
    answer = chat(base, "Hello")
    assert "Hello there, my friend." in answer.text
    assert running.line().split()[:3] == ["conversation-1", "1", "10"]
    chat(base, "Hello", "Hello there, my friend.", "And?")
    assert running.line().split()[:3] == ["conversation-1", "2", "10"]
    chat(base, "Another")
    assert running.line().split()[:3] == ["conversation-2", "1", "10"]
    status, said = running.end()
    assert status == 0
    assert "Traceback" not in said


def test_the_same_as_json_at_an_address_and_in_a_file(
    command: Command, fake: FakeServer, project: Path
) -> None:
    fake.replies = [says("Hi.", cached=0)]
    running = started(command, "--json", "--record", "turns.jsonl")
    begun = json.loads(running.line())
    chat(begun["base_url"], "Hello")
    printed = json.loads(running.line())
    assert (printed["conversation"], printed["turn"]) == ("conversation-1", 1)
    (told,) = httpx.get(begun["turns"]).json()["turns"]
    assert told == {"number": 1, **printed}
    assert running.end()[0] == 0
    assert json.loads((project / "turns.jsonl").read_text()) == printed


def test_nothing_is_stored_unless_told(command: Command, fake: FakeServer, project: Path) -> None:
    running = started(command)
    base = running.line()
    running.line()
    chat(base, "Hello")
    running.line()
    assert running.end()[0] == 0
    assert list(project.iterdir()) == []


def test_it_serves_on_when_nobody_reads_its_lines(command: Command, fake: FakeServer) -> None:
    running = started(command)
    base = running.line()
    running.line()
    assert running.process.stdout is not None
    running.process.stdout.close()
    assert [chat(base, text).status_code for text in ("One", "Two", "Three")] == [200] * 3
    time.sleep(0.5)
    assert chat(base, "Four").status_code == 200
    running.process.stdout = None
    assert "Traceback" not in running.end()[1]


def test_a_server_that_is_not_there_yet_is_waited_for(command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        running = started(command, "--url", f"http://127.0.0.1:{port}/v1")
        base = running.line()
        running.line()
        answer = chat(base, "Hello")
        assert answer.status_code == 502
        assert f"127.0.0.1:{port}" in answer.json()["error"]["message"]
        assert "not diagnosed" in running.line()
        status, said = running.end()
    assert status == 0
    assert "nothing answers at" in said


def test_an_answer_that_the_server_breaks_off_is_one_line(
    command: Command, fake: FakeServer
) -> None:
    fake.replies = [Reply(lines=(delta(content="Hel"),), break_off=True)]
    running = started(command)
    base = running.line()
    running.line()
    with pytest.raises(httpx.RemoteProtocolError):
        chat(base, "Hello")
    assert "did not come to an end" in running.line()
    status, said = running.end()
    assert status == 0
    (told,) = [line for line in said.splitlines() if "[warning" in line or "[error" in line]
    assert "the server broke an answer off" in told


def test_a_port_that_is_taken_is_said(cli: Cli, fake: FakeServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = cli("proxy", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 2
    assert "--port 0 takes any that is free" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--url", "localhost:8000"), "has no http:// and host"),
        (("--url", "ftp://host"), "has no http:// and host"),
        (("--url", "http://host:99999"), "port"),
        (("--host", "no.such.host.invalid"), "cannot listen"),
        (("--record", "missing/turns.jsonl"), "cannot write to --record"),
        (("--port", "70000"), "65535"),
        (("extra",), "extra"),
    ],
)
def test_wrong_input_is_said(
    cli: Cli, fake: FakeServer, arguments: tuple[str, ...], told: str
) -> None:
    done = cli("proxy", "--port", "0", *arguments)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())


def test_it_does_not_pass_requests_on_to_itself(cli: Cli) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = cli("proxy", "--port", str(port), "--url", f"http://localhost:{port}/v1")
    assert done.exit_code == 2
    assert "to itself" in " ".join(done.stderr.split())


def test_it_is_listed(cli: Cli) -> None:
    assert "proxy" in cli("--help").stdout


def test_a_line_names_the_place_and_both_texts() -> None:
    place = MissPlace(3, 0, "content", "It is 12:00:01.\n", "It is 12:00:02.\n")
    miss = CacheMiss(2, 608, "prefix_changed", place, "the message was edited")
    line = line_of(Observed("conversation-1", 2, Usage(640, 0, 9), 608, miss))
    assert line.endswith(
        "608 prefix_changed at message 0, content: 'It is 12:00:01.' is now 'It is 12:00:02.'"
    )


def test_a_place_without_texts_gives_the_evidence() -> None:
    miss = CacheMiss(2, 32, "generated_differs", MissPlace(None, 2), "in other tokens")
    line = line_of(Observed("conversation-1", 2, Usage(300, 224, 9), 256, miss))
    assert line.endswith("32 generated_differs at message 2: in other tokens")


def test_a_line_without_a_place_gives_the_evidence() -> None:
    miss = CacheMiss(2, 608, "evicted", None, "up to 9 tokens went through")
    assert line_of(Observed("c", 2, Usage(640, 0, 9), 608, miss)).endswith(
        "608 evicted: up to 9 tokens went through"
    )
    assert line_of(Undiagnosed("the server answered 400")).endswith("the server answered 400")
