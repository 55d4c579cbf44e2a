"""Recovers from a damaged session whatever its hashes still prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import ConfigError, StoreError
from agent.store.base import Store
from agent.store.chain import START, Link, chained
from agent.store.sql import SQLStore


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a damaged session. Numbers are those of its entries.

    Args:
        session: the new one.
        kept: how many entries it has: all that are whole before the first damaged one.
        damaged: entries that are missing or not what was written.
        set_aside: whole entries behind a damaged one. They cannot follow the kept ones, because
            what stood between is not known.
        artifact: handle of their bytes, a line each; empty where there are none.
        lost_artifacts: handles whose contents cannot be read any more.
    """

    session: str
    kept: int
    damaged: tuple[int, ...]
    set_aside: tuple[int, ...]
    artifact: str
    lost_artifacts: tuple[str, ...]


async def repair(source: SQLStore, session: str, target: Store, new: str) -> Repaired:
    """Make a new session of what is whole of another; nothing of the other is changed.

    Args:
        target: where the new session goes: the same store, or one in a new file.
        new: its id.

    Raises:
        ConfigError: there is nothing of this session, or the new id is taken.
        StoreError: the target cannot be written.
    """
    links = await source.links(session)
    if not links:
        raise ConfigError(f"{source.name} has no entry of a session {session}")
    if await target.recent(new) is not None:
        raise ConfigError(f"there is a session {new} already: give another id for what is whole")
    whole = proven(links)
    end = max(links) + 1
    kept = next((number for number in range(end) if number not in whole), end)
    set_aside = tuple(sorted(number for number in whole if number > kept))
    lease = await target.acquire(new)
    try:
        for number in range(kept):
            await target.append(lease, number, links[number].entry)
        lost = await _artifacts(source, session, target, new)
        handle = ""
        if set_aside:
            lines = b"\n".join(links[number].entry for number in set_aside)
            handle = await target.put(lines, new)
    finally:
        await target.release(lease)
    return Repaired(
        session=new,
        kept=kept,
        damaged=tuple(number for number in range(end) if number not in whole),
        set_aside=set_aside,
        artifact=handle,
        lost_artifacts=tuple(lost),
    )


def proven(links: dict[int, Link]) -> set[int]:
    """The entries whose hash follows from the hash that is stored before them."""
    whole = set()
    for number, link in links.items():
        before = links.get(number - 1)
        previous = START if number == 0 else before.hash if before is not None else None
        if previous is not None and link.hash == chained(previous, link.entry):
            whole.add(number)
    return whole


async def _artifacts(source: SQLStore, session: str, target: Store, new: str) -> Sequence[str]:
    """Keep the session's artifacts for the new one; the handles of those that are lost."""
    lost = []
    for handle in await source.references(session):
        try:
            await target.put(await source.get(handle), new)
        except StoreError:
            lost.append(handle)
    return lost
