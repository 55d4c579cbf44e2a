"""`agent batch`: every task once, whatever happens in between."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli, Command, wait_for
from tests.fake_server import FakeServer, error, says, slowly


def lines(file: Path) -> list[dict[str, Any]]:
    """The results that are in an output."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def tasks(project: Path, number: int) -> Path:
    """A batch of this many tasks."""
    file = project / "tasks.jsonl"
    written = [json.dumps({"id": f"t{n}", "task": f"Task {n}"}) for n in range(number)]
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return file


def test_every_task_has_a_result(cli: Cli, fake: FakeServer, project: Path) -> None:
    """Its id and what `agent run --json` prints."""
    done = cli("batch", str(tasks(project, 5)), "-o", "out.jsonl")
    assert done.exit_code == 0, done.stderr
    assert {each["id"] for each in lines(project / "out.jsonl")} == {f"t{n}" for n in range(5)}
    assert {each["text"] for each in lines(project / "out.jsonl")} == {"Hello."}
    assert "5 of 5 done" in done.stderr


def test_what_is_done_is_not_done_again(cli: Cli, fake: FakeServer, project: Path) -> None:
    """The same command a second time asks nothing."""
    for _ in range(2):
        assert cli("batch", str(tasks(project, 3)), "-o", "out.jsonl").exit_code == 0
    assert len(fake.bodies) == 3
    assert len(lines(project / "out.jsonl")) == 3


def test_a_torn_last_line_is_done_again(cli: Cli, fake: FakeServer, project: Path) -> None:
    """A result that was not written whole is no result."""
    cli("batch", str(tasks(project, 3)), "-o", "out.jsonl")
    out = project / "out.jsonl"
    out.write_bytes(out.read_bytes()[:-20])
    assert cli("batch", str(tasks(project, 3)), "-o", "out.jsonl").exit_code == 0
    assert sorted(each["id"] for each in lines(out)) == ["t0", "t1", "t2"]
    assert len(fake.bodies) == 3  # the third result came from its session


def test_failures_say_why_and_are_retried_when_asked(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """A failure is a result; only --retry-failed does its task again."""
    fake.replies = [says("One."), error(400, "no such thing"), says("Three.")]
    arguments = ("batch", str(tasks(project, 3)), "-o", "out.jsonl", "--limit", "1")
    assert cli(*arguments).exit_code == 1
    failed = [each for each in lines(project / "out.jsonl") if each["status"] != "done"]
    assert len(failed) == 1
    assert "no such thing" in failed[0]["detail"]
    assert cli(*arguments).exit_code == 1
    assert len(fake.bodies) == 3
    assert cli(*arguments, "--retry-failed").exit_code == 0
    found = lines(project / "out.jsonl")
    assert sorted(each["id"] for each in found) == ["t0", "t1", "t2"]
    assert {each["status"] for each in found} == {"done"}


def test_failures_stay_where_the_output_cannot_be_written_anew(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """The message says what is in the way, and that nothing is lost."""
    fake.replies = [error(400, "no such thing")]
    arguments = ("batch", str(tasks(project, 1)), "-o", "out.jsonl")
    assert cli(*arguments).exit_code == 1
    before = (project / "out.jsonl").read_bytes()
    (project / ".out.jsonl.part").mkdir()
    done = cli(*arguments, "--retry-failed")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "out.jsonl cannot be written anew: Is a directory" in done.stderr
    assert (project / "out.jsonl").read_bytes() == before


def test_results_are_in_order_when_asked_for(cli: Cli, fake: FakeServer, project: Path) -> None:
    """`--ordered` writes them as the tasks stand."""
    cli("batch", str(tasks(project, 6)), "-o", "out.jsonl", "--ordered")
    assert [each["id"] for each in lines(project / "out.jsonl")] == [f"t{n}" for n in range(6)]


def test_a_budget_of_tokens_ends_the_batch(cli: Cli, fake: FakeServer, project: Path) -> None:
    """It stops, says so, and the same command goes on."""
    file = str(tasks(project, 30))
    done = cli("batch", file, "-o", "out.jsonl", "--max-tokens", "24", "--limit", "1")
    assert done.exit_code == 1
    assert "has used its 24 tokens" in done.stderr
    assert 1 <= len(lines(project / "out.jsonl")) < 30
    assert cli("batch", file, "-o", "out.jsonl").exit_code == 0
    assert sorted(each["id"] for each in lines(project / "out.jsonl")) == sorted(
        f"t{n}" for n in range(30)
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no tasks"),
        ("{", "line 1 is not JSON"),
        ('{"text": "x"}', 'no text under "task"'),
        ('{"task": "x", "prio": 1}', "unknown key 'prio'"),
        ('{"task": "x", "id": "a"}\n{"task": "y", "id": "a"}', "used twice"),
        ('" "', "the task is empty"),
    ],
)
def test_a_wrong_batch_is_refused(
    cli: Cli, fake: FakeServer, project: Path, content: str, said: str
) -> None:
    """The error names the line and what is wrong."""
    (project / "tasks.jsonl").write_text(content, encoding="utf-8")
    done = cli("batch", "tasks.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_text_with_other_line_ends_is_one_task(cli: Cli, fake: FakeServer, project: Path) -> None:
    """JSON may hold U+2028 and its like as they are; a task ends with its line."""
    text = "one\u2028two\x85three\x0cfour"
    written = json.dumps({"task": text}, ensure_ascii=False).replace("\\f", "\\u000c")
    (project / "tasks.jsonl").write_text(written + "\r\n", encoding="utf-8")
    done = cli("batch", "tasks.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 0, done.stderr
    assert fake.bodies[0]["messages"][-1]["content"] == text


def test_tasks_that_have_changed_are_not_taken_for_done(
    cli: Cli, fake: FakeServer, project: Path
) -> None:
    """A line put before the others moves the ids of all; results must not move with them."""
    file = project / "tasks.jsonl"
    file.write_text('"One?"\n"Two?"\n', encoding="utf-8")
    assert cli("batch", "tasks.jsonl", "-o", "out.jsonl").exit_code == 0
    before = (project / "out.jsonl").read_bytes()
    file.write_text('"Zero?"\n"One?"\n"Two?"\n', encoding="utf-8")
    done = cli("batch", "tasks.jsonl", "-o", "out.jsonl")
    assert done.exit_code == 2
    assert "another task with the id '1'" in done.stderr
    assert (project / "out.jsonl").read_bytes() == before


def test_an_id_that_is_no_text_has_its_result(cli: Cli, fake: FakeServer, project: Path) -> None:
    """A lone surrogate, which JSON may spell, has no UTF-8."""
    (project / "tasks.jsonl").write_text('{"id": "a\\ud800", "task": "Hi"}\n', encoding="utf-8")
    for _ in range(2):
        assert cli("batch", "tasks.jsonl", "-o", "out.jsonl").exit_code == 0
    assert [each["id"] for each in lines(project / "out.jsonl")] == ["a\ud800"]


@pytest.mark.parametrize("content", [b"my notes", b"my notes\nand more", b'"a task"'])
def test_a_file_without_a_last_line_end_is_not_cut(
    cli: Cli, fake: FakeServer, project: Path, content: bytes
) -> None:
    """Only what begins like a result is a torn one."""
    (project / "notes.txt").write_bytes(content)
    done = cli("batch", str(tasks(project, 1)), "-o", "notes.txt")
    assert done.exit_code == 2
    assert "is not a result of a batch" in done.stderr
    assert (project / "notes.txt").read_bytes() == content


@pytest.mark.parametrize("output", ["/dev/null", "/dev/full", "pipe"])
def test_an_output_that_cannot_be_read_again_is_refused(
    cli: Cli, fake: FakeServer, project: Path, output: str
) -> None:
    """Going on needs what is done."""
    os.mkfifo(project / "pipe")
    done = cli("batch", str(tasks(project, 1)), "-o", output)
    assert done.exit_code == 2
    assert "no file that can be read again" in done.stderr


def test_a_full_disk_leaves_whole_results(fake: FakeServer, project: Path) -> None:
    """The batch says so, and goes on from there once there is room."""
    written = [json.dumps(f"Task {number} {'x' * 50}") for number in range(9)]
    (project / "tasks.jsonl").write_text("\n".join(written), encoding="utf-8")
    command = [sys.executable, "-m", "agent.cli", "batch", "tasks.jsonl", "-o", "out.jsonl"]

    def no_more_than() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))

    limited = subprocess.run(
        [*command, "--store", "memory:"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_more_than,
    )
    assert limited.returncode == 1, limited.stderr
    assert "out.jsonl cannot be written: File too large" in limited.stderr
    held = lines(project / "out.jsonl")
    assert 1 <= len(held) < 9
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert len(lines(project / "out.jsonl")) == 9


def test_another_file_is_not_taken_for_an_output(cli: Cli, fake: FakeServer, project: Path) -> None:
    """A file that holds something else stays as it is."""
    file = tasks(project, 2)
    before = file.read_bytes()
    assert cli("batch", str(file), "-o", str(file)).exit_code == 2
    assert file.read_bytes() == before


def wait_for_results(process: subprocess.Popen[bytes], out: Path, number: int) -> None:
    """Until an output has so many lines."""
    end = time.monotonic() + 60
    while not out.exists() or out.read_bytes().count(b"\n") < number:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def test_killed_three_times_it_does_every_task_once(
    command: Command, fake: FakeServer, project: Path
) -> None:
    """SIGKILL at any instant; the last start ends it."""
    file, out = tasks(project, 60), project / "out.jsonl"
    for results in (5, 20, 35):
        process = command.start("batch", str(file), "-o", str(out))
        wait_for_results(process, out, results)
        process.kill()
        process.communicate()
    process = command.start("batch", str(file), "-o", str(out))
    _, shown = process.communicate(timeout=120)
    assert process.returncode == 0, shown
    found = [each["id"] for each in lines(out)]
    assert len(found) == 60
    assert len(set(found)) == 60


def test_ctrl_c_ends_after_the_turns_that_run(
    command: Command, fake: FakeServer, project: Path
) -> None:
    """What was being answered is in the output, and the exit status says what happened."""
    fake.replies = [slowly("Hel", "lo", ".", delay=0.3)]
    file, out = tasks(project, 20), project / "out.jsonl"
    process = command.start("batch", str(file), "-o", str(out), "--limit", "2")
    wait_for_results(process, out, 2)
    wait_for(lambda: len(fake.bodies) >= 4)
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate(timeout=60)
    assert process.returncode == 130, shown
    assert b"goes on from here" in shown
    assert 4 <= len(lines(out)) < 20
    assert b"Traceback" not in shown


METRICS = """\
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.5e+09
# TYPE vllm:cache_config_info gauge
vllm:cache_config_info{block_size="32",num_gpu_blocks="513",enable_prefix_caching="True"} 1.0
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0"} 0.0
"""
CAPACITY = 512 * 32


def pools(cli: Cli) -> list[dict[str, Any]]:
    """The pools of all processes, as `agent top` shows them."""
    found: list[dict[str, Any]] = json.loads(cli("top", "--json").stdout)["pools"]
    return found


def test_batches_in_two_shells_share_the_servers_cache(
    cli: Cli, command: Command, fake: FakeServer, project: Path
) -> None:
    """Without any flag; and one that is killed leaves its share to the other."""
    fake.metrics = METRICS
    fake.replies = [slowly("Hel", "lo", ".", delay=0.3)]
    file = str(tasks(project, 2000))
    one, two = (command.start("batch", file, "-o", f"{name}.jsonl") for name in ("one", "two"))
    shares: dict[int, int] = {}

    def both_share() -> bool:
        found = pools(cli)
        shares.update({each["pid"]: min(each["share"], each["granted"]) for each in found})
        together = sum(each["granted"] for each in found)
        assert together + max((each["shared"] for each in found), default=0) <= CAPACITY
        return len(found) == 2 and all(shares[each["pid"]] > 0 for each in found)

    wait_for(both_share, 120)  # two interpreters start
    one.kill()
    wait_for(lambda: [each["pid"] for each in pools(cli)] == [two.pid])
    wait_for(lambda: [each["share"] + each["shared"] for each in pools(cli)] == [CAPACITY])
    assert two.poll() is None


def test_a_task_s_tenant_has_to_be_one(cli: Cli, fake: FakeServer, project: Path) -> None:
    """Before anything is done, where the project has tenants."""
    (project / "agent.toml").write_text("[pool.tenants.acme]\nweight = 2\n", encoding="utf-8")
    file = project / "tasks.jsonl"
    file.write_text('{"task": "a", "tenant": "acme"}\n{"task": "b", "tenant": "acne"}\n')
    refused = cli("batch", str(file), "-o", "out.jsonl")
    assert refused.exit_code == 2
    assert "'acne' is no tenant" in refused.stderr
    assert fake.bodies == []
    file.write_text('{"task": "a", "tenant": "acme"}\n{"task": "b"}\n')
    assert cli("batch", str(file), "-o", "out.jsonl").exit_code == 0
