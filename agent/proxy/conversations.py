"""Which requests belong to one conversation, told by what they hold.

An OpenAI client sends the whole conversation each time and no name for it. A request goes on with
the conversation whose messages, and whose last answer, it holds most of; that its system prompt is
another each time does not matter. A client that names its conversations, in `X-Session-ID` or
`session_id`, is believed.
"""

from __future__ import annotations

import itertools
import json
from collections import OrderedDict
from dataclasses import dataclass

from agent.engine.tokens import TokenIds
from agent.observe.differing import Sent, normal
from agent.types import JSON, Usage

REMEMBERED = 256
"""Conversations; of the others only the number is kept."""

_PREFIX_ROLES = ("system", "developer")


@dataclass(slots=True)
class Conversation:
    """The newest request of a conversation, its answer and what they cost.

    `ids` are those of the request; None while nobody has needed them.
    """

    name: str
    turn: int
    sent: Sent
    answer: JSON | None
    usage: Usage
    ids: TokenIds | None = None

    @property
    def prefix(self) -> Sent:
        """The head that conversations share: tools, and the first messages of the system."""
        head = itertools.takewhile(_is_prefix, self.sent.messages)
        return Sent(tuple(head), self.sent.tools, self.sent.keys)


class Conversations:
    """The newest conversations, the one that was used last at the end."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Conversation] = OrderedDict()
        self._numbers = itertools.count(1)

    def find(self, sent: Sent, name: str = "") -> Conversation | None:
        """The conversation that a request goes on with; None if it begins one.

        Args:
            name: that the client gave it; empty for none.
        """
        if name:
            return self._known.get(name)
        held = {_mark(message) for message in sent.messages if not _is_prefix(message)}
        best, score = None, 0
        for known in reversed(self._known.values()):
            common = _common(known, held, len(sent.messages))
            if common > score:
                best, score = known, common
        return best

    def newest(self) -> Conversation | None:
        """The conversation that was used last."""
        return next(reversed(self._known.values()), None)

    def keep(self, conversation: Conversation) -> None:
        """It is the newest now."""
        self._known[conversation.name] = conversation
        self._known.move_to_end(conversation.name)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def new_name(self) -> str:
        """A name for a conversation that has none."""
        return f"conversation-{next(self._numbers)}"


def _common(known: Conversation, held: set[str], messages: int) -> int:
    """How many messages of a conversation a request holds; 0 where it does not go on with it.

    One that holds no more than the conversation's first message and not its answer is another
    conversation that begins alike.
    """
    said = [_mark(message) for message in known.sent.messages if not _is_prefix(message)]
    answered = [_mark(known.answer)] if known.answer is not None else []
    common = sum(mark in held for mark in (*said, *answered))
    goes_on = messages > len(known.sent.messages) or any(mark in held for mark in answered)
    return common if goes_on else 0


def _is_prefix(message: JSON) -> bool:
    return isinstance(message, dict) and message.get("role") in _PREFIX_ROLES


def _mark(message: JSON) -> str:
    """What stays of a message however it is written: its role and its words or calls."""
    seen = normal(message)
    if not isinstance(seen, dict):
        return json.dumps(seen)
    calls = [each["function"]["name"] for each in seen.get("tool_calls", ())]
    return json.dumps([seen.get("role"), _words(seen.get("content")), calls, _ids(seen)])


def _words(content: JSON) -> str:
    if isinstance(content, list):
        return "".join(str(p.get("text", "")) if isinstance(p, dict) else str(p) for p in content)
    return str(content or "").strip()


def _ids(message: JSON) -> list[str]:
    calls = [str(each.get("id")) for each in message.get("tool_calls", ())]
    return [*calls, str(message.get("tool_call_id", ""))]
