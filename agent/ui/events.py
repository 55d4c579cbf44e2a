"""What a page hears while it is open, as server-sent events: the sessions, and one's turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing, suppress
from typing import Any, TypeAlias

from agent.context.catalog import find_session
from agent.context.transcript import decode
from agent.errors import HoldfastError
from agent.observe.following import Follower
from agent.observe.redaction import Redactor
from agent.store.base import Store
from agent.types import JSON
from agent.ui.listing import Listing

LOOK = 1.0
"""Seconds between two looks at the list of sessions."""

GATHER = 0.1
"""Seconds in which what is written goes out together."""

ALIVE = 15.0
"""Seconds of silence after which a comment shows that the connection lives."""

Tell: TypeAlias = Callable[[str, JSON], Coroutine[Any, Any, None]]


async def page_events(
    store: Store, redactor: Redactor, session: str | None, stopping: asyncio.Event
) -> AsyncGenerator[bytes, None]:
    """Events until `stopping` is set: `sessions`, `turns` of this session, `problem`.

    The first `turns` has all that the session holds; those that follow have what is new.
    """
    queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)

    async def tell(event: str, value: JSON) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        await queue.put(f"event: {event}\ndata: {text}\n\n".encode())

    telling = [asyncio.create_task(_tell_sessions(store, redactor, tell))]
    if session is not None:
        telling.append(asyncio.create_task(_tell_turns(store, redactor, session, tell)))
    ending = asyncio.create_task(stopping.wait())
    try:
        while not ending.done():
            yield await _next(queue, ending)
    finally:
        for task in (*telling, ending):
            task.cancel()
        await asyncio.gather(*telling, ending, return_exceptions=True)


async def _next(queue: asyncio.Queue[bytes], ending: asyncio.Task[Any]) -> bytes:
    """The next event; a comment where none comes for long, and at the end."""
    waiting = asyncio.create_task(queue.get())
    try:
        await asyncio.wait((waiting, ending), timeout=ALIVE, return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else b": alive\n\n"
    finally:
        waiting.cancel()


async def _tell_sessions(store: Store, redactor: Redactor, tell: Tell) -> None:
    listing = Listing(store, redactor)
    told: JSON = None
    while True:
        try:
            found: JSON = await listing.read()
        except HoldfastError as error:
            await tell("problem", {"text": str(error)})
        else:
            if found != told:
                await tell("sessions", found)
            told = found
        await asyncio.sleep(LOOK)


async def _tell_turns(store: Store, redactor: Redactor, session: str, tell: Tell) -> None:
    follower = Follower(session, redactor)
    new = asyncio.Event()
    try:
        there = (await find_session(store, session)).entries
        reading = asyncio.create_task(_read(store, session, follower, there, new))
        try:
            await _tell_changes(follower, new, reading, tell)
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
    except HoldfastError as error:
        await tell("problem", {"text": str(error)})


async def _read(
    store: Store, session: str, follower: Follower, there: int, new: asyncio.Event
) -> None:
    """Take in the session, and say that there is something new once all that was there is."""
    async with aclosing(store.watch(session)) as lines:
        async for line in lines:
            follower.take(decode(line))
            if follower.taken >= there:
                new.set()


async def _tell_changes(
    follower: Follower, new: asyncio.Event, reading: asyncio.Task[None], tell: Tell
) -> None:
    while True:
        heard = asyncio.create_task(new.wait())
        await asyncio.wait((heard, reading), return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            heard.cancel()
            reading.result()
        new.clear()
        await tell("turns", follower.changes())
        await asyncio.sleep(GATHER)
