"""The suites: each makes the case of a seed at a length, the same on every machine."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from agent.evals.case import Case
from agent.models.training import prose
from agent.models.training.chat import tool_line
from agent.models.training.dialogue import Dialogue, Script, call
from agent.models.training.dialogues import CAPABILITIES
from agent.models.training.dialogues.noise import CHARACTERS_PER_TOKEN
from agent.models.training.everyday import meaning
from agent.models.training.generator import dialogue
from agent.models.training.requests import request
from agent.models.training.tools import Tool, made_up
from agent.models.training.words import Words
from agent.types import ToolSpec

SYSTEM = "Call tools when they are needed, and answer from what they return."
RECORD = ToolSpec(
    "read_record",
    "Read the record of a number.",
    {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]},
)
SEARCH = ToolSpec(
    "list_rows",
    "List all rows of a table.",
    {"type": "object", "properties": {"table": {"type": "string"}}, "required": ["table"]},
)
SETTING = ToolSpec(
    "save_settings",
    "Save all settings at once.",
    {
        "type": "object",
        "properties": {
            "limit": {"type": "integer"},
            "colour": {"type": "string"},
            "owner": {"type": "string"},
        },
        "required": ["limit", "colour", "owner"],
    },
)
RECORD_TOKENS = 300
"""About how long one record is."""


def dialogues(seed: int, tokens: int) -> Case:
    """A dialogue of the generator; the capabilities take turns."""
    capability = CAPABILITIES[seed % len(CAPABILITIES)]
    made = dialogue(seed, "test", capability, tokens)
    return Case("dialogues", capability, tokens, made)


def needle(seed: int, tokens: int) -> Case:
    """One value from one of many results."""
    return _needles(seed, tokens, 1)


def needles(seed: int, tokens: int) -> Case:
    """Three values from three of many results."""
    return _needles(seed, tokens, 3)


def _needles(seed: int, tokens: int, count: int) -> Case:
    words = _words(f"needle {count}", seed, tokens)
    size = min(RECORD_TOKENS, tokens // (count + 1))
    records = max(count, tokens // (size + 90))
    numbers = words.rng.sample(range(100, max(1000, 100 + 2 * records)), records)
    weights = {number: words.rng.randint(1000, 9999) for number in numbers}
    script = Script()
    for place, number in enumerate(numbers):
        script.user(f"Read the record {number}.")
        script.calls(call(RECORD.name, {"number": number}, place))
        fact = f"The weight of record {number} is {weights[number]} kg."
        script.results(f"{fact}\n{_filler(words, size)}").says(fact)
    asked = words.rng.sample(numbers, count)
    of = " and ".join(map(str, asked))
    script.user(f"Without reading them again: what is the weight of record {of}?")
    facts = [f"The weight of record {number} is {weights[number]} kg." for number in asked]
    name = "needle" if count == 1 else "needles"
    holds = tuple(str(weights[number]) for number in asked)
    return _case(name, tokens, script.says(" ".join(facts)), (RECORD,), holds)


def catalogue(seed: int, tokens: int) -> Case:
    """The right one of as many tools as the prompt has room for."""
    words = _words("catalogue", seed, tokens)
    tools: list[Tool] = []
    size = 0.0
    taken: set[int | str] = set()
    while size < tokens - 60:
        made = made_up(words)
        named = {meaning(made.spec), made.spec.name, made.object}
        if taken & named:
            continue
        taken |= named
        tools.append(made)
        size += len(tool_line(made.spec)) / CHARACTERS_PER_TOKEN
    wanted = words.choice(tools)
    asked = request(words, wanted)
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    return _case("catalogue", tokens, script, tuple(each.spec for each in tools))


def response(seed: int, tokens: int) -> Case:
    """One field of one row of a long table that a tool returned."""
    words = _words("response", seed, tokens)
    rows: list[dict[str, str | int]] = []
    size = 0.0
    while size < tokens - 150 or len(rows) < 2:
        row: dict[str, str | int] = {
            "id": 1000 + len(rows),
            "name": words.proper(),
            "city": words.city(),
            "amount": words.rng.randint(10_000, 99_999),
        }
        rows.append(row)
        size += len(json.dumps(row)) / 2.2
    wanted = words.choice(rows)
    script = Script().user(f"What is the amount of the row {wanted['id']} in the table orders?")
    script.calls(call(SEARCH.name, {"table": "orders"}))
    script.results("\n".join(json.dumps(each, ensure_ascii=False) for each in rows))
    script.says(f"The amount is {wanted['amount']}.")
    return _case("response", tokens, script, (SEARCH,), (str(wanted["amount"]),))


def state(seed: int, tokens: int) -> Case:
    """Settings that the user changes over many turns, saved at the end."""
    words = _words("state", seed, tokens)
    values: dict[str, str | int] = {
        "limit": words.rng.randint(10, 99),
        "colour": words.quality(),
        "owner": words.person(),
    }
    said = ", ".join(f"{key}: {value}" for key, value in values.items())
    script = Script().user(f"Note these settings, but do not save them yet. {said}").says("Noted.")
    for _ in range(max(2, tokens // RECORD_TOKENS // 2)):
        key = words.choice(list(values))
        fresh = words.rng.randint(10, 99) if key == "limit" else words.word()
        values[key] = fresh
        script.user(f"Change the {key} to {fresh}. For your information: {_filler(words, 300)}")
        script.says("Noted.")
    script.user("Now save the settings as they are.").calls(call(SETTING.name, dict(values)))
    return _case("state", tokens, script, (SETTING,))


SUITES: dict[str, Callable[[int, int], Case]] = {
    "dialogues": dialogues,
    "needle": needle,
    "needles": needles,
    "catalogue": catalogue,
    "response": response,
    "state": state,
}


def _words(name: str, seed: int, tokens: int) -> Words:
    drawn = random.Random(f"{name} {seed} {tokens}")  # noqa: S311 - repeatable, not secret
    return Words(drawn, "test")


def _filler(words: Words, tokens: int) -> str:
    text = ""
    while len(text) < tokens * CHARACTERS_PER_TOKEN:
        text += prose.sentence(words) + " "
    return text.strip()


def _case(
    name: str,
    tokens: int,
    script: Script,
    tools: tuple[ToolSpec, ...],
    holds: tuple[str, ...] = (),
) -> Case:
    """A case whose last user message begins what is asked for."""
    episode = script.episode(*tools)
    users = [place for place, each in enumerate(episode.messages) if each.role == "user"]
    made = Dialogue(name, SYSTEM, tools, (), episode.messages, frozenset(), users[-1])
    return Case(name, name, tokens, made, holds)
