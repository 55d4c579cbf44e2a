"""What stands before a dialogue: mostly the runtime's default prefix, sometimes anything else."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from agent.types import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage

from .words import Words


@cache
def default_system() -> str:
    """The runtime's system prompt."""
    return resources.files("agent.prompts").joinpath("system.md").read_text("utf-8").strip()


@cache
def default_few_shot() -> tuple[Message, ...]:
    """The runtime's few-shot messages."""
    text = resources.files("agent.prompts").joinpath("few_shot.jsonl").read_text("utf-8")
    names: dict[str, str] = {}
    messages: list[Message] = []
    for line in text.splitlines():
        raw = json.loads(line)
        match raw["role"]:
            case "user":
                messages.append(UserMessage(raw["content"]))
            case "tool":
                found = raw["tool_call_id"]
                messages.append(ToolMessage(found, names[found], raw["content"]))
            case _:
                calls = tuple(
                    ToolCall(each["id"], each["function"]["name"], each["function"]["arguments"])
                    for each in raw.get("tool_calls") or ()
                )
                names |= {each.id: each.name for each in calls}
                messages.append(AssistantMessage(raw.get("content") or "", calls))
    return tuple(messages)


SYSTEMS = (
    "You are a helpful assistant.",
    "You are a helpful assistant. Use the tools when they help.",
    "You are {n}, an assistant for {c}.",
    "You help the people of {c} with their {t}s. Be brief.",
    "Answer from the documents only.",
    "You are an agent. Call tools to get things done, and report what came of it.",
    "You work for {n}. Today you take care of the {t}.",
    "Be precise. Never invent a value.",
    "You are the support desk of {n}.\n\n- Be polite.\n- Use the tools.\n- Quote what you find.",
    "Your job is to {q} the {t}. Tools are listed below.",
    "You are an expert on {t}s.",
    "# Rules\n\n1. Use tools.\n2. Copy values exactly.\n3. Say so when something fails.",
)


def system(words: Words) -> str:
    """Somebody else's system prompt."""
    text = words.choice(SYSTEMS)
    for slot, make in (
        ("{n}", words.proper),
        ("{c}", words.city),
        ("{t}", words.thing),
        ("{q}", lambda: words.choice(("watch", "check", "handle", "run"))),
    ):
        text = text.replace(slot, make())
    return text
