"""Where two requests differ, in the words of OpenAI's format."""

from __future__ import annotations

from typing import Any

import pytest

from agent.observe.differing import Difference, Sent, differences

SYSTEM = {"role": "system", "content": "You help. It is 12:00:01."}
USER = {"role": "user", "content": "What is 6 * 7?"}
CALL = {"id": "c1", "type": "function", "function": {"name": "sum", "arguments": '{"a":1}'}}
ASKED = {"role": "assistant", "content": None, "tool_calls": [CALL], "reasoning": "I add."}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "42"}
BEFORE = (SYSTEM, USER, ASKED, RESULT)


def tool(name: str, **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


def first(
    after: tuple[Any, ...], before: tuple[Any, ...] = BEFORE, *tools: tuple[Any, ...]
) -> Difference:
    one, other = tools or ((), ())
    return next(differences(Sent(before, one), Sent(after, other)))


def respaced() -> dict[str, Any]:
    return {**ASKED, "tool_calls": [{**CALL, "function": {"name": "sum", "arguments": '{"a": 1}'}}]}


@pytest.mark.parametrize(
    ("place", "message", "field", "told"),
    [
        (0, {**SYSTEM, "content": "You help. It is 12:00:02."}, "content", "edited"),
        (1, {**USER, "content": "What is 6 * 8?"}, "content", "edited"),
        (1, {**USER, "content": [{"type": "text", "text": "a"}] * 2}, "content", "2 content parts"),
        (1, {"role": "developer", "content": USER["content"]}, "role", "role developer"),
        (2, respaced(), "tool_calls[0].function.arguments", "written otherwise"),
        (2, {k: v for k, v in ASKED.items() if k != "reasoning"}, "reasoning", "left out"),
        (3, {**RESULT, "content": "43"}, "content", "edited"),
    ],
)
def test_the_message_and_its_field_are_named(
    place: int, message: Any, field: str, told: str
) -> None:
    found = first((*BEFORE[:place], message, *BEFORE[place + 1 :]))
    assert (found.message, found.field) == (place, field)
    assert told in found.told
    assert found.restored.messages == BEFORE


def test_arguments_that_nest_too_deep_are_a_difference_like_any_other() -> None:
    function = {"name": "sum", "arguments": "[" * 100_000}
    deep = {**ASKED, "tool_calls": [{**CALL, "function": function}]}
    found = first((*BEFORE[:2], deep, *BEFORE[3:]))
    assert (found.field, found.told) == (
        "tool_calls[0].function.arguments",
        "the message was edited",
    )


def test_a_message_that_was_left_out_is_named() -> None:
    found = first(BEFORE[:3])
    assert (found.message, found.told) == (3, "a message was left out")
    assert found.restored.messages == BEFORE


def test_what_no_template_sees_is_no_difference() -> None:
    """Frameworks write `null` for what is missing, and another name for reasoning."""
    same = {
        "role": "assistant",
        "content": "",
        "refusal": None,
        "tool_calls": [{**CALL, "index": 0}],
        "reasoning_content": "I add.",
    }
    more = (*BEFORE[:2], same, RESULT, USER)
    assert list(differences(Sent(BEFORE), Sent(more))) == []


def test_tools_in_another_order_are_told_from_tools_that_changed() -> None:
    one, two = tool("one"), tool("two")
    found = first(BEFORE, BEFORE, (one, two), (two, one))
    assert (found.field, found.before, found.after) == ("tools", "one, two", "two, one")
    assert "order" in found.told
    added = first(BEFORE, BEFORE, (one,), (one, two))
    assert added.told == "tools added: two"


def test_an_unordered_set_in_a_schema_is_found_in_its_place() -> None:
    one, other = (tool("one", unit={"enum": units}) for units in (["a", "b"], ["b", "a"]))
    found = first(BEFORE, BEFORE, (one,), (other,))
    assert found.field == "tools[0].function.parameters.properties.unit.enum[0]"
    assert (found.before, found.after) == ("a", "b")


def test_the_order_of_keys_counts_in_a_schema() -> None:
    one, other = tool("one", a={}, b={}), tool("one", b={}, a={})
    found = first(BEFORE, BEFORE, (one,), (other,))
    assert found.field == "tools[0].function.parameters.properties (order of keys)"


def test_a_long_text_is_shown_around_its_first_difference() -> None:
    long = "word " * 1000
    found = first(({**USER, "content": long + "X" + long},), ({**USER, "content": long * 2},))
    assert len(found.after) < 120
    assert "X" in found.after
    assert "X" not in found.before
