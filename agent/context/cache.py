"""What vLLM's prefix cache should still hold of a request, before it is sent.

vLLM caches whole blocks of tokens. Of an earlier request it holds what was sent and what was
generated, less the last generated token, whose keys and values were never computed; and at least
one token of a prompt is always computed. So a request finds

    ⌊ min(common prefix with (sent + generated), sent + generated − 1, prompt − 1) ÷ block ⌋ × block

tokens cached: the largest such number over the earlier requests. See "Automatic Prefix Caching"
in vLLM's design documents.
"""

from __future__ import annotations

from collections import OrderedDict

from agent.engine.tokens import TokenIds

REMEMBERED_SEQUENCES = 1024


class CacheExpectation:
    """Remembers, for each session, the longest sequence that one server has seen.

    A session's newest sequence extends or replaces its older ones; sessions that share a prefix
    find it through each other's sequences.
    """

    def __init__(self, block_size: int, server_started: float | None = None) -> None:
        """`block_size` in tokens, as the server reports it; `server_started` as a Unix time."""
        self.server_started = server_started
        self._block_size = block_size
        self._sequences: OrderedDict[str, TokenIds] = OrderedDict()

    def expected(self, session: str, prompt: TokenIds) -> int:
        """Tokens of `prompt` that the server should find in its cache."""
        own = self._sequences.get(session)
        best = self._hit(own, prompt) if own is not None else 0
        for name, other in reversed(self._sequences.items()):
            if name != session and self._could_beat(best, other, prompt):
                best = max(best, self._hit(other, prompt))
        return best

    def rewritten(self, session: str, prompt: TokenIds) -> int:
        """Tokens, in whole blocks, that the session's last request left in the cache and that
        `prompt` does not begin with."""
        own = self._sequences.get(session)
        if own is None:
            return 0
        held = max(0, min(len(own) - 1, len(prompt) - 1)) // self._block_size * self._block_size
        return held - self._hit(own, prompt)

    def learn(self, session: str, prompt: TokenIds, generated: TokenIds) -> None:
        """Note that the server has now seen `prompt` and generated `generated` after it."""
        self._sequences[session] = prompt + generated
        self._sequences.move_to_end(session)
        while len(self._sequences) > REMEMBERED_SEQUENCES:
            self._sequences.popitem(last=False)

    def forget(self, server_started: float | None) -> None:
        """The server was restarted, and its cache is empty."""
        self.server_started = server_started
        self._sequences.clear()

    def _hit(self, seen: TokenIds, prompt: TokenIds) -> int:
        held = min(seen.common_prefix(prompt), len(seen) - 1, len(prompt) - 1)
        return max(0, held) // self._block_size * self._block_size

    def _could_beat(self, best: int, seen: TokenIds, prompt: TokenIds) -> bool:
        end = best + self._block_size
        return len(seen) > end and len(prompt) > end and seen[best:end] == prompt[best:end]
