"""How a model's chat template writes a conversation, learned by rendering small ones.

The *glue* is what the template puts around the content of a message: the control tokens, and the
text between a control token and the content ("user\\n" in ChatML). Control tokens cut a text into
runs that a tokenizer encodes on their own. So a run of glue, content and glue encoded by itself has
the ids that it has in the whole conversation, and a new message can be written without rendering
the old ones again.

Sentinels stand for the contents while learning. A template that cannot be described like this is
refused with a reason, and the conversation is sent as messages.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from agent.errors import EngineRejected
from agent.types import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage

ContentRule: TypeAlias = Literal["as_is", "stripped", "json"]
"""What the template does to a content before it writes it."""

Render: TypeAlias = Callable[[Sequence[Message], bool], Awaitable[tuple[int, ...]]]
"""The server's ids of prefix and messages, with or without the generation prompt."""

RULES: tuple[ContentRule, ...] = ("as_is", "stripped", "json")

Decode: TypeAlias = Callable[[Sequence[int]], Awaitable[str]]


class Indescribable(Exception):
    """This template does something that glue cannot describe; the message says what."""


@dataclass(frozen=True, slots=True)
class Glue:
    """What stands before a content: ids up to a control token, and the text after it."""

    ids: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between the contents of two tool results.

    Without `ids` both are in one run, with `tail` between them and no `head`.
    """

    tail: str
    ids: tuple[int, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Template:
    """All that is needed to write the messages that follow a prefix.

    A content is written as `glue.ids`, then the encoding of `glue.text + content + tail`; what
    follows depends on the next message. `generation` closes the last content and asks for an
    answer; it ends the request.
    """

    prefix: Glue
    """Everything before the first user's words."""
    user_tail: str
    tool_tail: str
    user_rule: ContentRule
    tool_rule: ContentRule
    user_generation: tuple[int, ...]
    """From the end of a user's run to the start of an answer."""
    tool_generation: tuple[int, ...]
    """The same after tool results."""
    user_after_answer: Glue
    """Begins with the token that ends an answer; that may be the one that opens the user's turn."""
    tool_after_answer: Glue
    """The same, for an answer with calls and the first result."""
    tool_after_tool: Between
    user_after_tool: Glue
    user_after_user: Glue


def apply_rule(rule: ContentRule, content: str) -> str:
    """`content` as the template writes it."""
    match rule:
        case "as_is":
            return content
        case "stripped":
            return content.strip()
        case "json":
            return json.dumps(content, ensure_ascii=False)[1:-1]


FIRST, SECOND, THIRD = "q7first7q", "q7second7q", "q7third7q"
"""Sentinels: words of letters and digits, so that their runs can be found again."""

_ODD = f' \n{THIRD} "é\\ \n '
"""A content that shows what a template does to contents."""

_NEAR_THE_END = 16
"""Runs among which a sentinel is looked for first."""

_CALLS = tuple(ToolCall(f"q7call00{number}", "q7tool", "{}") for number in (1, 2))
"""Mistral's templates want ids of nine letters and digits."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run that holds a sentinel: its place in the ids, and the text around the sentinel."""

    start: int
    end: int
    head: str
    tail: str


async def learn_template(render: Render, decode: Decode, markers: Iterable[int]) -> Template:
    """Render small conversations and describe what the template does.

    Args:
        render: the server's rendering of the prefix and the given messages.
        decode: the server's decoding.
        markers: the ids of the control tokens.

    Raises:
        Indescribable: this template needs its messages.
        EngineError: the server failed.
    """
    return await _Learner(render, decode, frozenset(markers)).learn()


class _Learner:
    def __init__(self, render: Render, decode: Decode, markers: frozenset[int]) -> None:
        self._render = render
        self._decode = decode
        self._markers = markers

    async def learn(self) -> Template:
        opening = await self._rendered([UserMessage(FIRST)])
        user = await self._run_of(FIRST, opening)
        generation, after_answer, (conversation, results) = await asyncio.gather(
            self._generation([UserMessage(FIRST)]),
            self._after_answer(opening, user),
            self._two_results(),
        )
        user_generation = (*opening[user.end :], *generation)
        first, between, last = await self._around_results(results)
        tool_after_answer = await self._tool_after_answer(
            after_answer.ids[0], conversation, results, first
        )
        tool_generation = (*results[last.end :], *await self._generation(conversation))
        user_rule, tool_rule, user_after_tool, user_after_user = await asyncio.gather(
            self._rule([UserMessage(_ODD)], user),
            self._rule(_one_result(_ODD), replace(first, tail=last.tail)),
            self._user_after(_one_result(SECOND), _empty_answer(tool_generation, after_answer)),
            self._user_after([UserMessage(SECOND)], _empty_answer(user_generation, after_answer)),
        )
        return Template(
            prefix=Glue(opening[: user.start], user.head),
            user_tail=user.tail,
            tool_tail=last.tail,
            user_rule=user_rule,
            tool_rule=tool_rule,
            user_generation=user_generation,
            tool_generation=tool_generation,
            user_after_answer=after_answer,
            tool_after_answer=tool_after_answer,
            tool_after_tool=between,
            user_after_tool=user_after_tool,
            user_after_user=user_after_user,
        )

    async def _after_answer(self, opening: tuple[int, ...], first_user: Run) -> Glue:
        ids = await self._rendered(
            [UserMessage(FIRST), AssistantMessage(SECOND), UserMessage(THIRD)]
        )
        if ids[: first_user.start] != opening[: first_user.start]:
            raise Indescribable("a later message changes what stands before the first")
        answer, user = await self._run_of(SECOND, ids), await self._run_of(THIRD, ids)
        if user.tail != first_user.tail:
            raise Indescribable("later user messages end otherwise than the first")
        if answer.end >= user.start:
            raise Indescribable("no control token ends an answer")
        return Glue(ids[answer.end : user.start], user.head)

    async def _two_results(self) -> tuple[list[Message], tuple[int, ...]]:
        """Two results of one answer; some templates allow one call an answer only."""
        for conversation in (_two_results(_CALLS), _two_results(_CALLS[:1])):
            with suppress(EngineRejected):
                return conversation, await self._rendered(conversation)
        raise Indescribable("it refuses two tool results")

    async def _around_results(self, ids: tuple[int, ...]) -> tuple[Run, Between, Run]:
        last = await self._run_of(THIRD, ids)
        head, shared, between = last.head.partition(SECOND)
        if shared:
            return replace(last, head=head), Between(between, (), ""), last
        first = await self._run_of(SECOND, ids)
        return first, Between(first.tail, ids[first.end : last.start], last.head), last

    async def _tool_after_answer(
        self, end: int, conversation: list[Message], ids: tuple[int, ...], first: Run
    ) -> Glue:
        """The glue before the first result, from the token on that ends the answer with its calls.

        It is `end`, which ends answers with text; or else each answer is ended by the token that
        opens the next turn, and then it is what follows the calls.
        """
        user, answered = await asyncio.gather(
            self._rendered(conversation[:1]), self._rendered(conversation[:2])
        )
        for place in range(first.start - 1, len(user) - 1, -1):
            if ids[place] == end:
                return Glue(ids[place : first.start], first.head)
        place = len(answered)
        if ids[:place] == answered and place < first.start and ids[place] in self._markers:
            return Glue(ids[place : first.start], first.head)
        raise Indescribable("no token ends an answer with tool calls")

    async def _user_after(self, before: list[Message], otherwise: Glue) -> Glue:
        """A user message where no answer stands before it.

        A template that refuses this order gets an empty answer in between.
        """
        try:
            ids = await self._rendered([*before, UserMessage(FIRST)])
        except EngineRejected:
            return otherwise
        content, user = await self._run_of(SECOND, ids), await self._run_of(FIRST, ids)
        return Glue(ids[content.end : user.start], user.head)

    async def _generation(self, conversation: Sequence[Message]) -> tuple[int, ...]:
        """What asks for an answer after this conversation; nothing where the turn goes on."""
        without = await self._rendered(conversation)
        asked = await self._render(conversation, True)
        if asked[: len(without)] != without:
            raise Indescribable("asking for an answer changes what stands before")
        return asked[len(without) :]

    async def _rule(self, conversation: Sequence[Message], plain: Run) -> ContentRule:
        ids = await self._rendered(conversation)
        run = await self._run_of(THIRD, ids)
        written = run.head + THIRD + run.tail
        for rule in RULES:
            if written == plain.head + apply_rule(rule, _ODD) + plain.tail:
                return rule
        raise Indescribable(f"it changes contents in an unknown way: {written!r}")

    async def _rendered(self, conversation: Sequence[Message]) -> tuple[int, ...]:
        return await self._render(conversation, False)

    async def _run_of(self, sentinel: str, ids: Sequence[int]) -> Run:
        """The run with the sentinel, looked for at the end first: few runs stand behind it."""
        places = [-1, *(place for place, token in enumerate(ids) if token in self._markers)]
        runs = list(pairwise([*places, len(ids)]))
        for chunk in (runs[-_NEAR_THE_END:], runs[:-_NEAR_THE_END]):
            texts = await asyncio.gather(*(self._text(ids[a + 1 : b]) for a, b in chunk))
            for (before, end), text in zip(chunk, texts, strict=True):
                head, found, tail = text.partition(sentinel)
                if found:
                    return Run(before + 1, end, head, tail)
        raise Indescribable(f"a message's content is missing: {sentinel}")

    async def _text(self, ids: Sequence[int]) -> str:
        return await self._decode(ids) if ids else ""


def _one_result(content: str) -> list[Message]:
    return [
        UserMessage("q7user7q"),
        AssistantMessage(tool_calls=_CALLS[:1]),
        ToolMessage(_CALLS[0].id, _CALLS[0].name, content),
    ]


def _two_results(calls: tuple[ToolCall, ...]) -> list[Message]:
    results = zip((calls[0], calls[-1]), (SECOND, THIRD), strict=True)
    return [
        UserMessage("q7user7q"),
        AssistantMessage(tool_calls=calls),
        *(ToolMessage(call.id, call.name, content) for call, content in results),
    ]


def _empty_answer(generation: tuple[int, ...], after_answer: Glue) -> Glue:
    return Glue((*generation, *after_answer.ids), after_answer.text)
