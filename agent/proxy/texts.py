"""Diagnoses the requests of prompts, which the server reads as they are.

Of a prompt that goes on with another, the tokens of that one should be found; and those of its
answer, where it is replayed word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.context.comparing import SHOWN_TOKENS
from agent.engine.tokens import TokenIds
from agent.errors import EngineError, EngineRejected
from agent.events import CacheMiss, MissPlace
from agent.observe.differing import excerpts
from agent.observe.verdict import Change, Counts, verdict
from agent.proxy.answers import Answered, AskedText
from agent.proxy.evidence import Evidence
from agent.proxy.observed import (
    Judged,
    Observed,
    other_keys,
    without_details,
    without_tokens,
    without_usage,
)
from agent.proxy.prompts import Prompted, Prompts, after_half, common, replays
from agent.proxy.server import Upstream, UpstreamTokenizer
from agent.types import Usage

_STOPPED = 1
"""Tokens that end an answer and stand in no text, at most."""


class Texts:
    """The prompts that one server was given."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._prompts = Prompts()

    async def observe(self, asked: AskedText, answered: Answered, upstream: Upstream) -> Observed:
        """Diagnose a request that was answered."""
        reply = answered.reply
        last = self._prompts.find(asked.prompt, answered.name)
        now = Prompted(
            name=answered.name or (last.name if last else self._prompts.new_name()),
            turn=last.turn + 1 if last else 1,
            prompt=asked.prompt,
            keys=asked.keys,
            answer=reply.answer,
            usage=reply.usage,
            ended=answered.ended,
            size=answered.size,
        )
        if reply.usage is None:
            judged = without_usage(now.turn, reply)
        else:
            tokenizer = UpstreamTokenizer(upstream, asked.settings)
            judged = await self._judge(last, now, reply.usage, answered.began, tokenizer)
            self._evidence.note(now.name, reply.usage)
        self._prompts.keep(now)
        return Observed(now.name, now.turn, reply.usage, judged.expected, judged.miss)

    async def _judge(
        self,
        last: Prompted | None,
        now: Prompted,
        usage: Usage,
        began: float,
        tokenizer: UpstreamTokenizer,
    ) -> Judged:
        if usage.cached_tokens is None:
            return without_details(now.turn)
        if last is not None and (last.usage is None or last.ended > began):
            return Judged(None, None)  # what it left is not known, or was not there yet
        left = last.usage if last is not None else None
        try:
            if last is None or left is None or not _goes_on(last, now):
                return await self._first(now, usage, began, tokenizer)
            return await self._later(last, left, now, usage, tokenizer)
        except EngineError as error:
            return without_tokens(now.turn, left, usage, str(error))

    async def _first(
        self, now: Prompted, usage: Usage, began: float, tokenizer: UpstreamTokenizer
    ) -> Judged:
        """A prompt that goes on with none: what it begins with may have been read before."""
        other = self._prompts.alike(now.prompt, now.keys, began)
        if other is None:
            return Judged(0, None)
        was, ids = await _ids(other, tokenizer), await _ids(now, tokenizer)
        known = self._blocks(was.common_prefix(ids), usage)
        held = self._blocks(len(was), usage) if after_half(other.prompt, now.prompt) >= 0 else known
        counts = Counts(now.turn, held, known, usage.cached_tokens)
        return Judged(held, await self._lost(counts, other, now, usage, tokenizer))

    async def _later(
        self,
        last: Prompted,
        left: Usage,
        now: Prompted,
        usage: Usage,
        tokenizer: UpstreamTokenizer,
    ) -> Judged:
        replayed = replays(last, now.prompt)
        whole = left.prompt_tokens + (left.completion_tokens - 1 if replayed else 0)
        held = self._blocks(whole, usage)
        counts = Counts(now.turn, held, held, usage.cached_tokens)
        if counts.healthy:
            return Judged(held, None)
        if last.keys != now.keys:
            change = Change("salt_or_lora_changed", other_keys(last.keys, now.keys))
            return Judged(held, verdict(replace(counts, expected=0), change))
        was, ids = await _ids(last, tokenizer), await _ids(now, tokenizer)
        known = self._blocks(was.common_prefix(ids), usage)
        if replayed and (usage.cached_tokens or 0) >= known:
            return Judged(held, await self._answer_lost(counts, last, now, usage, tokenizer))
        if common(last.prompt, now.prompt) == len(last.prompt):
            held = min(held, known)  # only where it ended are the same words other tokens
        counts = replace(counts, held=held, expected=known)
        return Judged(held, await self._lost(counts, last, now, usage, tokenizer))

    async def _lost(
        self,
        counts: Counts,
        before: Prompted,
        now: Prompted,
        usage: Usage,
        tokenizer: UpstreamTokenizer,
    ) -> CacheMiss | None:
        if counts.unfound:
            return await self._evidence.why_unfound(counts, now.name, usage)
        if not counts.changed:
            return None
        was, ids = await _ids(before, tokenizer), await _ids(now, tokenizer)
        at = was.common_prefix(ids)
        if isinstance(before.prompt, str) and isinstance(now.prompt, str):
            one, other = excerpts(before.prompt, now.prompt)
        else:
            one, other = await _shown(was[at:], tokenizer), await _shown(ids[at:], tokenizer)
        place = MissPlace(at, None, "prompt", one, other)
        return verdict(counts, Change("prefix_changed", "the prompt was edited", place))

    async def _answer_lost(
        self,
        counts: Counts,
        last: Prompted,
        now: Prompted,
        usage: Usage,
        tokenizer: UpstreamTokenizer,
    ) -> CacheMiss | None:
        """Why not all of an answer was found that is replayed word by word."""
        if await _written_as_generated(last, tokenizer):
            miss = await self._evidence.why_unfound(counts, now.name, usage)
            if miss is None or miss.reason != "unexplained":
                return miss  # else the same number of other tokens is what is left
        told = "the same words are other tokens than were generated; a prompt of ids keeps them"
        change = Change("generated_differs", told)
        return verdict(replace(counts, expected=usage.cached_tokens or 0), change)

    def _blocks(self, tokens: int, usage: Usage) -> int:
        return self._evidence.blocks(min(tokens, usage.prompt_tokens - 1))


def _goes_on(last: Prompted, now: Prompted) -> bool:
    whole = common(last.prompt, now.prompt) == len(last.prompt)
    return whole or after_half(last.prompt, now.prompt) >= 0


async def _ids(prompted: Prompted, tokenizer: UpstreamTokenizer) -> TokenIds:
    """Those of the prompt.

    Raises:
        EngineRejected: they are others than the server read.
    """
    if prompted.ids is None:
        prompt = prompted.prompt
        ids = prompt if isinstance(prompt, TokenIds) else await tokenizer.encode(prompt)
        read = prompted.usage.prompt_tokens if prompted.usage else len(ids)
        if len(ids) != read:
            raise EngineRejected(f"the prompt has {len(ids)} tokens, of which {read} were read")
        prompted.ids = ids
    return prompted.ids


async def _written_as_generated(last: Prompted, tokenizer: UpstreamTokenizer) -> bool:
    """Whether the answer behind its prompt has as many tokens as were generated."""
    if last.usage is None or not isinstance(last.prompt, str):
        return False
    written = len(await tokenizer.encode(last.prompt + (last.answer or "")))
    generated = last.usage.prompt_tokens + last.usage.completion_tokens
    return 0 <= generated - written <= _STOPPED


async def _shown(ids: Sequence[int], tokenizer: UpstreamTokenizer) -> str:
    return await tokenizer.decode(ids[:SHOWN_TOKENS])
