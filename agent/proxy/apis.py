"""The APIs whose requests are diagnosed, told by their path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agent.proxy import chat, completions, responses
from agent.proxy.answers import AskedChat, AskedText, Body, Reply


@dataclass(frozen=True, slots=True)
class Api:
    """Reads the JSON of one API. All of it raises Unreadable where there is nothing to diagnose.

    Args:
        asked: of a request's body.
        whole: of an answer in one piece.
        streamed: of the events of a stream.
    """

    asked: Callable[[Body], AskedChat | AskedText]
    whole: Callable[[Body], Reply]
    streamed: Callable[[Iterable[Body]], Reply]


_APIS = {
    "/chat/completions": Api(chat.asked, chat.whole, chat.streamed),
    "/completions": Api(completions.asked, completions.whole, completions.streamed),
    "/responses": Api(responses.asked, responses.whole, responses.streamed),
}


def api_of(path: str) -> Api | None:
    """The API of a path; None for one whose requests are only passed on."""
    return next((api for end, api in _APIS.items() if path.endswith(end)), None)
