"""Which prompt goes on with which, and which should have been like another."""

from __future__ import annotations

import time

import pytest

from agent.engine.tokens import TokenIds
from agent.proxy.prompts import Prompt, Prompted, Prompts, common
from agent.types import Usage

FACTS = "Barges carry sand to the sea. Tugs pull them against the stream, by day and by night. "


def known(*prompts: Prompt, answer: str | None = " It is far.") -> Prompts:
    made = Prompts()
    for number, prompt in enumerate(prompts):
        made.keep(Prompted(f"p{number}", 1, prompt, (), answer, Usage(9, 0, 3), ended=1.0))
    return made


def found(prompts: Prompts, prompt: Prompt) -> str | None:
    one = prompts.find(prompt)
    return one.name if one is not None else None


def test_a_prompt_goes_on_with_what_it_begins_with() -> None:
    prompts = known("Q: How far?\nA:", "Q: How deep?\nA:")
    assert found(prompts, "Q: How far?\nA: It is far.\nQ: Why?\nA:") == "p0"
    assert found(prompts, "Q: How deep?\nA: (no answer)") == "p1"
    assert found(prompts, "Something else") is None


def test_the_one_whose_answer_is_replayed_comes_first() -> None:
    prompts = known("Q: How far?\nA:")
    prompts.keep(Prompted("other", 1, "Q: How far?\nA:", (), " Near.", None))
    assert found(prompts, "Q: How far?\nA: It is far. And?") == "p0"


def test_the_same_once_more_is_another_one() -> None:
    assert found(known("Q: How far?\nA:"), "Q: How far?\nA:") is None
    assert found(known("Q: How far?\nA:", answer=None), "Q: How far?\nA:") == "p0"


def test_a_changed_beginning_is_the_same_one() -> None:
    prompts = known(f"It is 12:00:01. {FACTS}Q: How far?\nA:")
    assert found(prompts, f"It is 12:00:02. {FACTS}Q: How far?\nA: It is far.\nMore:") == "p0"


def test_questions_behind_the_same_examples_are_strangers() -> None:
    prompts = known(f"{FACTS * 4}Q: How far?\nA:")
    assert found(prompts, f"{FACTS * 4}Q: How deep and how wide?\nA:") is None


def test_ids_are_followed_as_words_are() -> None:
    prompts = known(TokenIds(range(100)), "Q: How far?")
    assert found(prompts, TokenIds(range(120))) == "p0"
    assert found(prompts, TokenIds([7, *range(1, 120)])) == "p0"
    assert found(prompts, TokenIds(range(500, 600))) is None


def test_a_named_one_is_found_by_its_name_alone() -> None:
    prompts = known("Q: How far?\nA:")
    assert prompts.find("Something else", "p0") is not None
    assert prompts.find("Q: How far?\nA: more", "mine") is None


def test_what_begins_alike_is_found_for_a_stranger() -> None:
    prompts = known("Quite another thing.", f"{FACTS}Q: How far?\nA:")
    one = prompts.alike(f"{FACTS}Q: How deep?\nA:", (), 2.0)
    assert one is not None
    assert one.name == "p1"
    assert prompts.alike("No such thing was said.", (), 2.0) is None


def test_what_came_later_or_elsewhere_helps_nobody() -> None:
    prompts = known(f"{FACTS}Q: How far?\nA:")
    assert prompts.alike(f"{FACTS}Q: How deep?\nA:", (), 0.5) is None
    assert prompts.alike(f"{FACTS}Q: How deep?\nA:", (("model", "n"),), 2.0) is None


def test_another_beginning_of_the_same_text_is_alike() -> None:
    prompts = known(f"It is 12:00:01. {FACTS}")
    one = prompts.alike(f"It is 12:00:02. {FACTS}", (), 2.0)
    assert one is not None


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [
        ("abcd", "abxd", 2),
        ("abc", "abcd", 3),
        ("", "a", 0),
        (TokenIds([1, 2]), TokenIds([1, 3]), 1),
        ("a", TokenIds([97]), 0),
    ],
)
def test_what_is_common_is_counted(one: Prompt, other: Prompt, length: int) -> None:
    assert common(one, other) == length


def test_long_prompts_are_compared_in_no_time() -> None:
    text = FACTS * 5000  # 430,000 letters
    prompts = known(*(f"{number} {text}" for number in range(40)))
    began = time.perf_counter()
    assert found(prompts, f"x {text} and more") is not None
    assert time.perf_counter() - began < 2
