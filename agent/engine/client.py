"""A model server over HTTP: vLLM, or another OpenAI-compatible one with fewer features."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import openai
from openai import AsyncOpenAI, AsyncStream

from agent.engine.faults import engine_errors
from agent.engine.given_address import without_password
from agent.engine.metrics import EngineMetrics, parse_metrics
from agent.engine.request import Chunk, Prompt, PromptCount, Request, ServerFacts, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.wire import chat_body, chunk_from, decode_body, encode_body, tokenize_body
from agent.errors import ConfigError, EngineRejected, EngineUnavailable, ModelNotFound

SESSION_HEADER = "X-Session-ID"
"""By which routers such as vllm-router keep a session at one server."""

CONNECT_SECONDS = 10.0
"""How long to wait for a connection."""

SILENCE_SECONDS = 600.0
"""How long a server may send nothing: the prefill of a long prompt streams nothing."""

# The template's own tokens around each message, in a bound for servers without /tokenize.
TEMPLATE_TOKENS_PER_MESSAGE = 64

_QUOTED = 200
_NAMES_TRIED = 8
"""For each server behind a router; a router chooses the server by the session's name."""
"""Characters of an odd answer that an error shows."""


class EngineClient:
    """One server and one of its models. Make it with `connect`."""

    def __init__(self, openai_client: AsyncOpenAI, url: str, facts: ServerFacts) -> None:
        self._openai = openai_client
        self._facts = facts
        self._root, self._named = url.removesuffix("/v1"), facts.url.removesuffix("/v1")

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        model: str | None = None,
        api_key: str | None = None,
        window: int | None = None,
    ) -> EngineClient:
        """Probe the server at `url` (with or without `/v1`) and return a client for it.

        Args:
            model: the served name; None takes the server's only or first model.
            window: tokens to use at most, where the server does not say `max_model_len` or where
                less than that is wanted.

        Raises:
            EngineUnreachable: nothing answers there.
            ModelNotFound: the server does not serve `model`.
            ConfigError: the window is unknown.
        """
        url = url.rstrip("/")
        url = url if url.endswith("/v1") else url + "/v1"
        client = AsyncOpenAI(
            base_url=url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=openai.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        )
        try:
            facts = await _probe(client, url, model, window)
        except BaseException:
            await client.close()
            raise
        return cls(client, url, facts)

    @property
    def facts(self) -> ServerFacts:
        """What the probe found."""
        return self._facts

    async def count(self, prompt: Prompt) -> PromptCount:
        """The prompt's tokens by the server's own template and tokenizer, or an upper bound."""
        ids = prompt.token_ids
        if ids:
            return PromptCount(len(ids), ids)
        if not self._facts.tokenizes:
            return PromptCount(_upper_bound(prompt))
        tokens = await self.render(prompt, generation=True)
        return PromptCount(len(tokens), TokenIds(tokens))

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The server's ids of a prompt of messages, with or without what asks for an answer."""
        return await self._tokenize(tokenize_body(prompt, self._facts.model, generation=generation))

    async def encode(self, text: str) -> tuple[int, ...]:
        """The server's ids of a bare text; markers in it become control tokens."""
        return await self._tokenize(encode_body(text, self._facts.model)) if text else ()

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids, control tokens included."""
        body = decode_body(ids, self._facts.model)
        return str(await self._field("/detokenize", body, "prompt", str))

    async def _tokenize(self, body: bytes) -> tuple[int, ...]:
        tokens = tuple(await self._field("/tokenize", body, "tokens", list))
        if not all(isinstance(token, int) and token >= 0 for token in tokens):
            raise EngineRejected(f"{self._named}/tokenize answered with tokens that are no ids")
        return tokens

    async def _field(self, path: str, body: bytes, name: str, kind: type) -> Any:
        with engine_errors(self._facts.url):
            answer = await _post_json(self._openai, self._root + path, body)
        if not isinstance(value := answer.get(name), kind):
            raise EngineRejected(f"{self._named}{path} answered without {name}, which vLLM's has")
        return value

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Send `request` and yield the answer's chunks; the last one carries the usage.

        Raises:
            EngineUnreachable, EngineUnavailable: the same request may be sent again.
            EngineRejected: it may not.
        """
        with engine_errors(self._facts.url):
            stream = await self._openai.post(
                "/chat/completions",
                cast_to=object,
                content=chat_body(request, self._facts.model),
                options={
                    "headers": {
                        "Content-Type": "application/json",
                        SESSION_HEADER: request.session,
                    }
                },
                stream=True,
                stream_cls=AsyncStream[object],
            )
            finished = False
            async with stream:
                async for data in stream:
                    chunk = self._chunk(data)
                    finished = finished or chunk.finish_reason is not None
                    yield chunk
        if not finished:
            raise EngineUnavailable(
                f"the engine at {self._facts.url} ended the stream before the answer was complete"
            )

    def _chunk(self, data: object) -> Chunk:
        try:
            return chunk_from(_mapping(data))
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise EngineRejected(
                f"the engine at {self._facts.url} answered in another form than OpenAI's chat API "
                f"has: {str(data)[:_QUOTED]}"
            ) from error

    async def metrics(self, session: str = "") -> EngineMetrics:
        """What `/metrics` says now; empty where there is no such page.

        A router that keeps each session at one server answers with the page of the session's.
        """
        return await _metrics(self._openai, self._root, session)

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()


async def _probe(
    client: AsyncOpenAI, url: str, model: str | None, window: int | None
) -> ServerFacts:
    root, url = url.removesuffix("/v1"), without_password(url)
    with engine_errors(url):
        models = _mapping(await client.get("/models", cast_to=object))
    served = _served(models, model, url)
    metrics = await _metrics(client, root)
    replicas = await _replicas(client, root)
    return ServerFacts(
        url=url,
        model=served["id"],
        window=_window(served.get("max_model_len"), window, url),
        version=await _version(client, root),
        tokenizes=await _tokenizes(client, root, served["id"]),
        block_size=metrics.block_size,
        kv_cache_tokens=metrics.kv_cache_tokens,
        prefix_caching=metrics.prefix_caching,
        started=metrics.started,
        counters=metrics.counters,
        replicas=replicas,
        starts=await _starts(client, root, replicas) if replicas > 1 else frozenset(),
    )


def _served(models: Mapping[str, Any], wanted: str | None, url: str) -> Mapping[str, Any]:
    listed = models.get("data")
    entries = [_mapping(each) for each in listed] if isinstance(listed, list) else []
    served = [each for each in entries if isinstance(each.get("id"), str)]
    if not served:
        raise ModelNotFound(f"the engine at {url} serves no model")
    if wanted is None:
        return served[0]
    for each in served:
        if each["id"] == wanted:
            return each
    names = ", ".join(each["id"] for each in served)
    raise ModelNotFound(
        f"the engine at {url} does not serve {wanted!r}. It serves: {names}. "
        "Choose one with --model or AGENT_MODEL."
    )


def _window(said: object, wanted: int | None, url: str) -> int:
    max_model_len = said if isinstance(said, int) and said > 0 else None
    if max_model_len is None and wanted is None:
        raise ConfigError(
            f"the engine at {url} does not say its window (max_model_len). "
            "Set context_tokens to the number of tokens that it takes."
        )
    return min(size for size in (max_model_len, wanted) if size is not None)


async def _metrics(client: AsyncOpenAI, root: str, session: str = "") -> EngineMetrics:
    page = await _optional_page(client, root + "/metrics", session)
    return parse_metrics(page) if page is not None else EngineMetrics()


async def _version(client: AsyncOpenAI, root: str) -> str | None:
    page = await _optional_page(client, root + "/version")
    try:
        return str(json.loads(page or "")["version"])
    except (ValueError, KeyError, TypeError):
        return None


async def _replicas(client: AsyncOpenAI, root: str) -> int:
    """How many servers a router such as vllm-router has; 1 where nobody says."""
    page = await _optional_page(client, root + "/workers")
    try:
        workers = _mapping(json.loads(page or "")).get("workers")
    except ValueError:
        return 1
    if not isinstance(workers, list):
        return 1
    return max(1, sum(_mapping(each).get("is_healthy") is not False for each in workers))


async def _starts(client: AsyncOpenAI, root: str, replicas: int) -> frozenset[float]:
    """When the servers behind a router started, as far as the names that are tried lead to them."""
    found: set[float] = set()
    for number in range(_NAMES_TRIED * replicas):
        started = (await _metrics(client, root, f"replica-{number}")).started
        if started is None:
            break
        found.add(started)
        if len(found) >= replicas:
            break
    return frozenset(found)


async def _tokenizes(client: AsyncOpenAI, root: str, model: str) -> bool:
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": "a"}]})
    try:
        answer = await _post_json(client, root + "/tokenize", body.encode())
    except (openai.APIError, ValueError):
        return False
    return isinstance(answer.get("tokens"), list)


async def _post_json(client: AsyncOpenAI, url: str, body: bytes) -> Mapping[str, Any]:
    headers = {"Content-Type": "application/json"}
    return _mapping(
        await client.post(url, cast_to=object, content=body, options={"headers": headers})
    )


async def _optional_page(client: AsyncOpenAI, url: str, session: str = "") -> str | None:
    headers = {SESSION_HEADER: session} if session else {}
    try:
        return await client.get(url, cast_to=str, options={"headers": headers})
    except openai.APIError:
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _upper_bound(prompt: Prompt) -> int:
    """No byte-level tokenizer makes more tokens than there are bytes."""
    text = sum(len(part.json) for part in prompt.segments if not isinstance(part, TokenSegment))
    glue = TEMPLATE_TOKENS_PER_MESSAGE * (len(prompt.segments) + 1)
    return text + len(prompt.tools) + glue
