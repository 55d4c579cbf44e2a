"""The division of one cache among pools: its promises hold for whatever claims come."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.pool.sharing import TENURE, grant, shares
from agent.store.claim import Claim

EXAMPLES = 500 if os.environ.get("HOLDFAST_FULL") else 200
CAPACITY = 1000


def claim(name: str, wanted: int = 500, least: int = 100, **more: object) -> Claim:
    """A pool with the prefix that all share."""
    values: dict[str, object] = {"shared": 100, "prefix": "p", "held": 0, "waiting": 0}
    return Claim(id=name, server="s", url="u", wanted=wanted, least=least, **{**values, **more})  # type: ignore[arg-type]


@st.composite
def crowds(draw: st.DrawFn) -> list[Claim]:
    """Pools with up to three prefixes, with or without a seat."""
    sizes = {"p": 0, "q": 90, "r": 400}
    found = []
    for number in range(draw(st.integers(1, 8))):
        prefix = draw(st.sampled_from(sorted(sizes)))
        wanted = draw(st.integers(0, 3000))
        found.append(
            Claim(
                id=f"c{number}",
                server="s",
                url="u",
                prefix=prefix,
                shared=sizes[prefix],
                held=0,
                wanted=wanted,
                least=min(wanted, draw(st.integers(0, 1200))),
                waiting=0,
                seated=draw(st.booleans()),
                since=draw(st.floats(0, 200)),
            )
        )
    return found


def prefixes(claims: list[Claim]) -> int:
    """Tokens of their prefixes."""
    return sum({each.prefix: each.shared for each in claims}.values())


@given(crowds())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_shares_fit_the_capacity(crowd: list[Claim]) -> None:
    """With the prefixes of those that have one."""
    found = shares(CAPACITY, crowd, 200.0)
    having = [each for each in crowd if found[each.id]]
    assert sum(found.values()) + prefixes(having) <= CAPACITY
    assert all(share >= 0 for share in found.values())


@given(crowds(), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_process_computes_the_same(crowd: list[Claim], shuffler: random.Random) -> None:
    """In whatever order it read the claims."""
    shuffled = list(crowd)
    shuffler.shuffle(shuffled)
    assert shares(CAPACITY, shuffled, 200.0) == shares(CAPACITY, crowd, 200.0)


@given(crowds())
@settings(max_examples=EXAMPLES, deadline=None)
def test_nobody_has_more_while_another_lacks(crowd: list[Claim]) -> None:
    """But for what a pool's largest session needs, and a token that does not divide."""
    found = shares(CAPACITY, crowd, 200.0)
    for poor in crowd:
        if not 0 < found[poor.id] < poor.wanted:
            continue
        for rich in crowd:
            beyond = found[rich.id] > max(rich.least, found[poor.id] + 1)
            assert not beyond


@given(crowds())
@settings(max_examples=EXAMPLES, deadline=None)
def test_somebody_can_always_go_on(crowd: list[Claim]) -> None:
    """Where anything is wanted that fits, one has what its largest session needs."""
    fitting = [each for each in crowd if each.wanted and each.shared < CAPACITY]
    found = shares(CAPACITY, crowd, 200.0)
    if fitting:
        needs = {each.id: min(each.least, CAPACITY - each.shared) for each in fitting}
        assert any(found[name] >= least for name, least in needs.items())


def test_one_alone_has_all() -> None:
    """A pool that shares with nobody is as one that has never heard of others."""
    assert shares(CAPACITY, [claim("a", wanted=1, least=1)], 0.0) == {"a": 900}


def test_what_one_does_not_want_the_others_get() -> None:
    """The level rises for those that want more."""
    crowd = [claim("a", wanted=100), claim("b", wanted=5000), claim("c", wanted=5000)]
    assert shares(CAPACITY, crowd, 0.0) == {"a": 100, "b": 400, "c": 400}


def test_a_prefix_of_its_own_is_counted() -> None:
    """Two with the same one hold it once."""
    same = [claim("a", wanted=5000), claim("b", wanted=5000)]
    assert sum(shares(CAPACITY, same, 0.0).values()) == 900
    own = [same[0], replace(same[1], prefix="q")]
    assert sum(shares(CAPACITY, own, 0.0).values()) == 800


def test_of_two_that_do_not_fit_the_one_that_waits_goes_first_after_the_tenure() -> None:
    """Until then the seat is safe."""
    crowd = [
        claim("a", wanted=600, least=600, seated=True, since=0.0),
        claim("b", wanted=600, least=600, since=1.0),
    ]
    assert shares(CAPACITY, crowd, TENURE - 1) == {"a": 900, "b": 0}
    assert shares(CAPACITY, crowd, TENURE) == {"a": 0, "b": 900}


def renewed(claims: dict[str, Claim], mine: Claim, now: float) -> Claim:
    """The claim as the store renews it."""
    before = claims.get(mine.id)
    others = [each for each in claims.values() if each.id != mine.id]
    return grant(CAPACITY, mine.following(before, "h", 1, now), others, now)


@given(st.integers(2, 6), st.integers(0, 100_000))
@settings(max_examples=100, deadline=None)
def test_nothing_is_over_committed_between_two_renewals(pools: int, seed: int) -> None:
    """Pools that come, change, fill what they may use, and go, in any order."""
    dice = random.Random(seed)
    sizes = {"p": 100, "q": 60}
    claims: dict[str, Claim] = {}
    running: dict[str, int] = {}
    for step in range(120):
        name = f"c{dice.randrange(pools)}"
        prefix = "q" if name == "c1" else "p"
        held = dice.randint(0, running.get(name, 0))  # some turns have ended
        if dice.random() < 0.05:
            claims.pop(name, None)
            running.pop(name, None)
            continue
        wanted = held + dice.choice((0, dice.randint(0, 2000)))
        least = dice.randint(0, min(wanted, 700))
        mine = Claim(name, "s", "u", prefix, sizes[prefix], held, wanted, least, 0)
        claims[name] = renewed(claims, mine, float(step))
        running[name] = max(held, dice.randint(0, claims[name].usable))  # and others started
        granted = [each for each in claims.values() if each.granted]
        assert sum(each.granted for each in granted) + prefixes(granted) <= CAPACITY
        holding = [each for each in claims.values() if running[each.id]]
        assert sum(running[each.id] for each in holding) + prefixes(holding) <= CAPACITY


@given(st.integers(2, 5), st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_nobody_starves(pools: int, seed: int) -> None:
    """Pools whose sessions do not fit together have a seat each within the stated time."""
    dice = random.Random(seed)
    longest = 20.0
    sizes = {f"c{n}": dice.randint(300, 900) for n in range(pools)}
    claims: dict[str, Claim] = {}
    ends: dict[str, float] = {}
    waits = dict.fromkeys(sizes, 0.0)
    since = dict.fromkeys(sizes, 0.0)
    now = 0.0
    while now < 900.0:
        for name in sorted(sizes, key=lambda _: dice.random()):
            size = sizes[name]
            busy = ends.get(name, 0.0) > now
            mine = Claim(name, "s", "u", "p", 100, size if busy else 0, size, size, 1)
            claims[name] = renewed(claims, mine, now)
            if claims[name].usable >= size:
                if not busy:
                    ends[name] = now + dice.uniform(1.0, longest)
                since[name] = now
            waits[name] = max(waits[name], now - since[name])
        now += 2.0
    assert max(waits.values()) <= pools * (TENURE + longest + 4.0)


@pytest.mark.parametrize("size", [900, 5000])
def test_a_session_larger_than_the_cache_gets_all_of_it(size: int) -> None:
    """It can run alone, and no more can be asked for."""
    mine = grant(CAPACITY, claim("a", wanted=size, least=size), [], 0.0)
    assert (mine.usable, mine.seated) == (900, True)
