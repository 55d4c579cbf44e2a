"""Right and wrong."""

from __future__ import annotations

import pytest

from agent.models.training.scoring import Reply, interval, judge, same_json
from agent.types import AssistantMessage, ToolCall


def call(name: str, arguments: str) -> ToolCall:
    return ToolCall("id", name, arguments)


def test_the_order_of_arguments_does_not_matter() -> None:
    """A call is what it does."""
    wanted = AssistantMessage(tool_calls=(call("a", '{"x": 1, "y": "z"}'),))
    score = judge(wanted, Reply("", (call("a", '{"y":"z","x":1}'),)), "")
    assert (score.right_calls, score.calls, score.failures) == (1, 1, [])


@pytest.mark.parametrize(
    "reply",
    [
        Reply("text", ()),
        Reply("", (call("b", '{"x": 1}'),)),
        Reply("", (call("a", '{"x": "1"}'),)),
        Reply("", (call("a", '{"x": true}'),)),
        Reply("", (call("a", "{broken"),)),
    ],
)
def test_anything_else_is_a_wrong_call(reply: Reply) -> None:
    """Text, another tool, another type and broken JSON."""
    score = judge(AssistantMessage(tool_calls=(call("a", '{"x": 1}'),)), reply, "asked")
    assert score.right_calls == 0
    assert score.failures[0]["asked"] == "asked"


def test_an_additional_call_is_a_wrong_one() -> None:
    """It would have had an effect."""
    wanted = AssistantMessage(tool_calls=(call("a", "{}"),))
    score = judge(wanted, Reply("", (call("a", "{}"), call("a", "{}"))), "")
    assert (score.right_calls, score.calls) == (1, 2)


def test_an_answer_is_right_to_the_letter() -> None:
    """Space around it is the server's affair."""
    wanted = AssistantMessage("The port is 80.")
    assert judge(wanted, Reply("The port is 80.\n", ()), "").right_answers == 1
    assert judge(wanted, Reply("The port is 8.", ()), "").right_answers == 0
    assert judge(wanted, Reply("The port is 80.", (call("a", "{}"),)), "").right_answers == 0


def test_true_is_not_one() -> None:
    """JSON's types are kept apart."""
    assert not same_json(True, 1)
    assert not same_json(1, 1.0)
    assert same_json({"a": [1, "b"]}, {"a": [1, "b"]})


def test_wilsons_interval() -> None:
    """Against the textbook's figures."""
    low, high = interval(40, 40)
    assert low == pytest.approx(0.912, abs=0.001)
    assert high == 1.0
    assert interval(0, 0) == (0.0, 1.0)
