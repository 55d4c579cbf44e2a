"""How prompts travel, structured output, and the tokenizer."""

from __future__ import annotations

import pytest

from agent.config import Settings
from agent.context.prefix import Prefix
from agent.doctor.examine import examine
from agent.doctor.samples import TOOL
from tests.doctor.conftest import Vllm, findings
from tests.fake_server import Reply


async def test_ids_are_proved(vllm: Vllm) -> None:
    """By what the server sends back."""
    found = (await findings(vllm))["transport"]
    assert (found.severity, found.seen.startswith("token ids")) == ("ok", True)


async def test_a_server_that_takes_no_ids_is_the_reason_for_messages(vllm: Vllm) -> None:
    """As vLLM before 0.32."""
    vllm.takes_ids = False
    found = (await findings(vllm))["transport"]
    assert (found.severity, found.fix) == ("note", "use vLLM 0.32 or later")


async def test_a_template_that_cannot_be_described_is_the_reason(vllm: Vllm) -> None:
    """With what it does."""
    vllm.shows_results = False
    seen = (await findings(vllm))["transport"].seen
    assert "cannot be described (a message's content is missing" in seen


async def test_refused_tools_are_not_blamed_on_the_template(vllm: Vllm) -> None:
    """The proof is sent with the project's tools, which this server refuses."""
    vllm.tool_choice = False
    prefix = Prefix.render("Be brief.", tools=[TOOL])
    report = await examine(Settings(url=vllm.url), prefix)
    found = next(each for each in report.findings if each.id == "transport")
    assert (found.severity, found.fix) == ("note", "see tool-calling")


async def test_a_setting_that_leaves_reasoning_to_the_template_is_the_reason(vllm: Vllm) -> None:
    """Whatever the server could do."""
    found = (await findings(vllm, reasoning="template"))["transport"]
    assert found.fix == 'reasoning = "keep"'


async def test_guarded_control_tokens_are_well(vllm: Vllm) -> None:
    """Proved by the server's rendering."""
    assert (await findings(vllm))["control-tokens"].severity == "ok"


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        ('"south"', "ok"),
        ('{"direction": "north"}', "ok"),
        ('"west"', "failure"),
        ("The sea is wide and blue.", "failure"),
        ("", "failure"),
        ("[" * 100_000, "failure"),
        ('{"direction":          ', "note"),
    ],
)
async def test_an_answer_is_held_to_a_schema_or_not(
    vllm: Vllm, content: str, severity: str
) -> None:
    """White space without end is the model's way to obey, not the server's failure."""
    vllm.schema = content
    assert (await findings(vllm))["structured-output"].severity == severity


async def test_a_server_that_wants_an_object_is_asked_for_one(vllm: Vllm) -> None:
    """As OpenAI's does."""
    vllm.schema_refusals, vllm.schema = 1, '{"direction": "south"}'
    assert (await findings(vllm))["structured-output"].severity == "ok"


async def test_an_answer_of_no_chat_api_is_not_called_a_broken_promise(
    vllm: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page to log in at was held to no schema."""
    monkeypatch.setattr(Vllm, "_structured", lambda _: Reply(body="<html>Sign in</html>"))
    found = (await findings(vllm))["structured-output"]
    assert (found.severity, "none of OpenAI's chat API" in found.seen) == ("failure", True)


async def test_a_server_without_structured_output_is_noted(vllm: Vllm) -> None:
    """An agent works without."""
    vllm.schema_refusals = 2
    found = (await findings(vllm))["structured-output"]
    assert (found.severity, "not supported" in found.seen) == ("note", True)


async def test_the_tokenizer_is_timed(vllm: Vllm) -> None:
    """In tokens a second, and for the window."""
    assert "tokens/s; a full window takes" in (await findings(vllm))["tokenizer"].seen
