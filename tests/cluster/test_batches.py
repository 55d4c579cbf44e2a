"""Batches done by a Ray cluster of two nodes; with HOLDFAST_FULL=1 the same ones by this machine.

`tests/cli/test_batch.py` has this machine's own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fake_server import FakeServer, error, says, serving, slowly

# Ray reads these when it is imported. By the second its servers listen on loopback, as on a Mac.
os.environ.update({"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"})
ray = pytest.importorskip("ray")
FULL = bool(os.environ.get("HOLDFAST_FULL"))
TASKS, KILLED_AFTER = (500, (0.1, 0.4, 0.7)) if FULL else (40, (0.4,))
MARK = "HOLDFAST_TEST_CLUSTER"
"""In the environment of the cluster's processes, with the process that started it."""
AGENT = Path(sys.executable).with_name("agent")

Batch = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def store(postgres_server: str) -> str:
    """A database that all machines reach."""
    return f"{postgres_server}/postgres"


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of two nodes, with loopback and nothing else between them."""
    from ray.cluster_utils import Cluster

    os.environ[MARK] = str(os.getpid())
    node = {"num_cpus": 1, "object_store_memory": 80 * 1024**2}
    head = {**node, "include_dashboard": False}
    started = Cluster(initialize_head=True, head_node_args=head)  # type: ignore[no-untyped-call]
    try:
        started.add_node(**node)  # type: ignore[no-untyped-call]
        yield started.address
    finally:
        started.shutdown()  # type: ignore[no-untyped-call]


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    """A server that answers after a moment."""
    model = ({"id": "fake", "max_model_len": 32768},)
    with serving(FakeServer(replies=[slowly("Hello.", delay=0.01)], models=model)) as server:
        yield server


@pytest.fixture(params=["ray", "local"] if FULL else ["ray"])
def batch(
    request: pytest.FixtureRequest, store: str, fake: FakeServer, tmp_path: Path
) -> Iterator[Batch]:
    """Starts `agent batch` on this machine or on the cluster."""
    on = ("--ray", request.getfixturevalue("cluster")) if request.param == "ray" else ()
    with starting(on, store, fake, tmp_path) as start:
        yield start


@contextmanager
def starting(on: Sequence[str], store: str, fake: FakeServer, home: Path) -> Iterator[Batch]:
    """Starts `agent batch` in a directory, and ends what still runs."""
    started: list[subprocess.Popen[str]] = []

    def start(tasks: Path, out: Path, *more: str) -> subprocess.Popen[str]:
        command = [str(AGENT), "batch", str(tasks), "-o", str(out), "--url", fake.url]
        process = subprocess.Popen(
            [*command, "--store", store, *on, *more],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for each in started:
            if each.poll() is None:
                each.kill()
            each.communicate()


def tasks(folder: Path, number: int) -> Path:
    file = folder / "tasks.jsonl"
    written = [json.dumps({"id": f"t{n}", "task": f"Task {n}"}) for n in range(number)]
    file.write_text("\n".join(written), encoding="utf-8")
    return file


def results(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def wait_for(process: subprocess.Popen[str], out: Path, number: int) -> None:
    """Until an output has so many lines."""
    end = time.monotonic() + 120
    while not out.exists() or out.read_bytes().count(b"\n") < number:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(process: subprocess.Popen[str], status: int = 0) -> str:
    """What was shown by a batch that ended with this status."""
    _, shown = process.communicate(timeout=600)
    assert process.returncode == status, shown
    return shown


def test_every_task_has_a_result_in_its_order(batch: Batch, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    shown = ended(batch(tasks(tmp_path, 12), out, "--ordered"))
    assert [each["id"] for each in results(out)] == [f"t{n}" for n in range(12)]
    assert {each["text"] for each in results(out)} == {"Hello."}
    assert "12 of 12 done" in shown


def test_a_failure_is_a_result_with_its_reason(
    batch: Batch, fake: FakeServer, tmp_path: Path
) -> None:
    fake.replies = [says("One."), error(400, "no such thing"), says("Three.")]
    out = tmp_path / "out.jsonl"
    shown = ended(batch(tasks(tmp_path, 3), out, "--limit", "1"), status=1)
    failed = [each for each in results(out) if each["status"] != "done"]
    assert "no such thing" in failed[0]["detail"]
    assert "1 failed" in shown


def test_ctrl_c_ends_after_the_turns_that_run(
    batch: Batch, fake: FakeServer, tmp_path: Path
) -> None:
    """And the same command does the rest."""
    fake.replies = [slowly("Hel", "lo", ".", delay=0.2)]
    file, out = tasks(tmp_path, 20), tmp_path / "out.jsonl"
    process = batch(file, out, "--limit", "2")
    wait_for(process, out, 2)
    process.send_signal(signal.SIGINT)
    assert "interrupted" in ended(process, status=130)
    assert len(results(out)) < 20
    fake.replies = [says("Hello.")]
    ended(batch(file, out))
    assert len({each["id"] for each in results(out)}) == 20


def test_a_batch_that_was_killed_does_every_task_once(batch: Batch, tmp_path: Path) -> None:
    file, out = tasks(tmp_path, TASKS), tmp_path / "out.jsonl"
    for part in KILLED_AFTER:
        process = batch(file, out)
        wait_for(process, out, int(TASKS * part))
        process.kill()
        process.communicate()
    ended(batch(file, out))
    found = [each["id"] for each in results(out)]
    assert len(found) == len(set(found)) == TASKS


def test_tasks_are_their_tenants_on_every_machine(
    batch: Batch, fake: FakeServer, store: str, tmp_path: Path
) -> None:
    """Each tenant's requests have one salt, wherever they are sent from, and the sessions remember
    whose they are."""
    isolated = "\n".join(f"[pool.tenants.{name}]\nisolate = true" for name in ("acme", "bravo"))
    (tmp_path / "agent.toml").write_text(f'[pool]\nsecret = "not to be guessed"\n{isolated}\n')
    names = ["acme", "bravo", ""] * 4
    lines = [{"task": f"A task of {name or 'nobody'}.", "tenant": name} for name in names]
    file, out = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    ended(batch(file, out))
    salts: dict[str, set[str]] = {}
    for body in fake.bodies:
        said = str(body["messages"][-1]["content"])
        if (asked := re.fullmatch(r"A task of (\w+)\.", said)) is not None:
            salts.setdefault(asked[1], set()).add(body.get("cache_salt", ""))
    assert {name: len(each) for name, each in salts.items()} == {"acme": 1, "bravo": 1, "nobody": 1}
    assert salts["nobody"] == {""}
    assert len(set.union(*salts.values())) == 3
    mine = {each["session"] for each in results(out)}
    command = [str(AGENT), "sessions", "list", "--json", "--store", store]
    listed = json.loads(
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout
    )
    found = sorted(each["tenant"] for each in listed if each["session"] in mine)
    assert found == sorted(names)


def test_a_worker_that_is_lost_gives_its_tasks_back(
    cluster: str, store: str, fake: FakeServer, tmp_path: Path
) -> None:
    """Another goes on with their sessions; every task is done once."""
    fake.replies = [slowly("Hel", "lo.", delay=0.1)]
    file, out = tasks(tmp_path, 40), tmp_path / "out.jsonl"
    with starting(("--ray", cluster), store, fake, tmp_path) as start:
        process = start(file, out, "--limit", "3")
        wait_for(process, out, 5)
        os.kill(workers()[0], signal.SIGKILL)
        ended(process)
    found = [each["id"] for each in results(out)]
    assert len(found) == len(set(found)) == 40
    assert {each["status"] for each in results(out)} == {"done"}


def workers() -> list[int]:
    """The processes of this machine in which Ray runs a worker of ours that this test's cluster
    started."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            title = (each / "cmdline").read_bytes()
            environment = (each / "environ").read_bytes()
        except OSError:
            continue
        if (
            title.startswith(b"ray::WorkerActor")
            and f"{MARK}={os.getpid()}".encode() in environment
        ):
            found.append(int(each.name))
    return sorted(found)


def test_a_cluster_that_is_not_there_is_named(store: str, fake: FakeServer, tmp_path: Path) -> None:
    with starting(("--ray", "127.0.0.1:1"), store, fake, tmp_path) as start:
        shown = ended(start(tasks(tmp_path, 1), tmp_path / "out.jsonl"), status=2)
    assert "no Ray cluster to be joined at '127.0.0.1:1'" in " ".join(shown.split())
