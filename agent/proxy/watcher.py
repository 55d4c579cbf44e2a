"""Diagnoses the requests of any client: what was lost, where, and why.

It works beside the requests and asks the server only when tokens were computed again. What the
server generated is not known as tokens here, since the client did not ask for them: a loss within
an answer is placed by its text.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from agent.context.cache import DEFAULT_BLOCK_SIZE
from agent.context.comparing import Exchange, how_it_changed
from agent.context.server_evidence import KnownServer, ask_server
from agent.context.traffic import Traffic
from agent.engine.metrics import EngineMetrics
from agent.engine.tokens import TokenIds
from agent.errors import EngineError
from agent.events import CacheMiss
from agent.observe.differing import Sent, differences
from agent.observe.verdict import Change, Counts, ServerEvidence, verdict
from agent.proxy.answers import Answered
from agent.proxy.conversations import Conversation, Conversations
from agent.proxy.server import Upstream, UpstreamRenderer
from agent.types import Usage

_KEYS = ("model", "cache_salt")
_RENDERED_WITH = ("model", "chat_template_kwargs", "mm_processor_kwargs")
_AROUND_AN_ANSWER = 4
"""Tokens that a template writes behind an answer's own, at most."""
_OTHER_USER = {"role": "user", "content": "a"}


_NO_USAGE = (
    "the answer has no usage: let the client ask for it with "
    'stream_options {"include_usage": true}, or start vLLM with --enable-force-include-usage'
)
_NO_DETAILS = "the answer does not say how many tokens were cached"
_NO_ANSWER = "the answer did not come to an end, so what it cost was not told"


@dataclass(frozen=True, slots=True)
class Observed:
    """A request that was answered: its conversation, its turn in it, and what it lost.

    Args:
        usage: None where the answer does not say it.
        expected: tokens that the server should have found cached; None where nobody can tell.
        milliseconds: that the diagnosis took.
    """

    conversation: str
    turn: int
    usage: Usage | None
    expected: int | None
    miss: CacheMiss | None
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Judged:
    expected: int | None
    miss: CacheMiss | None


class Watcher:
    """Watches the requests to one server."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._conversations = Conversations()
        self._traffic = Traffic()
        self._server: KnownServer | None = None
        self._one_at_a_time = asyncio.Lock()

    async def start(self) -> None:
        """Read what the server says of itself, before the first request."""
        now = await self._upstream.metrics()
        if now is None:
            return  # it does not answer yet
        self._traffic = Traffic(now.counters, now.started)
        self._server = KnownServer(
            now.block_size or DEFAULT_BLOCK_SIZE,
            now.block_size is not None,
            now.started,
            now.prefix_caching,
        )

    async def observe(self, answered: Answered) -> Observed:
        """Diagnose a request that was answered."""
        async with self._one_at_a_time:
            if self._server is None:
                await self.start()
            return await self._observe(answered)

    async def _observe(self, answered: Answered) -> Observed:
        body = answered.body
        sent = Sent(
            tuple(body.get("messages") or ()),
            tuple(body.get("tools") or ()),
            tuple((key, str(body[key])) for key in _KEYS if body.get(key) is not None),
        )
        last = self._conversations.find(sent, answered.name)
        settings = {key: body[key] for key in _RENDERED_WITH if body.get(key) is not None}
        key = answered.authorization or self._upstream.authorization
        renderer = UpstreamRenderer(replace(self._upstream, authorization=key), settings)
        now = Conversation(
            name=answered.name or (last.name if last else self._conversations.new_name()),
            turn=last.turn + 1 if last else 1,
            sent=sent,
            answer=answered.answer,
            usage=answered.usage,
            ended=answered.ended,
            size=answered.size,
        )
        clock = time.perf_counter()
        judged = await self._judge(last, now, answered.began, renderer)
        if answered.usage is not None:
            self._traffic.note(now.name, answered.usage)
        self._conversations.keep(now)
        took = 1000 * (time.perf_counter() - clock)
        return Observed(now.name, now.turn, answered.usage, judged.expected, judged.miss, took)

    async def _judge(
        self, last: Conversation | None, now: Conversation, began: float, renderer: UpstreamRenderer
    ) -> _Judged:
        if now.usage is None:
            told = _NO_ANSWER if now.answer is None else _NO_USAGE
            return _Judged(None, CacheMiss(now.turn, 0, "not_reported", None, told))
        if last is not None and (last.usage is None or last.ended > began):
            return _Judged(None, None)  # what it left is not known, or was not there yet
        try:
            if last is None:
                return await self._first(now, now.usage, began, renderer)
            assert last.usage is not None
            return await self._later(last, last.usage, now, now.usage, renderer)
        except EngineError as error:
            return _Judged(None, _unasked(now, last, str(error)))

    async def _later(
        self,
        last: Conversation,
        left: Usage,
        now: Conversation,
        usage: Usage,
        renderer: UpstreamRenderer,
    ) -> _Judged:
        whole = left.prompt_tokens + left.completion_tokens - 1
        held = self._blocks(min(whole, usage.prompt_tokens - 1))
        counts = Counts(now.turn, held, held, usage.cached_tokens)
        if counts.healthy:
            return _Judged(held, None)
        return _Judged(held, await self._lost(counts, last, now, usage, renderer))

    async def _lost(
        self,
        counts: Counts,
        last: Conversation,
        now: Conversation,
        usage: Usage,
        renderer: UpstreamRenderer,
    ) -> CacheMiss | None:
        """Why a later request did not find what the one before had left."""
        if last.sent.keys != now.sent.keys:
            change = _other_keys(last.sent, now.sent)
            return verdict(replace(counts, expected=0), change)
        if usage.cached_tokens is None:
            return verdict(counts)
        was, ids = await self._ids(last, renderer), await self._ids(now, renderer)
        at = was.common_prefix(ids)
        known = self._blocks(min(at, usage.prompt_tokens - 1))
        if at >= len(was) and usage.cached_tokens >= known:
            replayed = await _written_as_generated(last, now, len(was), renderer)
            miss = verdict(counts, None, await self._ask(now, usage)) if replayed else None
            if replayed and (miss is None or miss.reason != "unexplained"):
                return miss  # else the same number of other tokens is what is left
        counts = replace(counts, expected=known)
        if counts.unfound:
            server = await self._ask(now, usage)
            return self._follow(verdict(counts, None, server), server)
        if not counts.changed:
            return verdict(counts, None, await self._ask(now, usage))
        return verdict(counts, await _changed(last, now, was, ids, renderer))

    async def _first(
        self, now: Conversation, usage: Usage, began: float, renderer: UpstreamRenderer
    ) -> _Judged:
        """A conversation's first request: of its prefix, what is there is what others left."""
        cached = usage.cached_tokens
        if cached is None:
            return _Judged(None, CacheMiss(now.turn, 0, "not_reported", None, _NO_DETAILS))
        ids = await self._ids(now, renderer)
        other = await renderer.render(now.prefix.with_message(_OTHER_USER))
        prefix = self._blocks(min(ids.common_prefix(other), usage.prompt_tokens - 1))
        if cached >= prefix:
            return _Judged(prefix, None)
        cold = verdict(Counts(now.turn, 0, 0, cached, prefix, first=True))
        alike = self._conversations.alike(now.prefix, began)
        if alike is None:
            return _Judged(0, cold)
        before = alike.prefix.with_message(_OTHER_USER)
        was = await renderer.render(before)
        at = self._blocks(min(was.common_prefix(other), prefix))
        counts = Counts(now.turn, self._blocks(min(len(was), prefix)), at, cached)
        if counts.unfound:
            server = await self._ask(now, usage)
            return _Judged(at, self._follow(verdict(counts, None, server), server))
        if not counts.changed:
            return _Judged(at, cold)
        exchange = Exchange(before, None, was, TokenIds(), len(alike.prefix.messages))
        after = now.prefix.with_message(_OTHER_USER)
        change = await how_it_changed(exchange, after, other, renderer)
        return _Judged(counts.held, verdict(counts, change))

    async def _ids(self, conversation: Conversation, renderer: UpstreamRenderer) -> TokenIds:
        if conversation.ids is None:
            conversation.ids = await renderer.render(conversation.sent)
        return conversation.ids

    async def _ask(self, now: Conversation, usage: Usage) -> ServerEvidence:
        known = self._server or KnownServer(DEFAULT_BLOCK_SIZE, False, None, None)
        evidence = await ask_server(known, self._metrics, self._traffic, now.name, usage)
        if evidence.starts:
            self._traffic.meet(evidence.starts)
        return evidence

    async def _metrics(self, session: str) -> EngineMetrics:
        return await self._upstream.metrics(session) or EngineMetrics()

    def _follow(self, miss: CacheMiss | None, server: ServerEvidence) -> CacheMiss | None:
        """After a restart, the process that answers now is the one to expect."""
        if miss is not None and miss.reason == "server_restarted" and self._server is not None:
            self._server = replace(self._server, started=server.starts[0])
            self._traffic.restart(server.starts[0])
        return miss

    def _blocks(self, tokens: int) -> int:
        block = self._server.block if self._server is not None else DEFAULT_BLOCK_SIZE
        return max(0, tokens) // block * block


async def _changed(
    last: Conversation,
    now: Conversation,
    was: TokenIds,
    ids: TokenIds,
    renderer: UpstreamRenderer,
) -> Change:
    exchange = Exchange(last.sent, last.answer, was, TokenIds())
    change = await how_it_changed(exchange, now.sent, ids, renderer)
    gone = len(exchange.whole.messages) + 1 - len(now.sent.messages)  # at least one is new
    if change.reason == "history_changed" and gone > 1:
        return replace(change, reason="compaction", evidence=f"{gone} earlier messages are gone")
    return change


async def _written_as_generated(
    last: Conversation, now: Conversation, start: int, renderer: UpstreamRenderer
) -> bool:
    """Whether the answer is replayed as it was, in as many tokens as were generated: likely the
    same ones."""
    count = len(last.sent.messages) + 1
    if last.answer is None or len(now.sent.messages) < count:
        return False
    if any(differences(last.sent.with_message(last.answer), now.sent)):
        return False
    replayed = replace(now.sent, messages=now.sent.messages[:count])
    written = len(await renderer.render(replayed, generation=False)) - start
    generated = last.usage.completion_tokens if last.usage is not None else 0
    return 0 <= written - generated <= _AROUND_AN_ANSWER


def _other_keys(before: Sent, after: Sent) -> Change:
    was, now = dict(before.keys), dict(after.keys)
    told = [
        f"{key} {was.get(key)!r} is now {now.get(key)!r}"
        for key in _KEYS
        if was.get(key) != now.get(key)
    ]
    return Change("salt_or_lora_changed", "; ".join(told))


def _unasked(now: Conversation, last: Conversation | None, reason: str) -> CacheMiss | None:
    """What is left to say where the server has no tokenizer to ask."""
    if last is None or last.usage is None or now.usage is None or now.usage.cached_tokens is None:
        return None
    lost = last.usage.prompt_tokens - now.usage.cached_tokens
    if lost <= 0:
        return None
    return CacheMiss(now.turn, lost, "unexplained", None, f"the server was not asked: {reason}")
