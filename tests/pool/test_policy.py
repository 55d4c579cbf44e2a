"""The pure policy: its promises hold for whatever sessions come."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.config import Tenant
from agent.pool.policy import decide
from agent.pool.standing import Decision, Rules, Standing, State, expected_wait

EXAMPLES = 500 if os.environ.get("HOLDFAST_FULL") else 200
RULES = Rules(capacity=1000, shared=100, margin=40, break_even=10, patience=60, tenure=40)


def standing(name: str, state: State = "waiting", **more: object) -> Standing:
    """A session of 100 tokens that came first."""
    values: dict[str, object] = {
        "resident": state != "waiting",
        "tokens": 100,
        "growth": 10,
        "arrived": 0,
        "since": 0.0,
    }
    return Standing(session=name, state=state, **{**values, **more})  # type: ignore[arg-type]


@st.composite
def crowds(draw: st.DrawFn) -> list[Standing]:
    """Sessions in any state, of any size."""
    states: list[State] = draw(
        st.lists(st.sampled_from(["waiting", "running", "acting"]), max_size=30)  # type: ignore[arg-type]
    )
    return [
        Standing(
            session=f"s{number}",
            state=state,
            resident=state == "running" or draw(st.booleans()),
            tokens=draw(st.integers(0, 1500)),
            growth=draw(st.integers(0, 200)),
            peak=draw(st.integers(0, 2000)),
            arrived=number,
            since=draw(st.floats(0, 100)),
            entered=draw(st.floats(0, 100)),
            tool_seconds=draw(st.none() | st.floats(0, 100)),
            priority=draw(st.integers(-2, 2)),
            tenant=draw(st.sampled_from(["", "acme", "bravo"])),
            prefix=draw(st.sampled_from(["", "", "acme"])),
        )
        for number, state in enumerate(states)
    ]


@st.composite
def tenants(draw: st.DrawFn) -> Rules:
    """Rules with limits for some tenants."""
    names = draw(st.lists(st.sampled_from(["", "acme", "bravo"]), unique=True))
    limits = {
        name: Tenant(
            weight=draw(st.floats(0.1, 10)),
            sessions=draw(st.none() | st.integers(1, 4)),
            tokens=draw(st.none() | st.integers(1, 800)),
        )
        for name in names
    }
    relieved = {name: draw(st.floats(0, 100)) for name in names}
    return replace(RULES, tenants=limits, relieved=relieved)


def after(crowd: list[Standing], decision: Decision, now: float = 0.0) -> list[Standing]:
    """The sessions when the decision has been followed."""
    followed = []
    for each in crowd:
        if each.session in decision.start:
            entered = each.entered if each.resident else now
            each = replace(each, state="running", resident=True, since=now, entered=entered)
        elif each.session in decision.release:
            each = replace(each, resident=False)
        followed.append(each)
    return followed


def held(crowd: list[Standing], rules: Rules = RULES) -> int:
    """Tokens that count as resident."""
    copies = {each.prefix for each in crowd if each.resident and each.prefix}
    return rules.shared * (1 + len(copies)) + sum(
        each.tokens + (each.growth if each.state == "running" else 0)
        for each in crowd
        if each.resident
    )


@given(crowds(), tenants())
@settings(max_examples=EXAMPLES, deadline=None)
def test_never_over_the_capacity(crowd: list[Standing], rules: Rules) -> None:
    """What runs and what is kept fits, unless what ran already or a single turn does not."""
    before = [each for each in crowd if each.state == "running"]
    now = after(crowd, decide(crowd, rules, 100.0))
    if held(now) > rules.capacity:
        running = [each for each in now if each.state == "running"]
        assert not [each for each in now if each.resident and each.state != "running"]
        assert len(running) == max(1, len(before))


@given(crowds(), tenants())
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_tenant_is_over_its_limits(crowd: list[Standing], rules: Rules) -> None:
    """Unless what ran already or a single session is."""
    now = after(crowd, decide(crowd, rules, 100.0))
    for name, limits in rules.tenants.items():
        places = [each for each in now if each.tenant == name and each.resident]
        tokens = held(places, replace(rules, shared=0))
        over = limits.tokens is not None and tokens > limits.tokens
        if over or (limits.sessions is not None and len(places) > limits.sessions):
            before = [each for each in crowd if each.tenant == name and each.state == "running"]
            assert all(each.state == "running" for each in places)
            assert len(places) == max(1, len(before))


@given(crowds(), tenants())
@settings(max_examples=EXAMPLES, deadline=None)
def test_no_wake_up_is_lost(crowd: list[Standing], rules: Rules) -> None:
    """Where somebody waits, something runs or a tool that is about to end has a place, and what
    time alone changes is announced."""
    decision = decide(crowd, rules, 100.0)
    now = after(crowd, decision)
    waiting = [each for each in now if each.state == "waiting"]
    if waiting and not any(each.state == "running" for each in now):
        awaited = [each for each in now if each.resident and each.state == "acting"]
        assert min(expected_wait(each, 100.0) for each in awaited) <= RULES.break_even
        assert decision.again is not None
    if any(each.since + RULES.patience > 100.0 for each in waiting):
        assert decision.again is not None
    assert set(decision.start).isdisjoint(decision.release)


@given(crowds())
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_fits_together_when_all_have_grown_never_waits(crowd: list[Standing]) -> None:
    """Below the capacity the pool changes nothing: everyone starts at once, and keeps its place."""
    grown = sum(max(each.peak, each.tokens + each.growth) for each in crowd)
    rules = replace(RULES, capacity=2 * RULES.shared + RULES.margin + grown)
    decision = decide(crowd, rules, 10.0)
    assert set(decision.start) == {each.session for each in crowd if each.state == "waiting"}
    assert decision.release == ()


@given(crowds(), tenants(), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_order_of_the_sessions_does_not_matter(
    crowd: list[Standing], rules: Rules, shuffler: random.Random
) -> None:
    """The same sessions, and the same tenants, in another order get the same decision."""
    shuffled, names = list(crowd), list(rules.tenants)
    shuffler.shuffle(shuffled)
    shuffler.shuffle(names)
    other = replace(rules, tenants={name: rules.tenants[name] for name in names})
    assert decide(shuffled, other, 100.0) == decide(crowd, rules, 100.0)


def longest_wait(crowd: list[Standing], rules: Rules, dice: random.Random, longest: float) -> float:
    """Of sessions that all come back at once, over some hundred decisions; seconds."""
    ends: dict[str, float] = {}
    relieved: dict[str, float] = {}
    now, found = 0.0, 0.0
    for _ in range(300):
        rules = replace(rules, relieved=dict(relieved))
        decision = decide(crowd, rules, now)
        relieved.update(dict.fromkeys(decision.relieved, now))
        for each in crowd:
            if each.session in decision.start:
                found = max(found, now - each.since)
                ends[each.session] = now + dice.uniform(0.5, longest)
        crowd = after(crowd, decision, now)
        moments = list(ends.values())
        if decision.again is not None:
            moments.append(now + decision.again)
        now = min(moments)
        for n, each in enumerate(crowd):
            if each.state == "running" and ends[each.session] <= now:
                del ends[each.session]
                crowd[n] = replace(each, state="waiting", since=now)
    return max([found, *(now - each.since for each in crowd if each.state == "waiting")])


@given(st.integers(2, 12), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_nobody_waits_longer_than_the_bound(sessions: int, seed: int) -> None:
    """Sessions of all priorities start within the proved time."""
    dice = random.Random(seed)
    rules = Rules(capacity=1000, break_even=5, patience=30, tenure=20)
    longest = 5.0
    crowd = [
        standing(f"s{n}", arrived=n, tokens=dice.randint(50, 900), priority=dice.randint(-1, 1))
        for n in range(sessions)
    ]
    bound = rules.patience + sessions * (rules.tenure + longest)
    assert longest_wait(crowd, rules, dice, longest) <= bound


@given(st.integers(2, 12), st.integers(2, 4), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_no_tenant_s_sessions_wait_longer_than_the_bound(
    sessions: int, number: int, seed: int
) -> None:
    """However heavy the others are, and whatever the limits."""
    dice = random.Random(seed)
    limits = {
        f"t{n}": Tenant(
            weight=dice.choice([0.01, 1, 100]),
            sessions=dice.choice([None, 1, 2]),
            tokens=dice.choice([None, 100, 500]),
        )
        for n in range(number)
    }
    rules = Rules(capacity=1000, break_even=5, patience=30, tenure=20, tenants=limits)
    longest = 5.0
    crowd = [
        standing(f"s{n}", arrived=n, tokens=dice.randint(50, 900), tenant=f"t{n % number}")
        for n in range(sessions)
    ]
    own = -(-sessions // number)
    bound = own * (rules.patience + (number + 1) * (rules.tenure + longest))
    assert longest_wait(crowd, rules, dice, longest) <= bound


@pytest.mark.parametrize(("number", "bound"), [(1, 0.001), (10, 0.001), (200, 0.002)])
def test_a_thousand_sessions_are_decided_within_a_millisecond(number: int, bound: float) -> None:
    """Of one tenant or ten, and within two of two hundred that all have a weight; the best of some
    decisions, as a busy machine interrupts."""
    dice = random.Random(1)
    states: list[State] = ["waiting"] * 700 + ["running"] * 100 + ["acting"] * 200
    crowd = [
        standing(
            f"s{n}",
            state,
            arrived=n,
            tokens=dice.randint(500, 9000),
            since=dice.random(),
            tenant=f"t{n % number}",
        )
        for n, state in enumerate(states)
    ]
    weights = {f"t{n}": Tenant(weight=1 + n % 5) for n in range(number) if number > 10}
    rules = Rules(capacity=1_600_000, tenants=weights)
    seconds = []
    for _ in range(100):
        begun = time.perf_counter()
        decide(crowd, rules, 2.0)
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < bound


def test_residents_go_before_those_that_would_be_prefilled() -> None:
    """With room for one, the session that the server holds starts."""
    rules = Rules(capacity=150)
    crowd = [standing("new"), standing("held", resident=True, arrived=1)]
    assert decide(crowd, rules, 1.0).start == ("held",)


def test_a_short_tool_keeps_its_place_and_a_long_one_loses_it() -> None:
    """A place is given away where the tool is expected to take longer than prefilling costs."""
    rules = Rules(capacity=200, break_even=10)
    for tool_seconds, released in ((3.0, ()), (30.0, ("busy",))):
        busy = standing("busy", "acting", tool_seconds=tool_seconds)
        running = standing("running", "running", tokens=0, growth=0)
        decision = decide([busy, running, standing("new", arrived=2)], rules, 1.0)
        assert decision.release == released


def test_an_idle_engine_waits_for_a_tool_only_as_long_as_prefilling_takes() -> None:
    """Nothing runs, and to fill the place again would take one second."""
    rules = Rules(capacity=1000, break_even=10)
    new = standing("new", tokens=950)
    for tool_seconds, started in ((0.5, ()), (5.0, ("new",))):
        soon = standing("busy", "acting", since=1.0, tool_seconds=tool_seconds)
        decision = decide([soon, new], rules, 1.0)
        assert decision.start == started
        assert decision.start or decision.again == pytest.approx(1.0)


def test_a_session_starts_when_others_will_have_left_as_it_grows() -> None:
    """Two whose ends come one after the other fit where two that grow together do not."""
    rules = Rules(capacity=1500)
    new = standing("new", peak=1000)
    for held, started in ((800, ("new",)), (100, ())):
        running = standing("running", "running", tokens=held, growth=10, peak=1000)
        assert decide([running, new], rules, 1.0).start == started


def test_only_those_with_a_place_grow_into_the_margin() -> None:
    """The same turn starts where its session has a place, and waits where it is new."""
    running = standing("running", "running", tokens=300, growth=10)
    for resident, started in ((True, ("next",)), (False, ())):
        crowd = [running, standing("next", resident=resident, growth=90)]
        assert decide(crowd, Rules(capacity=500, margin=50), 1.0).start == started


def test_what_others_left_in_the_cache_is_no_room_for_a_new_session() -> None:
    """The server would evict a session with a place before it."""
    crowd = [standing("running", "running", tokens=300), standing("new", tokens=300)]
    assert decide(crowd, Rules(capacity=1000), 1.0).start == ("new",)
    assert decide(crowd, Rules(capacity=1000, leftover=500), 1.0).start == ()


def test_whoever_is_cheapest_to_prefill_again_goes_first() -> None:
    """When the residents outgrow the capacity, the smallest that suffices loses its place."""
    rules = Rules(capacity=1000)
    crowd = [standing(f"s{size}", "acting", tokens=size) for size in (200, 300, 700)]
    assert decide(crowd, rules, 1.0).release == ("s200",)


def test_priority_goes_before_arrival() -> None:
    """Of two that fit one at a time the more urgent starts."""
    rules = Rules(capacity=150)
    crowd = [standing("batch"), standing("chat", arrived=1, priority=-1)]
    assert decide(crowd, rules, 1.0).start == ("chat",)


def of(tenant: str, number: int, state: State = "waiting", **more: object) -> list[Standing]:
    """Sessions of a tenant, one after another."""
    return [
        standing(f"{tenant}{n}", state, tenant=tenant, arrived=n, **more) for n in range(number)
    ]


def test_what_is_free_is_divided_by_weight() -> None:
    """The heavier tenant's sessions get three times as many places, whoever came first."""
    rules = Rules(capacity=880, tenants={"light": Tenant(), "heavy": Tenant(weight=3)})
    started = decide([*of("light", 20), *of("heavy", 20, since=0.5)], rules, 1.0).start
    assert [each.startswith("heavy") for each in started].count(True) == 6
    assert len(started) == 8


def test_what_nobody_else_wants_is_not_kept_back() -> None:
    """One tenant alone has all."""
    rules = Rules(capacity=880, tenants={"light": Tenant(), "heavy": Tenant(weight=99)})
    assert len(decide(of("light", 20), rules, 1.0).start) == 8


def test_places_above_a_share_are_taken_after_their_tenure() -> None:
    """A tenant that comes later gets its share, and no more; nothing is taken back."""
    rules = Rules(capacity=880, break_even=1000, patience=1000, tenure=40)
    flood = [*of("flood", 8, "acting", growth=0), *of("flood", 30)[8:]]
    crowd = [*flood, *of("late", 8, since=30.0)]
    assert decide(crowd, rules, 39.0).start == ()
    decision = decide(crowd, rules, 41.0)
    assert len(decision.start) == 4
    assert {each.rstrip("0123456789") for each in decision.start} == {"late"}
    assert len(decision.release) == 4 or len(decision.release) == 5
    again = decide(after(crowd, decision, 41.0), rules, 90.0)
    assert not [each for each in again.release if each.startswith("late")]


def test_overdue_sessions_of_one_tenant_do_not_come_before_all_of_another() -> None:
    """A thousand that have waited for long go before a new one of their own, not before others."""
    rules = Rules(capacity=260, patience=60, relieved={"flood": 90.0})
    runs = standing("runs", "running", tenant="flood")
    crowd = [runs, *of("flood", 1000), standing("new", tenant="late", since=99.0, arrived=1000)]
    assert decide(crowd, rules, 100.0).start == ("new",)
    assert decide(crowd, replace(rules, relieved={"flood": 30.0}), 100.0).start == ("flood0",)


def test_a_tenant_s_limit_of_sessions_holds_where_there_is_room() -> None:
    """One that waits goes on when an idle one of its own tenant can go."""
    rules = Rules(capacity=10_000, tenants={"acme": Tenant(sessions=2)})
    assert len(decide([*of("acme", 5), *of("other", 5)], rules, 1.0).start) == 7
    other = standing("other", "running")
    busy = standing("busy", "acting", tenant="acme", tool_seconds=5.0)
    idle = standing("idle", "acting", tenant="acme", tool_seconds=500.0)
    new = standing("new", tenant="acme", arrived=2)
    assert decide([other, busy, new, replace(idle, tool_seconds=5.0)], rules, 1.0).start == ()
    decision = decide([other, busy, new, idle], rules, 1.0)
    assert (decision.start, decision.release) == (("new",), ("idle",))


def test_a_tenant_s_limit_of_tokens_holds_where_there_is_room() -> None:
    """A session that is larger runs as its tenant's only one."""
    rules = Rules(capacity=10_000, tenants={"acme": Tenant(tokens=250)})
    assert len(decide([*of("acme", 5), *of("other", 5)], rules, 1.0).start) == 7
    assert decide(of("acme", 2, tokens=400), rules, 1.0).start == ("acme0",)


def test_the_more_urgent_goes_first_within_a_tenant() -> None:
    """A chat before the tasks of a batch."""
    rules = Rules(capacity=230)
    crowd = [*of("acme", 2, priority=1), *of("bravo", 2, priority=1)]
    chat = standing("chat", tenant="acme", arrived=9)
    assert set(decide([*crowd, chat], rules, 1.0).start) == {"chat", "bravo0"}


def test_the_prefix_counts_once_for_each_isolated_tenant() -> None:
    """Two sessions of one share a copy of it; that of another takes room of its own."""
    rules = Rules(capacity=100 + 100 + 2 * 110, shared=100)
    one, two = of("acme", 2, prefix="acme")
    assert len(decide([one, two], rules, 1.0).start) == 2
    other = replace(two, session="other", tenant="bravo", prefix="bravo")
    assert decide([one, other], rules, 1.0).start == ("acme0",)


def test_a_session_larger_than_the_cache_runs_alone() -> None:
    """It starts when nothing else runs."""
    crowd = [standing("huge", tokens=5000), standing("small", arrived=1)]
    assert "huge" in decide([crowd[0]], RULES, 1.0).start


@pytest.mark.parametrize(
    ("tool_seconds", "now", "expected"), [(None, 4.0, 4.0), (10.0, 4.0, 6.0), (10.0, 12.0, 12.0)]
)
def test_what_a_tool_is_expected_to_take(
    tool_seconds: float | None, now: float, expected: float
) -> None:
    """What is left of its usual time, and beyond that as long as it has run."""
    assert expected_wait(standing("a", "acting", tool_seconds=tool_seconds), now) == expected
