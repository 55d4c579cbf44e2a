"""A simulated engine with a KV cache, and sessions that wait for a policy before each turn.

One prefill at a time; then a request decodes at min(one, all ÷ running) tokens a second. The cache
evicts the least recently used session's tail first, as vLLM does, and a prompt finds what is left
of what it has in common with the session's last one. What ended sessions leave is evicted in the
same order. A request that does not fit beside those that run waits in the engine.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from typing import Protocol


@dataclass(frozen=True)
class Turn:
    """One request: tokens of its prompt, in common with the last one, and generated; and seconds
    that pass before it."""

    prompt: int
    common: int
    out: int
    think: float


@dataclass(frozen=True)
class Speed:
    """What the engine can: tokens a second, and requests at a time."""

    prefill: float = 8000.0
    decode_one: float = 60.0
    decode_all: float = 2400.0
    batch: int = 256


@dataclass
class Engine:
    """The simulated engine's cache and its prefill queue; tokens."""

    capacity: int
    speed: Speed
    free_at: float = 0.0
    pinned: dict[int, int] = field(default_factory=dict)
    idle: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def fits(self, tokens: int) -> bool:
        """Whether a request may run beside those that do."""
        if not self.pinned:
            return True
        held = sum(self.pinned.values())
        return len(self.pinned) < self.speed.batch and held + tokens <= self.capacity

    def start(self, session: int, turn: Turn, now: float) -> tuple[int, float]:
        """Cached tokens, and when the request ends."""
        cached = min(self.idle.pop(session, 0), turn.common, turn.prompt - 1)
        self.pinned[session] = turn.prompt + turn.out
        over = sum(self.pinned.values()) + sum(self.idle.values()) - self.capacity
        while over > 0 and self.idle:
            oldest, held = next(iter(self.idle.items()))
            lost = min(held, over)
            over -= lost
            if lost == held:
                del self.idle[oldest]
            else:
                self.idle[oldest] = held - lost
        self.free_at = max(self.free_at, now) + (turn.prompt - cached) / self.speed.prefill
        rate = min(self.speed.decode_one, self.speed.decode_all / len(self.pinned))
        return cached, self.free_at + turn.out / rate

    def end(self, session: int) -> None:
        """The request's blocks may be evicted from now on."""
        self.idle[session] = min(self.pinned.pop(session), self.capacity)


@dataclass
class Client:
    """One session: `state` is waiting, running or acting."""

    turns: list[Turn]
    at: int = 0
    state: str = "waiting"
    since: float = 0.0

    @property
    def turn(self) -> Turn:
        return self.turns[self.at]

    @property
    def tokens(self) -> int:
        """What it holds, or would."""
        if self.state == "acting":
            return self.turns[self.at - 1].prompt + self.turns[self.at - 1].out
        return self.turn.prompt


class Policy(Protocol):
    """Lets turns start."""

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        """Whose requests leave now."""
        ...

    def again(self) -> float | None:
        """In how many seconds to ask anew, whatever happens."""
        ...

    def ready(self, name: int, client: Client, now: float) -> None:
        """A session's turn waits."""
        ...

    def ended(self, name: int, turn: Turn, cached: int, seconds: float, now: float) -> None:
        """A turn has ended, whose prefill took so long with its queue."""
        ...

    def left(self, name: int) -> None:
        """A session had its last turn."""
        ...


@dataclass
class Outcome:
    """What one simulation cost."""

    prefilled: int = 0
    prompts: int = 0
    seconds: float = 0.0
    turns: int = 0
    waits: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Figures for the table."""
        return {
            "prefilled_M": round(self.prefilled / 1e6, 2),
            "hit_rate": round(1 - self.prefilled / self.prompts, 3),
            "turns_per_minute": round(60 * self.turns / self.seconds, 1),
            "p99_wait_s": round(quantiles(self.waits, n=100)[98], 1),
            "max_wait_s": round(max(self.waits), 1),
        }


@dataclass
class Simulation:
    """All sessions, begun at once, on one engine under one policy. A wait is from when a request is
    ready until it is prefilled or decodes."""

    clients: dict[int, Client]
    engine: Engine
    policy: Policy
    outcome: Outcome = field(default_factory=Outcome)
    events: list[tuple[float, int, str, int]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _queued: OrderedDict[int, float] = field(default_factory=OrderedDict)
    _begun: dict[int, tuple[int, float]] = field(default_factory=dict)

    def run(self) -> Outcome:
        """From the first turn of all to the last of each."""
        for name in self.clients:
            self._at(0.0, "ready", name)
        wake = 0.0
        while self.clients:
            now, woken = self.events[0][0], False
            while self.events and self.events[0][0] == now:  # one decision for what is at once
                _, _, kind, name = heapq.heappop(self.events)
                woken = woken or kind != "decide" or now >= wake
                self._take_in(kind, name, now)
            if not woken:
                continue
            self._send(now)
            again = self.policy.again()
            if again is not None:
                wake = now + again + 1e-6
                self._at(wake, "decide", -1)
        return self.outcome

    def _at(self, moment: float, kind: str, name: int) -> None:
        heapq.heappush(self.events, (moment, next(self._order), kind, name))

    def _take_in(self, kind: str, name: int, now: float) -> None:
        if kind == "ready":
            client = self.clients[name]
            client.state, client.since = "waiting", now
            self.policy.ready(name, client, now)
        elif kind == "end":
            self._end(name, now)

    def _end(self, name: int, now: float) -> None:
        client = self.clients[name]
        self.engine.end(name)
        self.outcome.turns += 1
        self.outcome.seconds = now
        self.policy.ended(name, client.turn, *self._begun.pop(name), now)
        client.at += 1
        if client.at == len(client.turns):
            del self.clients[name]
            self.policy.left(name)
            return
        client.state, client.since = "acting", now
        self._at(now + client.turn.think, "ready", name)

    def _send(self, now: float) -> None:
        for name in self.policy.admit(self.clients, now):
            client = self.clients[name]
            self._queued[name] = client.since
            client.state, client.since = "running", now
        for name in list(self._queued):
            turn = self.clients[name].turn
            if not self.engine.fits(turn.prompt + turn.out):
                break
            cached, ends = self.engine.start(name, turn, now)
            self._begun[name] = (cached, self.engine.free_at - now)
            self.outcome.prefilled += turn.prompt - cached
            self.outcome.prompts += turn.prompt
            self.outcome.waits.append(self.engine.free_at - self._queued.pop(name))
            self._at(ends, "end", name)


def simulate(
    sessions: list[list[Turn]], capacity: int, policy: Policy, speed: Speed = Speed()
) -> Outcome:
    """Run all sessions to their end; what it cost."""
    clients = {name: Client(turns) for name, turns in enumerate(sessions)}
    return Simulation(clients, Engine(capacity, speed), policy).run()
