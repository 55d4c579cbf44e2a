"""Every suite asks for something that its history holds, at the length that was wanted."""

from __future__ import annotations

import pytest

from agent.evals.suites import SUITES
from agent.models.training.chat import text
from agent.types import AssistantMessage, ToolMessage


@pytest.mark.parametrize("tokens", [1024, 8192])
@pytest.mark.parametrize("name", SUITES)
def test_a_case_is_repeatable_and_about_as_long_as_wanted(name: str, tokens: int) -> None:
    """The same seed, the same case; another one, another."""
    case = SUITES[name](5, tokens)
    assert case == SUITES[name](5, tokens)
    assert case != SUITES[name](6, tokens)
    assert 0.5 * tokens < len(text(case.dialogue)) / 2.8 < 1.6 * tokens + 900


@pytest.mark.parametrize("name", ["needle", "needles", "response"])
def test_what_an_answer_must_hold_is_in_a_result(name: str) -> None:
    """And the right answer holds it."""
    case = SUITES[name](3, 4096)
    results = " ".join(m.text for m in case.dialogue.messages if isinstance(m, ToolMessage))
    last = case.dialogue.messages[-1]
    assert isinstance(last, AssistantMessage)
    assert case.holds
    assert all(each in results and each in last.text for each in case.holds)


def test_the_tools_of_a_catalogue_have_names_of_their_own() -> None:
    """The one that is meant is among them."""
    made = SUITES["catalogue"](1, 4096).dialogue
    last = made.messages[-1]
    names = [tool.name for tool in made.tools]
    assert isinstance(last, AssistantMessage)
    assert len(names) == len(set(names)) > 20
    assert last.tool_calls[0].name in names
