"""No request leaves that would not fit."""

from __future__ import annotations

import pytest

from agent.context.budget import Budget
from agent.engine.request import PromptCount
from agent.engine.tokens import TokenIds
from agent.errors import WindowExceeded


def test_an_answer_gets_what_the_prompt_leaves() -> None:
    """There is no safety margin: the count is exact."""
    assert Budget(window=1000, reserve=100).answer_tokens(PromptCount(850, TokenIds())) == 150


def test_a_prompt_that_fits_exactly_is_sent() -> None:
    """The reserve itself is enough."""
    assert Budget(window=1000, reserve=100).answer_tokens(PromptCount(900, TokenIds())) == 100


def test_one_token_more_is_refused_with_all_numbers() -> None:
    """The message has the prompt, the reserve, the window and a way out."""
    with pytest.raises(WindowExceeded, match=r"901 tokens.*100.*1000.*--max-model-len"):
        Budget(window=1000, reserve=100).answer_tokens(PromptCount(901, TokenIds()))


def test_a_bound_is_called_a_bound() -> None:
    """Where the server cannot count, the message does not pretend that it did."""
    with pytest.raises(WindowExceeded, match="at most 901"):
        Budget(window=1000, reserve=100).answer_tokens(PromptCount(901))


def test_an_answer_limit_is_kept() -> None:
    """A short answer may be asked for in a large window."""
    assert Budget(1000, 100, answer_limit=50).answer_tokens(PromptCount(10, TokenIds())) == 50


@pytest.mark.parametrize(("window", "reserve"), [(131072, 2048), (4096, 512), (64, 16)])
def test_the_default_reserve_follows_the_window(window: int, reserve: int) -> None:
    """An eighth, at most 2,048 and at least 16 tokens."""
    assert Budget.for_window(window).reserve == reserve
