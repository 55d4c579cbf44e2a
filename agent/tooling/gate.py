"""Decides about one session's calls: asks the user where it must, has each decision recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import structlog

from agent.events import PermissionAnswer, PermissionAsked, PermissionDecided
from agent.tooling.context import ToolContext
from agent.tooling.dispatch import Prepared
from agent.tooling.indirect import target
from agent.tooling.permissions import Asked, Policy, Rule, Verdict, parse_rule, session_rule
from agent.tooling.tool import Permission, Preview
from agent.types import ToolCall, ToolFailure

Ask: TypeAlias = Callable[[PermissionAsked], Awaitable[PermissionAnswer]]
"""Puts a question to the user and brings the answer."""

Decided: TypeAlias = Callable[[PermissionDecided], Awaitable[None]]
"""Makes a decision durable."""

Asking: TypeAlias = Callable[[PermissionAsked], None]
"""Shows whoever watches that the user is asked."""

_log = structlog.get_logger("agent.permissions")


@dataclass(frozen=True, slots=True)
class Guard:
    """What all sessions of an agent share: the rules, whom to ask, and which tools were chosen."""

    policy: Policy = field(default_factory=Policy)
    ask: Ask | None = None
    chosen: Container[str] = frozenset()


class PermissionGate:
    """The gate that one session's calls go through before they start."""

    def __init__(
        self,
        guard: Guard,
        decided: Decided,
        asking: Asking,
        remembered: Iterable[str] = (),
    ) -> None:
        """`remembered`: rules that the user allowed earlier in the session."""
        self._guard = guard
        self._decided = decided
        self._asking = asking
        self._remembered: list[Rule] = [parse_rule(each) for each in remembered]
        self._one_at_a_time = asyncio.Lock()

    async def __call__(self, prepared: Prepared, context: ToolContext) -> ToolFailure | None:
        """Why the call may not run, in words for the model; None when it may."""
        tool = prepared.tool
        asked = Asked(
            tool=tool.name,
            attributes=tool.attributes,
            arguments=tool.effective(prepared.arguments),
            origin=prepared.origin,
            chosen=tool.name in self._guard.chosen,
        )
        verdict = self._judge(asked)
        if verdict.permission == "ask":
            async with self._one_at_a_time:
                return await self._settle(prepared, asked, context)
        return await self._record(prepared.call, verdict)

    def _judge(self, asked: Asked) -> Verdict:
        return self._guard.policy.judge(asked, self._remembered)

    async def _settle(
        self, prepared: Prepared, asked: Asked, context: ToolContext
    ) -> ToolFailure | None:
        call = prepared.call
        verdict = self._judge(asked)  # the answer before this one may have been for this one too
        if verdict.permission != "ask":
            return await self._record(call, verdict)
        if self._guard.ask is None:
            return await self._record(call, Verdict("deny", verdict.rule, "nobody"))
        question = PermissionAsked(
            session=context.session_id,
            call=target(call),
            effect=await _effect(target(call), prepared.tool.preview, asked, context),
            rule=verdict.rule,
            offer=session_rule(asked),
        )
        self._asking(question)
        answer = await _answered(self._guard.ask, question)
        remembered = question.offer if answer == "session" else ""
        permission: Permission = "deny" if answer == "deny" else "allow"
        failure = await self._record(call, Verdict(permission, verdict.rule, "user"), remembered)
        if remembered:
            self._remembered.append(parse_rule(remembered))
        return failure

    async def _record(
        self, call: ToolCall, verdict: Verdict, remembered: str = ""
    ) -> ToolFailure | None:
        allowed = verdict.permission == "allow"
        await self._decided(PermissionDecided(call, allowed, verdict.rule, verdict.by, remembered))
        _log.info(
            "tool call allowed" if allowed else "tool call refused",
            tool=target(call).name,
            call_id=call.id,
            rule=verdict.rule,
            by=verdict.by,
        )
        return None if allowed else ToolFailure("not_allowed", _reason(verdict))


async def _effect(
    call: ToolCall, preview: Preview | None, asked: Asked, context: ToolContext
) -> str:
    if preview is None:
        return call.arguments
    try:
        return await asyncio.to_thread(preview, asked.arguments, context)
    except Exception as error:  # noqa: BLE001 - a tool author's function may raise anything
        _log.info("no preview", tool=call.name, call_id=call.id, reason=str(error))
        return call.arguments


async def _answered(ask: Ask, question: PermissionAsked) -> PermissionAnswer:
    try:
        answer = await ask(question)
    except Exception as error:  # noqa: BLE001 - the program's own function may raise anything
        _log.error("the question could not be asked", tool=question.call.name, exc_info=error)
        return "deny"
    if answer == "session" and not question.offer:
        return "allow"
    return answer if answer in ("allow", "session") else "deny"


def _reason(verdict: Verdict) -> str:
    match verdict.by:
        case "user":
            return "the user refused it."
        case "nobody":
            return "it needs the user's consent, and the user cannot be asked now."
        case "mode" if verdict.rule == "plan":
            return "only tools that read may be called now."
        case _:
            return "the user's settings refuse it."
