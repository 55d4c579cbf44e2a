"""What vLLM's prefix cache should still hold of a request, before it is sent.

vLLM caches whole blocks of tokens. Of an earlier request it holds what was sent and what was
generated, less the last generated token, whose keys and values were never computed; and at least
one token of a prompt is always computed. So a request finds

    ⌊ min(common prefix with (sent + generated), sent + generated − 1, prompt − 1) ÷ block ⌋ × block

tokens cached: the largest such number over the earlier requests. See "Automatic Prefix Caching"
in vLLM's design documents.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import TypeVar

from agent.context.traffic import Traffic
from agent.engine.metrics import Counters
from agent.engine.tokens import TokenIds, first_holding

REMEMBERED_SEQUENCES = 1024

DEFAULT_BLOCK_SIZE = 16
"""Tokens of a block where the server does not say: vLLM's on GPUs."""

Key = TypeVar("Key", bound=Hashable)


class CacheExpectation:
    """Remembers the sequences of tokens that one server has seen.

    A session's next request extends its newest sequence; a compaction begins another and leaves the
    old one in the server's cache, where later epochs, forks and other sessions may find it again.
    """

    def __init__(
        self,
        block_size: int | None,
        server_started: float | None = None,
        counters: Counters | None = None,
    ) -> None:
        """Expect nothing yet.

        Args:
            block_size: in tokens, as the server reports it; None where it does not.
            server_started: as a Unix time.
            counters: the server's, as they were just now.
        """
        self.server_started = server_started
        self.block_size = block_size or DEFAULT_BLOCK_SIZE
        self.traffic = Traffic(counters, server_started)
        self._newest: OrderedDict[str, TokenIds] = OrderedDict()
        self._left: OrderedDict[tuple[str, int], TokenIds] = OrderedDict()
        self._salts: dict[str, str] = {}
        """Of the sessions in `_newest` that have one."""
        self._left_under: dict[tuple[str, int], str] = {}
        """The same of `_left`."""
        self._epochs = itertools.count()

    def expected(self, session: str, prompt: TokenIds, salt: str = "") -> int:
        """Tokens of `prompt` that the server should find in its cache under this salt."""
        own = self._newest.get(session) if self.salt_of(session) == salt else None
        best = self._hit(own, prompt) if own is not None else 0
        others = self._under(salt)
        while len(prompt) > (end := best + self.block_size):
            other = first_holding(others, prompt[best:end], best)
            if other is None:
                break
            best = max(best, self._hit(other, prompt))
        return best

    def salt_of(self, session: str) -> str:
        """The salt of the session's last request; empty where it had none."""
        return self._salts.get(session, "")

    def held(self, session: str, prompt: TokenIds) -> int:
        """Tokens, in whole blocks, that the session's last request left in the cache, as far as
        `prompt` is long."""
        own = self._newest.get(session)
        return self.blocks(min(len(own), len(prompt) - 1)) if own is not None else 0

    def blocks(self, tokens: int) -> int:
        """The tokens of the whole blocks in so many."""
        return max(0, tokens) // self.block_size * self.block_size

    def learn(self, session: str, prompt: TokenIds, generated: TokenIds, salt: str = "") -> None:
        """Note that the server has now seen `prompt` and generated `generated` after it.

        Where what was generated is unknown, it counts as nothing: then less is expected.
        """
        held = prompt + generated[:-1]
        before = self._newest.get(session)
        under = self.salt_of(session)
        if before is not None and (under != salt or held.common_prefix(before) < len(before)):
            _remember(self._left, self._left_under, (session, next(self._epochs)), before, under)
        _remember(self._newest, self._salts, session, held, salt)

    def forget(self, server_started: float | None) -> None:
        """The server was restarted, and its cache is empty."""
        self.server_started = server_started
        self.traffic.restart(server_started)
        for each in (self._newest, self._left, self._salts, self._left_under):
            each.clear()

    def _under(self, salt: str) -> Iterator[TokenIds]:
        """The sequences that were computed under a salt."""
        if not salt and not self._salts and not self._left_under:
            return itertools.chain(self._left.values(), self._newest.values())
        left = (ids for key, ids in self._left.items() if self._left_under.get(key, "") == salt)
        newest = (ids for key, ids in self._newest.items() if self.salt_of(key) == salt)
        return itertools.chain(left, newest)

    def _hit(self, held: TokenIds, prompt: TokenIds) -> int:
        return self.blocks(min(held.common_prefix(prompt), len(prompt) - 1))


def _remember(
    sequences: OrderedDict[Key, TokenIds],
    salts: dict[Key, str],
    key: Key,
    ids: TokenIds,
    salt: str,
) -> None:
    """Keep a sequence as the newest one, and its salt if it has one."""
    sequences[key] = ids
    sequences.move_to_end(key)
    salts.pop(key, None)
    if salt:
        salts[key] = salt
    while len(sequences) > REMEMBERED_SEQUENCES:
        oldest, _ = sequences.popitem(last=False)
        salts.pop(oldest, None)
