"""The prefix is the same bytes wherever and whenever it is rendered."""

from __future__ import annotations

import subprocess
import sys

import pytest

from agent.context.prefix import Prefix
from agent.errors import StoreError
from agent.types import ToolSpec, UserMessage

SCHEMA = {"type": "object", "properties": {"b": {}, "a": {}}}
ONE = ToolSpec("one", "First.", SCHEMA)
TWO = ToolSpec("two", "Second: naïve ☃.", SCHEMA)


def test_the_order_in_which_tools_are_given_does_not_matter() -> None:
    """Discovery order differs between machines; the prefix does not."""
    assert Prefix.render("s", (), [ONE, TWO]) == Prefix.render("s", (), [TWO, ONE])


def test_parameters_keep_the_order_of_the_schema() -> None:
    """Models write arguments in that order, and authors choose it."""
    tools = Prefix.render("s", (), [ONE]).tools
    assert tools.index(b'"b"') < tools.index(b'"a"')


def test_any_change_changes_the_hash() -> None:
    """System prompt, examples and tools are all in it."""
    hashes = {
        Prefix.render("s", (), [ONE]).hash,
        Prefix.render("t", (), [ONE]).hash,
        Prefix.render("s", (UserMessage("u"),), [ONE]).hash,
        Prefix.render("s", (), [ONE, TWO]).hash,
        Prefix.render("s").hash,
    }
    assert len(hashes) == 5


def test_another_process_renders_the_same_hash() -> None:
    """Neither hash seed nor process matters."""
    program = (
        "from agent.context.prefix import Prefix; from agent.types import ToolSpec;"
        f"s = {SCHEMA!r};"
        "print(Prefix.render('s', (), [ToolSpec('two', 'Second: naïve ☃.', s),"
        " ToolSpec('one', 'First.', s)]).hash)"
    )
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert ran.stdout.strip() == Prefix.render("s", (), [ONE, TWO]).hash


def test_a_stored_prefix_comes_back_byte_for_byte() -> None:
    """A resumed session sends what it sent."""
    prefix = Prefix.render("system", (UserMessage("héllo"),), [ONE, TWO])
    assert Prefix.from_json(prefix.to_json()) == prefix


def test_something_else_is_not_a_prefix() -> None:
    """Damage is named, not guessed around."""
    with pytest.raises(StoreError, match="no messages or no tools"):
        Prefix.from_json({"messages": 3})
