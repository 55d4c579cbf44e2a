"""Thousands of calls that no model should make: each ends in an outcome with words for it."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from structlog.testing import capture_logs

from agent.context.formats import tool_result
from agent.tooling import Tool, raw_tool, tool
from agent.types import ToolCall
from tests.tooling.recorder import Recorder

CALLS = 20_000 if os.environ.get("HOLDFAST_FULL") else 2_000
SEED = 20_261_125
AT_ONCE = 16

WORDS = (
    "",
    "a",
    "Zürich",
    "😀",
    "\u0000",
    "\u202e",
    "'",
    '"',
    "\\",
    "{",
    "a" * 300,
    "2026-02-30",
    "1e5",
)
NUMBERS = (0, -1, 10**15, 10**400, 1.5, -0.0, 1e308, 5e-324, 2**63, 2**64)
RAW = (
    "1e999",
    "NaN",
    "-Infinity",
    "9" * 5000,
    "01",
    "0x1",
    "tru",
    "'x'",
    "\ud800",
    '"\\ud800"',
    "[" * 500,
)


RIGHT = {
    "city": "2026-02-28T10:00:00Z",
    "days": 3,
    "unit": "c",
    "place": {"lat": 1.5},
    "tags": ["a", "b"],
    "mixed": 1,
}
"""Values that both tools take."""


class Colour(Enum):
    RED = "red"


class Place(BaseModel):
    lat: float
    names: list[str] = []


@tool
async def typed(
    city: str,
    days: Annotated[int, Field(ge=1, le=14)] = 1,
    unit: Literal["c", "f"] = "c",
    share: float = 0.5,
    place: Place | None = None,
    tags: list[str] | None = None,
    colour: Colour = Colour.RED,
    mixed: int | str | list[Place] = 0,
) -> str:
    """Take typed arguments."""
    return f"{city} {days}"


def foreign() -> Tool:
    async def answer(**arguments: Any) -> str:
        return f"{len(arguments)} arguments"

    return raw_tool(
        answer,
        name="foreign.tool",
        description="",
        repair=True,
        parameters={
            "type": "dict",
            "properties": {
                "city": {"type": "string", "format": "date-time", "required": True},
                "days": {"type": "float", "multipleOf": 0.01},
                "unit": {"type": "str", "pattern": "^((c+)+|f)$"},
                "tags": {"type": "tuple", "uniqueItems": True},
                "place": {"type": "any", "format": "uri"},
                "mixed": {"anyOf": [{"type": "int"}, {"$ref": "#"}]},
            },
            "patternProperties": {"^x": {"type": "number"}},
            "additionalProperties": False,
        },
    )


class Writer:
    """Writes calls, always the same ones for a seed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._random = random.Random(SEED)
        self._names = (*names * 5, "nobody", "")
        self._spoils: tuple[Callable[[str], str], ...] = (
            lambda text: text,
            lambda text: text[: self._random.randint(0, len(text))],
            lambda text: text.replace('"', "'"),
            lambda text: text[:-1] + ",}",
            lambda text: f"```json\n{text}\n```",
            lambda text: text + self._random.choice(("}", " x", text)),
            lambda text: text[:-1] + ', "city": 1, "city": 2}',
            lambda text: text.replace("1", self._random.choice(RAW), 1),
            lambda text: "".join(self._random.sample(text, len(text))),
            lambda text: self._random.choice((*RAW, "", "null", "[]", "{}", '"x"')),
            lambda text: '{"city": ' * 70 + text + "}" * 70,
            lambda text: "".join(chr(self._random.randrange(0x11000)) for _ in range(20)),
        )

    def call(self, number: int) -> ToolCall:
        text = json.dumps(self._object(), ensure_ascii=self._random.random() < 0.5)
        if self._random.random() < 0.7:
            text = self._random.choice(self._spoils)(text)
        return ToolCall(str(number), self._random.choice(self._names), text)

    def _object(self) -> dict[str, Any]:
        names = ("city", "days", "unit", "share", "place", "tags", "colour", "mixed", "x1", "lat")
        chosen = self._random.sample(names, self._random.randint(0, 5))
        right = self._random.random() < 0.5
        return {
            name: RIGHT[name] if right and name in RIGHT else self._value(3)
            for name in ("city", *chosen)
            if name in RIGHT or not right
        }

    def _value(self, depth: int) -> Any:
        kind = self._random.randrange(7 if depth else 4)
        match kind:
            case 0:
                return self._random.choice(NUMBERS)
            case 1 | 2:
                return self._random.choice(WORDS)
            case 3:
                return self._random.choice((None, True, False))
            case 4:
                return [self._value(depth - 1) for _ in range(self._random.randint(0, 3))]
            case 5:
                return {"lat": self._value(depth - 1), "names": self._value(depth - 1)}
            case _:
                return {self._random.choice(WORDS): self._value(depth - 1)}


async def test_every_call_ends_in_an_outcome_with_words_and_none_crashes() -> None:
    """Whatever a model writes, the run goes on and the model can go on."""
    tools = (typed, foreign())
    recorder = Recorder(*tools)
    writer = Writer(tuple(each.name for each in tools))
    kinds: Counter[str] = Counter()
    with capture_logs():
        for first in range(0, CALLS, AT_ONCE):
            calls = [writer.call(number) for number in range(first, first + AT_ONCE)]
            for called, outcome in zip(calls, await recorder.run(*calls), strict=True):
                kinds[outcome.failure.kind if outcome.failure else "ok"] += 1
                kinds["repaired"] += outcome.repaired
                assert tool_result(called.name, outcome).encode("utf-8", "surrogatepass")

    assert len(recorder.outcomes) == CALLS
    assert set(kinds) <= {"ok", "repaired", "malformed_json", "unknown_tool", "invalid_arguments"}
    assert min(kinds.values()) > CALLS / 100, kinds
