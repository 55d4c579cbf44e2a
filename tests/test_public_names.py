"""The public names are a contract."""

from __future__ import annotations

import pytest

import agent


def test_the_public_names_are_these() -> None:
    """Adding or removing one is a decision, made here too."""
    assert agent.__all__ == [
        "Agent",
        "HoldfastError",
        "ModelRetry",
        "Reply",
        "Session",
        "Tool",
        "ToolContext",
        "ToolFailed",
        "Toolset",
        "tool",
    ]


def test_every_public_name_is_there() -> None:
    """`__all__` lists nothing that does not exist."""
    assert all(hasattr(agent, name) for name in agent.__all__)


def test_names_that_are_not_public_are_not_there() -> None:
    """The error is Python's own."""
    with pytest.raises(AttributeError, match="module 'agent' has no attribute 'Agents'"):
        _ = agent.Agents  # type: ignore[attr-defined]


def test_public_names_are_listed() -> None:
    """For whoever completes them."""
    assert set(agent.__all__) <= set(dir(agent))
