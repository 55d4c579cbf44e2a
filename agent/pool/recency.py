"""What the server's cache should still hold of each session: a model of its eviction.

vLLM evicts blocks in the order of their last use, whoever they belong to; blocks of requests that
run stay. So what a session left that has ended or lost its place goes only after what is older,
and that may be the tokens of a session that was to keep its place. Pure values, in tokens.
"""

from __future__ import annotations

from collections.abc import Container


class Recency:
    """The sessions' tokens in the cache, those unused for longest first."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}
        self._running: dict[str, int] = {}
        self._cut: set[str] = set()

    def start(self, session: str, tokens: int, room: int) -> bool:
        """A turn of so many tokens starts, and `room` is what all may hold.

        Returns whether all that the session had is still there.
        """
        whole = self._held.pop(session, None) is not None and session not in self._cut
        self._cut.discard(session)
        self._running[session] = tokens
        self._evict(room)
        return whole

    def rest(self, session: str, tokens: int, room: int) -> None:
        """The session's turn has ended; it has so many tokens in the cache, used just now."""
        self._running.pop(session, None)
        self._held[session] = tokens
        self._evict(room)

    def left_behind(self, places: Container[str]) -> int:
        """Tokens of sessions without a place that will be evicted after some session's with one."""
        total, seen = 0, False
        for session, tokens in self._held.items():
            if session in places:
                seen = True
            elif seen:
                total += tokens
        return total

    def _evict(self, room: int) -> None:
        over = sum(self._running.values()) + sum(self._held.values()) - room
        while over > 0 and self._held:
            oldest = next(iter(self._held))
            lost = min(self._held[oldest], over)
            over -= lost
            if lost == self._held[oldest]:
                del self._held[oldest]
                self._cut.discard(oldest)
            else:
                self._held[oldest] -= lost
                self._cut.add(oldest)
