"""The registry and the entry points by which tools enter it."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from agent.errors import ToolRefused
from agent.tooling import BrokenPlugin, Registered, Registry, Tool, entry_point_tools, registry
from agent.tooling.tool import tool


def named(name: str) -> Tool:
    return tool(name=name)(lambda: None)


ONE = named("one")
TWO = named("two")
NOT_A_TOOL = "a string"


def test_the_order_is_by_name_whatever_the_order_of_registration() -> None:
    tools = [Registered(named(name), "here") for name in ("b", "c", "a")]

    assert Registry(tools).freeze().names == ("a", "b", "c")
    assert [spec.name for spec in Registry(reversed(tools)).specs] == ["a", "b", "c"]


def test_a_tool_is_found_by_its_name_only() -> None:
    tools = Registry([Registered(ONE, "here")])

    assert tools.get("one") is ONE
    assert tools.get("One") is None
    assert len(tools) == 1


def test_two_tools_of_one_name_are_refused_with_both_origins() -> None:
    tools = Registry([Registered(ONE, "the first package")])

    with pytest.raises(ToolRefused, match=r"one is there twice: from the first .* from the second"):
        tools.add(named("one"), "the second package")


def test_nothing_can_be_added_to_a_frozen_registry() -> None:
    tools = Registry().freeze()

    with pytest.raises(ToolRefused, match="Tool one from here: the tools are frozen"):
        tools.add(ONE, "here")


def test_the_built_in_tools_come_through_the_entry_points() -> None:
    found = entry_point_tools()
    names = {each.tool.name for each in found.tools if each.origin == "holdfast"}

    assert names == {
        "calculate",
        "delegate",
        "edit_file",
        "fetch_url",
        "find_in_files",
        "list_files",
        "read_artifact",
        "read_file",
        "search",
        "shell",
        "write_file",
    }


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(**points: str) -> None:
        group = [EntryPoint(name, value, registry.GROUP) for name, value in points.items()]
        monkeypatch.setattr(registry, "entry_points", lambda group_name=None, **_: group)

    return install


def test_an_entry_point_may_give_one_tool_or_several(installed: Any) -> None:
    installed(single=f"{__name__}:ONE", several=f"{__name__}:BOTH")

    assert sorted(each.tool.name for each in entry_point_tools().tools) == ["one", "one", "two"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no_such_module:tool", "ModuleNotFoundError: No module named 'no_such_module'"),
        (f"{__name__}:MISSING", "has no attribute 'MISSING'"),
        (f"{__name__}:NOT_A_TOOL", "gives a str, not a Tool. Decorate it with @tool."),
    ],
)
def test_a_broken_plugin_is_reported_by_name_and_the_others_are_there(
    installed: Any, value: str, reason: str
) -> None:
    installed(a_broken=value, b_right=f"{__name__}:TWO")

    found = entry_point_tools()

    assert [each.tool for each in found.tools] == [TWO]
    (broken,) = found.broken
    assert isinstance(broken, BrokenPlugin)
    assert broken.name == "a_broken"
    assert reason in broken.reason


BOTH = (ONE, TWO)
