"""From the window to the next request, and from the answer to what the cache did."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context.budget import Budget
from agent.context.cache import CacheExpectation
from agent.context.prefix import Prefix
from agent.context.window import Window
from agent.engine.answer import Answer
from agent.engine.request import Engine, MessageSegment, Prompt, PromptCount, Request, Sampling
from agent.engine.tokens import TokenIds
from agent.engine.wire import message_json
from agent.events import CacheMiss, MissReason
from agent.types import UserMessage


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that fits, with its size and what it should find cached, both in tokens."""

    request: Request
    count: PromptCount
    expected_cached: int


class Planner:
    """Plans the requests of one session. `expectation` belongs to the server, not the session."""

    def __init__(
        self,
        session: str,
        engine: Engine,
        budget: Budget,
        expectation: CacheExpectation,
        sampling: Sampling,
    ) -> None:
        self._session = session
        self._engine = engine
        self._budget = budget
        self._expectation = expectation
        self._sampling = sampling

    async def plan(self, window: Window) -> Plan:
        """The next request.

        Raises:
            WindowExceeded: it would not fit; nothing was sent.
            EngineError: the server could not count it.
        """
        prompt = await window.prompt()
        count = await self._engine.count(prompt)
        return Plan(
            request=Request(
                session=self._session,
                prompt=prompt,
                max_tokens=self._budget.answer_tokens(count),
                sampling=self._sampling,
            ),
            count=count,
            expected_cached=self._expectation.expected(self._session, count.ids or TokenIds()),
        )

    async def account(self, turn: int, plan: Plan, answer: Answer) -> CacheMiss | None:
        """Remember what the server has seen now, and say what it should have had in its cache."""
        miss = await self._miss(turn, plan, answer)
        prompt_ids = plan.count.ids or TokenIds(answer.prompt_ids)
        if prompt_ids:
            self._expectation.learn(self._session, prompt_ids, TokenIds(answer.token_ids))
        return miss

    async def _miss(self, turn: int, plan: Plan, answer: Answer) -> CacheMiss | None:
        cached = answer.usage.cached_tokens
        missing = plan.expected_cached - (cached or 0)
        if missing <= 0:
            return None
        reason = "not_reported" if cached is None else await self._reason()
        return CacheMiss(turn=turn, tokens=missing, reason=reason)

    async def _reason(self) -> MissReason:
        facts = self._engine.facts
        if facts.prefix_caching is False:
            return "caching_off"
        started = await self._engine.started()
        if started != self._expectation.server_started:
            self._expectation.forget(started)
            return "server_restarted"
        return "evicted"


async def prefix_tokens(engine: Engine, prefix: Prefix) -> int:
    """How many tokens every request with this prefix begins with.

    That is what two conversations share whose first messages differ in the first letter. It is 0
    where the server does not give its tokens.
    """
    one, other = [await engine.count(_conversation(prefix, text)) for text in ("a", "b")]
    return (one.ids or TokenIds()).common_prefix(other.ids or TokenIds())


def _conversation(prefix: Prefix, text: str) -> Prompt:
    user = MessageSegment(message_json(UserMessage(text)))
    return Prompt(segments=(*prefix.segments, user), tools=prefix.tools)
