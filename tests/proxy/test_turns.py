"""What is told of each request, as JSON."""

from __future__ import annotations

import json

from agent.events import CacheMiss, MissPlace
from agent.observe.redaction import Redactor
from agent.proxy.observed import Observed
from agent.proxy.turns import REMEMBERED, Turns, Undiagnosed, turn_json
from agent.types import Usage

PLACE = MissPlace(3, 0, "content", "key sk-abcdefgh1234567890XYZ", "key none")
MISS = CacheMiss(2, 608, "prefix_changed", PLACE, "the message was edited")


def test_a_turn_says_its_tokens_and_its_miss() -> None:
    told = turn_json(Observed("c", 2, Usage(640, 0, 9), 608, MISS), 5.0, Redactor())
    assert (told["time"], told["conversation"], told["turn"]) == (5.0, "c", 2)
    assert (told["prompt_tokens"], told["cached_tokens"], told["expected_tokens"]) == (640, 0, 608)
    assert told["miss"]["reason"] == "prefix_changed"
    assert told["miss"]["place"]["field"] == "content"


def test_no_secret_is_told() -> None:
    told = turn_json(Observed("c", 2, Usage(640, 0, 9), 608, MISS), 5.0, Redactor())
    assert "sk-" not in json.dumps(told)


def test_what_is_not_known_is_null() -> None:
    told = turn_json(Observed("c", 1, None, None, None), 5.0, Redactor())
    assert told["prompt_tokens"] is None
    assert told["cached_tokens"] is None
    assert told["expected_tokens"] is None
    assert turn_json(Undiagnosed("why"), 5.0, Redactor())["undiagnosed"] == "why"


def test_the_oldest_turns_are_forgotten() -> None:
    turns = Turns()
    for _ in range(REMEMBERED + 5):
        turns.add({})
    assert [each["number"] for each in turns.after(0)][:1] == [6]
