"""What one pool of sessions claims of one server's KV cache, as the other processes see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

SECONDS = 10.0
"""How long a claim lasts that is not renewed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One pool's part of one server's cache. Sizes are tokens beside the prefix that its sessions
    share, times Unix seconds of the store's clock.

    Args:
        id: the pool's.
        server: which server; the same from every process.
        url: the address that the pool has for it.
        prefix: tells the shared prefix from others; pools with the same one hold it once.
        shared: size of that prefix.
        held: what the pool's sessions hold and cannot let go of before their turns end.
        wanted: what they would hold if there were room for all of them.
        least: what the largest of them needs; with less the pool may not get on.
        waiting: how many wait for their turn.
        copies: of those held, tokens of the prefix that are there once more for isolated tenants.
        share: what it is to have when all have let go of what is not theirs.
        granted: what is set aside for it and for nobody else.
        seated: whether it has had at least what its largest session needs.
        since: when `seated` became what it is.
        host: the computer's name.
        pid: the process there.
    """

    id: str
    server: str
    url: str
    prefix: str
    shared: int
    held: int
    wanted: int
    least: int
    waiting: int
    share: int = 0
    granted: int = 0
    seated: bool = False
    since: float = 0.0
    host: str = ""
    pid: int = 0
    copies: int = 0

    @property
    def usable(self) -> int:
        """Tokens that its sessions may hold now."""
        return min(self.share, self.granted)

    def following(self, before: Claim | None, host: str, pid: int, now: float) -> Claim:
        """This claim of a process, with what the one before it had; None where it is the first."""
        mine = replace(self, host=host, pid=pid)
        if before is None:
            return replace(mine, since=now)
        return replace(mine, granted=before.granted, seated=before.seated, since=before.since)


Grant: TypeAlias = Callable[[Claim, Sequence[Claim], float], Claim]
"""A claim that is renewed, those of the others, and the time; the claim with what it gets."""
