"""`agent proxy` as an application: what is passed on, and the turns for whoever has the token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qs

from agent.loopback.guard import App, Guard, Receive, Scope, Send
from agent.proxy.headers import value_of
from agent.proxy.refusing import Refusal, refuse
from agent.proxy.turns import Turns

TURNS_PATH = "/_holdfast/turns"
"""No path of a model server begins like it."""

_DIGITS = 19
"""Of a turn's number, at most."""


@dataclass(frozen=True, slots=True)
class ProxyApp:
    """The application.

    Args:
        passing: answers what is passed on.
        guard: lets those through to the turns who may read them, and knows this machine's names.
        any_name: whether requests may name this machine as they like, because others reach it.
    """

    passing: App
    guard: Guard
    any_name: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"] == TURNS_PATH:
            await self.guard(scope, receive, send)
            return
        host = value_of(tuple(scope["headers"]), b"host")
        if not self.any_name and not self.guard.is_own(host):
            await refuse(_STRANGE, send)  # by a name that was rebound, a page could ask from afar
            return
        await self.passing(scope, receive, send)


_STRANGE = Refusal(
    403,
    "forbidden",
    "agent proxy listens on this machine only, and the Host header names another: use its address, "
    "http://127.0.0.1 with its port, or start it with --host",
)


def turns_app(turns: Turns) -> App:
    """Answers with the turns after number `after` in the query, as JSON."""

    async def answer(scope: Scope, _: Receive, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[-1]
        after = int(asked) if asked.isdecimal() and len(asked) < _DIGITS else 0
        body = json.dumps({"turns": turns.after(after)}, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
