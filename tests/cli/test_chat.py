"""`agent chat` with piped input: what is shown, the slash commands, and how it ends."""

from __future__ import annotations

import re
import signal
import subprocess

import pytest

from tests.cli.conftest import Cli, Command, wait_for
from tests.fake_server import FakeServer, Reply, calls, delta, end, error, says, slowly


def chat(cli: Cli, *messages: str) -> str:
    done = cli("chat", stdin="".join(f"{message}\n" for message in messages))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_messages_are_answered_in_one_session(cli: Cli, fake: FakeServer) -> None:
    """The second request begins with the first."""
    shown = chat(cli, "One", "Two")
    assert shown.count("Hello.") == 2
    first, second = (body["messages"] for body in fake.bodies)
    assert second[: len(first)] == first


def test_the_footer_has_the_four_figures(cli: Cli, fake: FakeServer) -> None:
    """context used/window · cached % · tok/s · turn."""
    fake.replies = [
        Reply(lines=(delta(content="Hel"), delta(content="lo."), *end(cached=5)), delay=0.01)
    ]
    shown = chat(cli, "One")
    assert re.search(r"^context 12/4096 · cached 50% · \d+ tok/s · turn 1$", shown, re.MULTILINE)


def test_the_footer_counts_turns_as_the_cache_table_does(cli: Cli, fake: FakeServer) -> None:
    """Over the whole session."""
    shown = chat(cli, "One", "Two", "/cache")
    assert "· turn 2\n" in shown
    assert [line.split()[0] for line in shown.splitlines() if re.match(r"\s+\d", line)] == [
        "1",
        "2",
    ]


def test_a_tool_call_and_its_result_are_folded(cli: Cli, fake: FakeServer) -> None:
    """One line each, in a session that goes on."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42.")]
    shown = chat(cli, "What is 6*7?")
    assert '→ calculate(expression="6*7")\n' in shown
    assert re.search(r"^✓ calculate \d+ ms → 42$", shown, re.MULTILINE)


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/]", ":smile:", "a\tb", "  x  "])
def test_what_the_model_says_is_not_interpreted(cli: Cli, fake: FakeServer, text: str) -> None:
    """Markup, emoji names and tabs are text."""
    fake.replies = [says(text)]
    assert f"\n{text}\n" in chat(cli, "Hi")


def test_what_the_model_says_does_not_steer_the_terminal(cli: Cli, fake: FakeServer) -> None:
    """Escape sequences are cut, also when they come in pieces."""
    pieces = ("a\x1b", "]0;owned\x07", "b\x9b31m", "\r\u202ec")
    fake.replies = [Reply(lines=(*(delta(content=each) for each in pieces), *end()))]
    assert "\na]0;ownedb31mc\n" in chat(cli, "Hi")


def test_reasoning_is_shown_on_request_only(cli: Cli, fake: FakeServer) -> None:
    """`--show-reasoning` is the request."""
    fake.replies = [Reply(lines=(delta(reasoning="Hm."), delta(content="Yes."), *end()))]
    assert "Hm." not in chat(cli, "Hi")
    assert "Hm." in cli("chat", "--show-reasoning", stdin="Hi\n").stdout


def test_a_failed_run_keeps_the_chat_going(cli: Cli, fake: FakeServer) -> None:
    """The reason is shown, and the next message is answered."""
    fake.replies = [error(400, "no"), says("Better.")]
    done = cli("chat", stdin="One\nTwo\n")
    assert "refused the request (400): no" in done.stderr
    assert "Better." in done.stdout


def test_a_retry_is_shown(cli: Cli, fake: FakeServer) -> None:
    """What was streamed before it is void, and the answer comes once more."""
    fake.replies = [Reply(lines=(delta(content="Hel"),)), says("Hello.")]
    assert re.search(r"Hel\n.*trying again.*\nHello\.\n", chat(cli, "Hi"))


def test_help_lists_every_command(cli: Cli, fake: FakeServer) -> None:
    """And nothing reaches the model."""
    shown = chat(cli, "/help")
    names = ("/help", "/tools", "/prompts", "/context", "/cache", "/permissions", "/reset", "/quit")
    assert all(f"\n{name} " in shown for name in names)
    assert fake.bodies == []


def test_tools_lists_the_tools(cli: Cli, fake: FakeServer) -> None:
    """Name and first line."""
    assert re.search(r"^calculate +\w+", chat(cli, "/tools"), re.MULTILINE)


def test_context_before_the_first_message_shows_the_prefix(cli: Cli, fake: FakeServer) -> None:
    """The window is not empty."""
    found = re.search(
        r"prefix (\d+) · in the window (\d+) · free (\d+) · window 4096", chat(cli, "/context")
    )
    assert found is not None
    prefix, used, free = map(int, found.groups())
    assert prefix == used > 0
    assert used + free == 4096


def test_context_of_a_server_that_does_not_count_says_so(cli: Cli, fake: FakeServer) -> None:
    """A zero would be a lie."""
    fake.tokenizes = False
    assert "prefix not reported" in chat(cli, "/context")


def test_cache_before_the_first_message_is_no_empty_table(cli: Cli, fake: FakeServer) -> None:
    """It says why there is nothing."""
    assert "no turns yet" in chat(cli, "/cache")


def test_reset_begins_a_new_session(cli: Cli, fake: FakeServer) -> None:
    """The old one is kept under its name, and the new one knows nothing of it."""
    shown = chat(cli, "One", "/reset", "Two")
    named = re.findall(r"^session (\w+)", shown, re.MULTILINE)
    sent = [body["session_id"] for body in fake.bodies]
    assert named == sent
    assert len(set(sent)) == 2
    assert len(fake.bodies[0]["messages"]) == len(fake.bodies[1]["messages"])


def test_quit_ends_the_chat(cli: Cli, fake: FakeServer) -> None:
    """What follows is not read."""
    chat(cli, "/quit", "One")
    assert fake.bodies == []


def test_an_unknown_command_is_not_sent(cli: Cli, fake: FakeServer) -> None:
    """The way to send it is named, and works."""
    shown = chat(cli, "/etc/hosts", " /etc/hosts")
    assert "no command /etc/hosts" in shown
    assert [body["messages"][-1]["content"] for body in fake.bodies] == [" /etc/hosts"]


def test_empty_lines_are_nothing(cli: Cli, fake: FakeServer) -> None:
    """Enter alone asks no model."""
    chat(cli, "", "  ")
    assert fake.bodies == []


def test_a_session_is_resumed_by_its_id(cli: Cli, fake: FakeServer) -> None:
    """The id that the chat shows at its end."""
    cli("chat", "--session", "s", stdin="One\n")
    shown = cli("chat", "--session", "s", stdin="Two\n").stdout
    assert shown.endswith("session s\n")
    assert "One" in [message["content"] for message in fake.bodies[1]["messages"]]


def test_an_unreachable_engine_ends_the_chat(cli: Cli) -> None:
    """Before anything is asked of the user."""
    done = cli("chat", "--url", "http://127.0.0.1:9", stdin="One\n")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (3, "", 1)


def test_input_that_is_not_utf_8_is_refused(cli: Cli, fake: FakeServer) -> None:
    """One message."""
    done = cli("chat", stdin=b"caf\xe9\n")
    assert done.exit_code == 2
    assert "not UTF-8" in done.stderr


def test_ctrl_c_while_input_is_awaited_ends_the_chat(command: Command, fake: FakeServer) -> None:
    """At once: a reading thread does not hold it up."""
    process = command.start("chat", stdin=subprocess.PIPE)
    assert process.stdout is not None
    assert b"/help" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert process.stderr is not None
    assert process.stderr.read() == b"agent: interrupted\n"


def test_ctrl_c_in_an_answer_stops_it_and_the_chat_goes_on(
    command: Command, fake: FakeServer
) -> None:
    """Twice, and then the end of the input ends the chat as usual."""
    fake.replies = [slowly(*("word " for _ in range(100))) for _ in range(2)] + [says("Fine.")]
    process = command.start("chat", stdin=subprocess.PIPE)
    assert process.stdin is not None
    for number in (1, 2):
        process.stdin.write(b"Go on\n")
        process.stdin.flush()
        wait_for(lambda n=number: len(fake.bodies) == n)
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(b"And now?\n", timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert out.count(b"stopped\n") == 2
    assert b"Fine.\n" in out
