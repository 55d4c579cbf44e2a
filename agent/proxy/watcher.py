"""Diagnoses the requests of any client: what was lost, where, and why.

It works beside the requests and asks the server only when tokens were computed again. What the
server generated is not known as tokens here, since the client did not ask for them: a loss within
an answer is placed by its text.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from agent.context.cache import DEFAULT_BLOCK_SIZE
from agent.context.comparing import Exchange, how_it_changed
from agent.context.server_evidence import KnownServer, ask_server
from agent.context.traffic import Traffic
from agent.engine.tokens import TokenIds
from agent.errors import EngineError
from agent.events import CacheMiss
from agent.observe.differing import Sent, differences
from agent.observe.verdict import Change, Counts, ServerEvidence, verdict
from agent.proxy.conversations import Conversation, Conversations
from agent.proxy.server import Upstream, UpstreamRenderer
from agent.types import JSON, Usage

_KEYS = ("model", "cache_salt")
_RENDERED_WITH = ("model", "chat_template_kwargs", "mm_processor_kwargs")
_AROUND_AN_ANSWER = 4
"""Tokens that a template writes behind an answer's own, at most."""
_OTHER_USER = {"role": "user", "content": "a"}


@dataclass(frozen=True, slots=True)
class Observed:
    """A request that was answered: its conversation, its turn in it, and what it lost."""

    conversation: str
    turn: int
    usage: Usage
    miss: CacheMiss | None
    milliseconds: float = 0.0


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
        self._traffic = Traffic(now.counters, now.started)
        self._server = KnownServer(
            now.block_size or DEFAULT_BLOCK_SIZE,
            now.block_size is not None,
            now.started,
            now.prefix_caching,
        )

    async def observe(
        self, body: Mapping[str, JSON], answer: JSON | None, usage: Usage, name: str = ""
    ) -> Observed:
        """Diagnose a request that was answered.

        Args:
            body: as it was sent.
            answer: the assistant's message; None where the answer did not come to an end.
            name: of the conversation, where the client gave one.
        """
        async with self._one_at_a_time:
            if self._server is None:
                await self.start()
            return await self._observe(body, answer, usage, name)

    async def _observe(
        self, body: Mapping[str, JSON], answer: JSON | None, usage: Usage, name: str
    ) -> Observed:
        sent = Sent(
            tuple(body.get("messages") or ()),
            tuple(body.get("tools") or ()),
            tuple((key, str(body[key])) for key in _KEYS if body.get(key) is not None),
        )
        last = self._conversations.find(sent, name)
        settings = {key: body[key] for key in _RENDERED_WITH if body.get(key) is not None}
        renderer = UpstreamRenderer(self._upstream, settings)
        now = Conversation(
            name=name or (last.name if last else self._conversations.new_name()),
            turn=last.turn + 1 if last else 1,
            sent=sent,
            answer=answer,
            usage=usage,
        )
        began = time.perf_counter()
        try:
            miss = await (
                self._first(now, renderer) if last is None else self._later(last, now, renderer)
            )
        except EngineError as error:
            miss = _unasked(now, last, str(error))
        self._traffic.note(now.name, usage)
        self._conversations.keep(now)
        took = 1000 * (time.perf_counter() - began)
        return Observed(now.name, now.turn, usage, miss, took)

    async def _later(
        self, last: Conversation, now: Conversation, renderer: UpstreamRenderer
    ) -> CacheMiss | None:
        usage = now.usage
        left = last.usage.prompt_tokens + last.usage.completion_tokens - 1
        held = self._blocks(min(left, usage.prompt_tokens - 1))
        counts = Counts(now.turn, held, held, usage.cached_tokens)
        if counts.healthy:
            return None
        if last.sent.keys != now.sent.keys:
            change = _other_keys(last.sent, now.sent)
            return verdict(replace(counts, expected=0), change)
        was, ids = await self._ids(last, renderer), await self._ids(now, renderer)
        at = was.common_prefix(ids)
        known = self._blocks(min(at, usage.prompt_tokens - 1))
        found = at >= len(was) and (usage.cached_tokens or 0) >= known
        if found and await _written_as_generated(last, now, len(was), renderer):
            miss = verdict(counts, None, await self._ask(now))
            if miss is None or miss.reason != "unexplained":
                return miss  # else the same number of other tokens is what is left
        counts = replace(counts, expected=known)
        if counts.unfound and usage.cached_tokens is not None:
            return self._follow(verdict(counts, None, server := await self._ask(now)), server)
        if not counts.changed:
            return verdict(counts, None, await self._ask(now))
        return verdict(counts, await _changed(last, now, was, ids, renderer))

    async def _first(self, now: Conversation, renderer: UpstreamRenderer) -> CacheMiss | None:
        """A conversation's first request: of its prefix, what is there is what others left."""
        alike = self._conversations.newest()
        ids = await self._ids(now, renderer)
        other = await renderer.render(now.prefix.with_message(_OTHER_USER))
        prefix = self._blocks(min(ids.common_prefix(other), now.usage.prompt_tokens - 1))
        cached = now.usage.cached_tokens
        if cached is not None and cached >= prefix:
            return None
        cold = Counts(now.turn, 0, 0, cached, prefix, first=True)
        if alike is None or alike.sent.keys != now.sent.keys:
            return verdict(cold)
        was = await renderer.render(alike.prefix.with_message(_OTHER_USER))
        at = self._blocks(min(was.common_prefix(other), prefix))
        counts = Counts(now.turn, self._blocks(min(len(was), prefix)), at, cached)
        if counts.unfound:
            return self._follow(verdict(counts, None, server := await self._ask(now)), server)
        if not counts.changed:
            return verdict(cold)
        before = alike.prefix.with_message(_OTHER_USER)
        exchange = Exchange(before, None, was, TokenIds(), len(alike.prefix.messages))
        after = now.prefix.with_message(_OTHER_USER)
        return verdict(counts, await how_it_changed(exchange, after, other, renderer))

    async def _ids(self, conversation: Conversation, renderer: UpstreamRenderer) -> TokenIds:
        if conversation.ids is None:
            conversation.ids = await renderer.render(conversation.sent)
        return conversation.ids

    async def _ask(self, now: Conversation) -> ServerEvidence:
        assert self._server is not None
        evidence = await ask_server(
            self._server, self._upstream.metrics, self._traffic, now.name, now.usage
        )
        if evidence.starts:
            self._traffic.meet(evidence.starts)
        return evidence

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
    return 0 <= written - last.usage.completion_tokens <= _AROUND_AN_ANSWER


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
    if last is None or now.usage.cached_tokens is None:
        return None
    lost = last.usage.prompt_tokens - now.usage.cached_tokens
    if lost <= 0:
        return None
    return CacheMiss(now.turn, lost, "unexplained", None, f"the server was not asked: {reason}")
