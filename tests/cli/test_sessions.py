"""`agent sessions`: every command, what it prints, and what it says to wrong input."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from pathlib import Path

import pytest

from agent.context.history import write_session
from agent.context.transcript import Entry, encode
from agent.events import SessionOpened
from agent.observe.redaction import MARK
from agent.store.sqlite import SQLiteStore
from tests.cli.conftest import Cli, Command, wait_for
from tests.fake_server import FakeServer, calls, says

KEY = "sk-" + "abcdef0123456789abcdef"


@pytest.fixture
def two(cli: Cli, fake: FakeServer) -> Cli:
    """A store with two sessions: one with a tool, and one after it."""
    fake.replies = [calls(("calculate", {"expression": "6*7"})), says("It is 42."), says("Hi.")]
    assert cli("run", "--session", "first", "What is 6*7?").exit_code == 0
    assert cli("run", "--session", "second", f"My key is {KEY}").exit_code == 0
    return cli


def ids(cli: Cli, *options: str) -> list[str]:
    done = cli("sessions", "list", "--json", *options)
    assert done.exit_code == 0, done.output
    return [each["session"] for each in json.loads(done.stdout)]


def store_file(tmp_path: Path) -> Path:
    return tmp_path / "xdg_data_home" / "holdfast" / "sessions.sqlite"


def test_list_has_the_newest_first(two: Cli) -> None:
    """With title, turns and status."""
    newest, oldest = two("sessions", "list").stdout.splitlines()
    assert newest.startswith("second")
    assert "2 turns" in oldest
    assert oldest.endswith("done         What is 6*7?")
    assert ids(two) == ["second", "first"]


def test_list_searches_what_was_said(two: Cli) -> None:
    """Whatever its case."""
    assert ids(two, "--search", "IS 42") == ["first"]
    nothing = two("sessions", "list", "--search", "nowhere")
    assert (nothing.stdout, nothing.stderr) == ("", "no session says 'nowhere'\n")


def test_an_empty_store_is_said(cli: Cli) -> None:
    """And is no failure."""
    done = cli("sessions", "list")
    assert (done.exit_code, done.stderr) == (0, "there are no sessions yet\n")


def test_an_export_that_cannot_be_written_is_said(two: Cli, tmp_path: Path) -> None:
    done = two("sessions", "export", "first", "-o", str(tmp_path / "nowhere" / "x.jsonl"))
    assert done.exit_code == 2
    assert "cannot be written: No such file or directory" in done.stderr


def test_show_prints_the_conversation(two: Cli) -> None:
    """With the numbers that `fork --at` takes."""
    shown = two("sessions", "show", "first").stdout
    for part in (
        "#1 user\nWhat is 6*7?",
        '→ calculate(expression="6*7")',
        "✓ calculate",
        "It is 42.",
    ):
        assert part in shown
    whole = json.loads(two("sessions", "show", "first", "--json").stdout)
    assert whole["records"] == len(whole["entries"])
    assert whole["entries"][1]["record"]["text"] == "What is 6*7?"


@pytest.mark.parametrize(
    "command",
    [
        ("show", "firsd"),
        ("tree", "firsd"),
        ("resume", "firsd"),
        ("fork", "firsd"),
        ("export", "firsd"),
        ("rm", "second", "firsd"),
        ("repair", "firsd"),
    ],
)
def test_an_unknown_session_is_answered_with_near_ones(two: Cli, command: tuple[str, ...]) -> None:
    """By every command, which then does nothing."""
    done = two("sessions", *command)
    assert done.exit_code == 2
    assert "there is no session firsd. Similar: first." in done.stderr
    assert ids(two) == ["second", "first"]


def test_fork_and_tree_show_families(two: Cli) -> None:
    """A fork stands below its parent."""
    done = two("sessions", "fork", "first", "--at", "1", "--to", "branch")
    assert (done.exit_code, done.stdout) == (0, "branch\n")
    tree = two("sessions", "tree", "first").stdout.splitlines()
    assert tree[0].startswith("first  done")
    assert tree[1].startswith("  branch (at 1)  new")
    assert two("sessions", "tree", "branch").stdout.splitlines() == tree
    family = json.loads(two("sessions", "tree", "--json").stdout)
    assert {"session": "branch", "parent": "first"} in family


def test_imported_families_need_not_be_trees(two: Cli, tmp_path: Path) -> None:
    """Each session is shown once, also one that says it comes from itself."""
    done = two("sessions", "tree", "loop", "--store", str(family(tmp_path, {"loop": "loop"})))
    assert (done.exit_code, done.stdout.count("loop (at 1)")) == (0, 1)
    ring = {"a": "c", "b": "a", "c": "b", "lone": "nowhere"}
    store = str(family(tmp_path, ring))
    shown = [
        line.split()[0]
        for line in two("sessions", "tree", "--store", store).stdout.split("\n")
        if line
    ]
    assert sorted(shown) == ["a", "b", "c", "lone", "loop"]


def test_a_long_line_of_forks_is_shown(two: Cli, tmp_path: Path) -> None:
    """However many there are."""
    line = {str(each): str(each - 1) for each in range(1200)}
    done = two("sessions", "tree", "7", "--store", str(family(tmp_path, line)))
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1200)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000])
def test_a_file_that_nests_too_deep_is_not_imported(two: Cli, tmp_path: Path, text: str) -> None:
    """The error names it."""
    deep = tmp_path / "deep.json"
    deep.write_text(text)
    done = two("sessions", "import", str(deep))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"{deep}:1: not JSON" in done.stderr


def family(tmp_path: Path, parents: dict[str, str]) -> Path:
    """A store with these sessions and those that they say they come from."""

    async def filled() -> None:
        store = SQLiteStore(tmp_path / "family.sqlite")
        for session, parent in parents.items():
            opened = SessionOpened(session, "m", "h", {}, parent=parent, parent_records=1)
            await write_session(store, session, [encode(Entry(0, 1.0, opened))], ())
        await store.close()

    asyncio.run(filled())
    return tmp_path / "family.sqlite"


def test_fork_says_when_it_cuts_earlier(two: Cli) -> None:
    """A call stays with its result."""
    done = two("sessions", "fork", "first", "--at", "4", "--json")
    assert "forked at 2, not at 4" in done.stderr
    assert json.loads(done.stdout)["at"] == 2


def test_fork_refuses_numbers_and_ids_that_cannot_be(two: Cli) -> None:
    """With the reason."""
    assert "it has" in two("sessions", "fork", "first", "--at", "99").stderr
    assert "already" in two("sessions", "fork", "first", "--to", "second").stderr
    assert "is not a session id" in two("sessions", "fork", "first", "--to", "a/b").stderr


def test_resume_goes_on_in_the_chat(two: Cli, fake: FakeServer) -> None:
    """With all that was said before."""
    assert two("sessions", "resume", "first", stdin="And now?\n").exit_code == 0
    said = [message["content"] for message in fake.bodies[-1]["messages"]]
    assert "What is 6*7?" in said
    assert said[-1] == "And now?"


def test_chat_continues_the_projects_newest_session(two: Cli, fake: FakeServer) -> None:
    """The last that changed."""
    assert two("chat", "--continue", stdin="And now?\n").stdout.endswith("session second\n")
    done = two("chat", "--continue", "--session", "first")
    assert (done.exit_code, "not both" in done.stderr) == (2, True)


def test_chat_has_nothing_to_continue_in_a_new_project(cli: Cli) -> None:
    """And says so before it starts an engine."""
    done = cli("chat", "--continue")
    assert done.exit_code == 2
    assert "there is no session of the project" in done.stderr


def test_an_interrupted_run_goes_on_by_command(two: Cli, fake: FakeServer, tmp_path: Path) -> None:
    """The chat says that there is one."""
    forked = two("sessions", "fork", "first", "--at", "2", "--to", "half")
    assert forked.exit_code == 0
    assert json.loads(two("sessions", "list", "--json").stdout)[0]["status"] == "interrupted"
    fake.replies = [says("42, as I said.")]
    shown = two("sessions", "resume", "half", stdin="/resume\n/resume\n")
    assert "the last run did not end: /resume goes on with it" in shown.stdout
    assert "42, as I said." in shown.stdout
    assert "the last run has ended" in shown.stderr


def test_rm_removes_for_good(two: Cli, tmp_path: Path) -> None:
    """Nothing of it is in the file any more."""
    done = two("sessions", "rm", "second", "--json")
    assert json.loads(done.stdout)["sessions"] == ["second"]
    assert ids(two) == ["first"]
    assert KEY.encode() not in store_file(tmp_path).read_bytes()
    assert "removed 0 artifacts" in two("sessions", "gc").stdout


def test_rm_takes_a_session_that_is_named_twice_once(two: Cli) -> None:
    """And says it once."""
    done = two("sessions", "rm", "second", "second", "--json")
    assert json.loads(done.stdout)["sessions"] == ["second"]


@pytest.mark.parametrize(
    "command", [("list",), ("tree",), ("show", "s"), ("rm", "s"), ("gc",), ("resume", "s")]
)
def test_a_store_that_is_not_there_is_not_made(
    cli: Cli, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A mistyped path is no empty store."""
    path = tmp_path / "folder" / "typo.sqlite"
    done = cli("sessions", *command, "--store", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"there is no session store {path}: check --store" in done.stderr
    assert not path.parent.exists()


def test_export_leaves_secrets_out_unless_told_otherwise(two: Cli) -> None:
    """And says which it did."""
    redacted = two("sessions", "export", "second")
    assert KEY not in redacted.stdout
    assert f"My key is {MARK}" in redacted.stdout
    assert "--no-redact" in redacted.stderr
    exact = two("sessions", "export", "second", "--no-redact")
    assert KEY in exact.stdout
    assert exact.stderr == ""


@pytest.mark.parametrize("form", ["openai", "markdown"])
def test_other_formats_are_redacted_too(two: Cli, form: str) -> None:
    """By the same patterns."""
    assert KEY not in two("sessions", "export", "second", "--format", form).stdout
    assert KEY in two("sessions", "export", "second", "--format", form, "--no-redact").stdout


def test_configured_patterns_are_left_out(two: Cli, project: Path) -> None:
    """The setting `redact`; one that is no expression is refused."""
    (project / "agent.toml").write_text('redact = ["6.7"]')
    assert f"What is {MARK}?" in two("sessions", "export", "first").stdout
    (project / "agent.toml").write_text('redact = ["("]')
    assert "setting redact" in two("sessions", "export", "first").stderr


def test_export_and_import_are_the_identity(two: Cli, project: Path) -> None:
    """Through a file, into another store; not over what is there."""
    options = ("--no-redact", "-o", "s.jsonl", "--json")
    told = json.loads(two("sessions", "export", "first", *options).stdout)
    assert told == {"session": "first", "format": "jsonl", "redacted": False, "file": "s.jsonl"}
    other = ("--store", str(project / "other.sqlite"))
    assert two("sessions", "import", "s.jsonl", *other).stdout == "first\n"
    again = two("sessions", "export", "first", "--no-redact", *other).stdout
    assert again == (project / "s.jsonl").read_text(encoding="utf-8")
    taken = two("sessions", "import", "s.jsonl")
    assert (taken.exit_code, "give another id with --to" in taken.stderr) == (2, True)
    assert two("sessions", "import", "s.jsonl", "--to", "third").stdout == "third\n"


def test_openai_messages_become_a_session_that_goes_on(two: Cli, fake: FakeServer) -> None:
    """With their own system message."""
    given = [
        {"role": "system", "content": "Be a pirate."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Arr."},
    ]
    done = two("sessions", "import", "-", "--to", "ship", stdin=json.dumps(given))
    assert (done.exit_code, done.stdout) == (0, "ship\n"), done.output
    assert two("sessions", "resume", "ship", stdin="Go on\n").exit_code == 0
    sent = [(m["role"], m["content"]) for m in fake.bodies[-1]["messages"]]
    assert sent == [*((m["role"], m["content"]) for m in given), ("user", "Go on")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "f.json"),
        ("[]", "no message of a user"),
        ('[{"role": "tool", "tool_call_id": "x", "content": "y"}]', "a result for the call 'x'"),
        ('{"format": "holdfast-session", "version": 9, "session": "s"}', "version 9"),
    ],
)
def test_what_cannot_be_imported_is_named(cli: Cli, project: Path, text: str, says: str) -> None:
    """And nothing is kept of it."""
    (project / "f.json").write_text(text)
    done = cli("sessions", "import", "f.json")
    assert done.exit_code == 2
    assert says in done.stderr
    assert ids(cli) == []
    assert "cannot be read" in cli("sessions", "import", "nowhere.json").stderr
    (project / "f.json").write_bytes(b"\xff")
    assert "f.json is not UTF-8 text" in cli("sessions", "import", "f.json").stderr


def test_a_damaged_session_is_named_and_repaired(two: Cli, tmp_path: Path) -> None:
    """The list goes on, and what is whole becomes a new session."""
    with sqlite3.connect(store_file(tmp_path)) as file:
        file.execute(
            "UPDATE holdfast_entries SET entry = x'00' WHERE session = 'first' AND sequence = 3"
        )
    file.close()
    listed = json.loads(two("sessions", "list", "--verify", "--json").stdout)
    status = {each["session"]: each["status"] for each in listed}
    assert status == {"first": "damaged", "second": "done"}
    assert "agent sessions repair first" in two("sessions", "show", "first").stderr
    done = json.loads(two("sessions", "repair", "first", "--json").stdout)
    assert (done["session"], done["kept"], done["damaged"]) == ("first-repaired", 3, [3])
    assert "What is 6*7?" in two("sessions", "show", "first-repaired").stdout
    assert "first 3 records" in two("sessions", "repair", "first", "--into", "new.sqlite").stdout
    assert two("sessions", "repair", "first", "--store", "memory:").exit_code == 2


def test_a_session_that_another_process_has_is_said(
    fake: FakeServer, cli: Cli, command: Command
) -> None:
    """Who has it and since when; it is followed from here meanwhile, and not removed."""
    chat = command.start("chat", "--session", "busy", stdin=-1)
    assert chat.stdin is not None
    chat.stdin.write(b"Hello there\n")
    chat.stdin.flush()
    wait_for(lambda: "busy" in ids(cli))
    refused = cli("sessions", "rm", "busy")
    assert refused.exit_code == 1
    assert f"is open in process {chat.pid}" in refused.stderr
    assert f"open in process {chat.pid}" in cli("sessions", "list").stdout
    follow = command.start("sessions", "show", "busy", "--follow", "--json")
    assert follow.stdout is not None
    assert json.loads(follow.stdout.readline())["record"]["kind"] == "session_opened"
    chat.stdin.write(b"One more\n")
    chat.stdin.flush()
    while json.loads(follow.stdout.readline())["record"].get("text") != "One more":
        pass
    follow.send_signal(signal.SIGINT)
    assert follow.wait(timeout=20) == 130
    chat.stdin.write(b"/quit\n")
    chat.stdin.flush()
    assert chat.wait(timeout=20) == 0
