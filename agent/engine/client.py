"""A model server over HTTP: vLLM, or another OpenAI-compatible one with fewer features."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from openai import APIConnectionError, APIError, AsyncOpenAI, AsyncStream

from agent.engine.faults import engine_errors
from agent.engine.metrics import EngineMetrics
from agent.engine.pages import SESSION_HEADER, Pages
from agent.engine.probe import Served, known_window, metrics_of, probe, served
from agent.engine.request import Chunk, Prompt, PromptCount, Request, ServerFacts, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.whole import CONNECT_SECONDS, bound
from agent.engine.wire import chat_body, chunk_from, decode_body, encode_body, tokenize_body
from agent.errors import (
    AnswerBroken,
    EngineError,
    EngineRejected,
    EngineUnavailable,
    PromptTooLong,
)

SILENCE_SECONDS = 600.0
"""How long a server may send nothing: the prefill of a long prompt streams nothing."""

FRESH_SECONDS = 3.0
"""For so long after an answer a server is taken to be the one that it was: none starts faster."""

# The template's own tokens around each message, in a bound for servers without /tokenize.
TEMPLATE_TOKENS_PER_MESSAGE = 64

_REDIRECTS = 5

_CONNECTIONS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)

_QUOTED = 200
"""Characters of an odd answer that an error shows."""


@dataclass(slots=True)
class _Begun:
    """How far the stream of an answer is; `at` is when its first line came."""

    at: float | None = None
    kind: str = ""
    """The type of what the server sends."""
    chunks: int = 0
    finished: bool = False

    def __str__(self) -> str:
        seconds = 0.0 if self.at is None else time.monotonic() - self.at
        end = "with" if self.finished else "without"
        return f"after {self.chunks} events in {seconds:.1f} s, {end} a finish_reason"


def _is_said(error: EngineUnavailable) -> bool:
    """Whether the server itself said what is wrong, within the stream."""
    cause = error.__cause__
    return isinstance(cause, APIError) and not isinstance(cause, APIConnectionError)


class EngineClient:
    """One server and one of its models. Make it with `connect`."""

    def __init__(
        self, client: httpx.AsyncClient, url: str, api_key: str | None, wanted: int | None
    ) -> None:
        """Ask nothing yet: `connect` does.

        Args:
            client: has the server's key; it is closed with this.
            url: with `/v1`.
            wanted: tokens of the window to use at most.
        """
        self._pages = Pages(client, url)
        self._openai = AsyncOpenAI(
            base_url=url,
            api_key=api_key or "none",
            max_retries=0,
            # Its versions differ in which httpx is their own, and all take this one.
            http_client=client,  # type: ignore[arg-type]
        )
        self._named = self._pages.url.removesuffix("/v1")
        self._wanted = wanted
        self._refused: int | None = None
        """The window that the server named when it refused a request, until it lists another."""
        self._heard = time.monotonic()
        self._looking = asyncio.Lock()
        self._served: Served
        self._facts: ServerFacts

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
        client = httpx.AsyncClient(
            timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
            limits=_CONNECTIONS,
            headers={"Authorization": f"Bearer {api_key or 'none'}"},
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            event_hooks={"response": [bound]},
        )
        made = cls(client, url, api_key, window)
        try:
            await made._meet(model)
        except BaseException:
            await client.aclose()
            raise
        return made

    async def _meet(self, model: str | None) -> None:
        self._served = await served(self._pages, model)
        window = known_window(self._served.window, self._wanted, self._pages.url)
        self._facts = await probe(self._pages, self._served, window)
        self._heard = time.monotonic()

    @property
    def facts(self) -> ServerFacts:
        """What the probe found."""
        return self._facts

    async def current_facts(self) -> ServerFacts:
        """The same, read again where the server may have been started anew since it answered.

        Raises:
            EngineError: it does not answer, or it serves another model now.
        """
        async with self._looking:
            if time.monotonic() - self._heard > FRESH_SECONDS:
                await self._look_again()
        return self._facts

    async def _look_again(self) -> None:
        now, before = await served(self._pages, self._facts.model), self._served
        if now.root and before.root and now.root != before.root:
            raise EngineRejected(
                f"the engine at {self._facts.url} was started again and serves another model as "
                f"{now.name!r}: {now.root}, and before {before.root}. Sessions cannot go on with "
                "it: begin a new one, or serve the model that they began with."
            )
        if now.window != before.window:
            self._refused = None
        sizes = [size for size in (now.window, self._wanted, self._refused) if size is not None]
        window = min(sizes, default=self._facts.window)
        if window != self._facts.window:
            self._facts = await probe(self._pages, now, window)
        self._served = now
        self._heard = time.monotonic()

    @contextmanager
    def _hearing(self) -> Iterator[None]:
        """Note that the server answered, or that it may be another one when it answers again."""
        try:
            yield
        except EngineError as error:
            self._heard = -FRESH_SECONDS
            if isinstance(error, PromptTooLong) and error.window:
                self._refused = error.window
            raise
        self._heard = time.monotonic()

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
        with self._hearing():
            answer = await self._pages.post(path, body)
        if not isinstance(value := answer.get(name), kind):
            raise EngineRejected(f"{self._named}{path} answered without {name}, which vLLM's has")
        return value

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Send `request` and yield the answer's chunks; the last one carries the usage.

        Raises:
            EngineUnreachable, EngineUnavailable: the same request may be sent again.
            PromptTooLong: it was planned for a larger window than the server has, as far as is
                known now; then nothing was sent.
            EngineRejected: it may not be sent again.
        """
        window = (await self.current_facts()).window
        if request.window > window:
            raise PromptTooLong(
                f"the engine at {self._facts.url} takes {window} tokens now, and the request was "
                f"made for {request.window}",
                window=window,
            )
        with self._hearing():
            async for chunk in self._answer(request):
                yield chunk

    async def _answer(self, request: Request) -> AsyncIterator[Chunk]:
        """The chunks of an answer up to its end.

        Raises:
            AnswerBroken: they came to another end, and the server did not say why.
        """
        begun = _Begun()
        try:
            async for chunk in self._chunks(request, begun):
                yield chunk
        except EngineUnavailable as error:
            if begun.at is None or _is_said(error):
                raise
            raise AnswerBroken(f"{error} ({begun})") from error
        if not begun.chunks and begun.kind and "event-stream" not in begun.kind:
            raise EngineRejected(
                f"the engine at {self._facts.url} answered with {begun.kind[:_QUOTED]} and no "
                "stream of events. Is that the address of an OpenAI-compatible server that streams?"
            )
        if not begun.finished:
            raise AnswerBroken(
                f"the engine at {self._facts.url} ended the stream before the answer was complete "
                f"({begun})"
            )

    async def _chunks(self, request: Request, begun: _Begun) -> AsyncIterator[Chunk]:
        with engine_errors(self._facts.url):
            async with asyncio.timeout(SILENCE_SECONDS):
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
            begun.at = time.monotonic()
            begun.kind = stream.response.headers.get("Content-Type", "")
            async with stream:
                async for data in stream:
                    chunk = self._chunk(data)
                    begun.chunks += 1
                    begun.finished = begun.finished or chunk.finish_reason is not None
                    yield chunk

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
        return await metrics_of(self._pages, session)

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _upper_bound(prompt: Prompt) -> int:
    """No byte-level tokenizer makes more tokens than there are bytes."""
    text = sum(len(part.json) for part in prompt.segments if not isinstance(part, TokenSegment))
    glue = TEMPLATE_TOKENS_PER_MESSAGE * (len(prompt.segments) + 1)
    return text + len(prompt.tools) + glue
