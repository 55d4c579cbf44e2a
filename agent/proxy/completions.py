"""OpenAI's Completions API: a prompt of words or of token ids, and the text behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent.engine.tokens import TokenIds
from agent.engine.wire import usage_from
from agent.proxy.answers import AskedText, Body, Reply, Unreadable, check_one_answer, keys_of

_RENDERED_WITH = ("model", "add_special_tokens")
_MADE_OTHERWISE = ("prompt_embeds", "suffix", "truncate_prompt_tokens", "truncation_side")
_LARGEST_ID = 2**31 - 1


def asked(body: Body) -> AskedText:
    """The prompt of a request.

    Raises:
        Unreadable: it cannot be followed.
    """
    for name in _MADE_OTHERWISE:
        if body.get(name):
            raise Unreadable(f"the request has {name}, so its prompt is not what the server reads")
    check_one_answer(body)
    settings = {key: body[key] for key in _RENDERED_WITH if body.get(key) is not None}
    return AskedText(_prompt(body.get("prompt")), settings, keys_of(body))


def whole(reply: Body) -> Reply:
    """The text of a whole reply, and the usage."""
    return streamed([reply])


def streamed(events: Iterable[Body]) -> Reply:
    """The text and the usage of a stream; no text where it was broken off."""
    texts: list[str] = []
    ended, usage = False, None
    for event in events:
        choice = (event.get("choices") or [{}])[0]
        texts.append(str(choice.get("text") or ""))
        ended = ended or choice.get("finish_reason") is not None
        usage = usage_from(event.get("usage")) or usage
    return Reply("".join(texts) if ended else None, usage)


def _prompt(given: Any) -> str | TokenIds:
    if isinstance(given, list) and len(given) == 1 and isinstance(given[0], str | list):
        given = given[0]  # a batch of one is told like the prompt itself
    if isinstance(given, str) and given:
        return given
    if not isinstance(given, list) or not given:
        raise Unreadable("the request has no prompt")
    if all(isinstance(each, int) and 0 <= each <= _LARGEST_ID for each in given):
        return TokenIds(given)
    if all(isinstance(each, str | list) for each in given):
        raise Unreadable(f"it has {len(given)} prompts, and one usage is told for all of them")
    raise Unreadable("the request's prompt is neither words nor token ids")
