"""Tasks of ten steps, compactions in between, and that the test's sentences are its own."""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
import re
from collections.abc import Iterator

import pytest

from agent.context import formats
from agent.models.training import dialogues
from agent.models.training.dialogue import Episode
from agent.models.training.dialogues import compacted, corrected, corrections, ten_steps
from agent.models.training.words import SHARED_OUT, Split, Words, phrasings
from agent.types import AssistantMessage, Message, ToolMessage, UserMessage

SEEDS = range(60)
OPENING = "[The conversation so far."


def words(seed: int, split: Split = "test") -> Words:
    return Words(random.Random(seed), split)


def learned(episode: Episode) -> Iterator[tuple[int, AssistantMessage]]:
    """What the model is to say, and where."""
    for place, each in enumerate(episode.messages):
        if isinstance(each, AssistantMessage) and place not in episode.mistakes:
            yield place, each


def said(messages: tuple[Message, ...]) -> str:
    return "\n".join(
        [
            *(each.text for each in messages),
            *(
                made.arguments
                for each in messages
                if isinstance(each, AssistantMessage)
                for made in each.tool_calls
            ),
        ]
    )


class TestTenSteps:
    """Two plans, and what comes of them."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_what_is_written_and_where_stands_before_it(self, seed: int) -> None:
        """In the window as it is: also when its beginning has left."""
        episode = ten_steps.ten_steps(words(seed))
        for place, each in learned(episode):
            for made in each.tool_calls:
                if made.name == "write_file":
                    arguments = json.loads(made.arguments)
                    before = said(episode.messages[:place])
                    assert arguments["path"] in before
                    assert arguments.get("text", "") in before

    @pytest.mark.parametrize("seed", SEEDS)
    def test_every_answer_can_be_told_from_the_window(self, seed: int) -> None:
        """The values that it names stand before it."""
        episode = ten_steps.ten_steps(words(seed))
        for place, each in learned(episode):
            found = re.match(r"The .* is (\d+)\.", each.text)
            if found:
                assert found[1] in said(episode.messages[:place])

    def test_some_are_compacted_and_some_refused(self) -> None:
        """Each of them often enough to be learned."""
        episodes = [ten_steps.ten_steps(words(seed, "train")) for seed in range(200)]
        texts = [said(each.messages) for each in episodes]
        assert sum(OPENING in each for each in texts) > 60
        assert sum("write_file is not allowed" in each for each in texts) > 40
        assert sum("Read on with" in each for each in texts) > 100

    def test_the_file_that_was_meant_gets_the_number_of_the_one_that_was_not(self) -> None:
        """A correction changes the path alone."""
        for seed in range(100):
            calls = [
                json.loads(made.arguments)
                for _, each in learned(ten_steps.shorter(words(seed)))
                for made in each.tool_calls
                if made.name == "write_file"
            ]
            assert len({each.get("text") for each in calls}) <= 1
            assert len({each["path"] for each in calls}) == len(calls)


class TestCompactions:
    """What left is an opening, and what was said before is not learned."""

    @pytest.mark.parametrize("seed", SEEDS)
    def test_the_conversation_begins_with_the_opening(self, seed: int) -> None:
        """The user's request stands there word for word, and the run goes on behind it."""
        episode = compacted.in_the_middle(words(seed))
        first = episode.messages[0]
        assert isinstance(first, UserMessage)
        assert first.text.startswith(OPENING)
        assert "Asked so far:\n- " in first.text
        assert isinstance(episode.messages[1], AssistantMessage)
        assert 1 in episode.mistakes
        assert isinstance(episode.messages[2], ToolMessage)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_masked_page_is_read_again_by_its_handle(self, seed: int) -> None:
        """The very next thing."""
        messages = compacted.in_the_middle(words(seed)).messages
        for place, each in enumerate(messages):
            found = re.search(r'Read it with ({"handle": "art_\w+"})\]$', each.text)
            if found and isinstance(each, ToolMessage):
                following = messages[place + 1]
                assert isinstance(following, AssistantMessage)
                assert following.tool_calls[0].arguments == found[1]

    def test_a_request_that_is_not_answered_yet_is_still_open(self) -> None:
        """As the runtime has it summarised: before the last answer."""
        texts = [compacted.in_the_middle(words(seed)).messages[0].text for seed in SEEDS]
        assert any("-> still open" in each for each in texts)
        assert all(formats.opening([], "", formats.Artifact("x", 1))[:20] in e for e in texts)


class TestDisjointness:
    """The test's sentences are its own."""

    @pytest.mark.parametrize(
        ("module", "name", "options"),
        [
            (module.name, name, options)
            for module in pkgutil.iter_modules(dialogues.__path__)
            for name, options in vars(
                importlib.import_module(f"{dialogues.__name__}.{module.name}")
            ).items()
            if name.isupper()
            and isinstance(options, tuple)
            and len(options) >= SHARED_OUT
            and all(isinstance(each, str) and "{" in each for each in options)
        ],
    )
    def test_no_phrasing_is_in_both_worlds(
        self, module: str, name: str, options: tuple[str, ...]
    ) -> None:
        """Only one without words of its own, such as `{o} {v}?`; a list that the hash left whole
        says so here."""
        trained, tested = phrasings(options, "train"), phrasings(options, "test")
        shared = set(trained) & set(tested)
        if set(tested) == set(options):
            assert (module, name) in WHOLE
            return
        assert all(not re.search("[a-z]", re.sub(r"\{\w+\}", "", each)) for each in shared)

    def test_no_correction_of_training_is_put_together_as_one_of_the_test(self) -> None:
        """Also not from two halves."""
        tested = set(phrasings(corrections.WITH_BOTH, "test"))
        tested |= set(phrasings(corrections.WITH_NAME, "test"))
        tested = {_bare(each) for each in tested} - {"{b} {g}"}
        for seed in range(3000):
            text = corrections.both_named(words(seed, "train"), "{b}", "{g}")
            assert _bare(text) not in tested

    @pytest.mark.parametrize("seed", SEEDS)
    def test_a_corrected_call_changes_one_value(self, seed: int) -> None:
        """Also of a built-in tool."""
        made = [
            each.tool_calls[0]
            for _, each in learned(corrected.builtin_corrected(words(seed)))
            if each.tool_calls
        ]
        first, second = (json.loads(each.arguments) for each in made)
        assert made[0].name == made[1].name
        assert first.keys() == second.keys()
        assert sum(first[key] != second[key] for key in first) == 1


WHOLE: set[tuple[str, str]] = set()
"""Lists that are used whole in both worlds, and have no phrasing of the test's own."""


def _bare(text: str) -> str:
    return re.sub(r"[^a-z{}]+", " ", text.lower()).strip()
