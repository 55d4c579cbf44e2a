"""A window of token ids: nothing that was sent or generated is ever rendered or encoded again.

It is append-only by construction. A new message is written with the template's glue, its content
encoded as text in which nothing can become a control token; an answer enters as the ids that were
generated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Literal, TypeAlias

from agent.context.prefix import Prefix
from agent.context.template import Glue, Template, apply_rule
from agent.context.window import Arrival, Arrivals
from agent.engine.request import Prompt, TokenSegment
from agent.engine.tokens import TokenIds
from agent.events import ModelAnswered, Record
from agent.types import ToolMessage, UserMessage

Encode: TypeAlias = Callable[[str], Awaitable[tuple[int, ...]]]
"""The ids of a text as text: no control token comes out of it."""

MOST_SEGMENTS = 64
"""A prompt is joined from so many pieces at most, so that it costs the same however many messages
it holds."""

_Last: TypeAlias = Literal["prefix", "user", "tool", "answer"]


class TokenWindow:
    """The prefix of a session and everything that was said in it, as token ids."""

    def __init__(
        self, prefix: Prefix, template: Template, encode: Encode, records: Iterable[Record] = ()
    ) -> None:
        self.prefix = prefix
        self._template = template
        self._encode = encode
        self._segments: list[TokenSegment] = []
        self._last: _Last = "prefix"
        self._ended_with: tuple[int, ...] = ()
        self._after_answer = 0
        self._arrivals = Arrivals()
        self._unwritten: list[Arrival] = []
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Take in a record of the transcript; it is encoded when the next prompt is made."""
        arrival = self._arrivals.take(record)
        if arrival is not None:
            self._unwritten.append(arrival)

    async def prompt(self) -> Prompt:
        """The next request's prompt: everything so far, and what asks for an answer."""
        known = await self.written()
        asking = TokenSegment(TokenIds(self._generation()))
        return Prompt(segments=(*known.segments, asking), tools=self.prefix.tools)

    async def written(self) -> Prompt:
        """Everything so far, ending where it ends."""
        while self._unwritten:
            await self._write(self._unwritten[0])
            del self._unwritten[0]
        return Prompt(segments=tuple(self._segments), tools=self.prefix.tools)

    async def since_answer(self) -> TokenIds:
        """What the next prompt holds behind the last answer."""
        prompt = await self.prompt()
        return TokenIds.join(
            segment.ids
            for segment in prompt.segments[self._after_answer :]
            if isinstance(segment, TokenSegment)
        )

    async def _write(self, arrival: Arrival) -> None:
        match arrival:
            case UserMessage(text):
                await self._write_user(text)
            case ModelAnswered():
                self._write_answer(arrival)
            case results:
                await self._write_results(results)

    async def _write_user(self, text: str) -> None:
        template = self._template
        glue = {
            "prefix": template.prefix,
            "user": template.user_after_user,
            "tool": template.user_after_tool,
            "answer": template.user_after_answer,
        }[self._last]
        content = apply_rule(template.user_rule, text)
        ids = await self._encode(glue.text + content + template.user_tail)
        self._append(self._after_last(glue) + ids, "user")

    async def _write_results(self, results: tuple[ToolMessage, ...]) -> None:
        template = self._template
        ids = self._after_last(template.tool_after_answer)
        run = template.tool_after_answer.text
        between = template.tool_after_tool
        for number, result in enumerate(results):
            if number and between.ids:
                ids += await self._encode(run + between.tail) + between.ids
                run = between.head
            elif number:
                run += between.tail
            run += apply_rule(template.tool_rule, result.text)
        self._append(ids + await self._encode(run + template.tool_tail), "tool")

    def _write_answer(self, answered: ModelAnswered) -> None:
        ids = answered.token_ids
        if len(self._segments) >= MOST_SEGMENTS:
            self._segments = [TokenSegment.joined(self._segments)]
        self._append(self._generation() + ids, "answer")
        self._ended_with = ids[-1:]
        self._after_answer = len(self._segments)

    def _append(self, ids: tuple[int, ...], last: _Last) -> None:
        self._segments.append(TokenSegment(TokenIds(ids)))
        self._last = last

    def _generation(self) -> tuple[int, ...]:
        if self._last == "tool":
            return self._template.tool_generation
        return self._template.user_generation

    def _after_last(self, glue: Glue) -> tuple[int, ...]:
        ended = self._last == "answer" and glue.ids[:1] == self._ended_with
        return glue.ids[1:] if ended else glue.ids
