"""Episodes and dialogues: what the generator makes, before it becomes tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from agent.types import (
    JSON,
    AssistantMessage,
    Message,
    ToolCall,
    ToolMessage,
    ToolSpec,
    UserMessage,
)


@dataclass(frozen=True, slots=True)
class Episode:
    """One user message with everything up to its final answer, and the tools that it needs."""

    tools: tuple[ToolSpec, ...]
    messages: tuple[Message, ...]
    mistakes: frozenset[int] = frozenset()
    """Positions of assistant messages that are read and never learned: they are wrong on purpose,
    or were said when more was in the window."""
    alone: bool = False
    """Whether no other tools may be added."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A whole prompt with the answers that are right."""

    capability: str
    system: str | None
    tools: tuple[ToolSpec, ...]
    few_shot: tuple[Message, ...]
    messages: tuple[Message, ...]
    mistakes: frozenset[int] = frozenset()
    scored_from: int = 0
    """Where the last episode begins, which is what an evaluation asks about."""


def call(name: str, arguments: Mapping[str, JSON], number: int = 1) -> ToolCall:
    """A call as the model writes it."""
    return ToolCall(f"call_{number}", name, json.dumps(arguments, ensure_ascii=False))


def marked(message: Message, mark: str) -> Message:
    """The message with a mark on the identities of its calls."""
    if isinstance(message, ToolMessage):
        return replace(message, call_id=f"{message.call_id}_{mark}")
    if isinstance(message, AssistantMessage):
        calls = tuple(replace(each, id=f"{each.id}_{mark}") for each in message.tool_calls)
        return replace(message, tool_calls=calls)
    return message


class Script:
    """Writes an episode message by message."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._mistakes: set[int] = set()

    def user(self, text: str) -> Script:
        self._messages.append(UserMessage(text))
        return self

    def says(self, text: str, *, mistake: bool = False) -> Script:
        return self._assistant(AssistantMessage(text), mistake=mistake)

    def calls(self, *calls: ToolCall, mistake: bool = False) -> Script:
        return self._assistant(AssistantMessage(tool_calls=calls), mistake=mistake)

    def results(self, *texts: str) -> Script:
        """The results of the last calls, in their order."""
        last = self._messages[-1]
        if not isinstance(last, AssistantMessage):
            raise TypeError("results follow calls")
        self._messages += [
            ToolMessage(made.id, made.name, text)
            for made, text in zip(last.tool_calls, texts, strict=True)
        ]
        return self

    def then(self, messages: Iterable[Message]) -> Script:
        """Go on with messages of another script; their calls get identities of their own."""
        mark = len(self._messages)
        self._messages += [marked(message, str(mark)) for message in messages]
        return self

    def episode_of(self, whole: Episode, first: int = 0, last: int | None = None) -> Script:
        """Go on with messages of an episode; its mistakes stay mistakes."""
        begun = len(self._messages)
        end = len(whole.messages) if last is None else last
        self._mistakes |= {begun + each - first for each in whole.mistakes if first <= each < end}
        return self.then(whole.messages[first:end])

    def _assistant(self, message: AssistantMessage, *, mistake: bool) -> Script:
        if mistake:
            self._mistakes.add(len(self._messages))
        self._messages.append(message)
        return self

    def episode(self, *tools: ToolSpec, alone: bool = False) -> Episode:
        """The messages with their tools; of two with one name the first stays."""
        unique = {tool.name: tool for tool in reversed(tools)}
        return Episode(
            tuple(reversed(unique.values())),
            tuple(self._messages),
            frozenset(self._mistakes),
            alone,
        )
