"""The server whose model is measured: where it is, what it serves, and how much that takes."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from agent.engine.given_address import address_of, shown
from agent.engine.whole import PAGE, read_whole
from agent.errors import ConfigError, EngineError, EngineUnreachable
from agent.types import JSON


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model is, and how it is asked."""

    url: str
    """With its `/v1`."""
    model: str
    api_key: str = ""
    temperature: float = 0.0
    answer_tokens: int = 512
    concurrency: int = 4
    timeout: float = 600.0
    """Seconds for one request."""
    window: int | None = None
    """Tokens of prompt and answer together; None where the server does not say it."""


def client_for(server: Server) -> httpx.AsyncClient:
    """A client with the server's key and patience."""
    headers = {"Authorization": f"Bearer {server.api_key}"} if server.api_key else {}
    return httpx.AsyncClient(timeout=server.timeout, headers=headers)


async def server_at(
    url: str, model: str | None, api_key: str, *, temperature: float, concurrency: int
) -> Server:
    """The server at an address, with or without `/v1`.

    Args:
        model: None takes the first that it serves.

    Raises:
        ConfigError: that is no address.
        EngineUnreachable: nothing answers there, or it names no model and none is given.
    """
    root = address_of(url.rstrip("/").removesuffix("/v1"))
    address = f"{str(root).rstrip('/')}/v1"
    server = Server(address, model or "", api_key, temperature, concurrency=concurrency)
    listed = await _listed(server, f"{shown(root).rstrip('/')}/v1/models")
    served = next((each for each in listed if model in (None, each.get("id"))), {})
    name, window = model or served.get("id"), served.get("max_model_len")
    if not isinstance(name, str):
        raise EngineUnreachable(f"{shown(root)} names no model: give its name with --model")
    return Server(
        address,
        name,
        api_key,
        temperature,
        concurrency=concurrency,
        window=window if isinstance(window, int) else None,
    )


async def _listed(server: Server, where: str) -> list[dict[str, JSON]]:
    """The models that the server lists; none where it lists them in no way that is known."""
    try:
        async with client_for(server) as client:
            asked = client.build_request("GET", f"{server.url}/models")
            page = await read_whole(client, asked, PAGE, where.removesuffix("/models"))
    except EngineError as error:
        raise EngineUnreachable(f"{where} names no model: {error}") from error
    if page.status >= 400 and not server.model:  # a gateway that lists nothing may answer, too
        raise EngineUnreachable(f"{where} names no model: it answered {page.status}")
    models = page.json.get("data")
    return [each for each in models if isinstance(each, dict)] if isinstance(models, list) else []


def check_fits(server: Server, longest: int) -> None:
    """Refuse prompts of `longest` tokens for which the model has no room beside its answer.

    Raises:
        ConfigError: with the length that is possible.
    """
    if server.window is None or longest + server.answer_tokens <= server.window:
        return
    raise ConfigError(
        f"prompts of {longest} tokens and answers of {server.answer_tokens} do not fit the "
        f"{server.window} tokens of {server.model}: give smaller lengths with --length, at most "
        f"{server.window - server.answer_tokens}"
    )
