"""Permissions of an agent: what runs, who is asked, what is recorded and what the model is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent import Agent, tool
from agent.config import Permissions, load_settings
from agent.errors import ConfigError
from agent.events import (
    PermissionAnswer,
    PermissionAsked,
    PermissionDecided,
    ToolProgressed,
    ToolStarted,
)
from agent.store.memory import MemoryStore
from agent.testing import ScriptedModel, Step, calls
from agent.tooling import ToolContext
from tests.scripted import last_text, messages, scripted

WRITE = calls(("write_file", {"path": "docs/a.txt", "text": "hello"}))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the working directory."""
    path = tmp_path / "project"
    (path / "docs").mkdir(parents=True)
    monkeypatch.chdir(path)
    return path


async def written(project: Path, **given: Any) -> tuple[bool, str]:
    """Whether a model's call of write_file had its effect, and what the model was told."""
    agent, model = scripted(WRITE, "Done.", **{"tools": None, **given})
    async with agent:
        reply = await agent.run("Go.")
    assert reply.status == "done"
    return (project / "docs/a.txt").exists(), last_text(model.requests[1])


async def test_a_built_in_tool_that_writes_is_refused_where_nobody_can_be_asked(
    project: Path,
) -> None:
    """The run goes on, and the model knows why."""
    assert await written(project) == (
        False,
        "Error: write_file is not allowed: it needs the user's consent, and the user cannot be "
        "asked now.",
    )


@pytest.mark.parametrize(
    "given",
    [
        {"tools": ("write_file",)},
        {"permissions": {"mode": "allow"}},
        {"permissions": {"allow": ["write_file"]}},
        {"permissions": {"allow": ["write_file:docs/**"]}},
        {"permissions": Permissions(allow=("@destructive",))},
    ],
)
async def test_a_tool_runs_that_was_named_or_allowed(project: Path, given: dict[str, Any]) -> None:
    """By its name alone, as it stays inside the project, by the mode or by a rule."""
    assert (await written(project, **given))[0]


@pytest.mark.parametrize(
    "given",
    [
        {"tools": ("write_file",), "permissions": {"mode": "ask"}},
        {"permissions": {"mode": "deny"}},
        {"permissions": {"mode": "plan", "allow": ["write_file"]}},
        {"permissions": {"allow": ["write_file:other/**"]}},
        {"permissions": {"mode": "allow", "deny": ["write_file:docs/**"]}},
    ],
)
async def test_a_tool_does_not_run_that_the_mode_or_a_rule_refuses(
    project: Path, given: dict[str, Any]
) -> None:
    """A mode that is named counts for tools that were named, too."""
    assert not (await written(project, **given))[0]


async def test_rules_of_the_project_and_of_the_caller_stand_together(project: Path) -> None:
    """The caller's mode counts, and the project's denials stay."""
    (project / "agent.toml").write_text(
        '[permissions]\nmode = "deny"\nallow = ["write_file:docs/**"]\ndeny = ["shell"]\n'
    )
    assert (await written(project))[0]
    settings = load_settings({"permissions": {"mode": "allow", "deny": ["write_file"]}})
    assert settings.permissions == Permissions(
        mode="allow", allow=("write_file:docs/**",), deny=("shell", "write_file")
    )


@pytest.mark.parametrize("wrong", [{"mode": "maybe"}, {"allows": []}, {"deny": ["@x"]}])
def test_permissions_that_cannot_be_read_are_refused(wrong: dict[str, Any]) -> None:
    """Before anything runs."""
    with pytest.raises(ConfigError):
        scripted("Hi.", permissions=wrong)


async def test_the_decision_is_recorded_and_logged_before_the_tool_starts(project: Path) -> None:
    """With the rule and who decided; the model does not see it."""
    agent, model = scripted(WRITE, "Done.", tools=None, permissions={"allow": ["write_*"]})
    with capture_logs() as logs:
        async with agent.session() as session:
            await session.send("Go.")
            records = list(session.transcript.records)
    (decision,) = [each for each in records if isinstance(each, PermissionDecided)]
    assert (decision.allowed, decision.rule, decision.by) == (True, "write_*", "rule")
    started = next(each for each in records if isinstance(each, ToolStarted))
    assert records.index(decision) < records.index(started)
    assert [m["role"] for m in messages(model.requests[1])][-3:] == ["user", "assistant", "tool"]
    (entry,) = [each for each in logs if each["event"] == "tool call allowed"]
    assert (entry["tool"], entry["rule"], entry["by"]) == ("write_file", "write_*", "rule")


class User:
    """Answers questions, and remembers them."""

    def __init__(self, *answers: PermissionAnswer) -> None:
        self.answers = list(answers)
        self.asked: list[PermissionAsked] = []
        self.at_a_time = 0

    async def __call__(self, question: PermissionAsked) -> PermissionAnswer:
        self.asked.append(question)
        self.at_a_time += 1
        assert self.at_a_time == 1
        await asyncio.sleep(0)
        self.at_a_time -= 1
        return self.answers.pop(0)


async def test_the_user_is_asked_and_refuses(project: Path) -> None:
    """In code, by a callback; the model is told."""
    user = User("deny")
    assert await written(project, ask=user) == (
        False,
        "Error: write_file is not allowed: the user refused it.",
    )
    (question,) = user.asked
    assert (question.call.name, question.rule, question.offer) == (
        "write_file",
        "ask",
        "write_file",
    )


async def test_the_user_is_asked_and_allows(project: Path) -> None:
    """This one call."""
    assert await written(project, ask=User("allow")) == (
        True,
        "Created docs/a.txt (5 characters).",
    )


async def test_the_question_shows_the_exact_effect() -> None:
    """The tool's preview; where it breaks, the arguments."""

    def preview(arguments: Any, context: ToolContext) -> str:
        return f"- {arguments['old']}\n+ {arguments['new']}"

    @tool(preview=preview)
    def change(new: str, old: str = "before") -> str:
        """Change something."""
        return new

    @tool(preview=lambda arguments, context: arguments["missing"])
    def unclear(new: str) -> str:
        """Cannot say what it does."""
        return new

    user = User("deny", "deny")
    agent, _ = scripted(
        calls(("change", {"new": "after"}), ("unclear", {"new": "x"})),
        "Done.",
        tools=(change, unclear),
        permissions={"mode": "ask"},
        ask=user,
    )
    await agent.run("Go.")
    assert [each.effect for each in user.asked] == ["- before\n+ after", '{"new": "x"}']


async def test_an_answer_for_the_session_is_not_asked_again_also_when_resumed() -> None:
    """It is recorded, and holds for calls that are already waiting; another session is asked."""
    ran: list[int] = []

    @tool
    def act(number: int) -> str:
        """Has an effect."""
        ran.append(number)
        return "done"

    def both(first: int) -> Any:
        return calls(("act", {"number": first}), ("act", {"number": first + 1}))

    given: dict[str, Any] = {"tools": (act,), "permissions": {"mode": "ask"}}
    store = MemoryStore()
    user = User("session")
    agent, _ = scripted(both(1), "Done.", store=store, ask=user, **given)
    await agent.run("Go.", session="s")
    resumed, _ = scripted(both(3), "Done.", store=store, ask=User(), **given)
    await resumed.run("Go.", session="s")
    assert (sorted(ran), len(user.asked)) == ([1, 2, 3, 4], 1)
    other, _ = scripted(both(5), "Done.", store=store, ask=User("deny", "deny"), **given)
    await other.run("Go.", session="other")
    assert len(ran) == 4


async def test_consent_for_the_session_outlives_a_compaction() -> None:
    """Also where the session is opened again and the record of it is not read any more."""

    @tool(permission="ask")
    async def pages(number: int) -> str:
        """Many words."""
        return "word " * 250

    def agent(script: Sequence[Step], user: User) -> Agent:
        engine = ScriptedModel(script, window=4096)
        given: dict[str, Any] = {"result_tokens": 600, "reserve_tokens": 256}
        return Agent(engine=engine, tools=[pages], store=store, ask=user, **given)

    store, user = MemoryStore(), User("session")
    for _ in range(2):
        script = [calls(("pages", {"number": number})) for number in range(12)]
        await agent([*script, "Done."], user).run("Go.", session="s")
    async with agent([calls(("pages", {"number": 1})), "Fine."], user).session("s") as session:
        read = list(session.transcript.records)
        assert (await session.send("Go on.")).text == "Fine."
    assert not [each for each in read if isinstance(each, PermissionDecided) and each.remembered]
    assert len(user.asked) == 1


@pytest.mark.parametrize("answer", ["yes", None, True])
async def test_an_answer_that_is_none_of_the_three_is_a_no(project: Path, answer: Any) -> None:
    """A mistake in a program does not open anything."""
    assert not (await written(project, ask=User(answer)))[0]


async def test_a_callback_that_breaks_is_a_no(project: Path) -> None:
    """And the run goes on."""

    async def broken(question: PermissionAsked) -> PermissionAnswer:
        raise RuntimeError("no terminal")

    assert not (await written(project, ask=broken))[0]


async def test_stopping_a_run_ends_its_question(project: Path) -> None:
    """Nothing was decided, and nothing ran."""
    asked = asyncio.Event()

    async def never(question: PermissionAsked) -> PermissionAnswer:
        asked.set()
        await asyncio.sleep(60)
        return "allow"

    agent, _ = scripted(WRITE, "Done.", tools=None, ask=never)
    async with agent.session() as session:
        run = asyncio.ensure_future(session.send("Go."))
        await asked.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        kinds = [each.kind for each in session.transcript.records]
    assert "permission_decided" not in kinds
    assert "tool_started" not in kinds


async def test_progress_is_shown_from_a_thread_and_from_a_coroutine() -> None:
    """As a preview; nothing of it is kept."""

    @tool
    def slow(context: ToolContext) -> str:
        """In a thread."""
        context.progress("page 1 of 2", 0.5)
        return "done"

    @tool
    async def quick(context: ToolContext) -> str:
        """In the event loop."""
        context.progress("connected")
        return "done"

    agent, _ = scripted(calls(("slow", {}), ("quick", {})), "Done.", tools=(slow, quick))
    async with agent.session() as session:
        shown = [e async for e in session.stream("Go.") if isinstance(e, ToolProgressed)]
        assert not [e for e in session.transcript.records if isinstance(e, ToolProgressed)]
    found = sorted((each.call.name, each.text, each.fraction) for each in shown)
    assert found == [("quick", "connected", None), ("slow", "page 1 of 2", 0.5)]


async def test_a_call_that_keeps_failing_is_stopped_in_its_run() -> None:
    """The model reads how often it failed; the next run may try again."""

    @tool
    def broken() -> str:
        """Always crashes."""
        raise RuntimeError("disk")

    again = calls(("broken", {}))
    agent, model = scripted(again, again, again, again, "Sorry.", again, "Sorry.", tools=(broken,))
    async with agent.session() as session:
        await session.send("Go.")
        assert "has failed 3 times with the same arguments" in last_text(model.requests[4])
        await session.send("Again.")
    assert "broken crashed" in last_text(model.requests[6])


async def test_a_tool_called_by_hand_asks_nobody() -> None:
    """Who types the call has consented to it."""

    @tool
    def act() -> str:
        """Has an effect."""
        return "done"

    agent = Agent(tools=[act], store="memory:", permissions={"mode": "deny"})
    assert (await agent.call_tool("act", "{}"))[1] == "done"
