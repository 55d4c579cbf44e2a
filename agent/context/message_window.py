"""A window of OpenAI messages, each serialised once when it enters. It works with any server.

What users, tools and documents say is guarded, and what they have the model say: no marker in it
reaches the server whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agent.context.prefix import Prefix
from agent.context.spelling import as_text
from agent.context.window import Arrivals
from agent.engine.guard import NO_GUARD, TextGuard
from agent.engine.request import MessageSegment, Prompt
from agent.engine.vocabulary import NO_MARKERS, Markers
from agent.engine.wire import message_json
from agent.events import ModelAnswered, Record
from agent.types import AssistantMessage, Message, ToolMessage, UserMessage


class MessageWindow:
    """The prefix of a session and everything that was said in it, as ready messages."""

    def __init__(
        self,
        prefix: Prefix,
        records: Iterable[Record] = (),
        guard: TextGuard = NO_GUARD,
        *,
        alternates: bool = False,
        markers: Markers = NO_MARKERS,
    ) -> None:
        """A window that holds what `records` say.

        Args:
            markers: the guard's, with their ids.
            alternates: the server's template takes a user message only where an answer stands
                before it; where none does, an empty one is put in.
        """
        self.prefix = prefix
        self._guard = guard
        self._alternates = alternates
        self._markers = markers
        self._answered = True
        self._segments: list[MessageSegment] = list(prefix.segments)
        self._arrivals = Arrivals()
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Take in a record of the transcript."""
        match self._arrivals.take(record):
            case None:
                return
            case ModelAnswered() as answered:
                self._append(as_text(answered, self._guard, self._markers))
                self._answered = True
            case tuple(results):
                for result in results:
                    self._append_untrusted(result)
                self._answered = False
            case message:
                if self._alternates and not self._answered:
                    self._append(AssistantMessage(""))
                self._append_untrusted(message)
                self._answered = False

    async def prompt(self) -> Prompt:
        """The next request's prompt."""
        return Prompt(segments=tuple(self._segments), tools=self.prefix.tools)

    async def written(self) -> Prompt:
        """All messages that can be rendered: without an answer whose results are awaited."""
        end = len(self._segments) - self._arrivals.awaiting
        return Prompt(segments=tuple(self._segments[:end]), tools=self.prefix.tools)

    def _append_untrusted(self, message: UserMessage | ToolMessage) -> None:
        self._append(replace(message, text=self._guard.broken(message.text)))

    def _append(self, message: Message) -> None:
        self._segments.append(MessageSegment(message_json(message)))
