"""`agent chat` in a pseudo-terminal: keys, history and signals."""

from __future__ import annotations

import os
import re
import select
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command, wait_for
from tests.fake_server import FakeServer, Reply, calls, delta, end, says, slowly

pty = pytest.importorskip("pty")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

ENTER, NEW_LINE, UP, CTRL_C, CTRL_D = b"\r", b"\x1b\r", b"\x1b[A", b"\x03", b"\x04"

_SEQUENCE = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|[()].|[=>])")


class Terminal:
    """A chat with a terminal of its own."""

    def __init__(self, command: Command, *options: str) -> None:
        self._master, slave = pty.openpty()
        self.process = command.start(
            "chat",
            *options,
            environment={"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)
        self.raw = ""

    @property
    def shown(self) -> str:
        """What was written so far, without the sequences that move the cursor."""
        return _SEQUENCE.sub("", self.raw).replace("\r", "")

    def press(self, *keys: bytes) -> None:
        """Send keys, one after the other."""
        for key in keys:
            os.write(self._master, key)
            time.sleep(0.05)  # Escape and Enter are one key only when they come together

    def until(self, *words: str) -> None:
        """Read until all `words` were shown, in this order."""
        pattern = re.compile(".*".join(map(re.escape, words)), re.DOTALL)
        wait_for(lambda: self._read() and pattern.search(self.shown))

    def ended(self) -> int:
        """The exit status, with everything read."""
        wait_for(lambda: self._read() and self.process.poll() is not None)
        self._read()
        return int(self.process.returncode)

    def close(self) -> None:
        """Hang up."""
        os.close(self._master)

    def _read(self) -> bool:
        while select.select([self._master], [], [], 0)[0]:
            try:
                read = os.read(self._master, 65536)
            except OSError:  # the other side is closed
                break
            self.raw += read.decode(errors="replace")
        return True


def _take_terminal() -> None:
    """Ctrl-C in a terminal is a signal to the processes that it controls."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminal(command: Command, fake: FakeServer) -> Iterator[Terminal]:
    """A chat that waits for the first message."""
    made = Terminal(command)
    made.until("›")
    yield made
    made.close()


def test_several_lines_are_one_message(terminal: Terminal, fake: FakeServer) -> None:
    """Alt-Enter begins a line, Enter sends."""
    terminal.press(b"one", NEW_LINE, b"two", ENTER)
    terminal.until("turn 1")
    assert fake.bodies[0]["messages"][-1]["content"] == "one\ntwo"


def test_the_last_message_comes_back(terminal: Terminal, fake: FakeServer) -> None:
    """With the arrow key, from a file that only its owner reads."""
    terminal.press(b"again", ENTER)
    terminal.until("turn 1", "›")
    terminal.press(UP, ENTER)
    terminal.until("turn 2")
    assert [body["messages"][-1]["content"] for body in fake.bodies] == ["again", "again"]
    history = Path(os.environ["XDG_STATE_HOME"]) / "holdfast" / "chat-history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_ctrl_d_ends_the_chat(terminal: Terminal) -> None:
    """With the session's id, to go on another time."""
    terminal.press(CTRL_D)
    assert terminal.ended() == 0
    assert re.search(r"session \w{12}\n$", terminal.shown)


def test_ctrl_c_at_the_prompt_clears_the_line(terminal: Terminal, fake: FakeServer) -> None:
    """What was typed is not sent, and the way out is named."""
    terminal.press(b"never mind", CTRL_C)
    terminal.until("Ctrl-D or /quit ends the chat", "›")
    terminal.press(b"Hi", ENTER)
    terminal.until("turn 1")
    assert [body["messages"][-1]["content"] for body in fake.bodies] == ["Hi"]


def test_ctrl_c_in_an_answer_stops_it(terminal: Terminal, fake: FakeServer) -> None:
    """The prompt is back, with a footer that invents nothing, and the session goes on."""
    fake.replies = [slowly(*("word " for _ in range(100))), says("Fine.")]
    terminal.press(b"Go", ENTER)
    terminal.until("word word")
    terminal.press(CTRL_C)
    terminal.until("stopped", "›")
    assert re.search(r"\nstopped\ncontext \d+/4096 · turn 1\n", terminal.shown)
    terminal.press(b"And now?", ENTER)
    terminal.until("Fine.")
    sent = fake.bodies[1]["messages"][-3:]
    assert [m["role"] for m in sent] == ["user", "assistant", "user"]
    assert sent[1]["content"].startswith("word word ")


WRITE = calls(("write_file", {"path": "a.txt", "text": "hello"}))


def test_a_question_is_answered_with_a_key_and_enter(
    terminal: Terminal, fake: FakeServer, project: Path
) -> None:
    """And Ctrl-C after it stops the run as before."""
    fake.replies = [WRITE, slowly(*("word " for _ in range(100)))]
    terminal.press(b"Go", ENTER)
    terminal.until("? write_file asks to run", "hello", "[n]o:")
    terminal.press(b"y", ENTER)
    terminal.until("✓ write_file", "word word")
    assert (project / "a.txt").read_text() == "hello"
    terminal.press(CTRL_C)
    terminal.until("stopped", "›")


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D, "signal"])
def test_ctrl_c_at_a_question_refuses(
    terminal: Terminal, fake: FakeServer, project: Path, key: bytes | str
) -> None:
    """The run goes on, the model is told, and what was answered is not in the history."""
    fake.replies = [WRITE, says("Fine.")]
    terminal.press(b"Go", ENTER)
    terminal.until("? write_file asks to run", "[n]o:")
    if isinstance(key, bytes):
        terminal.press(key)
    else:
        terminal.process.send_signal(signal.SIGINT)
    terminal.until("refused", "Fine.", "turn 2", "›")
    assert "the user refused it" in fake.bodies[1]["messages"][-1]["content"]
    assert not (project / "a.txt").exists()
    terminal.press(UP, ENTER)
    terminal.until("turn 3")
    assert fake.bodies[2]["messages"][-1]["content"] == "Go"


def test_a_signal_at_the_prompt_is_a_ctrl_c(terminal: Terminal) -> None:
    """Also after an answer, whose own handling of Ctrl-C is over."""
    terminal.press(b"Hi", ENTER)
    terminal.until("turn 1", "›")
    terminal.process.send_signal(signal.SIGINT)
    terminal.until("Ctrl-D or /quit ends the chat", "›")
    terminal.press(b"/quit", ENTER)
    assert terminal.ended() == 0


def test_the_model_does_not_steer_the_terminal(terminal: Terminal, fake: FakeServer) -> None:
    """Titles, colours and the clipboard are not the model's."""
    fake.replies = [Reply(lines=(delta(content="a\x1b]52;c;b3duZWQ=\x07b\x1b[31mc"), *end()))]
    terminal.press(b"Hi", ENTER)
    terminal.until("turn 1")
    assert "a]52;c;b3duZWQ=b[31mc" in terminal.raw


def test_a_state_directory_that_cannot_be_written_costs_the_history_only(
    command: Command, fake: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chat works all the same."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    terminal = Terminal(command)
    terminal.until("›")
    terminal.press(b"/quit", ENTER)
    assert terminal.ended() == 0
    assert "Error" not in terminal.shown
    terminal.close()


@pytest.mark.parametrize(("answer", "has_new"), [(b"n", True), (b"k", False), (b"", False)])
def test_a_changed_configuration_is_shown_and_asked_about(
    command: Command, fake: FakeServer, project: Path, answer: bytes, has_new: bool
) -> None:
    """Nothing but a clear yes leaves the prefix that is cached."""
    first = command.start("run", "--session", "s", "Hi")
    assert first.wait(timeout=30) == 0
    (project / "agent.toml").write_text('tools = ["calculate"]\n')
    terminal = Terminal(command, "--session", "s")
    terminal.until("the configuration changed", "tools removed: ", "[n]ew one:")
    terminal.press(*([answer] if answer else []), ENTER)
    terminal.until("›")
    terminal.press(b"And now?", ENTER)
    terminal.until("turn 2")
    assert (len(fake.bodies[-1]["tools"]) == 1) == has_new
    terminal.close()
