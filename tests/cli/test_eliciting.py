"""How the chat has a form of an MCP server filled in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from agent.cli.eliciting import put
from agent.tooling.hosting import Elicitation, Elicited

FIELDS: dict[str, Any] = {
    "name": {"type": "string", "title": "Your name", "minLength": 2},
    "age": {"type": "integer", "minimum": 1},
    "share": {"type": "number", "default": 0.5},
    "agree": {"type": "boolean"},
    "mail": {"type": "string", "format": "email"},
    "colour": {"type": "string", "enum": ["red", "blue"]},
    "size": {"type": "string", "oneOf": [{"const": "s", "title": "Small"}, {"const": "l"}]},
    "days": {"type": "array", "items": {"type": "string", "enum": ["mon", "tue"]}},
}


async def filled(
    lines: Iterable[str | None], *needed: str, fields: Iterable[str] = FIELDS, **question: Any
) -> tuple[Elicited, list[str]]:
    """The answer, and all that was shown; after the last line the input is at its end."""
    shown: list[str] = []
    typed = iter(lines)

    async def read(text: str) -> str | None:
        shown.append(text)
        return next(typed, None)

    schema = {
        "type": "object",
        "properties": {name: FIELDS[name] for name in fields},
        "required": list(needed),
    }
    asked = Elicitation("s", "Who are you?", **(question or {"schema": schema}))
    return await put(asked, read, shown.append), shown


async def test_a_form_is_filled_in_field_by_field() -> None:
    """Each as the type that it has; what is left empty has its default, or is left out."""
    lines = ("y", "Ada", "36", "", "yes", "", "blue", "l", "mon, tue")
    answer, shown = await filled(lines, "name")
    assert answer == {
        "name": "Ada",
        "age": 36,
        "share": 0.5,
        "agree": True,
        "colour": "blue",
        "size": "l",
        "days": ["mon", "tue"],
    }
    assert shown[0] == "? MCP server s asks: Who are you?"
    assert "Your name (string): " in shown
    assert "share (number, optional) [0.5]: " in shown
    assert "size (s: Small | l, optional): " in shown
    assert "days (mon | tue, several with commas, optional): " in shown


@pytest.mark.parametrize(
    ("field", "wrong", "right", "value"),
    [
        ("name", "A", "Ada", "Ada"),
        ("name", "", "Ada", "Ada"),
        ("age", "old", "3", 3),
        ("age", "0", "3", 3),
        ("agree", "maybe", "n", False),
        ("mail", "ada", "ada@example.org", "ada@example.org"),
        ("colour", "green", "red", "red"),
        ("days", "mon,sun", "tue", ["tue"]),
    ],
)
async def test_what_does_not_fit_is_asked_again(
    field: str, wrong: str, right: str, value: Any
) -> None:
    """With what is wrong about it."""
    answer, shown = await filled(("y", wrong, right), field, fields=[field])
    assert answer == {field: value}
    assert field in shown[3]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [(("n",), "decline"), (("",), "decline"), ((), "cancel"), (("y", "Ada"), "cancel")],
)
async def test_the_user_may_say_no_or_turn_away(lines: tuple[str, ...], answer: str) -> None:
    """Before the form and in the middle of it."""
    assert (await filled(lines, "name"))[0] == answer


async def test_an_address_is_shown_whole_and_never_opened_by_itself() -> None:
    """The user goes there, and says so."""
    answer, shown = await filled(("y",), url="https://example.org/pay?x=1")
    assert answer == {}
    assert "It wants you to open https://example.org/pay?x=1" in shown
