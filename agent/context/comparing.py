"""Finds out how one request's prompt became another than the one before it.

The server renders, and only here: when tokens were computed again. Whether a difference of the
messages matters is tried, not believed: the later request is rendered once more without it, and if
the two prompts then stay equal for longer, it was the cause. So an edit that the chat template
evens out is not blamed for what the template does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from agent.engine.tokens import TokenIds
from agent.errors import EngineRejected
from agent.events import MissPlace
from agent.observe.differing import Difference, Sent, differences, excerpts
from agent.observe.rewriting import of_answer, of_history
from agent.observe.verdict import Change
from agent.types import JSON

MOST_TRIED = 4
"""Differences of which one is looked for; each takes a rendering."""

SHOWN_TOKENS = 48
"""Of each prompt from the first token that differs, to be shown as text."""

_MORE_TOKENS = 64
"""That a template may write around an answer."""

_SYSTEM_ROLES = ("system", "developer")


class Renderer(Protocol):
    """The server's chat template and tokenizer.

    Both methods raise EngineError when the server cannot be asked.
    """

    async def render(self, sent: Sent, *, generation: bool = True) -> TokenIds:
        """The prompt of these messages and tools, with or without what asks for an answer."""
        ...

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids, control tokens included."""
        ...


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, as far as they are known.

    Args:
        answer: as the server returned it; None where it did not come to an end.
        prompt: the ids of the request.
        generated: the ids of the answer; empty where the server gave none.
        prefix_messages: how many messages at the head never change.
    """

    sent: Sent
    answer: JSON | None
    prompt: TokenIds
    generated: TokenIds
    prefix_messages: int = 0

    @property
    def whole(self) -> Sent:
        """The request with its answer."""
        return self.sent if self.answer is None else self.sent.with_message(self.answer)


async def how_it_changed(
    before: Exchange, after: Sent, prompt: TokenIds, renderer: Renderer
) -> Change:
    """How the prompt of `after` came to begin otherwise than `before` and its answer.

    Args:
        prompt: the ids of `after`.

    Raises:
        EngineError: the server could not render.
    """
    held = before.prompt + before.generated
    at = held.common_prefix(prompt)
    unknown = not before.generated and at >= len(before.prompt)
    for difference in islice(differences(before.whole, after), MOST_TRIED):
        if await _matters(difference, held, at, unknown, renderer, prompt):
            return _by_the_client(difference, None if unknown else at, before)
    if at >= len(before.prompt) - 1 and before.answer is not None:
        return await _answer_rewritten(before, None if unknown else at, prompt, renderer)
    return await _history_rewritten(before, at, prompt, renderer)


async def _matters(
    difference: Difference,
    held: TokenIds,
    at: int,
    unknown: bool,
    renderer: Renderer,
    prompt: TokenIds,
) -> bool:
    """Whether the prompts would be equal for longer without the difference."""
    try:
        without = await renderer.render(difference.restored)
    except EngineRejected:
        return True  # the template does not take it back, so it does not even it out
    if unknown:  # in the answer, whose tokens are not known: it matters if it changes any
        return without != prompt
    return held.common_prefix(without) > at


def _by_the_client(difference: Difference, at: int | None, before: Exchange) -> Change:
    place = MissPlace(at, difference.message, difference.field, difference.before, difference.after)
    number = difference.message
    in_prefix = number is None or number < _prefix_messages(before)
    return Change("prefix_changed" if in_prefix else "history_changed", difference.told, place)


def _prefix_messages(before: Exchange) -> int:
    """How many messages at the head are the prefix: those that are known to be, or the system's."""
    count = before.prefix_messages
    for message in before.sent.messages[count:]:
        if message.get("role") not in _SYSTEM_ROLES:
            break
        count += 1
    return count


async def _answer_rewritten(
    before: Exchange, at: int | None, prompt: TokenIds, renderer: Renderer
) -> Change:
    start = len(before.prompt)
    generated = before.generated
    told = str(before.answer).encode()
    end = start + (len(generated) or len(told)) + _MORE_TOKENS
    now = await renderer.decode(prompt[start:end])
    said = await renderer.decode(generated) if generated else None
    return of_answer(before.answer, len(before.sent.messages), at, said, now)


async def _history_rewritten(
    before: Exchange, at: int, prompt: TokenIds, renderer: Renderer
) -> Change:
    held = before.prompt + before.generated
    was = await renderer.decode(held[at : at + SHOWN_TOKENS])
    now = await renderer.decode(prompt[at : at + SHOWN_TOKENS])
    number, dropped = await _dropped_reasoning(before, at, prompt, renderer)
    if number is None:
        number = await _message_at(before.sent, at, renderer)
    return of_history(at, number, dropped, *excerpts(was, now))


async def _dropped_reasoning(
    before: Exchange, at: int, prompt: TokenIds, renderer: Renderer
) -> tuple[int | None, str]:
    """The first message whose reasoning stood in the earlier prompt and does not stand in this."""
    thoughts = [
        (number, str(thought).strip())
        for number, message in enumerate(before.whole.messages)
        if (thought := message.get("reasoning") or message.get("reasoning_content"))
    ]
    if not thoughts:
        return None, ""
    was = await renderer.decode((before.prompt + before.generated)[at:])
    now = await renderer.decode(prompt[at:])
    for number, thought in thoughts:
        # The first token that differs may stand within the tag before the thought, or behind it.
        if was.count(thought) > now.count(thought):
            return number, thought
    return None, ""


async def _message_at(sent: Sent, at: int, renderer: Renderer) -> int | None:
    """The number of the message that token `at` belongs to, by rendering ever more of them."""
    low, high = 0, len(sent.messages) - 1
    while low < high:
        middle = (low + high) // 2
        head = Sent(sent.messages[: middle + 1], sent.tools, sent.keys)
        try:
            ids = await renderer.render(head, generation=False)
        except EngineRejected:
            return None
        if len(ids) > at:
            high = middle
        else:
            low = middle + 1
    return low if sent.messages else None
