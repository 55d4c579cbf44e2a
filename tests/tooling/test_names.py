"""Names that the model may call, for tools whose own names it may not."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.tooling.names import allowed_name


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_every_name_becomes_one_that_is_allowed(name: str) -> None:
    """One forbidden name would turn every request into a 400."""
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", allowed_name(name))
    assert allowed_name(name) == allowed_name(name)


def test_an_allowed_name_stays_as_it_is() -> None:
    """Nothing that worked changes its name."""
    assert allowed_name("look_up-2") == "look_up-2"


def test_names_that_differ_only_in_what_is_forbidden_stay_apart() -> None:
    """Two tools under one name could not both be called."""
    names = ["a.b", "a/b", "a b", "a_b", "a.b ", "x" * 64, "x" * 65, "x" * 66, "", ".", "é"]

    assert len({allowed_name(each) for each in names}) == len(names)


def test_the_mapped_name_is_the_same_in_every_process() -> None:
    """A name that changed would break every prefix that has it."""
    assert allowed_name("math.factorial") == "math_factorial_2f2114"
