"""Diagnoses the requests of messages, which a chat template makes prompts of.

What the server generated is not known as tokens here, since the client did not ask for them: a loss
within an answer is placed by its text.
"""

from __future__ import annotations

from dataclasses import replace

from agent.context.comparing import Exchange, how_it_changed
from agent.engine.tokens import TokenIds
from agent.errors import EngineError, EngineRejected
from agent.events import CacheMiss
from agent.observe.differing import differences
from agent.observe.verdict import Change, Counts, verdict
from agent.proxy.answers import Answered, AskedChat
from agent.proxy.conversations import Conversation, Conversations
from agent.proxy.evidence import Evidence
from agent.proxy.observed import (
    Judged,
    Observed,
    other_keys,
    without_details,
    without_tokens,
    without_usage,
)
from agent.proxy.server import Upstream, UpstreamRenderer
from agent.types import Usage

_AROUND_AN_ANSWER = 4
"""Tokens that a template writes behind an answer's own, at most."""
_OTHER_USER = {"role": "user", "content": "a"}


class Chats:
    """The conversations with one server."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._conversations = Conversations()

    async def observe(self, asked: AskedChat, answered: Answered, upstream: Upstream) -> Observed:
        """Diagnose a request that was answered."""
        reply = answered.reply
        last = self._conversations.find(asked.sent, answered.name)
        now = Conversation(
            name=answered.name or (last.name if last else self._conversations.new_name()),
            turn=last.turn + 1 if last else 1,
            sent=asked.sent,
            answer=reply.answer,
            usage=reply.usage,
            ended=answered.ended,
            size=answered.size,
        )
        if reply.usage is None:
            judged = without_usage(now.turn, reply)
        else:
            renderer = UpstreamRenderer(upstream, asked.settings)
            judged = await self._judge(last, now, reply.usage, answered.began, renderer)
            self._evidence.note(now.name, reply.usage)
        self._conversations.keep(now)
        return Observed(now.name, now.turn, reply.usage, judged.expected, judged.miss)

    async def _judge(
        self,
        last: Conversation | None,
        now: Conversation,
        usage: Usage,
        began: float,
        renderer: UpstreamRenderer,
    ) -> Judged:
        if last is None:
            left = None
        elif last.usage is None or last.ended > began:
            return Judged(None, None)  # what it left is not known, or was not there yet
        else:
            left = last.usage
        try:
            if last is None or left is None:
                return await self._first(now, usage, began, renderer)
            return await self._later(last, left, now, usage, renderer)
        except EngineError as error:
            return without_tokens(now.turn, left, usage, str(error))

    async def _later(
        self,
        last: Conversation,
        left: Usage,
        now: Conversation,
        usage: Usage,
        renderer: UpstreamRenderer,
    ) -> Judged:
        whole = left.prompt_tokens + left.completion_tokens - 1
        held = self._evidence.blocks(min(whole, usage.prompt_tokens - 1))
        counts = Counts(now.turn, held, held, usage.cached_tokens)
        if counts.healthy:
            return Judged(held, None)
        return Judged(held, await self._lost(counts, last, now, usage, renderer))

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
            told = other_keys(last.sent.keys, now.sent.keys)
            return verdict(replace(counts, expected=0), Change("salt_or_lora_changed", told))
        if usage.cached_tokens is None:
            return verdict(counts)
        was, ids = await self._ids(last, renderer), await self._ids(now, renderer)
        at = was.common_prefix(ids)
        known = self._evidence.blocks(min(at, usage.prompt_tokens - 1))
        if at >= len(was) and usage.cached_tokens >= known:
            replayed = await _written_as_generated(last, now, len(was), renderer)
            miss = await self._unfound(counts, now, usage) if replayed else None
            if replayed and (miss is None or miss.reason != "unexplained"):
                return miss  # else the same number of other tokens is what is left
        counts = replace(counts, expected=known)
        if counts.unfound or not counts.changed:
            return await self._unfound(counts, now, usage)
        return verdict(counts, await _changed(last, now, was, ids, renderer))

    async def _first(
        self, now: Conversation, usage: Usage, began: float, renderer: UpstreamRenderer
    ) -> Judged:
        """A conversation's first request: of its prefix, what is there is what others left."""
        cached = usage.cached_tokens
        if cached is None:
            return without_details(now.turn)
        ids = await self._ids(now, renderer)
        other = await renderer.render(now.prefix.with_message(_OTHER_USER))
        prefix = self._evidence.blocks(min(ids.common_prefix(other), usage.prompt_tokens - 1))
        if cached >= prefix:
            return Judged(prefix, None)
        cold = verdict(Counts(now.turn, 0, 0, cached, prefix, first=True))
        alike = self._conversations.alike(now.prefix, began)
        if alike is None:
            return Judged(0, cold)
        before = alike.prefix.with_message(_OTHER_USER)
        was = await renderer.render(before)
        at = self._evidence.blocks(min(was.common_prefix(other), prefix))
        counts = Counts(now.turn, self._evidence.blocks(min(len(was), prefix)), at, cached)
        if counts.unfound:
            return Judged(at, await self._unfound(counts, now, usage))
        if not counts.changed:
            return Judged(at, cold)
        exchange = Exchange(before, None, was, TokenIds(), len(alike.prefix.messages))
        after = now.prefix.with_message(_OTHER_USER)
        change = await how_it_changed(exchange, after, other, renderer)
        return Judged(counts.held, verdict(counts, change))

    async def _ids(self, conversation: Conversation, renderer: UpstreamRenderer) -> TokenIds:
        """Those of the request.

        Raises:
            EngineRejected: they are others than the server read.
        """
        if conversation.ids is None:
            ids = await renderer.render(conversation.sent)
            read = conversation.usage.prompt_tokens if conversation.usage else len(ids)
            if len(ids) != read:
                raise EngineRejected(
                    f"/tokenize makes {len(ids)} tokens of a request of which {read} were read"
                )
            conversation.ids = ids
        return conversation.ids

    async def _unfound(self, counts: Counts, now: Conversation, usage: Usage) -> CacheMiss | None:
        return await self._evidence.why_unfound(counts, now.name, usage)


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
