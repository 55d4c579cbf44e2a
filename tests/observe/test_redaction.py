"""Secrets are taken out of texts, and nothing else is."""

from __future__ import annotations

import json
import time

import pytest

from agent.observe.redaction import MARK, Redactor

SECRETS = (
    "sk-" + "proj-abcDEF0123456789abcd",
    "ghp_" + "a1" * 18,
    "github_pat_" + "a1" * 12,
    "AKIA" + "ABCDEFGH12345678",
    "xoxb-" + "1234567890-abcdef",
    "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_a_key_of_a_known_form_is_taken_out(secret: str) -> None:
    """Within a sentence, and within JSON that is a text itself."""
    assert Redactor().text(f"the key is {secret}, see") == f"the key is {MARK}, see"
    arguments = json.dumps({"key": secret, "n": 1})
    assert json.loads(Redactor().text(arguments)) == {"key": MARK, "n": 1}


def test_a_bearer_loses_its_token_only() -> None:
    """The header stays readable."""
    assert Redactor().text("Authorization: Bearer abc.def") == f"Authorization: Bearer {MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "a task-list of 12345678901234567890",
        "sk-learn",
        "sk-learn-and-other-tools",
        "AKIA",
        "the bearer of news",
        "eyJ",
        "eyJhbGciOiJIUzI1NiJ9 alone",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    """What only begins like a key."""
    assert Redactor().text(text) == text


def test_configured_patterns_are_taken_out_too() -> None:
    """Whatever they match, but never the names that hold a record together."""
    redactor = Redactor.of(["user", "x*"])
    value = {"kind": "user_spoke", "text": "the user", "n": [1, None, True]}
    assert redactor.json(value) == {
        "kind": "user_spoke",
        "text": f"the {MARK}",
        "n": [1, None, True],
    }


@pytest.mark.parametrize(
    "piece", ["sk-", "-eyJabcdefgh", "xoxb-", "-----BEGIN A", "authorization "]
)
def test_a_text_that_is_made_for_it_takes_no_longer(piece: str) -> None:
    """A result of megabytes that begins like a key everywhere is read in one pass."""
    text = piece * (2_000_000 // len(piece))
    began = time.process_time()
    assert Redactor().text(text) == text or MARK in Redactor().text(text)
    assert time.process_time() - began < 5
