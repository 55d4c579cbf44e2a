"""OAuth for servers over HTTP, by the SDK's provider: a login in the browser, and kept tokens.

The user logs in with a command of its own; what runs unattended uses and refreshes the tokens, and
never opens a browser.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import platformdirs
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider, OAuthFlowError
from mcp.shared.auth import (
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthMetadata,
    OAuthToken,
)
from pydantic import AnyUrl, BaseModel, ValidationError

from agent.config import McpServer

PATIENCE = 300.0
"""Seconds that the user has to log in."""

_LONGEST_LINE = 16_384
"""Bytes of the browser's request."""

Kept = TypeVar("Kept", bound=BaseModel)


class Keys:
    """The tokens and the registration of one server, in a file for the user alone.

    It is the SDK's `TokenStorage`. Beside what that has to keep, it keeps when the token ends and
    where it is refreshed: the provider would not know either after a restart.
    """

    def __init__(self, server: McpServer) -> None:
        """Nothing is read yet."""
        self.server = server
        self.port = 0
        """Where the browser comes back to; a registration holds for one."""
        name = hashlib.sha256(str(server.url).encode()).hexdigest()[:32]
        self.path = Path(platformdirs.user_data_dir("holdfast")) / "mcp-oauth" / f"{name}.json"
        self.provider: OAuthClientProvider | None = None

    async def get_tokens(self) -> OAuthToken | None:
        """The tokens that were kept last."""
        return _as(OAuthToken, self._read().get("tokens"))

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """Keep them, with their end."""
        metadata = self.provider.context.oauth_metadata if self.provider is not None else None
        kept = {
            **self._read(),
            "url": self.server.url,
            "tokens": tokens.model_dump(mode="json", exclude_none=True),
            "ends": time.time() + tokens.expires_in if tokens.expires_in is not None else None,
        }
        if metadata is not None:
            kept["metadata"] = metadata.model_dump(mode="json", exclude_none=True)
        self._write(kept)

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """The registration: the one that the settings name, or the one that was kept."""
        oauth = self.server.oauth
        if oauth is None or oauth.client_id is None:
            return _as(OAuthClientInformationFull, self._read().get("client"))
        return OAuthClientInformationFull(
            client_id=oauth.client_id,
            client_secret=oauth.client_secret,
            redirect_uris=[AnyUrl(_callback(self.port))],
            token_endpoint_auth_method="client_secret_post" if oauth.client_secret else "none",
        )

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """Keep the registration."""
        kept = client_info.model_dump(mode="json", exclude_none=True)
        self._write({**self._read(), "url": self.server.url, "client": kept, "port": self.port})

    @property
    def known_port(self) -> int:
        """The port of the registration that there is; 0 where any will do."""
        named = self.server.oauth.redirect_port if self.server.oauth is not None else None
        return named or int(self._read().get("port", 0))

    @property
    def ends(self) -> float | None:
        """When the token ends, as a Unix time; None where that was not said."""
        ends = self._read().get("ends")
        return float(ends) if ends is not None else None

    @property
    def metadata(self) -> OAuthMetadata | None:
        """Of the authorization server that gave the tokens."""
        return _as(OAuthMetadata, self._read().get("metadata"))

    @property
    def logged_in(self) -> bool:
        """Whether tokens are kept."""
        return "tokens" in self._read()

    def forget(self) -> bool:
        """Remove all of it; false when there was nothing."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            read = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(read, dict) and read.get("url") == self.server.url:
                return read
        return {}

    def _write(self, kept: dict[str, Any]) -> None:
        """In one step, so that nobody reads a half."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        Path(name).replace(self.path)


def kept_login(server: McpServer, told: Callable[[], str]) -> OAuthClientProvider | None:
    """What sends the tokens of an earlier login; None where there was none.

    Args:
        told: called when they are good no more; what it returns is the reason of the failure.
    """
    keys = Keys(server)
    if not keys.logged_in:
        return None
    keys.port = keys.known_port

    async def refuse(url: str) -> None:
        raise OAuthFlowError(told())

    async def nobody() -> AuthorizationCodeResult:
        raise OAuthFlowError(told())

    return _provider(keys, refuse, nobody)


@asynccontextmanager
async def new_login(
    server: McpServer, show: Callable[[str], None]
) -> AsyncIterator[OAuthClientProvider]:
    """What has the user log in: the browser comes back to this machine with the code.

    Args:
        show: gets the address that the user has to open.

    Raises:
        OSError: nothing can listen at the port.
    """
    answered: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ValueError, asyncio.IncompleteReadError):
            given = await _callback_of(reader)
            writer.write(_page(known=given is not None))
            await writer.drain()
            if given is not None and not answered.done():
                answered.set_result(given)
        writer.close()

    async def code() -> AuthorizationCodeResult:
        try:
            given = await asyncio.wait_for(asyncio.shield(answered), PATIENCE)
        except TimeoutError:
            raise OAuthFlowError(f"nobody logged in within {PATIENCE:g} s") from None
        if "code" not in given:
            said = given.get("error_description") or given.get("error") or "it gave no code"
            raise OAuthFlowError(f"the authorization server refused: {said[:200]}")
        return AuthorizationCodeResult(
            code=given["code"], state=given.get("state"), iss=given.get("iss")
        )

    async def open_it(url: str) -> None:
        show(url)

    keys = Keys(server)
    listener = await asyncio.start_server(take, "127.0.0.1", keys.known_port, limit=_LONGEST_LINE)
    async with listener:
        keys.port = listener.sockets[0].getsockname()[1]
        yield _provider(keys, open_it, code)


def _provider(
    keys: Keys,
    show: Callable[[str], Awaitable[None]],
    code: Callable[[], Awaitable[AuthorizationCodeResult]],
) -> OAuthClientProvider:
    # The provider logs every failure with its traceback; it is raised too, and told in a line.
    logging.getLogger("mcp.client.auth").setLevel(logging.CRITICAL)
    provider = OAuthClientProvider(
        str(keys.server.url),
        OAuthClientMetadata(client_name="Holdfast", redirect_uris=[AnyUrl(_callback(keys.port))]),
        keys,
        redirect_handler=show,
        callback_handler=code,
    )
    provider.context.oauth_metadata = keys.metadata
    provider.context.token_expiry_time = keys.ends
    keys.provider = provider
    return provider


def _callback(port: int) -> str:
    """By address and not by name, as RFC 8252 advises in section 8.3."""
    return f"http://127.0.0.1:{port}/callback"


async def _callback_of(reader: asyncio.StreamReader) -> dict[str, str] | None:
    """What the browser brings; None for anything else that it asks for."""
    line = (await asyncio.wait_for(reader.readline(), 10)).decode("latin-1")
    method, _, rest = line.partition(" ")
    target = urlsplit(rest.partition(" ")[0])
    if method != "GET" or target.path != "/callback":
        return None
    return {name: values[0] for name, values in parse_qs(target.query).items()}


def _page(*, known: bool) -> bytes:
    text = b"You can close this page and go back to the terminal." if known else b"Not found."
    status = b"200 OK" if known else b"404 Not Found"
    head = b"HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n"
    return head % (status, len(text)) + b"\r\n" + text


def _as(kind: type[Kept], held: Any) -> Kept | None:
    """The value, or None where there is none that can be read."""
    try:
        return kind.model_validate(held) if held is not None else None
    except ValidationError:
        return None
