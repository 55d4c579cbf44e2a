"""The pool's policy on real coding sessions, beside other policies, in a simulated engine.

    python benchmarks/pool_simulation.py TRACES.tar.zst [--kv 0.5 1 2] [--sessions 8 32 128]

The traces are those of callanjfox/kv-cache-tester (360 sessions of coding agents: sizes, block
hashes and the times between requests). All sessions begin at once and keep their own think and tool
times, of which at most ten minutes count; of each the first turns are taken (--turns).

**The engine.** One prefill at a time at 8,000 tokens a second; then a request decodes at
min(60, 2400 ÷ running) tokens a second; at most 256 run. Its cache evicts the least recently used
session's tail first, as vLLM does, and a prompt finds what is left of what it has in common with
the session's last one. A request that does not fit beside those that run waits in the engine.

**The policies.** *unlimited* sends at once. *fixed* lets so many sessions go at a time, from
their first turn to their last; the best number is searched for. *ThunderAgent* as its
wiki/Scheduler.md describes it (commit 981135e): every 5 seconds, when what its active programs hold
with 100 tokens for each is above the capacity, acting ones are paused, then reasoning ones marked,
the smallest first; paused ones are resumed while they fit, waiting requests before new programs,
the largest first. *AIMD* is the pool without a capacity: additive increase and multiplicative
decrease by cached against expected tokens. *pool* is `agent.pool`'s policy.
"""

from __future__ import annotations

import argparse
import heapq
import io
import json
import tarfile
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import quantiles

import zstandard

from agent.pool.congestion import Congestion
from agent.pool.learning import Learned
from agent.pool.policy import Rules, Standing, decide

PREFILL, DECODE_ONE, DECODE_ALL, BATCH = 8000.0, 60.0, 2400.0, 256
LONGEST_THINK = 600.0


@dataclass(frozen=True)
class Turn:
    """One request: tokens of its prompt, in common with the last one, and generated; and seconds
    that pass before it."""

    prompt: int
    common: int
    out: int
    think: float


def sessions_in(archive: Path, turns: int) -> list[list[Turn]]:
    """The traces' sessions, in the order of their names."""
    packed = zstandard.ZstdDecompressor().stream_reader(archive.read_bytes()).read()
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        members = sorted(files.getmembers(), key=lambda each: each.name)
        texts = [held.read() for each in members if (held := files.extractfile(each))]
    return [found for text in texts if (found := _turns(json.loads(text), turns))]


def _turns(trace: dict, most: int) -> list[Turn]:  # type: ignore[type-arg]
    found: list[Turn] = []
    before: list[int] = []
    requests = [each for each in trace["requests"] if "hash_ids" in each and each.get("out")]
    for each in requests[:most]:
        ids = each["hash_ids"]
        same = next((n for n, (a, b) in enumerate(zip(ids, before, strict=False)) if a != b), None)
        common = min(len(ids), len(before)) if same is None else same
        think = min(each.get("think_time") or 0.0, LONGEST_THINK) if found else 0.0
        found.append(Turn(each["in"], common * trace["block_size"], each["out"], think))
        before = ids
    return found


@dataclass
class Engine:
    """The simulated engine's cache and its prefill queue; tokens."""

    capacity: int
    free_at: float = 0.0
    pinned: dict[int, int] = field(default_factory=dict)
    idle: OrderedDict[int, int] = field(default_factory=OrderedDict)

    def fits(self, tokens: int) -> bool:
        """Whether a request may run beside those that do."""
        if not self.pinned:
            return True
        return len(self.pinned) < BATCH and sum(self.pinned.values()) + tokens <= self.capacity

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
        self.free_at = max(self.free_at, now) + (turn.prompt - cached) / PREFILL
        rate = min(DECODE_ONE, DECODE_ALL / len(self.pinned))
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


class Unlimited:
    """Every request is sent at once."""

    tick: float | None = None

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        """Whose requests leave now."""
        return [name for name, each in clients.items() if each.state == "waiting"]

    def saw(self, name: int, expected: int, cached: int, begun: float, now: float) -> None:
        """Told of each request's end."""


class Fixed(Unlimited):
    """So many sessions at a time."""

    def __init__(self, number: int) -> None:
        self.number = number

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        going = list(clients)[: self.number]  # those that have ended are not among them
        return [name for name in going if clients[name].state == "waiting"]


class ThunderAgent(Unlimited):
    """Pauses and resumes programs by capacity, every five seconds."""

    tick = 5.0

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.active: set[int] = set()
        self.marked: set[int] = set()
        self.checked = -self.tick

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        self.active &= clients.keys()
        for name in list(self.marked):
            if name not in clients or clients[name].state != "running":
                self.marked.discard(name)
                self.active.discard(name)
        if now - self.checked >= self.tick:
            self.checked = now
            self._resume(clients)
            self._pause(clients)
        return [name for name in self.active if clients[name].state == "waiting"]

    def _used(self, clients: dict[int, Client]) -> int:
        return sum(clients[name].tokens + 100 for name in self.active - self.marked)

    def _resume(self, clients: dict[int, Client]) -> None:
        left = self.capacity - self._used(clients)
        paused = [name for name in clients if name not in self.active]

        def rank(name: int) -> tuple[int, int]:
            each = clients[name]
            group = 2 if each.state == "acting" else (0 if each.at else 1)
            return group, -each.tokens

        for name in sorted(paused, key=rank):
            need = clients[name].tokens + 100
            if need <= left or not self.active:
                self.active.add(name)
                left -= need

    def _pause(self, clients: dict[int, Client]) -> None:
        over = self._used(clients) - self.capacity
        for state in ("acting", "running"):
            group = [n for n in self.active - self.marked if clients[n].state == state]
            for name in sorted(group, key=lambda n: clients[n].tokens):
                if over <= 0:
                    return
                over -= clients[name].tokens + 100
                if state == "acting":
                    self.active.discard(name)
                else:
                    self.marked.add(name)


class PoolPolicy(Unlimited):
    """`agent.pool`'s policy; without a capacity its congestion control."""

    def __init__(self, capacity: int | None, **rules: float) -> None:
        first = int(capacity * 0.95) if capacity else 400_000
        self.congestion = Congestion(first, min(first, 200_000), first if capacity else None)
        self.known = capacity is not None
        self.rules = rules
        self.resident: dict[int, float] = {}
        self.learned = Learned()
        self.held = 0
        self.again: float | None = None

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        for name in [name for name in self.resident if name not in clients]:
            del self.resident[name]
        limit = self.congestion.limit
        break_even = limit / PREFILL
        base = Rules(limit, break_even=break_even, tenure=4 * break_even)
        growth = int(self.learned.growth)
        standings = [
            Standing(
                session=str(name),
                state=each.state,  # type: ignore[arg-type]
                resident=name in self.resident,
                tokens=each.tokens,
                growth=growth if each.state != "running" else each.turn.out,
                peak=int(self.learned.final),
                arrived=name,
                since=each.since,
                entered=self.resident.get(name, now),
            )
            for name, each in clients.items()
        ]
        decision = decide(standings, replace(base, **self.rules), now)
        for text in decision.release:
            self.resident.pop(int(text), None)
        started = [int(text) for text in decision.start]
        for name in started:
            self.resident.setdefault(name, now)
        self.held = sum(clients[name].tokens for name in self.resident)
        self.again = decision.again
        return started

    def saw(self, name: int, expected: int, cached: int, begun: float, now: float) -> None:
        if not self.known:
            self.congestion = self.congestion.after(expected, cached, self.held, begun, now)


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


def simulate(sessions: list[list[Turn]], capacity: int, policy: Unlimited) -> Outcome:
    """Run all sessions to their end; a wait is from when a request is ready until it is prefilled
    or decodes."""
    engine, outcome = Engine(capacity), Outcome()
    clients = {name: Client(turns) for name, turns in enumerate(sessions)}
    order = count()
    events: list[tuple[float, int, str, int]] = [(0.0, next(order), "decide", -1)]
    queued: OrderedDict[int, float] = OrderedDict()
    begun: dict[int, tuple[float, int]] = {}
    kept: dict[int, bool] = {}
    wake = -1.0
    while clients:
        now, _, kind, name = heapq.heappop(events)
        if kind == "ready":
            clients[name].state, clients[name].since = "waiting", now
        elif kind == "end":
            engine.end(name)
            client = clients[name]
            at, cached = begun.pop(name)
            expected = client.turn.common if kept.get(name) else 0
            policy.saw(name, expected, cached, at, now)
            client.at += 1
            outcome.turns += 1
            outcome.seconds = now
            _rest(client, clients, name, policy, engine, now)
            if name in clients:
                heapq.heappush(events, (now + client.turn.think, next(order), "ready", name))
        elif kind == "decide" and now < wake:
            continue
        resident = getattr(policy, "resident", None)
        was = set(resident) if resident is not None else set()
        for each in policy.admit(clients, now):
            kept[each] = each in was
            clients[each].state = "running"
            queued[each] = clients[each].since
            clients[each].since = now
        for each in list(queued):
            turn = clients[each].turn
            if not engine.fits(turn.prompt + turn.out):
                break
            cached, ends = engine.start(each, turn, now)
            begun[each] = (now, cached)
            outcome.prefilled += turn.prompt - cached
            outcome.prompts += turn.prompt
            outcome.waits.append(engine.free_at - queued.pop(each))
            heapq.heappush(events, (ends, next(order), "end", each))
        again = policy.tick or getattr(policy, "again", None)
        if again is not None and (not events or policy.tick is None or wake <= now):
            wake = now + again + 1e-6
            heapq.heappush(events, (wake, next(order), "decide", -1))
    return outcome


def _rest(
    client: Client,
    clients: dict[int, Client],
    name: int,
    policy: Unlimited,
    engine: Engine,
    now: float,
) -> None:
    """The session's tools run, or it has ended."""
    learned = getattr(policy, "learned", None)
    last = client.turns[client.at - 1]
    if client.at == len(client.turns):
        if learned is not None:
            learned.ended(last.prompt + last.out)
        del clients[name]
        return
    if learned is not None:
        learned.grew(client.turn.prompt - last.prompt)
    client.state, client.since = "acting", now


def rows(
    sessions: list[list[Turn]], capacity: int, number: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """All policies on the first `number` sessions."""
    chosen = sessions[:number]
    yield "unlimited", simulate(chosen, capacity, Unlimited()).row()
    fixed = {
        n: simulate(chosen, capacity, Fixed(n)) for n in (1, 2, 4, 6, 8, 12, 16, 32) if n <= number
    }
    best = min(fixed, key=lambda n: fixed[n].seconds)
    yield f"fixed-{best} (best)", fixed[best].row()
    yield "ThunderAgent", simulate(chosen, capacity, ThunderAgent(capacity)).row()
    yield "AIMD", simulate(chosen, capacity, PoolPolicy(None)).row()
    yield "pool", simulate(chosen, capacity, PoolPolicy(capacity)).row()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("traces", type=Path)
    parser.add_argument("--kv", type=float, nargs="+", default=[0.5, 1, 2], help="million tokens")
    parser.add_argument("--sessions", type=int, nargs="+", default=[8, 32, 128])
    parser.add_argument("--turns", type=int, default=40)
    arguments = parser.parse_args()
    sessions = sessions_in(arguments.traces, arguments.turns)
    print(
        "| KV, M tokens | sessions | policy | prefilled, M | hit rate | turns/min | p99 wait, s |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for kv in arguments.kv:
        for number in arguments.sessions:
            for name, row in rows(sessions, int(kv * 1e6), number):
                print(
                    f"| {kv:g} | {number} | {name} | {row['prefilled_M']} | {row['hit_rate']} "
                    f"| {row['turns_per_minute']} | {row['p99_wait_s']} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
