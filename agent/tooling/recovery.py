"""What becomes of a call that a dead process had started."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable
from typing import cast

import structlog

from agent.errors import ToolFailed
from agent.tooling.context import ToolContext
from agent.tooling.dispatch import DEFAULT_TIMEOUT
from agent.tooling.registry import Registry
from agent.tooling.results import read_result
from agent.types import ToolCall, ToolFailure, ToolOutcome

_log = structlog.get_logger("agent.tooling")


def may_repeat(registry: Registry, call: ToolCall) -> bool:
    """Whether the call may run again: its tool says that a second time changes nothing more."""
    resolved = registry.resolve(call)
    if isinstance(resolved, ToolFailure):
        return False
    attributes = resolved.tool.attributes
    return attributes.read_only or attributes.idempotent


async def reconciled(
    registry: Registry, call: ToolCall, context: ToolContext
) -> ToolOutcome | None:
    """What the tool itself finds out about a call that was started; None when it cannot say."""
    resolved = registry.resolve(call)
    if isinstance(resolved, ToolFailure) or resolved.tool.reconcile is None:
        return None
    tool, reconcile = resolved.tool, resolved.tool.reconcile
    try:
        arguments = tool.arguments.read(resolved.arguments)
        if isinstance(arguments, ToolFailure):
            return None
        async with asyncio.timeout(tool.attributes.timeout or DEFAULT_TIMEOUT):
            found = reconcile(arguments, context)
            if inspect.isawaitable(found):
                found = await cast("Awaitable[object]", found)
    except ToolFailed as error:
        return ToolOutcome(failure=ToolFailure("tool_failed", str(error)))
    except Exception as error:  # noqa: BLE001 - a tool may raise anything
        _log.error("a tool could not say what became of its call", tool=tool.name, exc_info=error)
        return None
    if found is None:
        return None
    result = read_result(found)
    if isinstance(result, ToolFailure):
        return ToolOutcome(failure=result)
    if isinstance(result, bytes):
        return ToolOutcome(content=result)
    return ToolOutcome(text=result)
