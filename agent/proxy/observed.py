"""What is seen of a request that was answered."""

from __future__ import annotations

from dataclasses import dataclass

from agent.events import CacheMiss
from agent.proxy.answers import Keys, Reply
from agent.types import Usage

_NO_USAGE = (
    "the answer has no usage: let the client ask for it with "
    'stream_options {"include_usage": true}, or start vLLM with --enable-force-include-usage'
)
_NO_DETAILS = "the answer does not say how many tokens were cached"
_NO_ANSWER = "the answer did not come to an end, so what it cost was not told"


@dataclass(frozen=True, slots=True)
class Observed:
    """A request that was answered: its conversation, its turn in it, and what it lost.

    Args:
        usage: None where the answer does not say it.
        expected: tokens that the server should have found cached; None where nobody can tell.
        milliseconds: that the diagnosis took.
    """

    conversation: str
    turn: int
    usage: Usage | None
    expected: int | None
    miss: CacheMiss | None
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a request should have found, and what it lost."""

    expected: int | None
    miss: CacheMiss | None


def without_usage(turn: int, reply: Reply) -> Judged:
    """What is said of an answer that does not say what it cost."""
    told = _NO_ANSWER if reply.answer is None else _NO_USAGE
    return Judged(None, CacheMiss(turn, 0, "not_reported", None, told))


def without_details(turn: int) -> Judged:
    """What is said of an answer that does not say what was cached."""
    return Judged(None, CacheMiss(turn, 0, "not_reported", None, _NO_DETAILS))


def without_tokens(turn: int, left: Usage | None, usage: Usage, reason: str) -> Judged:
    """What is left to say where the server cannot be asked for the tokens of a prompt.

    Args:
        left: what the conversation's last request cost; None where there is none.
    """
    if left is None or usage.cached_tokens is None:
        return Judged(None, None)
    lost = left.prompt_tokens - usage.cached_tokens
    if lost <= 0:
        return Judged(None, None)
    return Judged(
        None, CacheMiss(turn, lost, "unexplained", None, f"no tokens to compare: {reason}")
    )


def other_keys(before: Keys, after: Keys) -> str:
    """How the model or the salt became another."""
    was, now = dict(before), dict(after)
    names = dict.fromkeys((*was, *now))
    return "; ".join(
        f"{name} {was.get(name)!r} is now {now.get(name)!r}"
        for name in names
        if was.get(name) != now.get(name)
    )
