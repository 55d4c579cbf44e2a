"""The dialogues that the bundled model learns from and is measured on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from agent.models import bundled_model_path
from agent.models.training.chat import answer, text
from agent.models.training.dialogue import Dialogue
from agent.models.training.dialogues import CAPABILITIES
from agent.models.training.generator import dialogue
from agent.models.training.words import held_out
from agent.types import AssistantMessage, ToolCall, ToolMessage

BUILTIN = frozenset(
    {
        "calculate",
        "call_tool",
        "delegate",
        "find_tools",
        "list_files",
        "read_artifact",
        "read_file",
        "search",
        "write_file",
    }
)


@pytest.fixture(scope="module")
def trained() -> list[Dialogue]:
    return [dialogue(seed) for seed in range(600)]


@pytest.fixture(scope="module")
def tested() -> list[Dialogue]:
    return [dialogue(seed, "test", name) for name in CAPABILITIES for seed in range(20)]


def calls(dialogues: list[Dialogue]) -> Iterator[tuple[Dialogue, ToolCall]]:
    """The right calls."""
    for each in dialogues:
        for index, message in enumerate(each.messages):
            if isinstance(message, AssistantMessage) and index not in each.mistakes:
                for call in message.tool_calls:
                    yield each, call


def test_a_seed_gives_the_same_dialogue_in_another_process() -> None:
    """Neither the hash of strings nor the order of a set decides anything."""
    program = (
        "from agent.models.training.generator import dialogue\n"
        "from agent.models.training.chat import text\n"
        "import hashlib\n"
        "print(hashlib.sha256(''.join(text(dialogue(s)) for s in range(30)).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_every_right_call_fits_its_tool(trained: list[Dialogue], tested: list[Dialogue]) -> None:
    """The tool is there, its required arguments are given and no others are made up."""
    for each, call in calls([*trained, *tested]):
        tools = {tool.name: tool for tool in each.tools}
        schema = tools[call.name].parameters
        arguments = json.loads(call.arguments)
        assert set(schema.get("required", ())) <= arguments.keys() <= schema["properties"].keys()


def test_arguments_are_copied_from_what_was_said(tested: list[Dialogue]) -> None:
    """A text argument stands in the conversation, word for word."""
    for each, call in calls(tested):
        said = "\n".join(message.text for message in each.messages)
        for name, value in json.loads(call.arguments).items():
            if isinstance(value, str) and (call.name, name) not in (
                ("search", "query"),
                ("calculate", "expression"),
                ("write_file", "text"),
            ):
                assert value in said


def test_results_answer_calls_in_their_order(trained: list[Dialogue]) -> None:
    """What the template and the server expect of a history."""
    for each in trained:
        waiting: list[str] = []
        for message in each.messages:
            if isinstance(message, ToolMessage):
                assert message.call_id == waiting.pop(0)
            else:
                assert not waiting
                if isinstance(message, AssistantMessage):
                    waiting = [call.id for call in message.tool_calls]


def test_every_dialogue_ends_with_an_answer(trained: list[Dialogue]) -> None:
    """There is one right last word, and it is learned."""
    for each in trained:
        last = each.messages[-1]
        assert isinstance(last, AssistantMessage)
        assert last.text
        assert len(each.messages) - 1 not in each.mistakes


def test_no_tool_of_the_test_is_in_training(
    trained: list[Dialogue], tested: list[Dialogue]
) -> None:
    """The test measures what was never seen; plain parameters such as `day` are in both."""

    def names(dialogues: list[Dialogue]) -> set[str]:
        return {tool.name for each in dialogues for tool in each.tools} - BUILTIN

    assert names(trained) & names(tested) == set()


def test_values_of_the_test_are_not_in_training(
    trained: list[Dialogue], tested: list[Dialogue]
) -> None:
    """Only what has no second form, such as an enumeration's words, may be in both."""

    def values(dialogues: list[Dialogue]) -> set[str]:
        return {
            value
            for each, call in calls(dialogues)
            for name, value in json.loads(call.arguments).items()
            if isinstance(value, str) and len(value) > 3 and not common(each, call, name)
        }

    assert values(trained) & values(tested) <= {"docs"}


def common(made: Dialogue, call: ToolCall, name: str) -> bool:
    if call.name in ("search", "find_tools", "delegate"):
        return True  # a query or a task has a question's words, which are everybody's
    tools = {tool.name: tool for tool in made.tools}
    return "enum" in tools[call.name].parameters["properties"][name]


def test_held_out_words_are_about_an_eighth() -> None:
    """The hash shares words out evenly."""
    words = [f"word{number}" for number in range(4000)]
    assert 0.1 < sum(map(held_out, words)) / len(words) < 0.15


def test_a_call_is_written_as_the_template_writes_it() -> None:
    """One form for what is generated and what is replayed."""
    message = AssistantMessage(
        "Wait.\n", (ToolCall("1", "a", '{"b": 1}'), ToolCall("2", "c", "{}"))
    )
    assert answer(message) == (
        'Wait.\n<tool_call>\n{"name": "a", "arguments": {"b": 1}}\n</tool_call>\n'
        '<tool_call>\n{"name": "c", "arguments": {}}\n</tool_call>'
    )


def test_every_capability_is_taught(trained: list[Dialogue]) -> None:
    """A capability of weight zero would only be tested."""
    assert {each.capability for each in trained} == set(CAPABILITIES)
    assert all(text(each).endswith("<|im_end|>\n") for each in trained[:20])


@pytest.mark.parametrize("tokens", [1024, 4096, 8192, 12288])
@pytest.mark.parametrize("seed", range(4))
def test_a_dialogue_is_about_as_long_as_it_is_asked_to_be(seed: int, tokens: int) -> None:
    """Distractors fill it up, and its last episode is the one asked for."""
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer.from_file(str(bundled_model_path() / "tokenizer.json"))
    made = dialogue(seed, "test", "chain of two calls", tokens)
    size = len(tokenizer.encode(text(made), add_special_tokens=False).ids)
    assert 0.6 * tokens <= size <= 1.5 * tokens + 1000
    assert made.capability == "chain of two calls"


def test_no_right_call_of_a_long_dialogue_is_made_twice() -> None:
    """What a tool has returned is not asked for again, however much comes between."""
    for seed in range(40):
        made = dialogue(seed, "train", "value from a result", 8192)
        called = [
            (call.name, call.arguments)
            for index, message in enumerate(made.messages)
            if isinstance(message, AssistantMessage) and index not in made.mistakes
            for call in message.tool_calls
            if call.name not in BUILTIN and call.arguments != "{}"
        ]
        assert len(called) == len(set(called))
