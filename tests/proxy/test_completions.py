"""What a completion is asked, and the text that was answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.engine.tokens import TokenIds
from agent.proxy import completions
from agent.proxy.answers import Reply, Unreadable, events_of
from agent.types import Usage

USAGE = {
    "prompt_tokens": 70,
    "completion_tokens": 3,
    "prompt_tokens_details": {"cached_tokens": 64},
}


@pytest.mark.parametrize(
    ("given", "prompt"),
    [
        ("Sand", "Sand"),
        (["Sand"], "Sand"),
        ([1, 2], TokenIds([1, 2])),
        ([[1, 2]], TokenIds([1, 2])),
    ],
)
def test_a_prompt_is_words_or_token_ids(given: Any, prompt: Any) -> None:
    """Alone or as the only one of a batch."""
    assert completions.asked({"prompt": given}).prompt == prompt


def test_what_decides_over_tokens_and_cache_is_kept() -> None:
    body = {"prompt": "a", "model": "m", "cache_salt": "s", "add_special_tokens": False}
    asked = completions.asked(body)
    assert asked.settings == {"model": "m", "add_special_tokens": False}
    assert asked.keys == (("model", "m"), ("cache_salt", "s"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "no prompt"),
        ({"prompt": ""}, "no prompt"),
        ({"prompt": []}, "no prompt"),
        ({"prompt": [""]}, "no prompt"),
        ({"prompt": ["a", "b"]}, "2 prompts"),
        ({"prompt": [[1], [2], [3]]}, "3 prompts"),
        ({"prompt": {"a": 1}}, "no prompt"),
        ({"prompt": [1, "a"]}, "neither words nor token ids"),
        ({"prompt": [-1, 2]}, "neither words nor token ids"),
        ({"prompt": [2**31]}, "neither words nor token ids"),
        ({"prompt": "a", "n": 3}, "n is 3"),
        ({"prompt": "a", "best_of": 3}, "best_of is 3"),
        ({"prompt": "a", "suffix": "b"}, "suffix"),
        ({"prompt": "a", "prompt_embeds": "b"}, "prompt_embeds"),
        ({"prompt": "a", "truncate_prompt_tokens": 5}, "truncate_prompt_tokens"),
        ({"prompt": "a", "prompt_logprobs": 0}, "prompt_logprobs"),
        ({"prompt": "a", "echo": True, "logprobs": 0}, "prompt_logprobs"),
    ],
)
def test_what_cannot_be_followed_is_said(body: dict[str, Any], told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        completions.asked(body)


def test_an_answer_is_its_text_with_its_usage() -> None:
    choice = {"index": 0, "text": " to the sea.", "finish_reason": "stop"}
    reply = completions.whole({"choices": [choice], "usage": USAGE})
    assert reply == Reply(" to the sea.", Usage(70, 64, 3))


def line(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode()


def piece(text: str, reason: str | None = None) -> bytes:
    return line({"choices": [{"index": 0, "text": text, "finish_reason": reason}]})


def test_a_stream_is_one_text_with_its_usage() -> None:
    lines = [piece(" to"), piece(" the sea."), piece("", "stop")]
    lines += [line({"choices": [], "usage": USAGE}), b"data: [DONE]"]
    assert completions.streamed(events_of(lines)) == Reply(" to the sea.", Usage(70, 64, 3))


def test_a_stream_that_was_broken_off_has_no_text() -> None:
    assert completions.streamed(events_of([piece(" to")])) == Reply(None, None)
