"""What is known of a server before the checks judge it."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from agent.config import Settings
from agent.context.prefix import Prefix
from agent.context.transport import Transport, choose_transport
from agent.doctor.busy import Beside, beside_a_long_prompt
from agent.doctor.finding import Skipped, shown
from agent.doctor.http import Http, Page
from agent.doctor.patience import Patience
from agent.doctor.samples import Repeated, call_tool, metrics_page, repeat
from agent.engine.answer import Answer
from agent.engine.client import EngineClient
from agent.errors import EngineError, EngineUnavailable

Result = TypeVar("Result")
Tried: TypeAlias = Result | EngineError
"""What came of a request, or why nothing did."""

_ASSUMED_WINDOW = 4096
"""Tokens; lets a server be asked that does not say its window."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model as the server lists it; `window` in tokens, None where it is not said."""

    name: str
    root: str
    """Where it was loaded from, which tells its family; its name where that is not said."""
    window: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was tried on a server that serves a model."""

    engine: EngineClient
    served: Served
    metrics: str | None
    call: Tried[Answer]
    repeated: Tried[Repeated]
    transport: Tried[Transport]
    beside: Tried[Beside]

    @property
    def takes_tools(self) -> bool:
        """Whether a request with tools was answered."""
        return not isinstance(self.call, EngineError)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the checks judge. What a server cannot give raises `Skipped`, with the reason."""

    settings: Settings
    http: Http
    prefix: Prefix
    models: Tried[Page]
    """The answer to `GET /v1/models`."""
    all_served: tuple[Served, ...] = ()
    tried: Tried[Asked] | None = None

    @property
    def asked(self) -> Asked:
        """What was tried."""
        if isinstance(self.tried, Asked):
            return self.tried
        if self.tried is not None:
            raise Skipped(f"the server could not be asked: {shown(str(self.tried))}")
        if isinstance(self.models, EngineError):
            raise Skipped("the server does not answer")
        if self.models.status != 200:
            raise Skipped("the server does not let its models be listed")
        raise Skipped("the server serves no model")

    @property
    def engine(self) -> EngineClient:
        """The server."""
        return self.asked.engine

    @property
    def tokenizer(self) -> EngineClient:
        """The server, where its tokenizer and template can be asked."""
        if not self.engine.facts.tokenizes:
            raise Skipped("the server has no /tokenize")
        return self.engine

    @property
    def window(self) -> int:
        """Tokens of prompt and answer together."""
        known = (self.asked.served.window, self.settings.context_tokens)
        if not any(known):
            raise Skipped("the window is unknown")
        return min(size for size in known if size)

    @property
    def answer(self) -> Answer:
        """The answer to the question that wants a tool call."""
        if isinstance(self.asked.call, EngineError):
            raise Skipped("the request with a tool was refused")
        return self.asked.call

    @property
    def repeated(self) -> Repeated:
        """What the same prompt found in the cache."""
        if isinstance(self.asked.repeated, EngineError):
            raise Skipped(f"no answer to count: {shown(str(self.asked.repeated))}")
        return self.asked.repeated

    @property
    def transport(self) -> Transport:
        """How prompts travel to this server."""
        if isinstance(self.asked.transport, EngineError):
            raise Skipped(f"the template was not learned: {shown(str(self.asked.transport))}")
        return self.asked.transport

    @property
    def beside(self) -> Beside:
        """What a long prompt did to another answer."""
        if isinstance(self.asked.beside, EngineError):
            raise Skipped(shown(str(self.asked.beside)))
        return self.asked.beside


async def gather(settings: Settings, http: Http, prefix: Prefix, opened: AsyncExitStack) -> Facts:
    """Ask the server all that the checks need.

    Args:
        opened: closes the connections.
    """
    models = await _tried(http.get("/v1/models"), http.patience)
    if isinstance(models, EngineError):
        return Facts(settings, http, prefix, models)
    all_served = _all_served(models) if models.status == 200 else ()
    if not all_served:
        return Facts(settings, http, prefix, models)
    wanted = [each for each in all_served if each.name == settings.model]
    served = (wanted or list(all_served))[0]
    tried = await _ask(settings, http, prefix, served, opened)
    return Facts(settings, http, prefix, models, all_served, tried)


async def _ask(
    settings: Settings, http: Http, prefix: Prefix, served: Served, opened: AsyncExitStack
) -> Tried[Asked]:
    window = settings.context_tokens or (None if served.window else _ASSUMED_WINDOW)
    engine = await _tried(
        EngineClient.connect(http.url, model=served.name, api_key=settings.api_key, window=window),
        http.patience,
    )
    if isinstance(engine, EngineError):
        return engine
    opened.push_async_callback(engine.close)
    metrics = await _tried(metrics_page(http), http.patience)
    return Asked(
        engine=engine,
        served=served,
        metrics=None if isinstance(metrics, EngineError) else metrics,
        call=await _tried(call_tool(engine), http.patience),
        repeated=await _tried(repeat(engine, http), http.patience),
        # Proved anew: what an earlier process learned may be what is wrong.
        transport=await _tried(
            choose_transport(engine, prefix, reasoning=settings.reasoning), http.patience
        ),
        beside=await _tried(beside_a_long_prompt(engine, http), http.patience),
    )


async def _tried(work: Awaitable[Result], patience: Patience) -> Tried[Result]:
    try:
        async with patience.within():
            return await work
    except EngineError as error:
        return error
    except TimeoutError as error:
        return EngineUnavailable(str(error))


def _all_served(models: Page) -> tuple[Served, ...]:
    listed = models.json.get("data")
    entries = listed if isinstance(listed, list) else []
    return tuple(
        _served(each)
        for each in entries
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    )


def _served(entry: dict[str, Any]) -> Served:
    name, root, window = entry["id"], entry.get("root"), entry.get("max_model_len")
    return Served(
        name,
        root if isinstance(root, str) and root else name,
        window if type(window) is int and window > 0 else None,
    )
