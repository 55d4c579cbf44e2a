"""Agents and sessions: opening, sharing, resuming and closing, against a scripted model."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from agent import Agent
from agent.config import load_settings
from agent.context.transcript import decode
from agent.engine.request import Request
from agent.errors import ConfigError, HoldfastError, KnowledgeError, SessionBusy
from agent.events import SessionOpened
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore
from agent.testing import calls
from agent.types import UserMessage
from tests.fake_server import FakeServer, says, serving
from tests.scripted import forecast, last_text, messages, scripted

EXAMPLES = [
    {"role": "user", "content": "Rome?"},
    {"role": "assistant", "content": "Sunny."},
]


def test_run_sync_works_twice_on_one_agent() -> None:
    """Each call has an event loop of its own, and none keeps the other's."""
    agent, _ = scripted("One.", "Two.")
    assert [agent.run_sync("a").text, agent.run_sync("b").text] == ["One.", "Two."]


def test_run_sync_goes_on_with_a_session_in_memory() -> None:
    """Closing the agent between the runs does not forget it."""
    agent, model = scripted("One.")
    agent.run_sync("a", session="s")
    agent.run_sync("b", session="s")
    first, second = (request.prompt.segments for request in model.requests)
    assert second[: len(first)] == first


def test_run_sync_works_twice_on_a_store_that_was_given(tmp_path: Path) -> None:
    """What the caller gave is the caller's to close."""
    store = SQLiteStore(tmp_path / "s.sqlite")
    agent, _ = scripted("One.", store=store)
    agent.run_sync("a", session="s")
    assert agent.run_sync("b", session="s").status == "done"
    asyncio.run(store.close())


def test_run_sync_works_twice_over_http() -> None:
    """The second loop gets connections of its own."""
    with serving(FakeServer([says("One."), says("Two.")])) as fake:
        agent = Agent(base_url=fake.url, tools=(), few_shot=(), store="memory:")
        assert [agent.run_sync("a").text, agent.run_sync("b").text] == ["One.", "Two."]


async def test_run_sync_inside_an_event_loop_names_the_fix() -> None:
    """Notebooks are such a place."""
    agent, _ = scripted("One.")
    with pytest.raises(ConfigError, match=r"await agent\.run"):
        agent.run_sync("a")


def test_an_agent_left_open_in_an_ended_loop_names_the_fix() -> None:
    """Its connections died with that loop."""
    agent, _ = scripted("One.")
    asyncio.run(agent.run("a"))
    with pytest.raises(ConfigError, match="run_sync"):
        asyncio.run(agent.run("b"))


def test_an_agent_that_was_closed_serves_another_loop() -> None:
    """Many at a time in both: no lock belongs to the first loop."""
    agent, _ = scripted("One.")

    async def eight() -> int:
        async with agent:
            return len(await asyncio.gather(*(agent.run("a") for _ in range(8))))

    assert [asyncio.run(eight()), asyncio.run(eight())] == [8, 8]


@pytest.mark.parametrize("text", ["", "  \n"])
async def test_an_empty_task_is_refused(text: str) -> None:
    """Before anything is stored or asked."""
    agent, model = scripted("One.")
    async with agent.session() as session:
        with pytest.raises(ConfigError, match="empty"):
            await session.send(text)
        assert len(session.transcript) == 1
    assert model.requests == []


def _by_task(request: Request) -> Any:
    text = last_text(request)
    return text if text.startswith("rain") else calls(("forecast", {"city": text}))


async def test_eight_runs_at_once_are_not_mixed() -> None:
    """Each run's answer comes from its own task's tool."""
    agent, _ = scripted(_by_task)
    cities = [f"city {number}" for number in range(7)] + ["Oslo"]
    replies = await asyncio.gather(*(agent.run(city) for city in cities))
    assert [reply.text for reply in replies] == [f"rain in {city}" for city in cities]
    assert [reply.tool_calls[0].arguments for reply in replies] == [{"city": c} for c in cities]


async def test_runs_at_once_have_sessions_of_their_own_and_one_prefix() -> None:
    """vLLM holds the prefix once, and a router can tell the sessions apart."""
    store = MemoryStore()
    agent, model = scripted(_by_task, store=store)
    replies = await asyncio.gather(*(agent.run(f"city {number}") for number in range(8)))
    opened = [decode((await store.load(each.session))[0]).record for each in replies]
    assert len({each.prefix_hash for each in opened if isinstance(each, SessionOpened)}) == 1
    sent = {request.session for request in model.requests}
    assert sent == {reply.session for reply in replies}
    assert len(sent) == 8


async def test_runs_at_once_name_their_session_on_the_wire() -> None:
    """Header and body agree, for every request."""
    with serving() as fake:
        async with Agent(base_url=fake.url, tools=(), few_shot=(), store="memory:") as agent:
            replies = await asyncio.gather(*(agent.run(f"task {n}") for n in range(8)))
    named = [head["X-Session-ID"] for head in fake.headers]
    assert named == [body["session_id"] for body in fake.bodies]
    assert set(named) == {reply.session for reply in replies}


async def test_two_sends_on_one_session_follow_each_other() -> None:
    """The second run begins when the first has ended, and each gets its own reply."""
    agent, _ = scripted(_by_task)
    async with agent.session() as session:
        first, second = await asyncio.gather(session.send("Oslo"), session.send("Rome"))
        kinds = [record.kind for record in session.transcript.records]
    assert (first.text, second.text) == ("rain in Oslo", "rain in Rome")
    assert kinds.index("run_ended") < len(kinds) - 1 - kinds[::-1].index("user_spoke")


async def test_one_session_opened_twice_is_noticed() -> None:
    """The second writer is refused at the door, and the first goes on."""
    agent, _ = scripted("One.")
    async with agent.session("s") as one:
        with pytest.raises(SessionBusy, match="session s is open"):
            await agent.session("s").__aenter__()
        assert (await one.send("a")).text == "One."


async def test_the_tools_are_the_built_in_ones_when_none_are_given() -> None:
    """A stranger's plugin is not offered unasked."""
    agent, _ = scripted("One.", tools=None)
    assert agent.registry.names == (
        "calculate",
        "list_files",
        "read_artifact",
        "read_file",
        "search",
        "write_file",
    )


async def test_tools_are_functions_tools_or_names() -> None:
    """Mixed, and in one stable order whatever the order given."""

    def plain(city: str) -> str:
        """A plain function."""
        return city

    given = (plain, "calculate", forecast)
    one, _ = scripted("One.", tools=given)
    other, _ = scripted("One.", tools=given[::-1])
    assert one.registry.names == other.registry.names == ("calculate", "forecast", "plain")


async def test_no_tools_are_no_tools() -> None:
    """An empty list is a choice."""
    agent, model = scripted("One.", tools=())
    await agent.run("a")
    assert model.requests[0].prompt.tools == b""


def test_an_unknown_tool_name_lists_the_known_ones() -> None:
    """A typing error is answered by what there is."""
    with pytest.raises(ConfigError, match=r"'calculater'.*There are: calculate, "):
        scripted("One.", tools=("calculater",))


@pytest.mark.parametrize("form", ["openai", "messages", "file"])
async def test_examples_follow_the_system_prompt(form: str, tmp_path: Path) -> None:
    """However they are given, the bytes are the same."""
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in EXAMPLES))
    user = UserMessage("Rome?")
    given = {"openai": EXAMPLES, "messages": [user, EXAMPLES[1]], "file": path}[form]
    agent, model = scripted("One.", few_shot=given)
    await agent.run("a")
    sent = messages(model.requests[0])
    assert sent[1:3] == EXAMPLES


async def test_a_system_prompt_in_a_file_is_read(tmp_path: Path) -> None:
    """A path is a file, a string is the prompt."""
    path = tmp_path / "system.md"
    path.write_text("Be kind.\n")
    agent, model = scripted("One.", system=path)
    await agent.run("a")
    assert messages(model.requests[0])[0] == {
        "role": "system",
        "content": "Be kind.",
    }


@pytest.mark.parametrize("field", ["system", "few_shot"])
async def test_a_prompt_file_that_is_missing_is_named(field: str, tmp_path: Path) -> None:
    """The message has the path."""
    agent, _ = scripted("One.", **{field: tmp_path / "gone"})
    with pytest.raises(ConfigError, match="gone"):
        await agent.run("a")


async def test_a_wrong_knowledge_path_is_told_before_the_engine_is_asked(tmp_path: Path) -> None:
    """Nobody waits for an engine to learn of a typing error."""
    agent = Agent(
        base_url="http://127.0.0.1:9", knowledge=tmp_path / "gone.sqlite", store="memory:"
    )
    with pytest.raises(KnowledgeError, match=r"gone\.sqlite"):
        await agent.run("a")


def test_settings_and_single_settings_do_not_mix(tmp_path: Path) -> None:
    """One of them would be ignored in silence."""
    settings = load_settings({"project": tmp_path})
    with pytest.raises(ConfigError, match="model"):
        Agent(settings=settings, model="m")


@pytest.mark.parametrize("session", ["", "a b", "../x", "ä", "x" * 129, "a\n"])
def test_a_session_id_has_plain_characters(session: str) -> None:
    """It stands in headers, file names and addresses."""
    agent, _ = scripted("One.")
    with pytest.raises(ConfigError, match="session id"):
        agent.session(session)


async def test_an_agent_that_was_closed_opens_again(tmp_path: Path) -> None:
    """By itself, at the next use."""
    agent, _ = scripted("One.", store=tmp_path / "s.sqlite")
    await agent.run("a", session="s")
    await agent.close()
    await agent.close()
    assert (await agent.run("b", session="s")).status == "done"
    await agent.close()


@pytest.mark.filterwarnings("error")
async def test_an_opening_that_fails_leaves_nothing_open(tmp_path: Path) -> None:
    """The store is closed again when no engine answers."""
    closed: list[str] = []

    class Noticed(SQLiteStore):
        async def close(self) -> None:
            closed.append("store")
            await super().close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.assembly.SQLiteStore", Noticed)
        agent = Agent(base_url="http://127.0.0.1:9", tools=(), store=tmp_path / "s.sqlite")
        with pytest.raises(HoldfastError):
            await agent.open()
    assert closed == ["store"]


async def test_a_reply_before_the_first_message_shows_the_prefix() -> None:
    """The window is not empty: the prefix is in it."""
    agent, _ = scripted("One.")
    async with agent.session() as session:
        context = session.reply().context
    assert context.tokens == context.prefix_tokens > 0


async def test_a_tool_can_be_called_without_an_engine() -> None:
    """The outcome is what a model would have got."""
    agent, _ = scripted("One.")
    outcome, text = await agent.call_tool("forecast", '{"city": "Rome"}')
    assert (outcome.ok, text) == (True, "rain in Rome")
