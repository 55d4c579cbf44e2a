"""The window: what the next request sends.

It only grows: the prefix, then each message of the transcript, serialised once when it enters.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.context.prefix import Prefix
from agent.engine.request import MessageSegment, Prompt
from agent.engine.wire import message_json
from agent.events import ModelAnswered, NoticeGiven, Record, ToolFinished, UserSpoke
from agent.types import AssistantMessage, Message, ToolMessage, UserMessage


class Window:
    """The prefix of a session and everything that was said in it, as ready segments.

    The results of one answer's calls enter together, in the order of the calls, when the last of
    them is there: however the tools raced, the same results give the same prompt.
    """

    def __init__(self, prefix: Prefix, records: Iterable[Record] = ()) -> None:
        self.prefix = prefix
        self._segments: list[MessageSegment] = list(prefix.segments)
        self._awaited: dict[str, ToolMessage | None] = {}
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Take in a record of the transcript; one that the model does not see changes nothing."""
        match record:
            case UserSpoke(text) | NoticeGiven(text):
                self._append(UserMessage(text))
            case ModelAnswered(message=message):
                self._append(message)
                self._await_results(message)
            case ToolFinished(call=call, text=text):
                self._take_result(ToolMessage(call_id=call.id, name=call.name, text=text))
            case _:
                pass

    def prompt(self) -> Prompt:
        """The next request's prompt."""
        return Prompt(segments=tuple(self._segments), tools=self.prefix.tools)

    def _append(self, message: Message) -> None:
        self._segments.append(MessageSegment(message_json(message)))

    def _await_results(self, message: AssistantMessage) -> None:
        self._awaited = {call.id: None for call in message.tool_calls}

    def _take_result(self, result: ToolMessage) -> None:
        self._awaited[result.call_id] = result
        results = [each for each in self._awaited.values() if each is not None]
        if len(results) < len(self._awaited):
            return
        for each in results:
            self._append(each)
        self._awaited = {}
