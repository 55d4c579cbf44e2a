"""The loop: from a user's message to the final answer.

A turn is one sentence: ask the model for an answer to a window that fits, and follow it: run the
tools that it asks for, tell it what was unusable, or end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from agent.context.admitting import UNLIMITED, Admission
from agent.context.announcing import Announcer
from agent.context.compactor import Compactor
from agent.context.door import Door
from agent.context.journal import Journal
from agent.context.judging import judge
from agent.context.planning import Plan, Planner
from agent.context.resuming import INTERRUPTED, answer_of, interrupted, settle
from agent.context.self_check import SelfCheck
from agent.context.transcript import unfinished_calls
from agent.engine.answer import Answer
from agent.engine.complete import Backoff, complete, patiently
from agent.engine.request import Engine
from agent.errors import EngineError, EngineUnreachable, PromptTooLong, WindowExceeded
from agent.events import (
    CacheMiss,
    ModelAnswered,
    NoticeGiven,
    Record,
    RequestSent,
    RunEnded,
    ToolStarted,
    UserSpoke,
)
from agent.observe.spans import SessionSpans, TurnSpan
from agent.tooling import ContextFactory, Dispatcher, Failures, Gate, Registry
from agent.tooling.recovery import may_repeat, reconciled
from agent.types import ToolCall, ToolFailure, ToolOutcome

_log = structlog.get_logger("agent.loop")

PATIENCE = 3
"""How many unusable answers in a row end a run."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: model requests, generated tokens, seconds. None is no limit."""

    turns: int = 50
    tokens: int | None = None
    seconds: float | None = None


@dataclass(slots=True)
class Spent:
    """What a run has used so far, how many unusable answers it has had in a row, and its calls that
    failed."""

    tokens: int = 0
    unusable: int = 0
    failures: Failures = field(default_factory=Failures)


@dataclass(frozen=True, slots=True)
class Loop:
    """The parts that a session's runs are made of."""

    engine: Engine
    planner: Planner
    compactor: Compactor
    self_check: SelfCheck
    journal: Journal
    announcer: Announcer
    door: Door
    dispatcher: Dispatcher
    tool_context: ContextFactory
    registry: Registry
    gate: Gate
    limits: Limits
    backoff: Backoff
    spans: SessionSpans
    admission: Admission = UNLIMITED

    async def run(self, said: UserSpoke) -> RunEnded:
        """Answer the user's message; how that ended is returned and recorded."""

        async def answered() -> RunEnded:
            return await self._turns(Spent(), 1)

        return await self._to_the_end(said, answered)

    async def resume(self) -> RunEnded:
        """Go on with the run of a process that died, from where its log ends."""
        return await self._to_the_end(None, self._resumed)

    async def settle(self) -> None:
        """End what a process that died left open, so that another message can follow.

        No tool runs again; of those that had been started the model is told what is known.
        """
        for call, started in unfinished_calls(self.journal.transcript):
            if started:
                await self._tell_what_is_known(call)
        await settle(self.journal)

    async def _to_the_end(
        self, spoken: UserSpoke | None, work: Callable[[], Awaitable[RunEnded]]
    ) -> RunEnded:
        with self.spans.run(self.journal.transcript.end, spoken) as span:
            ended = await self._until_recorded(spoken, work)
            span.ended(ended)
            return ended

    async def _until_recorded(
        self, spoken: UserSpoke | None, work: Callable[[], Awaitable[RunEnded]]
    ) -> RunEnded:
        limit = asyncio.timeout(self.limits.seconds)
        try:
            if spoken is not None:
                await self.journal.record(spoken)
                await self.self_check.look(self.journal)
            async with limit:
                ended = await work()
        except asyncio.CancelledError:
            await self.journal.record(RunEnded("cancelled", "the user stopped the run"))
            raise
        except TimeoutError:
            if not limit.expired():  # somebody else's
                raise
            ended = RunEnded("time_limit", f"the run took longer than {self.limits.seconds:g} s")
        except WindowExceeded as error:
            ended = RunEnded("window_full", str(error))
        except EngineUnreachable as error:
            ended = RunEnded("engine_unreachable", str(error))
        except EngineError as error:
            ended = RunEnded("engine_failed", str(error))
        await self.journal.record(ended)
        return ended

    async def _resumed(self) -> RunEnded:
        left = interrupted(self.journal.transcript)
        spent = Spent(left.tokens, left.unusable)
        if left.answer is None:
            return await self._turns(spent, 1)
        if left.answer.message.tool_calls:
            cut = left.answer.finish_reason == "length"
            await self._act(await self._to_run_again(left.open), spent.failures, cut=cut)
        elif not left.judged:
            ended = await self._follow(answer_of(left.answer), spent)
            if ended is not None:
                return ended
            spent.tokens += left.answer.usage.completion_tokens
        return await self._turns(spent, left.answer.turn + 1)

    async def _to_run_again(self, calls: Sequence[tuple[ToolCall, bool]]) -> list[ToolCall]:
        """The calls without a result that may run; of the others the model is told what is known.

        A tool that may have had an effect never runs again by itself.
        """
        again = []
        for call, started in calls:
            if not started or may_repeat(self.registry, call):
                again.append(call)
            else:
                await self._tell_what_is_known(call)
        return again

    async def _tell_what_is_known(self, call: ToolCall) -> None:
        found = await reconciled(self.registry, call, self.tool_context(call))
        outcome = found or ToolOutcome(failure=INTERRUPTED)
        await self.journal.record(await self.door.admit(call, outcome))

    async def _turns(self, spent: Spent, first: int) -> RunEnded:
        for turn in range(first, self.limits.turns + 1):
            answer = await self._ask(turn)
            ended = await self._follow(answer, spent)
            if ended is not None:
                return ended
            spent.tokens += answer.usage.completion_tokens
            if self.limits.tokens is not None and spent.tokens >= self.limits.tokens:
                return RunEnded("token_limit", f"the run generated {spent.tokens} tokens")
        return RunEnded("turn_limit", f"the run took {self.limits.turns} turns without an answer")

    async def _plan(self) -> Plan:
        await self.engine.current_facts()
        await self.compactor.make_room(self.journal)
        return await self.planner.plan(self.journal.window)

    async def _ask(self, turn: int) -> Answer:
        await self.announcer.announce()
        while True:
            plan = await patiently(self._plan, self.journal.preview, self.backoff)
            sent = self._sent(turn, plan)
            if not _is_sent_again(self.journal.transcript.last, sent):
                await self.journal.record(sent)
            try:
                with self.spans.turn(turn, plan.request.max_tokens, plan.expected_cached) as span:
                    return await self._answer_to(turn, plan, span)
            except PromptTooLong as refused:
                facts = await self.engine.current_facts()
                if facts.window >= plan.request.window:
                    raise
                _log.warning(
                    "the server has a smaller window now, and the turn is planned anew",
                    session=self.journal.session,
                    window=facts.window,
                    before=plan.request.window,
                    reason=str(refused),
                )

    async def _answer_to(self, turn: int, plan: Plan, span: TurnSpan) -> Answer:
        heard: list[Answer] = []

        def cut(part: Answer) -> None:
            usage = replace(part.usage, prompt_tokens=plan.count.tokens)
            heard.append(replace(part, usage=usage))
            self.planner.learn(plan, heard[-1])

        try:
            async with self.admission.turn(plan.count.tokens) as admitted:
                answer = await complete(
                    self.engine, plan.request, self.journal.preview, self.backoff, cut
                )
                admitted.answered(answer, plan.expected_cached)
            heard.append(answer)
            miss = await self.planner.account(turn, plan, answer)
        except asyncio.CancelledError:
            for each in heard:  # what was shown stays
                await self._answered(turn, each, None)
            raise
        if (differed := plan.size_differed(turn, answer.usage)) is not None:
            self.journal.preview(differed)
        span.answered(
            answer.message,
            answer.usage,
            answer.finish_reason,
            miss,
            answer.first_token_ms,
            answer.total_ms,
        )
        await self._answered(turn, answer, miss)
        return answer

    def _sent(self, turn: int, plan: Plan) -> RequestSent:
        return RequestSent(
            turn,
            plan.count.tokens,
            plan.expected_cached,
            plan.request.max_tokens,
            plan.request.window,
            self.planner.prefix_tokens,
        )

    async def _answered(self, turn: int, answer: Answer, miss: CacheMiss | None) -> None:
        await self.journal.record(
            ModelAnswered(
                turn=turn,
                message=answer.message,
                finish_reason=answer.finish_reason,
                usage=answer.usage,
                first_token_ms=answer.first_token_ms,
                total_ms=answer.total_ms,
                token_ids=answer.token_ids,
                miss=miss,
            )
        )

    async def _follow(self, answer: Answer, spent: Spent) -> RunEnded | None:
        if answer.message.tool_calls:
            spent.unusable = 0
            cut = answer.finish_reason == "length"
            await self._act(answer.message.tool_calls, spent.failures, cut=cut)
            return None
        verdict = judge(answer, self.registry.callable_names)
        spent.unusable += 1
        if not verdict.notice or spent.unusable == PATIENCE:
            return RunEnded(verdict.status, verdict.detail)
        await self.journal.record(NoticeGiven(verdict.notice))
        return None

    async def _act(self, calls: Sequence[ToolCall], failures: Failures, *, cut: bool) -> None:
        async def started(call: ToolCall) -> None:
            await self.journal.record(ToolStarted(call, self.journal.key(call)))

        async def finished(call: ToolCall, outcome: ToolOutcome) -> None:
            outcome = _explained(outcome) if cut else outcome
            await self.journal.record(await self.door.admit(call, outcome))

        # First: a search reads what it leaves.
        preparing = asyncio.ensure_future(self.compactor.prepare(self.journal))
        try:
            await self.dispatcher.run(
                calls,
                self.tool_context,
                started,
                finished,
                gate=self.gate,
                failures=failures,
            )
        except BaseException:
            preparing.cancel()
            await asyncio.wait({preparing})
            raise
        await preparing


def _is_sent_again(last: Record | None, sent: RequestSent) -> bool:
    """Whether a request stands at the end of the log that left already, as one of a process that
    died, for the window that there is now."""
    return isinstance(last, RequestSent) and last.window in (0, sent.window)


def _explained(outcome: ToolOutcome) -> ToolOutcome:
    """Broken arguments of an answer that was cut are broken because it was cut."""
    if outcome.failure is None or outcome.failure.kind != "malformed_json":
        return outcome
    return replace(outcome, failure=ToolFailure("malformed_json", "cut off by the limit of tokens"))
