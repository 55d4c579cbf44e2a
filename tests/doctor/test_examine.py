"""What the doctor finds in a well server, and in one that cannot be examined."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.doctor.checks import CHECKS
from agent.errors import ConfigError
from tests.doctor.conftest import Vllm, examined, findings
from tests.fake_server import FakeServer, Reply, serving

ROOT = Path(__file__).parents[2]


async def test_a_well_server_is_found_well(vllm: Vllm) -> None:
    """Every check is fine, and none is skipped."""
    report = await examined(vllm.url)
    assert {each.id: each.seen for each in report.findings if each.severity != "ok"} == {}
    assert not report.failed


async def test_every_check_has_a_finding_in_the_order_of_the_table(vllm: Vllm) -> None:
    """None is lost, whatever the server can do."""
    report = await examined(vllm.url)
    assert [each.id for each in report.findings] == [check.id for check in CHECKS]


async def test_what_is_not_there_is_unreachable_and_nothing_else_fails() -> None:
    """The other checks are skipped, with the reason."""
    with serving() as gone:
        url = gone.url
    report = await examined(url)
    assert report.unreachable
    assert [each.id for each in report.findings if each.severity == "failure"] == ["reachable"]
    assert {each.seen for each in report.findings[1:]} == {"the server does not answer"}


async def test_a_web_page_is_no_model_server() -> None:
    """Something answers, so it is a failure and not unreachable."""

    class Page(FakeServer):
        def answer(self, *_: object) -> Reply:
            return Reply(404, {"detail": "no such page"})

    with serving(Page()) as page:
        report = await examined(page.url)
    assert (report.findings[0].severity, report.unreachable) == ("failure", False)
    assert "404" in report.findings[0].seen


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://127.0.0.1:99999999", "ftp://a"])
async def test_what_is_no_address_is_wrong_usage(url: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ConfigError, match="address"):
        await examined(url)


async def test_a_server_that_is_not_vllm_is_examined_with_fewer_checks() -> None:
    """No /tokenize and no /metrics: what needs them is skipped or noted, and nothing fails."""
    bare = Vllm(tokenizes=False, measured=False)
    with serving(bare):
        found = await findings(bare)
    assert not [each.id for each in found.values() if each.severity == "failure"]
    assert found["tokenizer"].seen == "the server has no /tokenize"
    assert found["kv-capacity"].severity == "skipped"
    assert "/tokenize" in found["transport"].seen
    assert found["metrics"].severity == "note"


async def test_a_server_that_fails_in_between_is_told_and_not_raised(vllm: Vllm) -> None:
    """The examination goes on to its end."""

    def failing(_: object) -> Reply:
        return Reply(500, {"error": {"message": "EngineCore encountered an issue", "code": 500}})

    vllm._chat = failing  # type: ignore[method-assign]
    found = await findings(vllm)
    assert found["tool-calling"].severity == "failure"
    assert "EngineCore" in found["tool-calling"].seen
    assert found["prefix-caching"].severity == "skipped"


async def test_the_key_stands_in_no_finding(vllm: Vllm) -> None:
    """A report is pasted into issues."""
    vllm.key = "sk-very-secret"
    report = await examined(vllm.url, api_key="sk-very-secret")
    assert "sk-very-secret" not in str(report.to_json())


@pytest.mark.parametrize("answers", [True, False])
async def test_a_password_in_the_address_stands_in_no_finding(vllm: Vllm, answers: bool) -> None:
    """Nor in the address of the report."""
    url = vllm.url if answers else "http://127.0.0.1:9"
    report = await examined(url.replace("://", "://me:very-secret@"))
    assert report.unreachable is not answers
    assert "very-secret" not in str(report.to_json())


@pytest.mark.checkout
def test_every_check_is_documented() -> None:
    """The page has each id with its paragraph."""
    page = " ".join((ROOT / "docs" / "doctor.md").read_text(encoding="utf-8").split())
    missing = [each.id for each in CHECKS if f"**`{each.id}`** {each.about}" not in page]
    assert missing == []
