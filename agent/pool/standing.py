"""What the policy sees of the sessions, what it goes by, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from agent.config import Tenant

State: TypeAlias = Literal["waiting", "running", "acting"]
"""A session waits for its turn, the model answers it, or its tools run."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One session as the policy sees it; sizes in tokens, times in seconds of one clock.

    Args:
        session: its id.
        state: what it does.
        resident: whether it has a place; who runs has one.
        tokens: what it holds in the cache, or would if it ran, beside the shared prefix.
        growth: what its next or running turn is expected to add.
        peak: the size that it is expected to reach while a place is safe.
        arrived: its number in the order of arrival.
        since: when it came into its state.
        entered: when it got its place.
        tool_seconds: how long its tools are expected to take; None where nothing is known.
        priority: lower goes first, as vLLM's `priority`; among sessions of one tenant.
        tenant: whose session it is; empty is a tenant like the others.
        prefix: whose copy of the shared prefix it begins with: empty is the one for all, a name
            that of an isolated tenant, which counts once more.
    """

    session: str
    state: State
    resident: bool
    tokens: int
    growth: int
    arrived: int
    since: float
    peak: int = 0
    entered: float = 0.0
    tool_seconds: float | None = None
    priority: int = 0
    tenant: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the decisions go by.

    Args:
        capacity: tokens that all sessions together may hold, the shared prefix included.
        margin: tokens of the capacity that are left to those with a place, for growing.
        shared: tokens of the prefix that all of them begin with, counted once, and once more for
            each isolated tenant that has a place.
        leftover: tokens that sessions without a place left in the cache, and that the server will
            evict only after those of a session with one; no new session has room there.
        break_even: seconds in which the engine would prefill the whole capacity.
        patience: seconds of waiting after which a session is overdue.
        tenure: seconds for which a place is safe from overdue sessions.
        most: how many turns may run at a time.
        alone: whether a turn that does not fit may run where nothing else does.
        tenants: weights and limits by name; who is not among them has weight 1 and no limit.
        relieved: when an overdue session of a tenant was last let before all others.
    """

    capacity: int
    shared: int = 0
    margin: int = 0
    leftover: int = 0
    break_even: float = 10.0
    patience: float = 600.0
    tenure: float = 40.0
    most: int = 1_000_000
    alone: bool = True
    tenants: Mapping[str, Tenant] = field(default_factory=dict)
    relieved: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose turn starts, who loses its place, and in how many seconds to decide anew even if
    nothing happens; None where only an event can change anything. `relieved` are the tenants of
    which an overdue session starts."""

    start: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    again: float | None = None
    relieved: tuple[str, ...] = ()


def expected_wait(standing: Standing, now: float) -> float:
    """Seconds for which the session's tools are expected to run on.

    Once they have taken longer than expected, or nothing was, they go on for as long as they did.
    """
    elapsed = now - standing.since
    if standing.tool_seconds is None or elapsed >= standing.tool_seconds:
        return elapsed
    return standing.tool_seconds - elapsed
