"""Toolsets: tools that share state, and live as long as their agent is open."""

from __future__ import annotations

from typing import Any, Self

import pytest

from agent import ToolContext, ToolFailed, Toolset, tool
from agent.testing import calls
from tests.scripted import forecast, last_text, scripted


class Counter(Toolset):
    """Counts, while it is open."""

    def __init__(self, start: int = 0) -> None:
        self.count = start
        self.life: list[str] = []

    async def __aenter__(self) -> Self:
        self.life.append("entered")
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.life.append("left")

    @tool
    async def add(self, number: int, context: ToolContext) -> str:
        """Add a number.

        Args:
            number: what to add.
        """
        if self.life[-1:] != ["entered"]:
            raise ToolFailed("closed")
        self.count += number
        return f"{self.count} in {context.session_id}"

    @tool(read_only=True, resource=lambda arguments: "counter")
    def total(self) -> int:
        """The sum so far."""
        return self.count


def test_a_method_is_a_tool_without_its_self() -> None:
    """Schema and description are as for a function."""
    add, total = Counter().tools
    assert (add.name, total.name) == ("add", "total")
    assert list(add.parameters["properties"]) == ["number"]
    assert add.parameters["properties"]["number"]["description"] == "what to add."
    assert total.attributes.read_only


def test_a_method_can_be_called_as_one() -> None:
    """The decorator takes nothing away, and objects keep to themselves."""
    one, other = Counter(1), Counter(2)
    assert (one.total(), other.total()) == (1, 2)


async def test_a_toolset_is_entered_with_its_agent_and_left_with_it() -> None:
    """Its tools share what it holds; opened again, it is entered again."""
    counter = Counter()
    agent, model = scripted(
        calls(("add", {"number": 2})), calls(("add", {"number": 3})), "Done.",
        tools=(counter, forecast),
    )  # fmt: skip
    assert agent.registry.names == ("add", "forecast", "total")
    async with agent:
        await agent.run("Go.", session="s")
        assert counter.life == ["entered"]
    assert counter.life == ["entered", "left"]
    assert last_text(model.requests[2]) == "5 in s"
    async with agent:
        pass
    assert counter.life == ["entered", "left"] * 2


async def test_a_toolset_that_cannot_be_opened_ends_the_opening() -> None:
    """And those before it are left again."""

    class Broken(Toolset):
        async def __aenter__(self) -> Self:
            raise OSError("no database")

    counter = Counter()
    agent, _ = scripted("Hi.", tools=(counter, Broken()))
    with pytest.raises(OSError, match="no database"):
        await agent.open()
    assert counter.life == ["entered", "left"]


async def test_a_tool_of_a_set_can_be_called_without_an_engine() -> None:
    """The set is open for the call."""
    counter = Counter()
    agent, _ = scripted("Hi.", tools=(counter,))
    _, text = await agent.call_tool("add", '{"number": 4}')
    assert (text, counter.life) == ("4 in none", ["entered", "left"])


async def test_an_open_set_stays_as_it_is_when_a_tool_of_it_is_called_outside_a_session() -> None:
    """Entered twice and left once, it would be closed under the agent's sessions."""
    counter = Counter()
    agent, _ = scripted("Hi.", tools=(counter,))
    async with agent:
        _, text = await agent.call_tool("add", '{"number": 4}')
        assert (text, counter.life) == ("4 in none", ["entered"])
