"""What goes to the engine and what comes back, as values."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from agent.engine.metrics import Counters, EngineMetrics
from agent.engine.tokens import TokenIds
from agent.types import Usage


@dataclass(frozen=True, slots=True)
class MessageSegment:
    """One OpenAI message, serialised once to canonical JSON."""

    json: bytes


@dataclass(frozen=True, slots=True)
class TokenSegment:
    """A run of token ids that the server uses as they are, without template or tokenizer.

    `json` is their text in a request's body, written once.
    """

    ids: TokenIds
    json: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "json", ",".join(map(str, self.ids)).encode())

    @classmethod
    def joined(cls, parts: Iterable[TokenSegment]) -> TokenSegment:
        """One run of all these, without writing their ids again."""
        runs = [part for part in parts if part.json]
        made = cls(TokenIds())
        object.__setattr__(made, "ids", TokenIds.join(run.ids for run in runs))
        object.__setattr__(made, "json", b",".join(run.json for run in runs))
        return made


Segment: TypeAlias = MessageSegment | TokenSegment


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampling settings; None leaves the choice to the server's `generation_config.json`."""

    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that decides a prompt's tokens: segments of one kind, and the tools' canonical JSON."""

    segments: tuple[Segment, ...]
    tools: bytes = b""

    @property
    def token_ids(self) -> TokenIds:
        """The ids of a prompt of ids; none of a prompt of messages."""
        return TokenIds.join(part.ids for part in self.segments if isinstance(part, TokenSegment))


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the model; `max_tokens` is what the answer may take.

    `priority` is vLLM's: lower goes first where the server runs that policy, else it is ignored.
    `salt` is its `cache_salt`: only what was computed under the same one is found cached.
    `window` is the window that it was planned for, in tokens; 0 where it was planned for none.
    """

    session: str
    prompt: Prompt
    max_tokens: int
    sampling: Sampling = Sampling()
    priority: int = 0
    salt: str = ""
    window: int = 0


@dataclass(frozen=True, slots=True)
class CallFragment:
    """A piece of a tool call; fragments of one `index` belong together."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One step of a streamed answer; whatever the step did not bring is empty or None."""

    text: str = ""
    reasoning: str = ""
    calls: tuple[CallFragment, ...] = ()
    token_ids: tuple[int, ...] = ()
    prompt_ids: tuple[int, ...] | None = None
    finish_reason: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class PromptCount:
    """The size of a prompt in tokens.

    `ids` are the server's own tokens. They are None where the server cannot be asked; then
    `tokens` is an upper bound, never too low.
    """

    tokens: int
    ids: TokenIds | None = None

    @property
    def exact(self) -> bool:
        return self.ids is not None


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What the probe found out about a server. Features follow these facts, never a name.

    `window` is the server's `max_model_len` in tokens; `block_size` and `kv_cache_tokens` are in
    tokens and None when the server has no vLLM metrics; `started` is the server's start as a Unix
    time, which tells a restart; `counters` are those at the time of the probe; `replicas` are the
    servers behind the address, as a router says, and `starts` when those of several started.
    """

    url: str
    model: str
    window: int
    version: str | None = None
    tokenizes: bool = False
    block_size: int | None = None
    kv_cache_tokens: int | None = None
    prefix_caching: bool | None = None
    started: float | None = None
    counters: Counters | None = None
    replicas: int = 1
    starts: frozenset[float] = frozenset()


class Engine(Protocol):
    """A model server, as the loop sees it.

    `stream` raises `EngineUnreachable` or `EngineUnavailable` when the same request may be sent
    again, and `EngineRejected` when it may not.
    """

    @property
    def facts(self) -> ServerFacts: ...

    async def current_facts(self) -> ServerFacts:
        """The facts, read again where the server may be another one by now.

        Raises:
            EngineError: it does not answer, or it serves another model now.
        """
        ...

    async def count(self, prompt: Prompt) -> PromptCount:
        """The prompt's size, rendered and encoded by the server."""
        ...

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The server's ids of a prompt of messages, with or without what asks for an answer."""
        ...

    async def encode(self, text: str) -> tuple[int, ...]:
        """The server's ids of a bare text; markers in it become control tokens."""
        ...

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids, control tokens included."""
        ...

    def stream(self, request: Request) -> AsyncIterator[Chunk]: ...

    async def metrics(self, session: str = "") -> EngineMetrics:
        """What the server says of itself now, of several the session's; empty if nothing."""
        ...

    async def close(self) -> None: ...
