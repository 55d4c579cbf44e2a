"""The tool, alone and in the hands of a scripted model."""

from __future__ import annotations

import pytest
from holdfast_lengths import convert_length

from agent import Agent, ModelRetry
from agent.testing import ScriptedModel, calls


def test_a_mile_in_kilometres() -> None:
    """A tool can be called as the function that it was made of."""
    assert convert_length(1, "miles", "kilometres") == "1.60934 kilometres"


def test_an_unknown_unit_lists_the_known_ones() -> None:
    """So that the model can correct its call."""
    with pytest.raises(ModelRetry, match="The units are: metres, kilometres"):
        convert_length(1, "furlongs", "metres")


def test_a_model_calls_it() -> None:
    """No engine is needed: the model follows a script."""
    arguments = {"value": 1, "from_unit": "nautical miles", "to_unit": "metres"}
    model = ScriptedModel([calls(("convert_length", arguments)), "Ok"])
    agent = Agent(engine=model, tools=["convert_length"], store="memory:")
    (call,) = agent.run_sync("How long is a nautical mile?").tool_calls
    assert call.ok
