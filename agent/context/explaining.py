"""Gathers what explains why a session's request computed tokens again.

A request that lost nothing costs a comparison of numbers. Only for one that did, the server is
asked: for its metrics where it did not find what it should have had, and for renderings where the
prompt begins otherwise than before. The verdict itself is `agent.observe.verdict`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from agent.context.cache import CacheExpectation
from agent.context.comparing import Exchange, how_it_changed
from agent.context.prefix import Prefix
from agent.context.server_evidence import KnownServer, ask_server
from agent.context.window import Window
from agent.engine.answer import Answer
from agent.engine.request import (
    Engine,
    MessageSegment,
    Prompt,
    PromptCount,
    Request,
    TokenSegment,
)
from agent.engine.tokens import TokenIds
from agent.engine.wire import canonical_json, message_json
from agent.errors import EngineError
from agent.events import CacheMiss
from agent.observe.differing import Sent
from agent.observe.verdict import Change, Counts, ServerEvidence, verdict

_log = structlog.get_logger("agent.context.cache")


class Planned(Protocol):
    """What is needed of a plan."""

    @property
    def request(self) -> Request: ...

    @property
    def count(self) -> PromptCount: ...

    @property
    def expected_cached(self) -> int: ...

    @property
    def held(self) -> int: ...

    @property
    def window(self) -> Window: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """What a session's first request in this process begins with.

    Args:
        tokens: that a server may hold of it.
        change: is given what that request found cached, and finds out whether the session before
            began otherwise; None where there is nothing to compare.
    """

    tokens: int = 0
    change: Callable[[int | None], Awaitable[Change | None]] | None = None


@dataclass(frozen=True, slots=True)
class EngineRenderer:
    """The server's template and tokenizer, for comparisons."""

    engine: Engine

    async def render(self, sent: Sent, *, generation: bool = True) -> TokenIds:
        """The prompt of these messages and tools."""
        segments = tuple(MessageSegment(canonical_json(each)) for each in sent.messages)
        tools = json.dumps(list(sent.tools), ensure_ascii=False).encode() if sent.tools else b""
        return TokenIds(await self.engine.render(Prompt(segments, tools), generation=generation))

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of these ids."""
        return await self.engine.decode(ids) if ids else ""


class Explainer:
    """Explains the misses of one session."""

    def __init__(
        self, session: str, engine: Engine, expectation: CacheExpectation, begun: Begun
    ) -> None:
        self._session = session
        self._engine = engine
        self._expectation = expectation
        self._begun = begun
        self._last: tuple[Planned, Answer] | None = None

    async def explain(self, turn: int, plan: Planned, answer: Answer) -> CacheMiss | None:
        """Why the request lost what it lost, before `learn` is told of it; None for nothing."""
        first = self._last is None
        counts = Counts(
            turn=turn,
            held=plan.held,
            expected=plan.expected_cached,
            cached=answer.usage.cached_tokens,
            prefix=self._expectation.blocks(self._begun.tokens) if first else 0,
            first=first,
        )
        change = await self._begun_otherwise(counts) if first else None
        if counts.healthy and change is None:
            return None
        server = await self._server(answer) if counts.unfound else None
        if change is None and counts.changed:
            change = await self._change(plan)
        miss = verdict(counts, change, server)
        self._follow(miss, server)
        return miss

    def learn(self, plan: Planned, answer: Answer) -> None:
        """The next request is compared with this one."""
        self._last = plan, answer

    async def _begun_otherwise(self, counts: Counts) -> Change | None:
        if self._begun.change is None or counts.unfound:
            return None
        return await self._begun.change(counts.cached)

    def _follow(self, miss: CacheMiss | None, server: ServerEvidence | None) -> None:
        """Tell the log, and expect nothing more of a process that has ended."""
        if miss is None:
            return
        if miss.reason == "server_restarted" and server is not None:
            self._expectation.forget(server.starts[0])
        _log.info(
            "tokens were computed again",
            session=self._session,
            turn=miss.turn,
            tokens=miss.tokens,
            reason=miss.reason,
            evidence=miss.evidence,
        )

    async def _server(self, answer: Answer) -> ServerEvidence:
        expectation, facts = self._expectation, self._engine.facts
        known = KnownServer(
            expectation.block_size,
            facts.block_size is not None,
            expectation.server_started,
            facts.prefix_caching,
        )
        evidence = await ask_server(
            known, self._engine.metrics, expectation.traffic, self._session, answer.usage
        )
        if evidence.starts:
            expectation.traffic.meet(evidence.starts)
        return evidence

    async def _change(self, plan: Planned) -> Change:
        """How the prompt came to begin otherwise than the session's last one."""
        if self._expectation.salt_of(self._session) != plan.request.salt:
            return Change(
                "salt_or_lora_changed",
                "the session's requests have another cache_salt: it became a tenant's, or its "
                "tenant is isolated otherwise than before",
            )
        if self._last is None:
            return Change("unexplained", "the session's last request is not known")
        last, answer = self._last
        if _travels_as_ids(last.request) != _travels_as_ids(plan.request):
            return Change("template_rewrote", "prompts are sent as messages from here on")
        if last.window is not plan.window:
            return Change("compaction", "the window was compacted since the last request")
        try:
            return await how_it_changed(
                _exchange(last, answer),
                _sent(plan.request.prompt),
                plan.count.ids or TokenIds(),
                EngineRenderer(self._engine),
            )
        except EngineError as error:
            return Change("template_rewrote", f"how is not known: {error}")


def _travels_as_ids(request: Request) -> bool:
    return any(isinstance(each, TokenSegment) for each in request.prompt.segments)


def _exchange(plan: Planned, answer: Answer) -> Exchange:
    return Exchange(
        sent=_sent(plan.request.prompt),
        answer=json.loads(message_json(answer.message)),
        prompt=plan.count.ids or TokenIds(),
        generated=TokenIds(answer.token_ids),
        prefix_messages=len(plan.window.prefix.segments),
    )


def _sent(prompt: Prompt) -> Sent:
    """A prompt of messages as JSON; one of ids has none."""
    messages = [json.loads(s.json) for s in prompt.segments if isinstance(s, MessageSegment)]
    return Sent(tuple(messages), tuple(json.loads(prompt.tools or b"[]")))


def prefix_sent(prefix: Prefix) -> Sent:
    """A prefix as JSON."""
    messages = tuple(json.loads(segment.json) for segment in prefix.segments)
    return Sent(messages, tuple(json.loads(prefix.tools or b"[]")))
