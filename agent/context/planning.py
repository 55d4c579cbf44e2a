"""From the window to the next request, and from the answer to what the cache did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from agent.context.budget import Budget
from agent.context.cache import CacheExpectation
from agent.context.compaction_limits import CompactionLimits
from agent.context.explaining import Explainer
from agent.context.prefix import Prefix
from agent.context.transcript import Transcript
from agent.context.window import Window
from agent.engine.answer import Answer
from agent.engine.request import Engine, MessageSegment, Prompt, PromptCount, Request, Sampling
from agent.engine.tokens import TokenIds
from agent.engine.wire import message_json
from agent.errors import WindowExceeded
from agent.events import CacheMiss, EpochOpened, ModelAnswered, SizeDiffered
from agent.types import Usage, UserMessage

_BYTES_A_TOKEN = 3
"""Fewer than English or JSON has, so that the guess is rather too high."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A request that fits, with its size and what it should find cached, both in tokens.

    Of the session's last request the server holds `held` tokens, as far as this prompt is long:
    where that is more than expected, the prompt begins otherwise than before. `window` is what the
    request was made of.
    """

    request: Request
    count: PromptCount
    expected_cached: int
    held: int
    window: Window

    def size_differed(self, turn: int, usage: Usage) -> SizeDiffered | None:
        """What to say if the server counted otherwise; a bound is not a prediction."""
        if not self.count.exact or usage.prompt_tokens in (0, self.count.tokens):
            return None
        return SizeDiffered(turn, self.count.tokens, usage.prompt_tokens)


class Planner:
    """Plans the requests of one session. `expectation` belongs to the server, not the session."""

    def __init__(
        self,
        session: str,
        engine: Engine,
        budget_for: Callable[[int], Budget],
        limits_for: Callable[[Budget], CompactionLimits],
        prefix_tokens: int,
        expectation: CacheExpectation,
        sampling: Sampling,
        explainer: Explainer,
        answers: Iterable[int] = (),
        priority: int = 0,
        salt: str = "",
    ) -> None:
        """Plan for one session.

        Args:
            budget_for: the budget for a window of so many tokens; the window is the server's of
                now, whatever it was before.
            limits_for: what a compaction keeps with such a budget.
            answers: the sizes of the session's latest answers, in tokens.
            priority: of its requests; only vLLM is told.
            salt: of its requests; empty is none.
        """
        self.prefix_tokens = prefix_tokens
        self._session = session
        self._engine = engine
        self._budget_for = budget_for
        self._limits_for = limits_for
        self._expectation = expectation
        self._sampling = sampling
        self._explainer = explainer
        self._answers = list(answers)
        self._salt = salt
        self._priority = priority if engine.facts.version is not None else 0

    @property
    def budget(self) -> Budget:
        """The session's budget, its reserve adapted to how long the answers are."""
        return self._whole.adapted(self._answers, self.limits.reserve)

    @property
    def limits(self) -> CompactionLimits:
        """What a compaction keeps of the session."""
        return self._limits_for(self._whole)

    @property
    def _whole(self) -> Budget:
        return self._budget_for(self._engine.facts.window)

    async def plan(self, window: Window, reserve: int | None = None) -> Plan:
        """The next request.

        Args:
            reserve: tokens to keep free for its answer; None is the budget's.

        Raises:
            WindowExceeded: it would not fit; nothing was sent.
            EngineError: the server could not count it.
        """
        prompt = await window.prompt()
        count = await self._engine.count(prompt)
        budget = self.budget if reserve is None else replace(self.budget, reserve=reserve)
        if self.prefix_tokens and self.prefix_tokens + budget.reserve > budget.window:
            raise WindowExceeded(
                f"the prefix alone (system prompt, tools, examples) takes {self.prefix_tokens} "
                f"tokens and {budget.reserve} are kept for the answer; the window has "
                f"{budget.window}. Give fewer tools or a shorter system prompt, or serve the "
                "model with a larger --max-model-len."
            )
        ids = count.ids or TokenIds()
        return Plan(
            request=self._request(prompt, budget.answer_tokens(count), budget.window),
            count=count,
            expected_cached=self._expectation.expected(self._session, ids, self._salt),
            held=self._expectation.held(self._session, ids) if ids else 0,
            window=window,
        )

    async def excess(self, window: Window) -> int:
        """By how many tokens the window's next request would be too large; negative if it fits.

        Raises:
            EngineError: the server could not count it.
        """
        count = await self._engine.count(await window.prompt())
        return self.budget.excess(count.tokens)

    async def size(self, window: Window) -> int:
        """The tokens of a window as it is, without what asks for an answer.

        Raises:
            EngineError: the server could not count it.
        """
        return (await self._engine.count(await window.written())).tokens

    def foreseen_excess(self, transcript: Transcript) -> int:
        """The same for the request after the tools that run now, if results are as they were.

        A compaction since the last answer has made room already.
        """
        for entry in reversed(transcript):
            if isinstance(entry.record, EpochOpened):
                break
            if isinstance(entry.record, ModelAnswered):
                usage = entry.record.usage
                tokens = usage.prompt_tokens + usage.completion_tokens
                return self.budget.excess(tokens + _usual_results(transcript))
        return self.budget.excess(0)

    async def warm(self, window: Window) -> None:
        """Have the server compute what is known of the next prompt, before it is needed.

        Raises:
            EngineError: the server could not.
        """
        prompt = await window.written()
        count = await self._engine.count(prompt)
        async for _ in self._engine.stream(self._request(prompt, 1, self.budget.window)):
            pass
        if count.ids:
            self._expectation.learn(self._session, count.ids, TokenIds(), self._salt)

    async def text_tokens(self, text: str) -> int:
        """The size of a text in tokens; never too low.

        Raises:
            EngineError: the server could not encode it.
        """
        if not self._engine.facts.tokenizes:
            return len(text.encode())
        return len(await self._engine.encode(text))

    def _request(self, prompt: Prompt, max_tokens: int, window: int) -> Request:
        return Request(
            session=self._session,
            prompt=prompt,
            max_tokens=max_tokens,
            sampling=self._sampling,
            priority=self._priority,
            salt=self._salt,
            window=window,
        )

    async def account(self, turn: int, plan: Plan, answer: Answer) -> CacheMiss | None:
        """Remember what the server has seen now, and say what it should have had in its cache."""
        try:
            return await self._explainer.explain(turn, plan, answer)
        finally:
            self.learn(plan, answer)

    def learn(self, plan: Plan, answer: Answer) -> None:
        """Remember what the server has seen now."""
        self._answers.append(answer.usage.completion_tokens)
        prompt_ids = plan.count.ids or TokenIds(answer.prompt_ids)
        if prompt_ids:
            generated = TokenIds(answer.token_ids)
            self._expectation.learn(self._session, prompt_ids, generated, self._salt)
        self._expectation.traffic.note(self._session, answer.usage)
        self._explainer.learn(plan, answer)


def _usual_results(transcript: Transcript) -> int:
    """By how much the results of one answer's calls have made the prompt grow so far, in tokens:
    the mean over the turns in the window that called tools."""
    growth: list[int] = []
    before: ModelAnswered | None = None
    for entry in transcript.in_window:
        record = entry.record
        if not isinstance(record, ModelAnswered):
            continue
        if before is not None and before.message.tool_calls:
            sent = before.usage.prompt_tokens + before.usage.completion_tokens
            growth.append(record.usage.prompt_tokens - sent)
        before = record
    grown = [each for each in growth if each > 0]
    return sum(grown) // len(grown) if grown else 0


async def prefix_tokens(engine: Engine, prefix: Prefix) -> int:
    """How many tokens every request with this prefix begins with.

    That is what two conversations share whose first messages differ in the first letter. It is 0
    where the server does not give its tokens.
    """
    one, other = [await engine.count(_conversation(prefix, text)) for text in ("a", "b")]
    return (one.ids or TokenIds()).common_prefix(other.ids or TokenIds())


async def tools_tokens(engine: Engine, prefix: Prefix) -> int:
    """How many tokens the schemas of a prefix take; a guess where the server does not count.

    Raises:
        EngineError: the server could not count them.
    """
    if not prefix.tools or not engine.facts.tokenizes:
        return len(prefix.tools) // _BYTES_A_TOKEN
    bare = replace(prefix, tools=b"")
    with_tools, without = [await engine.count(_conversation(p, "a")) for p in (prefix, bare)]
    return with_tools.tokens - without.tokens


def _conversation(prefix: Prefix, text: str) -> Prompt:
    user = MessageSegment(message_json(UserMessage(text)))
    return Prompt(segments=(*prefix.segments, user), tools=prefix.tools)
