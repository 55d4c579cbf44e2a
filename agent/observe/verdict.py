"""Why tokens were computed again: the verdict, from what was counted and what was found out.

Pure functions. What a request lost has two sides. The prompt may begin otherwise than what the
server holds: then the prompt changed, and `Change` says how. Or the server did not find what the
prompt does begin with: then the server is asked, and `ServerEvidence` is what it said. A reason
without evidence is not given; what nothing explains is `unexplained`.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.events import CacheMiss, MissPlace, MissReason
from agent.observe.times import utc

BLOCK_SIZES = (16, 32, 64, 128, 256, 512, 1024)
"""Tokens of a block in vLLM's cache, as far as it is not asked."""

CLOCKS_DIFFER = 2.0
"""Seconds by which the server's clock may be another than ours."""

_NEARLY = 0.9
"""Each request fills its last block in part, so fewer tokens than blocks went through the cache."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a request without asking anybody. All but `turn` are tokens.

    Args:
        held: what the conversation's last request left on the server, in whole blocks, as far as
            this prompt is long.
        expected: what this prompt begins with of all that was sent before, in whole blocks.
        cached: what the server found; None where it does not say.
        prefix: the prefix in whole blocks, for a conversation's first request.
        first: nothing of the conversation was sent before by this process.
    """

    turn: int
    held: int
    expected: int
    cached: int | None
    prefix: int = 0
    first: bool = False

    @property
    def changed(self) -> int:
        """Tokens that were held and that the prompt does not begin with any more."""
        return max(0, self.held - max(self.expected, self.cached or 0))

    @property
    def unfound(self) -> int:
        """Tokens that the prompt begins with and that the server did not find."""
        return max(0, self.expected - (self.cached or 0))

    @property
    def unwarmed(self) -> int:
        """Tokens of the prefix that a first request had computed."""
        if not self.first or self.cached is None:
            return 0
        return max(0, self.prefix - max(self.expected, self.cached))

    @property
    def healthy(self) -> bool:
        """Whether there is nothing to explain."""
        return not (self.changed or self.unfound or self.unwarmed)


@dataclass(frozen=True, slots=True)
class Change:
    """How a prompt became another; `tokens` in place of what was counted, where that says more."""

    reason: MissReason
    evidence: str
    place: MissPlace | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ServerEvidence:
    """What the server and our own accounts say after a request that did not find its tokens.

    Args:
        caching: whether prefix caching is on; None where the server does not say.
        block: tokens of a block; `block_known` tells whether the server said so.
        started: Unix time of the start of the server process that answered before.
        starts: of the processes that answered when the metrics were read now, one a reading; the
            first answers for the conversation, where a router keeps conversations at one server.
        servers: starts of the processes that were known at the conversation's last request.
        last_request: Unix time of the conversation's last request.
        engines: how many engines the server has, each with a cache of its own.
        speculates: whether it decodes speculatively.
        capacity: tokens of its KV cache; None where it does not say.
        passed: tokens of other requests, at most, that went through the cache since the
            conversation's last request; None where that is not known.
        preemptions: of requests since then, at most.
    """

    caching: bool | None = None
    block: int = 16
    block_known: bool = False
    started: float | None = None
    starts: tuple[float, ...] = ()
    servers: frozenset[float] = frozenset()
    last_request: float = 0.0
    engines: int = 1
    speculates: bool = False
    capacity: int | None = None
    passed: int | None = None
    preemptions: int = 0


def verdict(
    counts: Counts, change: Change | None = None, server: ServerEvidence | None = None
) -> CacheMiss | None:
    """The one reason for what a request lost; None where it lost nothing.

    What the server did comes before what the prompt did: it counts for every request.
    """
    if change is not None and change.tokens:
        return CacheMiss(counts.turn, change.tokens, change.reason, change.place, change.evidence)
    if counts.unfound and (counts.cached is not None or not counts.changed):
        told = _of_server(counts, server or ServerEvidence())
        return CacheMiss(counts.turn, counts.unfound, told.reason, told.place, told.evidence)
    if counts.changed:
        said = change or Change("unexplained", "the prompt begins otherwise, and how is not known")
        return CacheMiss(counts.turn, counts.changed, said.reason, said.place, said.evidence)
    if counts.unwarmed:
        return CacheMiss(counts.turn, counts.unwarmed, "cold", None, _COLD)
    return None


_COLD = "this process had sent nothing to this server that begins like this"


def _of_server(counts: Counts, server: ServerEvidence) -> Change:
    if counts.cached is None:
        return Change("not_reported", "the answer does not say how many tokens were cached")
    if server.caching is False:
        return Change("caching_off", "the server's metrics say enable_prefix_caching is False")
    return (
        _rounding(counts.expected, counts.cached, server)
        or _another_process(server)
        or _eviction(counts.held or counts.expected, server)
        or Change("unexplained", _nothing_found(server))
    )


def _rounding(expected: int, cached: int, server: ServerEvidence) -> Change | None:
    """Blocks of another size, where nobody said their size, or a last one that is not used."""
    if not server.block_known:
        for size in BLOCK_SIZES:
            if size > server.block and expected // size * size == cached:
                return Change(
                    "block_rounding",
                    f"blocks of {size} tokens explain it; the server does not say their size, and "
                    f"{server.block} was assumed",
                )
    if server.speculates and expected - cached == server.block:
        return Change(
            "block_rounding",
            f"exactly one block of {server.block} tokens: speculative decoding with EAGLE or MTP "
            "computes the last block that it finds again",
        )
    return None


def _another_process(server: ServerEvidence) -> Change | None:
    """Another server process, or another engine of it, may have answered."""
    starts = sorted(set(server.starts))
    if len(starts) > 1:
        return Change(
            "other_replica",
            f"{len(starts)} servers answer behind this address, each with its own cache; this "
            f"conversation's started {utc(server.starts[0])}, of "
            + ", ".join(utc(each) for each in starts),
        )
    if starts and server.started is not None and starts[0] != server.started:
        if starts[0] < server.last_request - CLOCKS_DIFFER:
            return Change(
                "other_replica",
                f"a server answers that has run since {utc(starts[0])}, and the last request "
                f"went to one that has run since {utc(server.started)}",
            )
        return Change("server_restarted", f"the server was started again {utc(starts[0])}")
    if starts and (gone := server.servers - {starts[0]}):
        return Change(
            "other_replica",
            "behind this address no server answers any more that started "
            + ", ".join(utc(each) for each in sorted(gone)),
        )
    if server.engines > 1:
        return Change(
            "other_replica",
            f"the server has {server.engines} engines (data parallel), each with its own cache",
        )
    return None


def _eviction(held: int, server: ServerEvidence) -> Change | None:
    """vLLM drops what was used least recently once the other blocks have been used since."""
    if server.preemptions and server.passed:
        return Change(
            "evicted", f"the server has preempted {server.preemptions} requests for want of blocks"
        )
    if server.capacity is None or server.passed is None:
        return None
    room = server.capacity - held
    if server.passed and server.passed >= room * _NEARLY:
        return Change(
            "evicted",
            f"up to {server.passed} tokens of other requests went through a KV cache of "
            f"{server.capacity} since the last request, which had left {held} in it",
        )
    return None


def _nothing_found(server: ServerEvidence) -> str:
    if server.passed is None or server.capacity is None:
        return "the server has no metrics that could tell why"
    return (
        f"the same server process, no preemption, and at most {server.passed} tokens of other "
        f"requests went through a KV cache of {server.capacity} since the last request"
    )
