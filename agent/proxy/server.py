"""The server behind the proxy, as the diagnosis asks it: template, tokenizer and metrics."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from agent.engine.given_address import without_password
from agent.engine.metrics import EngineMetrics, parse_metrics
from agent.engine.pages import SESSION_HEADER
from agent.engine.tokens import TokenIds
from agent.engine.whole import ANSWER, PAGE, read_whole
from agent.errors import EngineError, EngineRejected
from agent.observe.differing import Sent
from agent.types import JSON


@dataclass(frozen=True, slots=True)
class Upstream:
    """A server at `root`, without `/v1`.

    Args:
        authorization: what a client says to be let in, which what is asked for it says, too.
    """

    http: httpx.AsyncClient
    root: str
    authorization: str = ""

    async def metrics(self, session: str = "") -> EngineMetrics | None:
        """What `/metrics` says now; empty where there is no such page, None where nobody answers.

        A router that keeps each session at one server answers with the page of the session's.
        """
        headers = {**self._headers, **({SESSION_HEADER: session} if session else {})}
        asked = self.http.build_request("GET", self.root + "/metrics", headers=headers)
        try:
            page = await read_whole(self.http, asked, PAGE, self._named)
        except EngineError:
            return None
        return parse_metrics(page.text) if page.status == 200 else EngineMetrics()

    async def post(self, path: str, body: Mapping[str, Any]) -> JSON:
        """The answer to a JSON body.

        Raises:
            EngineUnreachable, EngineUnavailable: there is none.
            EngineRejected: the server does not take the body, or answers without measure.
        """
        # In ASCII: what a client said may hold lone surrogates, which have no UTF-8.
        asked = self.http.build_request(
            "POST",
            self.root + path,
            content=json.dumps(body).encode(),
            headers={**self._headers, "Content-Type": "application/json"},
        )
        answer = await read_whole(self.http, asked, ANSWER, self._named)
        if answer.status != 200:
            raise EngineRejected(f"{self._named}{path} answered {answer.status}")
        return answer.json

    @property
    def _named(self) -> str:
        return without_password(self.root)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.authorization} if self.authorization else {}


@dataclass(frozen=True, slots=True)
class UpstreamRenderer:
    """The server's chat template and tokenizer for one request's model and template settings."""

    upstream: Upstream
    settings: Mapping[str, JSON]

    async def render(self, sent: Sent, *, generation: bool = True) -> TokenIds:
        """The prompt of these messages and tools."""
        body = {
            **self.settings,
            "messages": list(sent.messages),
            "add_generation_prompt": generation,
            **({"tools": list(sent.tools)} if sent.tools else {}),
        }
        return TokenIds(_field(await self.upstream.post("/tokenize", body), "tokens", list))

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids."""
        return await UpstreamTokenizer(self.upstream, self.settings).decode(ids)


@dataclass(frozen=True, slots=True)
class UpstreamTokenizer:
    """The server's tokenizer for one request's model and settings."""

    upstream: Upstream
    settings: Mapping[str, JSON]

    async def encode(self, text: str) -> TokenIds:
        """The ids of a prompt."""
        body = {**self.settings, "prompt": text}
        return TokenIds(_field(await self.upstream.post("/tokenize", body), "tokens", list))

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids."""
        if not ids:
            return ""
        model = self.settings.get("model")
        body = {"tokens": list(ids), **({"model": model} if model else {})}
        return str(_field(await self.upstream.post("/detokenize", body), "prompt", str))


def _field(answer: JSON, name: str, kind: type) -> Any:
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise EngineRejected(f"the server's answer has no {name}, as vLLM's has")
    return value
