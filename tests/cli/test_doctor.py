"""`agent doctor`: what is printed, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.doctor.checks import CHECKS
from tests.cli.conftest import Cli
from tests.doctor.conftest import Vllm
from tests.fake_server import serving


@pytest.fixture
def vllm() -> Iterator[Vllm]:
    """A well server."""
    with serving(Vllm()) as server:
        assert isinstance(server, Vllm)
        yield server


def test_a_well_server_ends_with_0(cli: Cli, vllm: Vllm) -> None:
    """A line for each check, its name aligned."""
    done = cli("doctor", "--url", vllm.url)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("ok", "note"))]
    assert (done.exit_code, len(lines)) == (0, len(CHECKS))
    assert len({line.index(check.id) for line, check in zip(lines, CHECKS, strict=True)}) == 1


def test_a_failed_check_ends_with_1_and_its_fix_below(cli: Cli, vllm: Vllm) -> None:
    """The fix stands under what was seen."""
    vllm.tool_choice = False
    done = cli("doctor", "--url", vllm.url)
    lines = done.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("failure"))
    assert done.exit_code == 1
    assert lines[at + 1].strip().startswith("fix: restart vLLM with --enable-auto-tool-choice")
    assert lines[at + 1].index("fix:") == lines[at].index("the server refuses")


def test_a_warning_alone_ends_with_0(cli: Cli, vllm: Vllm) -> None:
    """Only a failure fails."""
    vllm.details = False
    assert cli("doctor", "--url", vllm.url).exit_code == 0


def test_an_unreachable_server_ends_with_3_in_few_lines(cli: Cli) -> None:
    """What was skipped for one reason shares a line."""
    with serving() as gone:
        url = gone.url
    done = cli("doctor", "--url", url)
    assert (done.exit_code, len(done.stdout.splitlines())) == (3, 5)


def test_wrong_usage_ends_with_2(cli: Cli) -> None:
    """With a message, and nothing on stdout."""
    done = cli("doctor", "--url", "nonsense")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "http://" in done.stderr


def test_json_has_every_finding_with_its_paragraph(cli: Cli, vllm: Vllm) -> None:
    """One object on stdout."""
    vllm.caches = False
    done = cli("doctor", "--url", vllm.url, "--json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["ok"], report["url"]) == (1, False, vllm.url)
    assert [each["id"] for each in report["checks"]] == [check.id for check in CHECKS]
    assert all({"severity", "seen", "fix", "about"} < each.keys() for each in report["checks"])


def test_the_address_comes_from_the_environment_too(
    cli: Cli, vllm: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for every command."""
    monkeypatch.setenv("AGENT_URL", vllm.url)
    assert cli("doctor").stdout.startswith(vllm.url)


def test_a_project_whose_prompt_cannot_be_read_is_wrong_usage(cli: Cli, vllm: Vllm) -> None:
    """The prefix is the project's."""
    done = cli("doctor", "--url", vllm.url, "--project", "/nowhere/at/all")
    assert done.exit_code == 2


def test_an_agent_in_code_is_examined_with_prefix_alone(cli: Cli, tmp_path: Path) -> None:
    """1 where something differs, with its place; 2 where it is no agent, or --prefix is missing."""
    app = tmp_path / "app.py"
    app.write_text(
        "import time\nfrom agent import Agent\n\n"
        "def make():\n    return Agent(system=f'It is {time.time():.0f} now.', tools=[])\n"
    )
    done = cli("doctor", "--prefix", "--json", f"{app}:make")
    (found,) = json.loads(done.stdout)["volatile"]
    assert (done.exit_code, found["origin"]) == (1, f"{app}:5 time.time()")
    assert found["depends_on"] == "the clock"
    missing = cli("doctor", "--prefix", f"{app}:missing")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "has no 'missing'" in missing.stderr
    bare = cli("doctor", f"{app}:make")
    assert (bare.exit_code, "--prefix" in bare.stderr) == (2, True)
