"""Which requests belong to one conversation, told by what they hold.

An OpenAI client sends the whole conversation each time and no name for it. A request goes on with
the conversation whose messages and answer it begins with; else with one whose messages it begins
with; else with one that it holds half of, in order, down to its end. The system's messages count
for none of this: a prompt with the time of day in it is another each time. A client that names its
conversations, in `X-Session-ID` or `session_id`, is believed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from agent.engine.tokens import TokenIds
from agent.observe.differing import Sent, normal
from agent.proxy.remembered import REMEMBERED_BYTES, Remembered
from agent.types import JSON, Usage

COMPARED = 16
"""Of the newest prefixes, to find the one that a new conversation's is like."""

_ALIKE = 0.5
_TELLING = 16
"""Characters of an answer by which alone a conversation may be known."""

_PREFIX_ROLES = ("system", "developer")

Marks: TypeAlias = tuple[bytes, ...]


@dataclass(slots=True)
class Conversation:
    """The newest request of a conversation, its answer and what they cost.

    `usage` is None where the answer does not say it. `ids` are those of the request; None while
    nobody has needed them. `ended` is when the answer was there, in seconds of the clock of those
    who ask. `size` is that of the request in bytes.
    """

    name: str
    turn: int
    sent: Sent
    answer: JSON | None
    usage: Usage | None
    ended: float = 0.0
    size: int = 0
    ids: TokenIds | None = None
    marks: Marks = field(init=False)
    answer_mark: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.marks = marks_of(self.sent)
        self.answer_mark = mark(self.answer) if self.answer is not None else b""

    @property
    def prefix(self) -> Sent:
        """The head that conversations share: tools, and the first messages of the system."""
        head = itertools.takewhile(_is_prefix, self.sent.messages)
        return Sent(tuple(head), self.sent.tools, self.sent.keys)

    @property
    def has_telling_answer(self) -> bool:
        """Whether hardly any other conversation has the same answer."""
        if not isinstance(self.answer, dict):
            return False
        return bool(self.answer.get("tool_calls")) or (
            len(_words(self.answer.get("content"))) >= _TELLING
        )


class Conversations:
    """The newest conversations."""

    def __init__(self, most_bytes: int = REMEMBERED_BYTES) -> None:
        self._known: Remembered[Conversation] = Remembered("conversation", most_bytes)

    def find(self, sent: Sent, name: str = "") -> Conversation | None:
        """The conversation that a request goes on with; None if it begins one.

        Args:
            name: that the client gave it; empty for none.
        """
        if name:
            return self._known.get(name)
        marks = marks_of(sent)
        ways: tuple[Callable[[Conversation, Marks], int], ...] = (_answered, _extended, _resembled)
        for way in ways:
            best, score = None, 0
            for known in self._known:
                held = way(known, marks)
                if held > score:
                    best, score = known, held
            if best is not None:
                return best
        return None

    def alike(self, sent: Sent, began: float) -> Conversation | None:
        """A conversation with the prefix that is most like that of `sent`; None if none is like it.

        Args:
            began: when the request was sent; what was answered later could not help it.
        """
        own = _pairs(sent)
        best, score = None, _ALIKE
        for known in itertools.islice(self._prefixes(sent, began), COMPARED):
            other = _pairs(known.prefix)
            likeness = len(own & other) / (len(own | other) or 1)
            if known.prefix == sent or likeness > score:
                best, score = known, 1.0 if known.prefix == sent else likeness
        return best

    def keep(self, conversation: Conversation) -> None:
        """It is the newest now."""
        self._known.keep(conversation)

    def new_name(self) -> str:
        """A name for a conversation that has none."""
        return self._known.new_name()

    def _prefixes(self, sent: Sent, began: float) -> Iterator[Conversation]:
        seen: list[Sent] = []
        for known in self._known:
            prefix = known.prefix
            if known.ended <= began and prefix.keys == sent.keys and prefix not in seen:
                seen.append(prefix)
                yield known


def marks_of(sent: Sent) -> Marks:
    """A mark for each message that is not the system's."""
    return tuple(mark(message) for message in sent.messages if not _is_prefix(message))


def mark(message: JSON) -> bytes:
    """What stays of a message however it is written: its role and its words or calls."""
    seen = normal(message)
    if not isinstance(seen, dict):
        return _digest(seen)
    calls = [each["function"]["name"] for each in seen.get("tool_calls", ())]
    return _digest([seen.get("role"), _words(seen.get("content")), calls, _ids(seen)])


def _answered(known: Conversation, marks: Marks) -> int:
    """How many messages a request replays, if it begins with the conversation and its answer."""
    held = (*known.marks, known.answer_mark)
    return len(held) if known.answer_mark and marks[: len(held)] == held else 0


def _extended(known: Conversation, marks: Marks) -> int:
    """How many messages a request replays, if it begins with the conversation and not its answer.

    What holds nothing more is another conversation that begins alike, unless it asks once more for
    an answer that never came.
    """
    goes_on = len(marks) > len(known.marks) or known.answer is None
    return len(known.marks) if goes_on and marks[: len(known.marks)] == known.marks else 0


def _resembled(known: Conversation, marks: Marks) -> int:
    """How many messages a request holds of a conversation that was edited; 0 for too few."""
    held = (*known.marks, known.answer_mark) if known.answer_mark else known.marks
    if not known.marks or not {known.marks[-1], held[-1]} & set(marks):
        return 0
    if len(marks) <= len(known.marks) and known.answer_mark not in marks:
        return 0
    common = _in_order(held, marks)
    if common < 2 and not (known.answer_mark in marks and known.has_telling_answer):
        return 0
    return common if 2 * common >= min(len(held), len(marks) - 1) else 0


def _in_order(held: Marks, marks: Marks) -> int:
    """How many of `held` stand in `marks` in their order; of equal ones the first is the first.

    It is the longest increasing subsequence of their places (Fredman, 1975), so that a conversation
    that says the same a thousand times takes no longer than another.
    """
    places: dict[bytes, deque[int]] = {}
    for place, each in enumerate(held):
        places.setdefault(each, deque()).append(place)
    ends: list[int] = []
    for each in marks:
        if left := places.get(each):
            place = left.popleft()
            at = bisect_left(ends, place)
            ends[at : at + 1] = [place]
    return len(ends)


def _is_prefix(message: JSON) -> bool:
    return isinstance(message, dict) and message.get("role") in _PREFIX_ROLES


def _pairs(prefix: Sent) -> set[tuple[str, str]]:
    """The pairs of neighbouring words: what is alike has many of them in common."""
    texts = [_words(message.get("content")) for message in prefix.messages]
    texts += [json.dumps(tool, ensure_ascii=False) for tool in prefix.tools]
    words = " ".join(texts).split()
    return set(itertools.pairwise(words))


def _digest(value: JSON) -> bytes:
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=16).digest()


def _words(content: JSON) -> str:
    if isinstance(content, list):
        return "".join(str(p.get("text", "")) if isinstance(p, dict) else str(p) for p in content)
    return str(content or "").strip()


def _ids(message: JSON) -> list[str]:
    calls = [str(each.get("id")) for each in message.get("tool_calls", ())]
    return [*calls, str(message.get("tool_call_id", ""))]
