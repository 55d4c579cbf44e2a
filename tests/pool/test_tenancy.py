"""Shares of tenants, and the order in which they are served."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.config import Tenant
from agent.pool.tenancy import shares


@given(
    st.integers(0, 10_000),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 5000)),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 100)),
)
def test_shares_are_max_min_fair(
    room: int, wanted: dict[str, int], weights: dict[str, float]
) -> None:
    """Nobody has more than it wants, all have no more than there is, and who lacks something has
    for its weight no less than anybody else."""
    tenants = {name: Tenant(weight=weight) for name, weight in weights.items()}
    found = shares(room, wanted, tenants)
    assert found.keys() == wanted.keys()
    assert all(found[name] <= wanted[name] for name in wanted)
    assert sum(found.values()) <= room
    if sum(wanted.values()) > room:
        assert sum(found.values()) >= room - len(wanted)
    for one in wanted:
        if found[one] < wanted[one]:
            mine = (found[one] + 1) / weights.get(one, 1.0)
            assert all(found[name] <= mine * weights.get(name, 1.0) * 1.001 + 1 for name in wanted)


def test_what_limits_forbid_is_divided_among_the_others() -> None:
    """A tenant that wants all, and may have a tenth."""
    assert shares(1000, {"a": 5000, "b": 5000}, {"a": Tenant(tokens=100)}) == {"a": 100, "b": 900}
