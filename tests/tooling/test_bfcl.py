"""Real function docs that are no JSON Schema as shipped, with their published answers."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agent.tooling import Tool, raw_tool
from agent.types import ToolFailure
from tests.shared_data import members, unpacked

SINGLE_TURN = {
    "simple_python": (400, 1154, 1166),
    "multiple": (557, 728, 732),
    "parallel": (200, 1391, 1395),
    "parallel_multiple": (520, 1541, 1567),
}
"""Functions, argument sets that their own schema takes, and argument sets in all."""
MOST_COMBINATIONS = 32


def lines(name: str) -> list[Any]:
    return [json.loads(each) for each in unpacked(f"bfcl/{name}").splitlines()]


def made(function: dict[str, Any]) -> Tool:
    return raw_tool(
        dict,
        name=function["name"],
        description=function["description"],
        parameters=function["parameters"],
        repair=True,
    )


@cache
def tools_of(category: str) -> dict[tuple[str, str], Tool]:
    """By the question's id and the function's own name."""
    return {
        (row["id"], function["name"]): made(function)
        for row in lines(f"BFCL_v4_{category}.json.zst")
        for function in row["function"]
    }


def combinations(options: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The argument sets that an answer allows; an empty string in a list means left out."""
    names = list(options)
    for values in itertools.islice(itertools.product(*options.values()), MOST_COMBINATIONS):
        yield {
            name: plain(value)
            for name, value in zip(names, values, strict=True)
            if not (value == "" and len(options[name]) > 1) and value != ""
        }


def plain(value: Any) -> Any:
    """The first reading of a value: inside objects every value is a list of options."""
    if isinstance(value, dict):
        return {
            name: plain(options[0])
            for name, options in value.items()
            if not (isinstance(options, list) and "" in options)
        }
    return [plain(each) for each in value] if isinstance(value, list) else value


def verdicts(tool: Tool, arguments: dict[str, Any]) -> tuple[bool, bool]:
    """Whether the schema takes the arguments, and whether the tool does; a refusal has a path."""
    checker = Draft202012Validator.FORMAT_CHECKER
    oracle = Draft202012Validator(tool.parameters, format_checker=checker)
    read = tool.arguments.read(json.dumps(arguments))
    if isinstance(read, ToolFailure):
        wrong = next(oracle.iter_errors(arguments))
        paths = [str(each) for each in wrong.absolute_path][:1] or list(tool.parameters["required"])
        assert any(path in detail for path in paths for detail in read.details), read
    else:
        assert read == arguments
    return oracle.is_valid(arguments), not isinstance(read, ToolFailure)


@pytest.mark.parametrize("category", SINGLE_TURN)
def test_all_functions_register_and_their_answers_are_judged_by_their_schema(category: str) -> None:
    """What others publish must work as it is, and be checked exactly."""
    tools = tools_of(category)
    judged = [
        verdicts(tools[row["id"], name], arguments)
        for row in lines(f"possible_answer_{category}.json.zst")
        for answer in row["ground_truth"]
        for name, options in answer.items()
        for arguments in combinations(options)
    ]

    assert all(expected == accepted for expected, accepted in judged)
    assert (len(tools), sum(accepted for _, accepted in judged), len(judged)) == SINGLE_TURN[
        category
    ]


def test_the_functions_of_several_turns_register_and_take_their_calls() -> None:
    """The same for whole conversations."""
    files = members("bfcl/multi_turn_func_doc.tar.zst").values()
    documents = [json.loads(line) for each in files for line in each.splitlines()]
    tools = {each["name"]: made(each) for each in documents}
    judged = [
        verdicts(tools[called["function"]["name"]], json.loads(called["function"]["arguments"]))
        for row in lines("derived_multi_turn_base_openai.jsonl.zst")
        for message in row["messages"]
        for called in message.get("tool_calls", [])
    ]

    assert all(expected == accepted for expected, accepted in judged)
    counts = (len(documents), sum(accepted for _, accepted in judged), len(judged))
    assert counts == (162, 1141, 1142)


def test_names_of_different_functions_stay_apart() -> None:
    """A hundred functions may be offered at once."""
    tools = [each for category in SINGLE_TURN for each in tools_of(category).values()]
    names = {(each.original_name or each.name): each.name for each in tools}

    assert len(set(names.values())) == len(names) > 700
