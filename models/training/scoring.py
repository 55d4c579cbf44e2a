"""Right or wrong: what a model did at one turn against what it should have done."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.types import JSON, AssistantMessage, ToolCall


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server returned for one turn."""

    text: str
    calls: tuple[ToolCall, ...]


@dataclass(slots=True)
class Score:
    """Counts of one capability."""

    dialogues: int = 0
    flawless: int = 0
    calls: int = 0
    right_calls: int = 0
    answers: int = 0
    right_answers: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.dialogues += other.dialogues
        self.flawless += other.flawless
        self.calls += other.calls
        self.right_calls += other.right_calls
        self.answers += other.answers
        self.right_answers += other.right_answers
        self.failures += other.failures


def judge(expected: AssistantMessage, reply: Reply, asked: str) -> Score:
    """One turn. A missing or additional call is a wrong call, and text instead of calls too."""
    score = Score()
    if expected.tool_calls:
        score.calls = max(len(expected.tool_calls), len(reply.calls))
        pairs = zip(expected.tool_calls, reply.calls, strict=False)
        score.right_calls = sum(same_call(wanted, made) for wanted, made in pairs)
        wrong = score.right_calls < score.calls
    else:
        score.answers = 1
        wrong = bool(reply.calls) or reply.text.strip() != expected.text.strip()
        score.right_answers = 0 if wrong else 1
    if wrong:
        score.failures.append(
            {"asked": asked, "expected": shown_message(expected), "got": shown(reply)}
        )
    return score


def same_call(wanted: ToolCall, made: ToolCall) -> bool:
    """The same name and the same arguments, in whatever order."""
    return wanted.name == made.name and same_json(_read(wanted.arguments), _read(made.arguments))


def same_json(one: JSON, other: JSON) -> bool:
    """Equal, and of equal types: 1, 1.0 and true are three things."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_json(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)


def _read(arguments: str) -> JSON:
    try:
        return json.loads(arguments)
    except ValueError:
        return arguments


def shown(reply: Reply) -> str:
    """A reply in one line."""
    return shown_message(AssistantMessage(reply.text, reply.calls))


def shown_message(message: AssistantMessage) -> str:
    calls = [f"{call.name}({call.arguments})" for call in message.tool_calls]
    return " ".join([*([message.text] if message.text else []), *calls])


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    share = right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def summed(scores: Sequence[Score]) -> Score:
    total = Score()
    for score in scores:
        total.add(score)
    return total
