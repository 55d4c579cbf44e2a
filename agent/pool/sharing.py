"""How the pools of several processes divide one server's KV cache.

Claims in, shares out: no clock and no I/O. Every process computes the same shares from the same
claims, and gets its own in the transaction that renews its claim.

**Fair by demand.** Whoever has a seat gets what its largest session needs, and of the rest all get
the same until they have what they want (max-min fairness; Bertsekas and Gallager, Data Networks,
1992). What nobody wants is divided evenly, so that new sessions find room at once.

**Never over-committed.** A share is only what a pool is to have. What it may use is granted: at
most what the capacity leaves beside the grants of the others, so a pool grows when others have
let go. Their grants shrink as their turns end: `held` is what they cannot let go of yet. A grant
is larger than that allows only if turns added more than was expected of them.

**Nobody starves.** Where the largest sessions of all do not fit together, some pools have no seat.
A seat is safe for `TENURE` seconds; then whoever waits for one goes first, the longest waiting
foremost, and while that one has none no other gets a new one. So a pool that waits behind k others
has its seat within (k + 1) · (TENURE + D) seconds, D being the longest turn: within TENURE every
seat can be taken, within D the turns there end, and one that has lost its seat waits behind those
that waited before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.store.claim import Claim

TENURE = 60.0
"""Seconds for which a seat is safe. Taking one costs prefilling a session again."""


def grant(capacity: int, mine: Claim, others: Sequence[Claim], now: float) -> Claim:
    """A claim that is renewed, with its share and with what is granted of it.

    Args:
        capacity: tokens that all may hold together, their prefixes included.
        mine: the claim; its `granted`, `seated` and `since` are still those of before.
        others: the claims of the other pools on that server.
        now: Unix seconds of the store's clock.
    """
    share = shares(capacity, [*others, mine], now)[mine.id]
    holding = [each for each in others if each.granted]
    taken = sum(each.granted for each in holding) + _prefixes([*holding, mine])
    granted = max(mine.held, min(share, capacity - taken), 0)
    least = min(mine.least, capacity - mine.shared)
    seated = share > 0 and granted >= least
    since = mine.since if seated == mine.seated and mine.wanted else now
    return replace(mine, share=share, granted=granted, seated=seated, since=since)


def shares(capacity: int, claims: Sequence[Claim], now: float) -> dict[str, int]:
    """What each pool is to have beside its prefix, by the claims' ids."""
    seated = _seats(capacity, claims, now)
    room = capacity - _prefixes(seated)
    floors = {each.id: min(each.least, capacity - each.shared) for each in seated}

    def level(height: int) -> list[int]:
        return [max(floors[each.id], min(each.wanted, height)) for each in seated]

    top = max((each.wanted for each in seated), default=0)
    height = bisect_right(range(1, top + 1), room, key=lambda each: sum(level(each)))
    found = level(height)
    over = (room - sum(found)) // len(seated) if height == top and seated else 0
    divided = {each.id: part + over for each, part in zip(seated, found, strict=True)}
    return {each.id: divided.get(each.id, 0) for each in claims}


def _seats(capacity: int, claims: Sequence[Claim], now: float) -> list[Claim]:
    """Those whose largest sessions fit beside one another, in the order of their turn."""
    seated: list[Claim] = []
    taken, somebody_waits = 0, False
    wanting = [each for each in claims if each.wanted]
    for each in sorted(wanting, key=lambda each: _turn(each, now)):
        if somebody_waits and not each.seated:
            continue
        least = min(each.least, capacity - each.shared)
        if taken + least + _prefixes([*seated, each]) > capacity:
            somebody_waits = somebody_waits or not each.seated
            continue
        seated.append(each)
        taken += least
    return seated


def _turn(claim: Claim, now: float) -> tuple[int, float, str]:
    if not claim.seated:
        return (1, claim.since, claim.id)
    if now - claim.since < TENURE:
        return (0, claim.since, claim.id)
    return (2, -claim.since, claim.id)


def _prefixes(claims: Iterable[Claim]) -> int:
    """Tokens of their prefixes, the same one counted once."""
    sizes: dict[str, int] = {}
    for each in claims:
        sizes[each.prefix] = max(sizes.get(each.prefix, 0), each.shared)
    return sum(sizes.values())
