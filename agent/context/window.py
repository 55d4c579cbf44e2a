"""The window: what the next request sends. It only grows.

There are two kinds. A `MessageWindow` sends OpenAI messages, which the server renders and encodes
anew each time. A `TokenWindow` sends token ids: what was sent and what was generated stay exactly
the ids that they were.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from agent.context import formats
from agent.context.prefix import Prefix
from agent.engine.request import Prompt
from agent.events import ModelAnswered, NoticeGiven, Record, ToolFinished, UserSpoke
from agent.types import ToolMessage, UserMessage

Arrival: TypeAlias = UserMessage | ModelAnswered | tuple[ToolMessage, ...]
"""What enters a window at once: a message, an answer, or all results of one answer's calls."""


class Window(Protocol):
    """What one session's requests are made of."""

    prefix: Prefix

    def add(self, record: Record) -> None:
        """Take in a record of the transcript; one that the model does not see changes nothing."""
        ...

    async def prompt(self) -> Prompt:
        """The next request's prompt.

        Raises:
            EngineError: the server was needed to encode something and failed.
        """
        ...

    async def written(self) -> Prompt:
        """The part of the next prompt that is known already, while results are awaited.

        Raises:
            EngineError: as `prompt`.
        """
        ...


def spoken(said: UserSpoke) -> str:
    """The user's words as the model reads them: with what was retrieved for them behind them."""
    return formats.with_passages(said.text, said.retrieved) if said.retrieved else said.text


class Arrivals:
    """Puts records into the order in which the model sees them.

    The results of one answer's calls arrive together, in the order of the calls, when the last of
    them is there: however the tools raced, the same results give the same prompt.
    """

    def __init__(self) -> None:
        self._awaited: dict[str, ToolMessage | None] = {}

    @property
    def awaiting(self) -> bool:
        """Whether results of the last answer's calls are missing."""
        return bool(self._awaited)

    def take(self, record: Record) -> Arrival | None:
        """What arrives with `record`, if anything."""
        match record:
            case UserSpoke():
                return UserMessage(spoken(record))
            case NoticeGiven(text):
                return UserMessage(text)
            case ModelAnswered(message=message):
                self._awaited = {call.id: None for call in message.tool_calls}
                return record
            case ToolFinished(call=call, text=text):
                return self._results(ToolMessage(call_id=call.id, name=call.name, text=text))
            case _:
                return None

    def _results(self, result: ToolMessage) -> tuple[ToolMessage, ...] | None:
        self._awaited[result.call_id] = result
        results = tuple(each for each in self._awaited.values() if each is not None)
        if len(results) < len(self._awaited):
            return None
        self._awaited = {}
        return results
