"""Runs one tool's function where it cannot hold up the run: a task, or a thread of its own."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from agent.tooling.children import end_children, end_children_of
from agent.tooling.tool import Function, Tool


@dataclass(frozen=True, slots=True)
class Returned:
    """The function's value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """What the function raised."""

    error: BaseException


Ending: TypeAlias = Returned | Raised


def start(tool: Tool, arguments: Mapping[str, Any]) -> asyncio.Future[Ending]:
    """Starts the function; cancelling the future stops a coroutine and abandons a thread.

    The processes that an abandoned thread has started, or still starts, are killed.

    The future never raises what the function raised, so that a tool's SystemExit, alone or in a
    group, is a value like any other and does not end the event loop.
    """
    if _is_coroutine(tool.function):
        return asyncio.ensure_future(_await(tool.function, arguments))
    return _in_thread(tool, arguments)


def _is_coroutine(function: Function) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - an object may be called asynchronously
    )


async def _await(function: Function, arguments: Mapping[str, Any]) -> Ending:
    try:
        return Returned(await function(**arguments))
    except (Exception, SystemExit, BaseExceptionGroup) as error:  # noqa: BLE001 - anything at all
        return Raised(error)


def _in_thread(tool: Tool, arguments: Mapping[str, Any]) -> asyncio.Future[Ending]:
    """A daemon thread for each call: the executor's threads are joined when the process ends,
    and a tool that hangs would keep it from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Ending] = loop.create_future()

    def settle(ending: Ending) -> None:
        if not future.done():
            future.set_result(ending)

    def work() -> None:
        ending: Ending
        try:
            ending = Returned(tool.function(**arguments))
        except BaseException as error:  # noqa: BLE001 - nobody else hears a thread's exception
            ending = Raised(error)
        try:
            loop.call_soon_threadsafe(settle, ending)
        except RuntimeError:
            return  # the loop has closed, and nobody waits for an abandoned call

    context = contextvars.copy_context()
    thread = threading.Thread(
        target=context.run, args=(work,), name=f"tool-{tool.name}", daemon=True
    )

    def abandon(future: asyncio.Future[Ending]) -> None:
        if future.cancelled() and thread.native_id is not None:
            end_children(thread.native_id)
            threading.Thread(target=end_children_of, args=(thread,), daemon=True).start()

    future.add_done_callback(abandon)
    try:
        thread.start()
    except RuntimeError as error:
        settle(Raised(error))  # the system has no more threads to give
    return future
