"""Tools found late, calls that were not run, and passages that are in the window already."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from agent.models.training.dialogue import Dialogue, Episode
from agent.models.training.dialogues import (
    CAPABILITIES,
    LONG_SESSIONS,
    REST,
    delegated,
    failures,
    late_tools,
    left_out,
    not_run,
    passages,
    small_talk,
    talk,
)
from agent.models.training.documents import NOT_FOUND
from agent.models.training.everyday import SLOT, everyday, everyday_request
from agent.models.training.generator import dialogue
from agent.models.training.report import main_job, table
from agent.models.training.words import Words, phrasings
from agent.types import AssistantMessage, ToolCall, ToolMessage, UserMessage

SEEDS = range(60)


def words(seed: int, split: str = "test") -> Words:
    return Words(random.Random(seed), "train" if split == "train" else "test")


def calls(episode: Episode) -> list[ToolCall]:
    return [
        call
        for message in episode.messages
        if isinstance(message, AssistantMessage)
        for call in message.tool_calls
    ]


def measured(capability: str) -> list[Dialogue]:
    return [dialogue(seed, "test", capability) for seed in range(40)]


def test_the_groups_do_not_touch_the_main_job() -> None:
    """Its figures stay comparable."""
    assert not LONG_SESSIONS & REST
    assert set(CAPABILITIES) >= LONG_SESSIONS | REST
    assert len(set(CAPABILITIES) - LONG_SESSIONS - REST) == 15


@pytest.mark.parametrize("capability", sorted(REST))
def test_there_are_forty_different_dialogues_of_each(capability: str) -> None:
    """So many are measured."""
    assert len({made.messages for made in measured(capability)}) == 40


class TestToolsFoundLate:
    """`find_tools` describes a tool, `call_tool` calls it."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_tool_is_searched_for_by_what_the_user_named(self, seed: int) -> None:
        """The query stands in the user's words, so that there is one right query."""
        for make in (late_tools.found_and_called, late_tools.announced, late_tools.none_found):
            episode = make(words(seed))
            asked = "\n".join(
                each.text for each in episode.messages if isinstance(each, UserMessage)
            )
            found = calls(episode)[0]
            assert found.name == "find_tools"
            assert json.loads(found.arguments)["query"] in asked

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_call_fits_the_description_that_was_found(self, seed: int) -> None:
        """Arguments are an object, with names from the description."""
        episode = late_tools.found_and_called(words(seed))
        text = next(each.text for each in episode.messages if isinstance(each, ToolMessage))
        specs = {spec["name"]: spec for spec in map(json.loads, text.splitlines()[:-1])}
        for call in calls(episode)[1:]:
            made = json.loads(call.arguments)
            schema = specs[made["name"]]["parameters"]
            assert call.name == "call_tool"
            assert set(schema.get("required", ())) <= set(made["arguments"])
            assert set(made["arguments"]) <= set(schema["properties"])

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_tool_itself_is_not_in_the_prefix(self, seed: int) -> None:
        """Otherwise it would be called directly."""
        episode = late_tools.found_and_called(words(seed))
        hidden = json.loads(calls(episode)[1].arguments)["name"]
        assert hidden not in {tool.name for tool in episode.tools}

    def test_no_order_is_refused_where_tools_can_be_searched_for(self) -> None:
        """Two right answers to one situation would teach neither."""
        for seed in range(800):
            made = dialogue(seed)
            if "find_tools" in {tool.name for tool in made.tools}:
                for before, message in zip(made.messages, made.messages[1:], strict=False):
                    assert message.text != talk.NO_TOOL or isinstance(before, ToolMessage)


class TestCallsThatWereNotRun:
    """They are reported, and not made again unless the user says so."""

    @pytest.mark.parametrize("make", [not_run.interrupted, not_run.not_allowed, not_run.repeated])
    @pytest.mark.parametrize("seed", range(20))
    def test_the_answer_repeats_what_happened(
        self, make: Callable[[Words], Episode], seed: int
    ) -> None:
        """An answer, in the words of the runtime, and no call."""
        messages = make(words(seed)).messages
        errors = [
            index
            for index, each in enumerate(messages)
            if isinstance(each, ToolMessage)
            and any(mark in each.text for mark in ("was not run again", "is not allowed"))
        ]
        answer = messages[errors[0] + 1]
        assert isinstance(answer, AssistantMessage)
        assert not answer.tool_calls
        assert answer.text.startswith("That did not work: ")
        assert "say that it cannot be done" not in answer.text

    @pytest.mark.parametrize("seed", range(20))
    def test_calling_again_and_again_is_never_learned(self, seed: int) -> None:
        """Only the first call of a series is right."""
        episode = not_run.repeated(words(seed))
        learned = [
            each
            for index, each in enumerate(episode.messages)
            if isinstance(each, AssistantMessage) and index not in episode.mistakes
        ]
        assert [bool(each.tool_calls) for each in learned] == [True, False]


class TestPassagesInTheWindow:
    """What is there is not searched for again."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_answer_stands_in_the_passage_that_is_referred_to(self, seed: int) -> None:
        """The second result only names it."""
        episode = passages.passage_above(words(seed))
        first, second = (each.text for each in episode.messages if isinstance(each, ToolMessage))
        source = episode.messages[-1].text.rpartition(" (")[2].removesuffix(")")
        assert f'source="{source}"' in first
        above = [line for line in second.splitlines() if ">See above.</passage>" in line]
        assert any(f'source="{source}"' in line for line in above)
        for line in above:
            assert line.removesuffix("See above.</passage>") in first

    @pytest.mark.parametrize("seed", SEEDS)
    def test_passages_behind_the_question_are_answered_from_without_a_search(
        self, seed: int
    ) -> None:
        """With the source that they name, or that the answer is not there."""
        asked, answer = passages.passages_behind(words(seed)).messages
        assert not isinstance(answer, AssistantMessage) or not answer.tool_calls
        source = answer.text.rpartition(" (")[2].removesuffix(")")
        assert answer.text == NOT_FOUND or f'source="{source}"' in asked.text

    @pytest.mark.parametrize("seed", range(20))
    def test_an_order_stays_an_order(self, seed: int) -> None:
        """Whatever stands behind it."""
        episode = passages.order_with_passages(words(seed))
        assert "<passage " in episode.messages[0].text
        assert len(calls(episode)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_task_is_handed_over_word_for_word(seed: int) -> None:
    """The sub-agent sees nothing else."""
    episode = delegated.delegated(words(seed))
    task = json.loads(calls(episode)[0].arguments)["task"]
    assert episode.messages[0].text.endswith(task)
    assert task


def test_what_a_masked_result_hides_is_not_learned() -> None:
    """The answer was given when the result was whole; to guess it is nothing to learn."""
    for seed in SEEDS:
        episode = left_out.masked_result(words(seed))
        masked = next(i for i, each in enumerate(episode.messages) if "left out" in each.text)
        assert masked + 1 in episode.mistakes


def test_an_error_that_asks_for_a_correction_is_never_hopeless() -> None:
    """`retry` always means to call again."""
    for seed in range(300):
        for make in (failures.failed_tool, failures.one_of_two_failed):
            for message in make(words(seed)).messages:
                assert "Correct the arguments and call " not in message.text


def test_a_value_at_the_beginning_of_a_request_keeps_its_capital() -> None:
    """Arguments are copied letter by letter."""
    checked = 0
    for seed in range(3000):
        made = words(seed, "train")
        kind, spec, called = everyday(made)
        if not any(SLOT.match(ask) for ask in kind.asks):
            continue
        asked = everyday_request(made, kind, spec, called)
        for value in asked.arguments.values():
            if isinstance(value, str):
                assert value in asked.text
                checked += 1
    assert checked > 100


@pytest.mark.parametrize("said", [said for _, said in talk.SAID_MORE])
def test_sayings_of_the_test_are_not_in_training(said: tuple[str, ...]) -> None:
    """Each list is shared out, and both sides have some."""
    trained, held = phrasings(said, "train"), phrasings(said, "test")
    assert trained
    assert held
    assert not set(trained) & set(held)


def test_slots_of_small_talk_are_filled() -> None:
    """No braces reach the model."""
    for seed in range(200):
        text = talk.small_talk(words(seed, "train")).messages[0].text
        assert "{" not in text
    assert small_talk.filled(words(1), "{p} in {c} with {t}").count("{") == 0


def test_the_report_has_a_row_for_each_group() -> None:
    """And the main job leaves both groups out."""
    entry = {
        "dialogues": 1,
        "flawless": 1,
        "calls": 1,
        "right_calls": 1,
        "answers": 1,
        "right_answers": 1,
        "failures": [],
    }
    report = {
        "seed": 1,
        "longest_prompt_tokens": 1,
        "vllm": "1",
        "model": "m",
        "prompts": "p",
        "formats": "f",
        "capabilities": dict.fromkeys(CAPABILITIES, entry),
        "total": entry,
    }
    assert main_job(report)["dialogues"] == 15
    text = table(report)
    assert "| **long sessions** | 4 |" in text
    assert "| **the rest of the language** | 8 |" in text
