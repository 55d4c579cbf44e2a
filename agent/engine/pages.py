"""What a server is asked beside answers of its model: its pages, and what it makes of texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from agent.engine.given_address import without_password
from agent.engine.whole import ANSWER, PAGE, Limit, read_whole
from agent.errors import EngineError

SESSION_HEADER = "X-Session-ID"
"""By which routers such as vllm-router keep a session at one server."""


class Pages:
    """The pages of one server. `url` is its address with `/v1`, for people without a password."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        """Ask nothing yet.

        Args:
            client: has the server's key, and is closed by whoever made it.
            url: with `/v1`.
        """
        self._client = client
        self._root = url.removesuffix("/v1")
        self.url = without_password(url)

    async def models(self) -> Mapping[str, Any]:
        """What the server lists.

        Raises:
            EngineError: it does not answer, or not with JSON.
        """
        request = self._client.build_request("GET", f"{self._root}/v1/models")
        return (await read_whole(self._client, request, PAGE, self.url)).object(self.url)

    async def optional(self, path: str, session: str = "") -> str | None:
        """The page at `path` below the root; None where there is none."""
        headers = {SESSION_HEADER: session} if session else {}
        request = self._client.build_request("GET", self._root + path, headers=headers)
        try:
            page = await read_whole(self._client, request, PAGE, self.url)
        except EngineError:
            return None
        return page.text if page.status < 400 else None

    async def post(self, path: str, body: bytes, limit: Limit = ANSWER) -> Mapping[str, Any]:
        """The JSON object that a JSON body is answered with.

        Raises:
            EngineError: there is none.
        """
        request = self._client.build_request(
            "POST",
            self._root + path,
            content=body,
            headers={"Content-Type": "application/json"},
        )
        return (await read_whole(self._client, request, limit, self.url)).object(self.url)
