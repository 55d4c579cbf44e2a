"""Dialogues of many steps: references far back, tasks of several steps, corrections."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

import pytest

from agent.models.training.arithmetic import evaluate
from agent.models.training.dialogue import Episode
from agent.models.training.dialogues import corrected, corrections, far_back, plans
from agent.models.training.documents import NOT_FOUND
from agent.models.training.phrasings import OPENINGS
from agent.models.training.shelf import Shelf
from agent.models.training.words import Split, Words, phrasings
from agent.types import AssistantMessage, ToolCall, ToolMessage

SEEDS = range(30)
_PASSAGE = re.compile(r'<passage id="(\w+)" source="([^"]*)" lines="[\d-]+">(.*?)</passage>', re.S)


def words(seed: int, split: Split = "test") -> Words:
    return Words(random.Random(seed), split)


def calls(episode: Episode) -> list[ToolCall]:
    """The right ones."""
    return [
        call
        for index, message in enumerate(episode.messages)
        if isinstance(message, AssistantMessage) and index not in episode.mistakes
        for call in message.tool_calls
    ]


def answers(episode: Episode) -> list[str]:
    return [
        each.text
        for each in episode.messages
        if isinstance(each, AssistantMessage) and not each.tool_calls
    ]


class TestReferencesFarBack:
    """A passage is shown once; whatever refers to it later is answered from there."""

    @pytest.mark.parametrize("make", [far_back.searched, far_back.unasked])
    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_passage_is_shown_once_and_before_it_is_referred_to(
        self, make: Callable[[Words], Episode], seed: int
    ) -> None:
        """As the chunk ledger has it."""
        shown: set[str] = set()
        for message in make(words(seed)).messages:
            for identity, _, text in _PASSAGE.findall(message.text):
                assert (identity in shown) == (text == "See above.")
                shown.add(identity)

    @pytest.mark.parametrize("make", [far_back.searched, far_back.unasked])
    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_quoted_sentence_stands_in_the_source_that_is_named(
        self, make: Callable[[Words], Episode], seed: int
    ) -> None:
        """And nowhere else, so that there is one right answer."""
        episode = make(words(seed))
        texts = [
            (source, " ".join(text.split()))
            for message in episode.messages
            for _, source, text in _PASSAGE.findall(message.text)
        ]
        for answer in answers(episode):
            quote, named, rest = answer.partition(" (")
            source = rest.partition(")")[0]
            if named and any(source == known for known, _ in texts):
                holding = [known for known, text in texts if " ".join(quote.split()) in text]
                assert source in holding

    def test_some_references_are_more_than_twenty_questions_old(self) -> None:
        """In training, where sessions are longest."""
        oldest = 0
        for seed in range(60):
            shown: dict[str, int] = {}
            for number, message in enumerate(far_back.searched(words(seed, "train")).messages):
                for identity, _, text in _PASSAGE.findall(message.text):
                    if text == "See above.":
                        oldest = max(oldest, number - shown[identity])
                    else:
                        shown[identity] = number
        assert oldest > 80

    def test_a_question_that_no_passage_answers_is_answered_so(self) -> None:
        """Also where every passage is only referred to."""
        assert any(NOT_FOUND in answers(far_back.searched(words(seed))) for seed in range(20))

    def test_no_two_facts_of_a_shelf_answer_one_question(self) -> None:
        """A question is about one thing and what is asked of it."""
        shelf = Shelf(words(3, "train"), 60)
        asked = {
            (each.subject.partition(" ")[2] or each.subject, each.attribute, question)
            for each in shelf.facts
            for question in each.relation.questions
        }
        assert len(asked) == sum(len(set(each.relation.questions)) for each in shelf.facts)


class TestTasksOfSeveralSteps:
    """One message, up to five calls, and last words that tell what came of each."""

    @pytest.mark.parametrize("make", [plans.search_calculate_write, plans.read_on_calculate_write])
    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_result_of_the_sum_is_what_is_written(
        self, make: Callable[[Words], Episode], seed: int
    ) -> None:
        """To the file that the user named."""
        episode = make(words(seed))
        made = calls(episode)
        expression = next(
            json.loads(each.arguments)["expression"] for each in made if each.name == "calculate"
        )
        for each in made:
            if each.name == "write_file":
                arguments = json.loads(each.arguments)
                assert arguments["text"] == evaluate(expression)
                assert arguments["path"] in episode.messages[0].text
        assert f"{expression} = {evaluate(expression)}." in answers(episode)[0]

    @pytest.mark.parametrize("seed", SEEDS)
    def test_reading_goes_on_where_the_last_page_ended(self, seed: int) -> None:
        """Until the value is there."""
        episode = plans.read_on_calculate_write(words(seed))
        for before, message in zip(episode.messages, episode.messages[1:], strict=False):
            if isinstance(message, AssistantMessage):
                for call in message.tool_calls:
                    if call.name == "read_artifact":
                        assert call.arguments in before.text

    def test_a_file_that_may_not_be_written_is_told_and_not_tried_again(self) -> None:
        """The steps before it count all the same."""
        refused = 0
        for seed in range(60):
            episode = plans.search_calculate_write(words(seed))
            denied = [
                index
                for index, each in enumerate(episode.messages)
                if isinstance(each, ToolMessage) and "is not allowed" in each.text
            ]
            for index in denied:
                refused += 1
                answer = episode.messages[index + 1]
                assert isinstance(answer, AssistantMessage)
                assert not answer.tool_calls
                assert " That did not work: write_file is not allowed: " in answer.text
        assert refused


class TestCorrections:
    """The user meant something else."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_one_value_changes_and_it_stands_in_the_correction(self, seed: int) -> None:
        """All others are those of the first call."""
        episode = corrected.corrected(words(seed))
        first, second = (json.loads(each.arguments) for each in calls(episode))
        changed = [name for name in first if first[name] != second[name]]
        assert first.keys() == second.keys()
        assert len(changed) == 1
        assert str(second[changed[0]]) in episode.messages[4].text

    @pytest.mark.parametrize(
        "said",
        [corrections.WITH_BOTH, corrections.WITH_NAME, plans.RESULT_TO_FILE, plans.THEN, OPENINGS],
    )
    def test_phrasings_are_shared_out(self, said: tuple[str, ...]) -> None:
        """The test has some of its own."""
        tested, trained = phrasings(said, "test"), phrasings(said, "train")
        assert tested
        assert len(trained) > len(tested)
        shared = set(tested) & set(trained)
        assert all(not re.search("[a-z]", re.sub(r"\{\w+\}", "", each)) for each in shared)
