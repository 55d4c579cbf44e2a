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
    "You are {n}.",
    "You are {n}, a friendly assistant.",
    "You are an assistant who works with {t}s in {c}.",
    "You are a careful assistant of the {t} team.",
    "You are the voice of the {t}. Keep it short.",
    "You are a bot in a chat room about {t}s.",
    "You are a tool-calling agent.",
    "You are the night shift of {n} in {c}.",
    "Assist the user.",
    "Assist the people who {q} the {t}. Call a tool whenever one fits.",
    "Act as the assistant of {n}.",
    "As an employee of {n} you {q} the {t} and answer questions about it.",
    "Answer in one sentence.",
    "Answer briefly and only with what the tools return.",
    "Answer questions about {c}.",
    "Always call a tool when there is one for the request.",
    "Always be polite. The user is a customer of {n}.",
    "Call a tool if you need one; otherwise just answer.",
    "Do what the user asks with the tools that you have.",
    "Do not guess. If no tool can help, say so.",
    "Do not make up facts. Quote your source.",
    "Follow the user's orders to the letter.",
    "Help the user with the {t}.",
    "Help out at {n}: look things up, {q} the {t}, and report.",
    "Here at {n} we {q} {t}s all day. You help us.",
    "I am {n} and you are my assistant.",
    "If a call fails, tell the user why.",
    "In this chat users ask about the {t}. Use your tools to answer.",
    "Keep your answers short.",
    "Never ask back. Act at once.",
    "No chatter. Tools first.",
    "Role: {t} assistant\nPlace: {c}\nTone: friendly",
    "The assistant answers questions of the staff of {n}.",
    "The user works at {n} in {c} and wants things done fast.",
    "There are tools. Use them.",
    "This is the help line of {c}.",
    "This is {n}. Users come here to {q} their {t}.",
    "Today you help out in {c}. There is a {t} to {q}.",
    "Use the tools to {q} the {t}, then say what happened.",
    "Welcome to {n}! Our assistant knows all about {t}s.",
    "Your name is {n}.",
    "Your name is {n} and you live in {c}. You like short answers.",
    "## Task\n\nHelp with the {t}.\n\n## Style\n\nShort and exact.",
    "- Use tools\n- Be exact\n- Report errors",
    "Instructions: {q} the {t}, copy names as they are, invent nothing.",
)


def system(words: Words) -> str:
    """Somebody else's system prompt."""
    text = words.choice(SYSTEMS)
    for slot, make in (
        ("{n}", words.proper),
        ("{c}", words.city),
        ("{t}", words.thing),
        (
            "{q}",
            lambda: words.choice(
                (
                    "watch",
                    "check",
                    "handle",
                    "run",
                    "look after",
                    "inspect",
                    "manage",
                    "improve",
                    "plan",
                    "repair",
                )
            ),
        ),
    ):
        text = text.replace(slot, make())
    return text
