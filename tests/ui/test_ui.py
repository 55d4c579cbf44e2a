"""`agent ui` beside a process that runs a session: pages, events, artifacts, and its end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fake_server import FakeServer, calls, says, serving


class Ui:
    """A running `agent ui` on a store, and the `agent run` that writes to it."""

    def __init__(self, directory: Path, fake: FakeServer) -> None:
        self.fake = fake
        self.store = directory / "s.sqlite"
        self._directory = directory
        self.run("first", "What is 6*7?")
        self.process, self.address = self.start()
        self.root, _, token = self.address.partition("/?token=")
        self.headers = {"Authorization": f"Bearer {token}"}

    def start(self) -> tuple[subprocess.Popen[str], str]:
        """Another `agent ui`, and its address."""
        process = self._start("ui", "--store", str(self.store))
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    def run(self, session: str, text: str) -> None:
        """One run in a process of its own."""
        done = self._start("run", "--store", str(self.store), "--session", session, text)
        _, said = done.communicate(timeout=60)
        assert done.returncode == 0, said

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "agent.cli", *arguments],
            cwd=self._directory,
            env={"AGENT_URL": self.fake.url, "PATH": "", "HOME": str(self._directory)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    fake = FakeServer(
        tokenizes=True, replies=[calls(("calculate", {"expression": "6*7"})), says("It is 42.")]
    )
    with serving(fake):
        made = Ui(tmp_path_factory.mktemp("ui"), fake)
        yield made
        made.process.kill()
        made.process.communicate()


def events(lines: Iterator[str], kind: str) -> Iterator[Any]:
    """The values of the server-sent events of this kind."""
    event = ""
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            event = value
        elif name == "data" and event == kind:
            yield json.loads(value)


def test_turns_come_while_another_process_writes_them(ui: Ui) -> None:
    with httpx.stream(
        "GET", f"{ui.root}/events?session=first", headers=ui.headers, timeout=20
    ) as answer:
        heard = events(answer.iter_lines(), "turns")
        there = next(heard)
        assert [turn["number"] for turn in there["turns"]] == [1, 2]
        assert there["turns"][0]["calls"][0]["name"] == "calculate"
        ui.run("first", "And again?")
        # A turn may be told without its answer first, and again with it.
        assert any(
            (turn["number"], turn["text"]) == (3, "It is 42.")
            for each in heard
            for turn in each["turns"]
        )


def test_a_new_session_appears_in_the_list(ui: Ui) -> None:
    with httpx.stream("GET", f"{ui.root}/events", headers=ui.headers, timeout=60) as answer:
        heard = events(answer.iter_lines(), "sessions")
        assert [each["session"] for each in next(heard)["sessions"]] == ["first"]
        ui.run("second", "Another.")
        assert any(each["sessions"][0]["session"] == "second" for each in heard)


def test_an_unknown_session_is_said(ui: Ui) -> None:
    with httpx.stream(
        "GET", f"{ui.root}/events?session=fist", headers=ui.headers, timeout=20
    ) as answer:
        problem = next(events(answer.iter_lines(), "problem"))
    assert "there is no session fist. Similar: first." in problem["text"]


def test_without_the_token_nothing_is_readable(ui: Ui) -> None:
    for path in ("/", "/events", "/events?session=first", "/artifacts/art_0123456789", "/nothing"):
        answer = httpx.get(ui.root + path)
        assert answer.status_code == 403
        assert "first" not in answer.text
        assert "6*7" not in answer.text


def test_the_page_itself_holds_nothing_of_a_session(ui: Ui) -> None:
    answer = httpx.get(ui.address)
    assert answer.status_code == 200
    assert "6*7" not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_missing_artifact_is_said(ui: Ui) -> None:
    answer = httpx.get(f"{ui.root}/artifacts/art_0123456789", headers=ui.headers)
    assert (answer.status_code, answer.text[:20]) == (404, "there is no artifact")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_while_a_page_listens(ui: Ui, number: int) -> None:
    process, address = ui.start()
    root, _, token = address.partition("?token=")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{root}events?session=first", headers=headers, timeout=60) as answer:
        next(events(answer.iter_lines(), "turns"))
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said == "Ctrl-C ends it\n"
