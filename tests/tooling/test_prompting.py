"""How what a user types becomes the arguments of a prompt."""

from __future__ import annotations

import pytest

from agent.errors import ConfigError
from agent.tooling.prompting import PromptArgument, ServerPrompt

REPORT = ServerPrompt(
    "s", "report", arguments=(PromptArgument("city", required=True), PromptArgument("style"))
)
ONE = ServerPrompt("s", "explain", arguments=(PromptArgument("text", required=True),))


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("city=Oslo style=long", {"city": "Oslo", "style": "long"}),
        ('style="very long" city=Oslo', {"city": "Oslo", "style": "very long"}),
        ("Oslo", {"city": "Oslo"}),
        ("'New York' long", {"city": "New York", "style": "long"}),
        ("city=a=b", {"city": "a=b"}),
        ("x=1", {"city": "x=1"}),
        ("style=long Oslo", {"style": "long", "city": "Oslo"}),
        ("city=", {"city": ""}),
    ],
)
def test_arguments_come_by_name_or_in_order(words: str, read: dict[str, str]) -> None:
    """Quoted as in a shell."""
    assert REPORT.read(words) == read


def test_the_only_argument_is_the_whole_text() -> None:
    """Nobody has to quote what is plain, an apostrophe included."""
    assert ONE.read(" what's up, x=1? ") == {"text": "what's up, x=1?"}
    assert ONE.read("text='two words'") == {"text": "two words"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "needs city: s:report city=… [style=…]"),
        ("style=long", "needs city"),
        ("Oslo long more", "does not take 'more'"),
        ("city=a city=b", "does not take 'city=b'"),
        ("'Oslo", "No closing quotation"),
    ],
)
def test_wrong_arguments_are_named_with_the_usage(words: str, said: str) -> None:
    """Nothing is asked of the server."""
    with pytest.raises(ConfigError) as refused:
        REPORT.read(words)
    assert said in str(refused.value)


def test_a_prompt_without_arguments_takes_none() -> None:
    """Of words that would be lost, the user is told."""
    assert ServerPrompt("s", "go").read("") == {}
    with pytest.raises(ConfigError, match="does not take 'now'"):
        ServerPrompt("s", "go").read("now")


def test_arguments_of_the_program_are_checked_too() -> None:
    """By name."""
    with pytest.raises(ConfigError, match="does not take town"):
        REPORT.checked({"town": "Oslo"})
