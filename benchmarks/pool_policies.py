"""The policies that the simulation compares.

*Unlimited* sends at once. *Fixed* lets so many sessions go at a time, from their first turn to
their last. *ThunderAgent* as its wiki/Scheduler.md describes it (commit 981135e): every 5 seconds,
when what its active programs hold with 100 tokens for each is above the capacity, acting ones are
paused, then reasoning ones marked, the smallest first; paused ones are resumed while they fit,
waiting requests before new programs, the largest first. *PoolPolicy* runs the accounts and the
policy of `agent.pool`; without a capacity its additive increase and multiplicative decrease.
"""

from __future__ import annotations

from pool_simulated import Client, Turn

from agent.engine.request import ServerFacts
from agent.pool.accounts import Accounts
from agent.types import Usage

TICK = 5.0
"""Seconds between two of ThunderAgent's checks."""


class Unlimited:
    """Every request is sent at once."""

    def again(self) -> float | None:
        """In how many seconds to ask anew, whatever happens."""
        return None

    def ready(self, name: int, client: Client, now: float) -> None:
        """Nothing is noted."""

    def ended(self, name: int, turn: Turn, cached: int, seconds: float, now: float) -> None:
        """Nothing is learnt."""

    def left(self, name: int) -> None:
        """Nothing is held."""

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        """Whose requests leave now."""
        return [name for name, each in clients.items() if each.state == "waiting"]


class Fixed(Unlimited):
    """So many sessions at a time."""

    def __init__(self, number: int) -> None:
        self.number = number

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        going = list(clients)[: self.number]  # those that have ended are not among them
        return [name for name in going if clients[name].state == "waiting"]


class ThunderAgent(Unlimited):
    """Pauses and resumes programs by capacity, every five seconds."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.active: set[int] = set()
        self.marked: set[int] = set()
        self.checked = -TICK
        self.wake = 0.0

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        self.active &= clients.keys()
        for name in list(self.marked):
            if name not in clients or clients[name].state != "running":
                self.marked.discard(name)
                self.active.discard(name)
        if now - self.checked >= TICK:
            self.checked = now
            self._resume(clients)
            self._pause(clients)
        self.wake = self.checked + TICK - now
        return [name for name in self.active if clients[name].state == "waiting"]

    def again(self) -> float | None:
        return self.wake

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
    """`agent.pool`'s policy."""

    def __init__(self, capacity: int | None, window: int = 200_000) -> None:
        facts = ServerFacts("simulated:", "m", window, block_size=16, kv_cache_tokens=capacity)
        self.accounts = Accounts(facts, prefix_tokens=0)
        self.wake: float | None = None

    def ready(self, name: int, client: Client, now: float) -> None:
        self.accounts.wait(str(name), client.turn.prompt, shares=False, priority=0, now=now)

    def admit(self, clients: dict[int, Client], now: float) -> list[int]:
        decision = self.accounts.decide(now)
        self.wake = decision.again
        return [int(name) for name in decision.start]

    def again(self) -> float | None:
        return self.wake

    def ended(self, name: int, turn: Turn, cached: int, seconds: float, now: float) -> None:
        usage = Usage(turn.prompt, cached, turn.out)
        self.accounts.answered(str(name), usage, seconds, turn.common, now)
        self.accounts.rest(str(name), (), now)

    def left(self, name: int) -> None:
        self.accounts.leave(str(name))
