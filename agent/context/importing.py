"""Conversations that another program recorded, as records of a transcript.

What other programs write is not always whole: calls without results, results in another order,
empty answers, answers one after the other. Here it becomes what a session of ours would have
recorded, so that a window made of it is a valid request.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.context import formats
from agent.context.few_shot import message_from_openai
from agent.errors import ConfigError
from agent.events import ModelAnswered, Record, RunEnded, ToolFinished, UserSpoke
from agent.types import (
    AssistantMessage,
    ToolCall,
    ToolFailure,
    ToolMessage,
    ToolOutcome,
    Usage,
    UserMessage,
)


def records_from_openai(messages: Iterable[Mapping[str, Any]], source: str) -> list[Record]:
    """The records of a conversation in OpenAI's format, without its system message.

    A call that has no result before the conversation goes on is recorded as interrupted. The
    records end with the end of a run.

    Raises:
        ConfigError: a message is not in OpenAI's format, or a result belongs to no call.
    """
    return list(_Reader(source).read(messages))


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._open: dict[str, ToolCall] = {}
        self._running = False
        self._turn = 0
        self._answered = False

    def read(self, messages: Iterable[Mapping[str, Any]]) -> Iterator[Record]:
        for number, message in enumerate(messages):
            if message.get("role") in ("system", "developer"):
                continue
            where = f"{self._source}, message {number}"
            match message_from_openai({**message, "content": _text_of(message, where)}, where):
                case UserMessage(text):
                    yield from self._end_run()
                    yield UserSpoke(text)
                    self._running, self._turn, self._answered = True, 0, False
                case AssistantMessage() as answer:
                    yield from self._settle()
                    yield self._answer(answer)
                case ToolMessage() as result:
                    yield self._finish(result, where)
        yield from self._end_run()

    def _answer(self, answer: AssistantMessage) -> ModelAnswered:
        self._turn += 1
        self._open = {call.id: call for call in answer.tool_calls}
        self._answered = not answer.tool_calls
        reason = "tool_calls" if answer.tool_calls else "stop"
        return ModelAnswered(self._turn, answer, reason, Usage(), 0.0, 0.0)

    def _finish(self, result: ToolMessage, where: str) -> ToolFinished:
        call = self._open.pop(result.call_id, None)
        if call is None:
            raise ConfigError(
                f"{where}: a result for the call {result.call_id!r}, which the answer before it "
                "did not make"
            )
        return ToolFinished(call, ToolOutcome(result.text), result.text)

    def _settle(self) -> Iterator[ToolFinished]:
        outcome = ToolOutcome(failure=ToolFailure("interrupted"))
        for call in self._open.values():
            yield ToolFinished(call, outcome, formats.tool_result(call.name, outcome))
        self._open = {}

    def _end_run(self) -> Iterator[Record]:
        yield from self._settle()
        if self._running:
            yield RunEnded("done") if self._answered else RunEnded("cancelled", "imported")
        self._running = False


def _text_of(message: Mapping[str, Any], where: str) -> str | None:
    """A content as text; its parts are joined as vLLM joins them."""
    content = message.get("content")
    if content is None or isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise ConfigError(
            f"{where}: a content of {json.dumps(content)[:60]} is neither text nor parts"
        )
    parts = [part.get("text") if isinstance(part, Mapping) else None for part in content]
    if not all(isinstance(part, str) for part in parts):
        raise ConfigError(f"{where}: only parts of text can be imported")
    return "\n".join(str(part) for part in parts)


def openai_conversation(text: str, source: str) -> list[Mapping[str, Any]]:
    """The messages in a file: a JSON array, an object with `messages`, or one message a line.

    Raises:
        ConfigError: it is none of these.
    """
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        lines = enumerate(text.split("\n"), 1)
        read = [_line(line, f"{source}:{number}") for number, line in lines if line.strip()]
    if isinstance(read, Mapping):
        read = read.get("messages", [read])
    if not isinstance(read, list) or not all(isinstance(each, Mapping) for each in read):
        raise ConfigError(f"{source} holds no conversation: messages of OpenAI's format are needed")
    return read


def system_of(messages: Iterable[Mapping[str, Any]], source: str) -> str | None:
    """The text of the first system message; None without one."""
    for message in messages:
        if message.get("role") in ("system", "developer"):
            return _text_of(message, source)
    return None


def _line(line: str, where: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{where}: not JSON: {error}") from error
