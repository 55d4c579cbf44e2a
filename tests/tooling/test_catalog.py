"""The catalogue: what is found, in what order, and what may be added late."""

from __future__ import annotations

import json

import pytest

from agent.errors import ToolRefused
from agent.tooling import Catalog, Registered, Registry, Tool, raw_tool, target
from agent.types import ToolCall, ToolFailure


def named(name: str, description: str) -> Tool:
    return raw_tool(
        lambda: None,
        name=name,
        description=description,
        parameters={"type": "object", "properties": {}},
    )


TOOLS = [
    named("book_flight", "Books a seat on an aeroplane."),
    named("cancel_flight", "Cancels a booking."),
    named("weatherForecast", "The weather of the next days."),
    named("tide_table", "High and low water, with the weather."),
]


def catalog(*, wanted: bool = False) -> tuple[Catalog, Registry]:
    registry = Registry(Registered(each, "test") for each in TOOLS).freeze()
    return Catalog(registry, wanted=wanted), registry


def found(query: str, limit: int = 5) -> list[str]:
    return [each.name for each in catalog()[0].find(query, limit)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("weather", ["weatherForecast", "tide_table"]),
        ("forecasts", ["weatherForecast"]),
        ("book a flight", ["book_flight", "cancel_flight"]),
        ("tide_table", ["tide_table"]),
        ("FLIGHT", ["book_flight", "cancel_flight"]),
        ("stock prices", []),
        ("what is the", []),
        ("", []),
    ],
)
def test_tools_are_found_by_words_of_their_names_and_descriptions(
    query: str, names: list[str]
) -> None:
    """A name weighs more than a description, a rare word more than a frequent one."""
    assert found(query) == names


def test_no_more_are_found_than_asked_for() -> None:
    """The best stay."""
    assert found("weather", 1) == ["weatherForecast"]


def test_call_tool_means_the_call_inside() -> None:
    """With the id of the outer one, which records and windows know."""
    outer = ToolCall("7", "call_tool", json.dumps({"name": "x", "arguments": {"a": "é"}}))
    assert target(outer) == ToolCall("7", "x", '{"a": "é"}')


@pytest.mark.parametrize(
    "arguments",
    ["{", "{}", '{"name": "x", "arguments": "{}"}', '{"name": "call_tool", "arguments": {}}'],
)
def test_what_call_tool_cannot_read_is_a_failure_of_its_own(arguments: str) -> None:
    """Also a call of itself: nothing goes round."""
    outer = ToolCall("7", "call_tool", arguments)
    assert target(outer) == outer
    assert isinstance(catalog()[1].resolve(outer), ToolFailure)


@pytest.mark.parametrize("name", ["find_tools", "call_tool"])
def test_the_catalogue_keeps_its_names(name: str) -> None:
    """A tool of such a name could never be called, or would stand in for the runtime's."""
    with pytest.raises(ToolRefused, match="the runtime has a tool of this name"):
        Registry([Registered(named(name, ""), "test")])


def test_a_late_tool_is_found_and_called_and_never_in_the_specs() -> None:
    """The prefix is made of the specs."""
    tools, registry = catalog(wanted=True)
    before = tools.offer(hidden=False)
    tools.add([named("moon_phase", "The phase of the moon.")])
    assert [each.name for each in tools.find("moon", 5)] == ["moon_phase"]
    assert registry.late == ("moon_phase",)
    assert tools.offer(hidden=False) == before
    assert not isinstance(registry.resolve(ToolCall("1", "moon_phase", "{}")), ToolFailure)


def test_late_tools_are_added_all_or_none() -> None:
    """A name that is taken, by an earlier tool or beside it."""
    tools, registry = catalog()
    fresh = named("moon_phase", "")
    for second in (TOOLS[0], fresh):
        with pytest.raises(ToolRefused, match="twice"):
            tools.add([fresh, second])
    assert registry.late == ()


def test_a_late_tool_needs_a_way_to_it() -> None:
    """A prefix without find_tools cannot be changed any more."""
    tools, _ = catalog()
    tools.offer(hidden=False)
    with pytest.raises(ToolRefused, match="find_tools=True"):
        tools.add([named("moon_phase", "")])


def test_an_unknown_name_among_many_is_answered_by_the_similar_ones() -> None:
    """Not by hundreds of names."""
    registry = Registry(Registered(named(f"tool_{n}_x", ""), "test") for n in range(100))
    failure = registry.resolve(ToolCall("1", "tool_77x", "{}"))
    assert isinstance(failure, ToolFailure)
    assert failure.details[0] == "tool_77_x"
    assert failure.details[-1] == "and 97 more"
