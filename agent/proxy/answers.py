"""What a client asked and was answered, whichever of OpenAI's APIs it speaks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from agent.engine.tokens import TokenIds
from agent.observe.differing import Sent
from agent.types import JSON, Usage

Body: TypeAlias = Mapping[str, Any]
"""A JSON object."""

Keys: TypeAlias = tuple[tuple[str, str], ...]
"""What decides which cached blocks can be found, beside the prompt."""

KEYS = ("model", "cache_salt")

_RENDERED_WITH = (
    "model",
    "add_special_tokens",
    "chat_template",
    "media_io_kwargs",
    "mm_processor_kwargs",
)


class Unreadable(Exception):
    """Why a request cannot be diagnosed, in a few words."""


@dataclass(frozen=True, slots=True)
class AskedChat:
    """A request of messages, which a chat template makes a prompt of.

    Args:
        settings: what `/tokenize` has to be told beside them to make the same prompt.
    """

    sent: Sent
    settings: Body


@dataclass(frozen=True, slots=True)
class AskedText:
    """A request of a prompt as it is, in words or in token ids.

    Args:
        settings: what `/tokenize` has to be told beside the words to make the same tokens.
    """

    prompt: str | TokenIds
    settings: Body
    keys: Keys = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and what it cost.

    Args:
        answer: the assistant's message, or the text that goes on with a prompt; None where it did
            not come to an end.
        usage: None where it is not said.
    """

    answer: JSON | None
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A request with its answer.

    Args:
        name: of the conversation, where the client gave one.
        began: when the request was sent, in seconds of any one clock.
        ended: when the answer was there.
        size: of the request, in bytes.
        authorization: what the client said to be let in.
    """

    asked: AskedChat | AskedText
    reply: Reply
    name: str = ""
    began: float = 0.0
    ended: float = 0.0
    size: int = 0
    authorization: str = ""


def keys_of(body: Body) -> Keys:
    """A request's model and salt."""
    return tuple((key, str(body[key])) for key in KEYS if body.get(key) is not None)


def template_settings(body: Body, effort: JSON) -> Body:
    """What a chat template is given beside messages and tools.

    Args:
        effort: of reasoning, which vLLM hands to the template, too.
    """
    given = dict(body.get("chat_template_kwargs") or {})
    if effort is not None:
        given.setdefault("enable_thinking", effort != "none")
        given["reasoning_effort"] = effort
    settings = {key: body[key] for key in _RENDERED_WITH if body.get(key) is not None}
    return {**settings, **({"chat_template_kwargs": given} if given else {})}


def check_one_answer(body: Body) -> None:
    """Of several answers the usage says only what they cost together.

    Raises:
        Unreadable: there is another number of answers than one, or the cache is not used.
    """
    for name in ("n", "best_of"):
        if body.get(name) not in (None, 1):
            raise Unreadable(f"{name} is {body[name]}: one usage is told for all answers")
    if body.get("use_beam_search"):
        raise Unreadable("use_beam_search: one usage is told for many requests")
    if _asks_for_prompt_logprobs(body):
        raise Unreadable("vLLM leaves the prefix cache alone where it returns prompt_logprobs")


def objects(body: Body, name: str) -> list[dict[str, Any]]:
    """A list of objects in a request; empty where there is none.

    Raises:
        Unreadable: it is something else.
    """
    given = body.get(name) or []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise Unreadable(f"the request's {name} are no list of objects")
    return given


def events_of(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The objects of a stream's lines."""
    for line in lines:
        if not line.startswith(b"data:"):
            continue
        try:
            value = json.loads(line[5:])
        except ValueError:  # [DONE]
            continue
        if isinstance(value, dict):
            yield value


def _asks_for_prompt_logprobs(body: Body) -> bool:
    of_an_echo = "messages" in body or body.get("logprobs") is not None
    return body.get("prompt_logprobs") is not None or bool(body.get("echo") and of_an_echo)
