"""What a pool is asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """What one run is to do.

    Args:
        text: the user's message.
        session: the session's id; None is a new one.
        priority: lower goes first, in the pool and in a vLLM with `--scheduling-policy priority`.
        tenant: whose task it is; see `[pool.tenants.NAME]` in the settings.
    """

    text: str
    session: str | None = None
    priority: int = 0
    tenant: str = ""
