"""One store file, used by two versions of Python.

Each other version on this machine is tried, at the PATH's `python3.x` or in pyenv. With
HOLDFAST_FULL=1 the whole package is installed for it too, and a session goes to and fro.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

import agent
from agent.store.sqlite import SQLiteStore

ROOT = Path(agent.__file__).parents[1]
LIBRARIES = Path(sqlalchemy.__file__).parents[1]
OLDEST = (3, 11)


def _candidates() -> Iterator[str]:
    for minor in range(OLDEST[1], 30):
        found = shutil.which(f"python3.{minor}")
        if found:
            yield found
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    yield from map(str, sorted(pyenv.glob("versions/*/bin/python")))


def _version(python: str) -> tuple[int, ...]:
    """Its version; none where it does not run, as an unselected one of pyenv does not."""
    ask = "import sqlite3, sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", ask], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(map(int, done.stdout.split())) if done.returncode == 0 else ()


def others() -> dict[str, str]:
    """The other versions that are here, each with one interpreter."""
    found: dict[str, str] = {}
    for python in _candidates():
        version = _version(python)
        if version >= OLDEST and version != sys.version_info[:2]:
            found.setdefault(".".join(map(str, version)), python)
    return found


@pytest.fixture(scope="module")
def interpreters() -> dict[str, str]:
    """The other versions. No package of Debian brings one, so CI may have none either."""
    found = others()
    if not found:
        pytest.skip("there is no other version of Python here, on the PATH or in pyenv")
    return found


STORE = """
import asyncio, sys, types
from pathlib import Path

root, libraries, path = sys.argv[1:]
sys.path.append(libraries)
# The package's own door imports pydantic, whose compiled part is for one version only.
agent = sys.modules["agent"] = types.ModuleType("agent")
agent.__path__ = [root + "/agent"]

from agent.errors import SessionBusy
from agent.store.sqlite import SQLiteStore


async def main():
    store = SQLiteStore(Path(path))
    try:
        await store.acquire("parent")
    except SessionBusy:
        print("busy", flush=True)
    lease = await store.acquire("child")
    for number in range(40):
        await store.append(lease, number, b"%d" % number)
    print(await store.put(b"kept " * 1000, "child"), flush=True)
    print(len(await store.load("parent")) > 0, flush=True)
    await store.release(lease)
    sys.stdin.readline()
    lease = await store.acquire("parent")
    entries = await store.load("parent")
    await store.append(lease, len(entries), b"from the child")
    await store.close()


asyncio.run(main())
"""


def _started(python: str, path: Path) -> subprocess.Popen[str]:
    command = [python, "-c", STORE, str(ROOT), str(LIBRARIES), str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def test_two_versions_share_one_store(interpreters: dict[str, str], tmp_path: Path) -> None:
    """At the same time, with leases and hashes that both believe, and each goes on with what the
    other wrote."""
    for version, python in interpreters.items():
        path = tmp_path / f"{version}.sqlite"
        store = SQLiteStore(path)
        lease = await store.acquire("parent")
        await store.append(lease, 0, b"0")
        child = _started(python, path)
        assert child.stdin is not None
        assert child.stdout is not None
        for number in range(1, 40):
            await store.append(lease, number, b"%d" % number)
        said = [(await asyncio.to_thread(child.stdout.readline)).strip() for _ in range(3)]
        assert (said[0], said[2]) == ("busy", "True"), version
        assert await store.get(said[1]) == b"kept " * 1000
        assert await store.load("child") == [b"%d" % number for number in range(40)]
        await store.release(lease)
        child.stdin.write("\n")
        child.stdin.close()
        assert await asyncio.to_thread(child.wait, 60) == 0
        child.stdout.close()
        lease = await store.acquire("parent")
        await store.append(lease, 41, b"and back")
        assert (await store.load("parent"))[-2:] == [b"from the child", b"and back"]
        await store.close()


SESSION = """
import asyncio, sys
from agent import Agent, tool
from agent.engine.wire import chat_body
from agent.testing import ScriptedModel, calls


@tool(read_only=True)
async def look(place: str, depth: int = 2) -> str:
    "Looks, näher."
    return f"seen {place} {depth}: " + "much to read here, größer 🙂 " * 12


async def main(store, *turns):
    for turn in range(*map(int, turns)):
        script = [calls(("look", {"place": "Ö", "depth": turn})), f"There is {turn}."]
        model = ScriptedModel(script, window=1280)
        agent = Agent(engine=model, tools=[look], system="Help.", few_shot=(), store=store)
        async with agent, agent.session("s") as session:
            await session.send("Look once more, bitte schön.")
        for request in model.requests:
            if request.max_tokens > 1:
                print(chat_body(request, "m"))


asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.checkout
@pytest.mark.skipif(
    not os.environ.get("HOLDFAST_FULL"), reason="installs Holdfast: HOLDFAST_FULL=1"
)
def test_a_session_goes_to_another_version_and_back(
    interpreters: dict[str, str], tmp_path: Path
) -> None:
    """Every request has the bytes that it has where one version does it all."""

    def run(python: str, store: Path, first: int, end: int) -> str:
        command = [python, "-c", SESSION, str(store), str(first), str(end)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path)
        return done.stdout

    alone = run(sys.executable, tmp_path / "alone.sqlite", 0, 6)
    assert "The conversation so far" in alone, "no compaction happened"
    for version, python in interpreters.items():
        subprocess.run([python, "-m", "venv", tmp_path / version], check=True)
        other = str(tmp_path / version / "bin" / "python")
        install = [other, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-c", ROOT / "constraints.txt", ROOT], check=True)
        store = tmp_path / f"{version}.sqlite"
        turns = ((sys.executable, 0, 2), (other, 2, 4), (sys.executable, 4, 6))
        shared = "".join(run(who, store, first, end) for who, first, end in turns)
        assert shared == alone, version
