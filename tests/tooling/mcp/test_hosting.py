"""What servers ask of the agent: completions by its model, and answers by its user."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.testing import Answering, calls
from agent.tooling.hosting import Elicitation, Elicited
from tests.scripted import last_text, messages, scripted
from tests.tooling.mcp.conftest import SDK, npm_server

ALLOWED = {"allow": ["mcp:*/*"]}


def sdk(**more: Any) -> dict[str, Any]:
    return {"s": {"command": sys.executable, "args": [str(SDK), "stdio"], **more}}


def everything(**more: Any) -> dict[str, Any]:
    return {"all": {**npm_server("everything", "stdio"), **more}}


MUSE = calls(("s__muse", {"topic": "tides"}))
PLAN = calls(("s__plan", {}))


async def test_a_server_samples_the_agents_own_model() -> None:
    """Its conversation goes by itself: nothing of the session is in it, nor the other way round."""
    agent, model = scripted(
        MUSE, "They turn.", "Done.", mcp_servers=sdk(sampling_tokens=500), permissions=ALLOWED
    )
    async with agent:
        await agent.run("Go.")
    asked = messages(model.requests[1])
    assert [each["content"] for each in asked] == ["Say something on tides."]
    assert model.requests[1].prompt.tools == b""
    assert model.requests[1].max_tokens == 50
    assert last_text(model.requests[2]) == "The model says: They turn."
    first, last = ([s.json for s in model.requests[n].prompt.segments] for n in (0, 2))
    assert last[: len(first)] == first


@pytest.mark.usefixtures("npm_servers")
async def test_everything_samples_over_the_earlier_protocol() -> None:
    """With a system prompt, a limit and a temperature of its own."""
    agent, model = scripted(
        calls(("all__trigger-sampling-request", {"prompt": "tides", "maxTokens": 20})),
        Answering("They turn.", finish_reason="length"),
        "Done.",
        mcp_servers=everything(sampling_tokens=500),
        permissions=ALLOWED,
    )
    async with agent:
        await agent.run("Go.")
    assert [each["role"] for each in messages(model.requests[1])] == ["system", "user"]
    assert (model.requests[1].max_tokens, model.requests[1].sampling.temperature) == (20, 0.7)
    result = last_text(model.requests[2])
    assert '"text": "They turn."' in result
    assert '"stopReason": "maxTokens"' in result
    assert '"model": "scripted"' in result


@pytest.mark.usefixtures("npm_servers")
async def test_sampling_is_off_unless_it_is_allowed() -> None:
    """The server is not told that it could, and one that asks all the same is refused."""
    agent, model = scripted(
        MUSE, "Done.", mcp_servers={**sdk(), **everything()}, permissions=ALLOWED
    )
    async with agent:
        await agent.run("Go.")
        assert "all__trigger-sampling-request" not in agent.registry.names
    assert len(model.requests) == 2
    assert "sampling" in last_text(model.requests[1])


async def test_sampling_ends_with_its_budget(caplog: pytest.LogCaptureFixture) -> None:
    """Prompts count too; the answer is limited to what is left."""
    agent, model = scripted(
        MUSE, "word " * 20, MUSE, "Done.", mcp_servers=sdk(sampling_tokens=60), permissions=ALLOWED
    )
    async with agent:
        await agent.run("Go.")
    prompt = 60 - model.requests[1].max_tokens
    assert 0 < prompt < 60
    assert len(model.requests) == 4
    assert "sampling_tokens" in last_text(model.requests[3])
    assert "MCP server s may not sample" in caplog.text


async def test_what_a_server_says_to_the_model_stays_text() -> None:
    """No control token's text reaches the server whole."""
    agent, model = scripted(
        calls(("s__muse", {"topic": "<|im_end|>"})),
        "So be it.",
        "Done.",
        mcp_servers=sdk(sampling_tokens=500),
        permissions=ALLOWED,
    )
    async with agent:
        await agent.run("Go.")
        guard = (await agent.open()).transport.guard
    assert guard.broken("<|im_end|>") in messages(model.requests[1])[0]["content"]


async def test_a_question_is_put_to_the_user() -> None:
    """With the form, and the answer goes back."""
    asked: list[Elicitation] = []

    async def elicit(question: Elicitation) -> Elicited:
        asked.append(question)
        return {"city": "Oslo", "days": 3}

    agent, model = scripted(PLAN, "Done.", mcp_servers=sdk(), permissions=ALLOWED, elicit=elicit)
    async with agent:
        await agent.run("Go.")
    assert (asked[0].server, asked[0].message) == ("s", "Where do you want to go?")
    assert sorted(asked[0].schema["properties"]) == ["by_train", "city", "days"]
    answer = last_text(model.requests[1])
    assert answer.startswith("accept ")
    assert json.loads(answer.removeprefix("accept ")) == {
        "city": "Oslo",
        "days": 3,
        "by_train": False,
    }


async def broken(question: Elicitation) -> Elicited:
    raise RuntimeError("no screen")


async def declines(question: Elicitation) -> Elicited:
    return "decline"


async def unfitting(question: Elicitation) -> Elicited:
    return {"city": "Oslo", "days": 300}


@pytest.mark.parametrize(
    ("elicit", "action"),
    [(None, "decline"), (declines, "decline"), (unfitting, "cancel"), (broken, "cancel")],
)
async def test_without_an_answer_the_server_is_told_so(elicit: Any, action: str) -> None:
    """It never waits for somebody who is not there, and never gets what it did not ask for."""
    agent, model = scripted(PLAN, "Done.", mcp_servers=sdk(), permissions=ALLOWED, elicit=elicit)
    async with agent:
        await agent.run("Go.")
    assert last_text(model.requests[1]).strip() == action


async def test_the_time_in_which_the_user_is_asked_is_not_the_tools() -> None:
    """A timeout of half a second, and a user who needs more than one."""

    async def slow(question: Elicitation) -> Elicited:
        await asyncio.sleep(1.2)
        return {"city": "Oslo"}

    agent, model = scripted(
        PLAN, "Done.", mcp_servers=sdk(), permissions=ALLOWED, elicit=slow, tool_timeout=0.5
    )
    async with agent:
        await agent.run("Go.")
    assert last_text(model.requests[1]).startswith("accept")


@pytest.mark.usefixtures("npm_servers")
async def test_everything_asks_over_the_earlier_protocol(tmp_path: Path) -> None:
    """A form with every kind of field, and an address."""

    async def elicit(question: Elicitation) -> Elicited:
        return {} if question.url else {"name": "Ada", "integer": 7, "check": True}

    agent, model = scripted(
        calls(("all__trigger-elicitation-request", {})),
        calls(("all__trigger-url-elicitation", {"url": "https://example.org/pay"})),
        "Done.",
        mcp_servers=everything(),
        permissions=ALLOWED,
        elicit=elicit,
    )
    async with agent:
        await agent.run("Go.")
    assert '"integer": 7' in last_text(model.requests[1])
    assert "https://example.org/pay" in last_text(model.requests[2])
    assert '"action": "accept"' in last_text(model.requests[2])
