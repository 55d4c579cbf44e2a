"""Checks of how the server shares its time between sessions."""

from __future__ import annotations

from collections.abc import Sequence

from agent.doctor.busy import SECONDS_EACH, Beside, waiting_together
from agent.doctor.facts import Facts
from agent.doctor.finding import Verdict, note, ok, warning

_SHORT = 0.5
"""Seconds that nobody minds to wait for another session's prompt."""
_ONE_PIECE = 0.8
"""The share of a prompt's time from which on its longest piece is all of it."""
_APART = 0.25
"""The share of one prompt's time by which two answers differ that were computed one by one."""


async def chunked_prefill(facts: Facts) -> Verdict:
    """A long prompt of one session lets the answers of others go on."""
    return judged_gap(facts.beside)


async def scheduling_policy(facts: Facts) -> Verdict:
    """A request's priority counts."""
    http = facts.http
    return judged_order(await waiting_together(facts.engine, http, facts.beside))


def judged_gap(beside: Beside) -> Verdict:
    """Whether another answer stood still while a long prompt was computed."""
    took = f"a prompt of {beside.tokens} tokens was computed in {beside.seconds:.1f} s"
    apart = f"another answer's tokens came at most {beside.gap:.1f} s apart"
    if beside.gap > _SHORT and beside.gap > _ONE_PIECE * beside.seconds:
        return warning(
            f"{took}, in one piece: {apart}",
            "restart vLLM with --enable-chunked-prefill --max-num-batched-tokens 2048",
        )
    return ok(f"while {took}, {apart}")


def judged_order(answered: Sequence[float]) -> Verdict:
    """Whether the more urgent requests, which were sent later, were answered first.

    Args:
        answered: when each was, in seconds, in the order of sending.
    """
    first, last = answered[0], answered[-1]
    if abs(first - last) < _APART * SECONDS_EACH:
        return note("whether priorities count cannot be told: all prompts were computed together")
    if last < first:
        return ok("the more urgent of waiting requests are answered first")
    return note(
        "requests are answered in the order of their arrival, whatever their priority",
        "restart vLLM with --scheduling-policy priority, if batches share it with chats",
    )
