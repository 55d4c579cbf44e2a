"""Plain requests to a server, for what the runtime itself never asks."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from agent.doctor.patience import Patience
from agent.engine.faults import engine_errors, rejection
from agent.engine.given_address import address_of, without_password
from agent.engine.whole import ANSWER, CONNECT_SECONDS, PAGE, Limit, Whole, bound, read_whole


@dataclass(frozen=True, slots=True)
class Page(Whole):
    """What was answered, and after how many milliseconds."""

    ms: float


class Http:
    """One server. `root` is its address without `/v1`, `url` with it; `named` is the address for
    people, without `/v1` and without a password that it may hold."""

    def __init__(self, url: str, api_key: str | None) -> None:
        """Open no connection yet.

        Raises:
            ConfigError: `url` is no address.
        """
        self.root = url.rstrip("/").removesuffix("/v1")
        self.url = f"{self.root}/v1"
        address = address_of(self.root)
        self.named = without_password(self.root)
        self.host, self.encrypted = address.host, address.scheme == "https"
        self.api_key = api_key
        self.patience = Patience()
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(ANSWER.seconds, connect=CONNECT_SECONDS),
            event_hooks={"response": [bound]},
        )

    async def get(self, path: str, *, with_key: bool = True) -> Page:
        """The page at `path` below the root.

        Raises:
            EngineUnreachable, EngineUnavailable: there is no answer within its time.
        EngineRejected: it is larger than any that is read.
        """
        return await self._send("GET", path, None, PAGE, with_key=with_key)

    async def post(self, path: str, body: Mapping[str, Any]) -> Page:
        """The answer to a JSON body.

        Raises:
            EngineUnreachable, EngineUnavailable: there is no answer within its time.
        EngineRejected: it is larger than any that is read.
        """
        return await self._send("POST", path, body, ANSWER, with_key=True)

    async def events(self, path: str, body: Mapping[str, Any]) -> AsyncGenerator[float, None]:
        """When each event of a streamed answer arrives, in seconds of `time.perf_counter`.

        Raises:
            EngineUnreachable, EngineUnavailable: there is no answer, or it broke off.
            EngineRejected: the server refused.
        """
        with engine_errors(f"{self.named}/v1"):
            async with self._client.stream(
                "POST", self.root + path, json=body, headers=self._headers()
            ) as answer:
                if answer.status_code != 200:
                    refused = (await answer.aread()).decode("utf-8", "replace")
                    raise rejection(answer.status_code, refused, f"{self.named}/v1")
                async for line in answer.aiter_lines():
                    if line.startswith("data:"):
                        yield time.perf_counter()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        limit: Limit,
        *,
        with_key: bool,
    ) -> Page:
        headers = self._headers() if with_key else {}
        began = time.perf_counter()
        request = self._client.build_request(method, self.root + path, json=body, headers=headers)
        whole = await read_whole(self._client, request, limit, f"{self.named}/v1")
        return Page(whole.status, whole.text, (time.perf_counter() - began) * 1000)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
