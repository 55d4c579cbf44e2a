"""The one right summary of a conversation: a line for each request, in a fixed form.

`- request -> answer`, `- request -> still open` where no answer was given yet, and at the end of
the line the handles under which its results are kept: `[art_0123456789]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.types import AssistantMessage, Message, ToolMessage, UserMessage

NOTHING_YET = "Nothing was asked yet."
OPEN = "still open"
GOES_ON = "[The conversation goes on.]\n\n"
NOTICES = ("[Note:", "[Summarise ", "Your last ", "Your tool call ")
"""How the runtime's own messages begin; they ask for nothing."""

_HANDLE = re.compile(r"\bart_[0-9a-f]{10}\b")


class _Turn:
    """A request, what was said to it last, and the handles that its results named."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        self.answered = OPEN
        self.handles: dict[str, None] = {}

    def line(self) -> str:
        return summary_line(self.asked, self.answered, tuple(self.handles))


def summary_of(messages: Sequence[Message]) -> str:
    """Each request of the conversation with its last answer; earlier summaries are kept."""
    lines: list[str] = []
    turn: _Turn | None = None
    for message in messages:
        if isinstance(message, UserMessage):
            if message.text.startswith(NOTICES):
                continue
            lines += [turn.line()] if turn else []
            begun, _, text = message.text.rpartition(GOES_ON)
            lines += [line for line in begun.splitlines() if " -> " in line]
            turn = _Turn(text.partition("\n\n<passage ")[0])
        elif turn:
            _took_part(turn, message)
    lines += [turn.line()] if turn else []
    return "\n".join(lines) or NOTHING_YET


def _took_part(turn: _Turn, message: Message) -> None:
    if isinstance(message, ToolMessage):
        turn.handles |= dict.fromkeys(_HANDLE.findall(message.text))
    elif isinstance(message, AssistantMessage) and not message.tool_calls and message.text:
        turn.answered = message.text


def summary_line(asked: str, answer: str, handles: Sequence[str] = ()) -> str:
    """One request, what came of it, and where its results can be read again."""
    kept = "".join(f" [{handle}]" for handle in handles)
    return f"- {' '.join(asked.split())} -> {' '.join(answer.split())}{kept}"
