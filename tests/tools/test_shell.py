"""`shell`: what it tells, what its sandbox keeps in, and that nothing of it stays alive."""

from __future__ import annotations

import asyncio
import importlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from agent import ModelRetry, ToolContext, ToolFailed
from agent.tooling.context import Reach
from agent.tools import processes, sandbox
from agent.tools.shell import preview, shell
from tests.tools.conftest import SECRET, processes_with, wait_for_processes, wait_until_gone

STUBBORN = (Path(__file__).parent / "stubborn.py").read_text()
shell_module = importlib.import_module("agent.tools.shell")


@pytest.fixture(params=["sandboxed", "unsandboxed"])
def anywhere(request: pytest.FixtureRequest) -> str:
    """With bubblewrap and without."""
    request.getfixturevalue("bubblewrap" if request.param == "sandboxed" else "no_sandbox")
    return str(request.param)


def stubborn(context: ToolContext) -> tuple[str, str]:
    """A command that starts four processes that nothing but SIGKILL ends, and their mark."""
    (context.root / "stubborn.py").write_text(STUBBORN)
    mark = f"mark-{secrets.token_hex(6)}"
    return f"trap '' TERM INT HUP; python3 stubborn.py {mark} orphan; true", mark


async def test_output_and_exit_status_are_told(context: ToolContext, anywhere: str) -> None:
    """Both streams, in the order in which they were written."""
    told = await shell("echo out; echo err >&2; pwd; exit 3", context)
    assert told == f"out\nerr\n{context.root}\n[exit status 3]"
    assert await shell("printf x", context) == "x\n[exit status 0]"
    assert await shell("true", context) == "[exit status 0]"


async def test_a_command_that_a_signal_ended_says_so(
    context: ToolContext, no_sandbox: None
) -> None:
    """As shells count it."""
    assert await shell("kill -9 $$", context) == "[exit status 137, ended by signal 9]"


async def test_a_command_works_in_the_root(context: ToolContext, anywhere: str) -> None:
    """What it writes is there afterwards."""
    await shell("mkdir new && cp a.txt new/ && rm a.txt", context)
    assert (context.root / "new" / "a.txt").read_text() == "one\ntwo\nthree\n"
    assert not (context.root / "a.txt").exists()


async def test_a_command_has_no_input_and_little_environment(
    context: ToolContext, anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's key stays with the runtime."""
    monkeypatch.setenv("AGENT_API_KEY", "hush")
    assert await shell("cat; echo $AGENT_API_KEY; env", context) != ""
    assert "hush" not in await shell("env; cat /proc/$PPID/environ 2>/dev/null", context)


async def test_long_output_keeps_its_beginning_and_its_end(
    context: ToolContext, no_sandbox: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bounded memory, and what is missing is counted."""
    told = await shell("echo first; yes | head -c 3000000; echo last", context)
    assert told.startswith("first\ny\n")
    assert told.endswith("y\nlast\n[exit status 0]")
    assert "[2800011 bytes left out]" in told
    assert len(told) < 201_000


@pytest.mark.parametrize(
    ("command", "seconds"), [(" ", 60), ("x" * 20_001, 60), ("a\0b", 60), ("a", 0), ("a", 601)]
)
async def test_a_command_that_cannot_be_run_is_asked_for_again(
    context: ToolContext, command: str, seconds: int
) -> None:
    """With the limit that it broke."""
    with pytest.raises(ModelRetry):
        await shell(command, context, seconds)


# What the sandbox keeps in.

WRITES = {
    "beside the root": "echo x > ../outside/x",
    "the secret": "echo x > ../secret",
    "by a link": "ln -s ../secret l && echo x > l",
    "by a link to a folder": "ln -s .. d && echo x > d/outside/x",
    "by a hard link": "ln ../secret h && echo x > h",
    "by a rename": "echo x > m && mv m ../outside/m",
    "the system's programs": "echo x > /usr/bin/holdfast-was-here",
    "the system's settings": "echo x > /etc/holdfast-was-here",
    "the top": "echo x > /holdfast-was-here",
    "a device folder": "echo x > /dev/holdfast-was-here",
    "the kernel's settings": "echo 1 > /proc/sys/kernel/sysrq",
    "the home of root": "echo x > /root/holdfast-was-here",
    "by another mount": "mkdir m && mount --bind / m && touch m/holdfast-was-here",
    "by a namespace": "unshare -Urm sh -c 'mount -o remount,rw / && touch /holdfast-was-here'",
    "the state of the runtime": "echo x > .agent/trusted",
}


@pytest.mark.parametrize("command", WRITES.values(), ids=WRITES)
async def test_the_sandbox_writes_only_in_the_root(
    context: ToolContext, bubblewrap: None, tmp_path: Path, command: str
) -> None:
    """Each of these fails, or writes to the sandbox's own /tmp, and leaves nothing behind."""
    (context.root / ".agent").mkdir()
    told = await shell(f"{{ {command}; }} && echo DONE", context)
    assert "DONE" not in told or "secret" in command
    assert list((context.root / ".agent").iterdir()) == []
    assert (tmp_path / "secret").read_text() == SECRET
    assert list((tmp_path / "outside").iterdir()) == []
    for folder in ("/usr/bin", "/etc", "/", "/dev", "/root"):
        with suppress(PermissionError):  # where not even we can look
            assert not Path(folder, "holdfast-was-here").exists()


READS = ("../secret", "/etc/shadow", "/proc/1/root/etc/shadow", "/root", "/sys", "/var", "/home")


@pytest.mark.parametrize("path", READS)
async def test_the_sandbox_sees_no_other_files(
    context: ToolContext, bubblewrap: None, path: str
) -> None:
    """Neither the neighbours of the root, nor homes, nor the system's secrets."""
    told = await shell(f"ls {path} && cat {path}/*", context)
    assert SECRET not in told
    assert "[exit status 2]" in told


async def test_tmp_in_the_sandbox_is_its_own(context: ToolContext, bubblewrap: None) -> None:
    """It can be used, and is gone with the command."""
    mark = f"holdfast-{secrets.token_hex(6)}"
    assert "kept" in await shell(f"echo kept > /tmp/{mark} && cat /tmp/{mark}", context)
    assert not Path("/tmp", mark).exists()


async def test_the_sandbox_sees_no_other_processes(context: ToolContext, bubblewrap: None) -> None:
    """And so cannot signal or trace them."""
    told = await shell(f"kill -0 {os.getpid()} || echo unseen; ls -d /proc/[0-9]* | wc -l", context)
    assert "unseen" in told
    assert int(told.splitlines()[-2]) < 10


CONNECT = """python3 -c '
import socket
s = socket.create_connection(("127.0.0.1", {port}), 3)
print("CONNECTED")'"""


async def test_the_sandbox_has_no_network_unless_allowed(
    context: ToolContext, bubblewrap: None
) -> None:
    """Not even this machine's; the setting gives it back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = CONNECT.format(port=server.getsockname()[1])
        assert "CONNECTED" not in await shell(command, context)
        open_context = replace(context, reach=Reach(shell_network=True))
        assert "CONNECTED" in await shell(command, open_context)


async def test_abstract_sockets_of_this_machine_cannot_be_reached(
    context: ToolContext, bubblewrap: None
) -> None:
    """They have no path that could be hidden."""
    name = f"holdfast-{secrets.token_hex(6)}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{name}")
        server.listen()
        program = f'import socket; socket.socket(socket.AF_UNIX).connect("\\0{name}")'
        told = await shell(f"python3 -c '{program}' && echo CONNECTED", context)
    assert "CONNECTED" not in told


async def test_too_many_processes_are_ended(
    context: ToolContext, anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of root, whom the kernel's own limit does not stop."""
    monkeypatch.setattr(
        shell_module, "Limits", lambda seconds: processes.Limits(seconds, processes=30)
    )
    mark = secrets.token_hex(6)
    command = f"for i in $(seq 60); do sh -c 'sleep 60; : {mark}' & done; wait"
    with pytest.raises(ToolFailed, match="It had too many processes"):
        await shell(command, context, 30)
    assert processes_with(mark) == []


async def test_too_much_memory_is_refused(
    context: ToolContext, anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one process, and in many together."""
    monkeypatch.setattr(
        shell_module, "Limits", lambda seconds: processes.Limits(seconds, memory=100_000_000)
    )
    assert "MemoryError" in await shell("python3 -c 'bytearray(200_000_000)'", context)
    program = "import time; x = bytearray(b'x') * 40_000_000; time.sleep(20)"
    with pytest.raises(ToolFailed, match="It used too much memory"):
        await shell(f'for i in 1 2 3 4; do python3 -c "{program}" & done; wait', context, 30)


async def test_too_large_a_file_is_refused(
    context: ToolContext, anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk stays usable for others."""
    monkeypatch.setattr(
        shell_module, "Limits", lambda seconds: processes.Limits(seconds, file_size=10_000)
    )
    told = await shell("head -c 20000 /dev/zero > big; echo status $?", context)
    assert "status 153" in told
    assert (context.root / "big").stat().st_size <= 10_000


# What stays alive: nothing.


async def test_a_timeout_ends_all_processes(context: ToolContext, anywhere: str) -> None:
    """Also those that ignore signals and have left the group and the session."""
    command, mark = stubborn(context)
    began = time.monotonic()
    with pytest.raises(ToolFailed, match=r"took longer than 2 s.*\n.*begun"):
        await shell(f"echo begun; {command}", context, 2)
    assert processes_with(mark) == []
    assert time.monotonic() - began < 12  # they sleep five minutes


async def test_a_cancellation_ends_all_processes(context: ToolContext, anywhere: str) -> None:
    """Within the second that the dispatcher waits; a machine that is busy may take longer."""
    command, mark = stubborn(context)
    running = asyncio.ensure_future(shell(command, context))
    await asyncio.to_thread(wait_for_processes, mark, 5)
    began = time.monotonic()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert processes_with(mark) == []
    assert time.monotonic() - began < 10  # they sleep five minutes


async def test_what_a_command_leaves_behind_ends_with_it(
    context: ToolContext, anywhere: str
) -> None:
    """A command that is done is done."""
    mark = secrets.token_hex(6)
    command = f"setsid sh -c 'trap \"\" TERM; sleep 300; : {mark}' & echo done"
    assert await shell(command, context) == "done\n[exit status 0]"
    assert processes_with(mark) == []


PROGRAM = """
import asyncio, sys
from pathlib import Path
from agent import ToolContext
from agent.tools import sandbox
from agent.tools.shell import shell
if sys.argv[1] == "unsandboxed":
    sandbox.available = lambda: None
asyncio.run(shell(sys.argv[3], ToolContext("s", "c", Path(sys.argv[2]))))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_neither_ctrl_c_nor_the_death_of_the_agent_leaves_a_process(
    context: ToolContext, anywhere: str, number: signal.Signals
) -> None:
    """The agent's own end is noticed by the supervisor, whatever it was."""
    command, mark = stubborn(context)
    line = [sys.executable, "-c", PROGRAM, anywhere, str(context.root), command]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as agent:
        wait_for_processes(mark, 6)  # the agent's own command line has the mark too
        agent.send_signal(number)
        agent.wait(30)
    wait_until_gone(mark)


# What the user is told before.


def test_the_preview_says_what_the_sandbox_lets_out(context: ToolContext, bubblewrap: None) -> None:
    """The command, where it can write, and whether it has the network."""
    shown = preview({"command": "make test"}, context)
    assert shown == (
        f"$ make test\n\nIn a sandbox: it can write in {context.root} only, without network."
    )
    open_context = replace(context, reach=Reach(shell_network=True))
    assert preview({"command": "x"}, open_context).endswith("with network.")


def test_the_preview_says_plainly_that_there_is_no_sandbox(
    context: ToolContext, no_sandbox: None
) -> None:
    """Before anything runs."""
    shown = preview({"command": "make test"}, context)
    assert shown.startswith("$ make test\n\nNOT SANDBOXED: bubblewrap is not installed")
    assert shell.attributes.permission == "ask"


def test_a_bubblewrap_that_does_not_work_is_no_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the system forbids namespaces."""
    (tmp_path / "bwrap").write_text(
        "#!/bin/sh\necho 'No permissions to create new namespace'\nexit 1"
    )
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sandbox.available.__wrapped__() is None
