"""Where a text was put together is found in the source, and which of its parts differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.doctor.written import keyword_line, written_at


def found(folder: Path, source: str, one: str, other: str) -> list[str]:
    """The expressions, with their lines."""
    path = folder / "app.py"
    path.write_text(source)
    return [each.place.removeprefix(f"{path}:") for each in written_at([str(path)], one, other)]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ('text = f"Today is {now()} here."', "1 now()"),
        ('text = "Today is {} here.".format(now())', "1 now()"),
        ('text = "Today is {day} here.".format(day=now())', "1 now()"),
        ('text = "Today is %s here." % now()', "1 now()"),
        ('text = "Today is " + now() + " here."', "1 now()"),
        ('text = (\n    "Today "\n    f"is {now():%H} "\n    "here."\n)', "3 now()"),
    ],
)
def test_each_way_to_write_it_is_known(source: str, place: str, tmp_path: Path) -> None:
    """The line is that of the expression."""
    assert found(tmp_path, source, "Today is 1 here.", "Today is 2 here.") == [place]


def test_parts_of_a_longer_text_are_found_each(tmp_path: Path) -> None:
    """As of lines that are joined; the one that stays is not named."""
    source = 'lines = [f"The date: {day}", f"The host: {host}", f"The user: {user}"]'
    one, other = (f"The date: {a}\nThe host: same\nThe user: {a}" for a in ("x", "y"))
    assert found(tmp_path, source, one, other) == ["1 day", "1 user"]


def test_neighbours_without_words_between_are_both_named(tmp_path: Path) -> None:
    """Nobody can tell which of them has changed."""
    source = 'text = f"The time: {hour}{minute}"'
    assert found(tmp_path, source, "The time: 12", "The time: 13") == ["1 hour", "1 minute"]


def test_another_text_is_not_blamed(tmp_path: Path) -> None:
    """Nor one of which too little is constant."""
    source = 'a = f"Something else {x}"\nb = f"{x} {y}"'
    assert found(tmp_path, source, "The time: 12", "The time: 13") == []


def test_files_that_cannot_be_read_have_nothing(tmp_path: Path) -> None:
    """A program may write its modules itself."""
    (tmp_path / "bad.py").write_text("def (:")
    assert written_at([str(tmp_path / "bad.py"), str(tmp_path / "none.py")], "a", "b") == []


def test_the_line_that_gives_an_agent_its_prompt_is_found_if_it_is_the_only_one(
    tmp_path: Path,
) -> None:
    """Where no expression is found, it is the best place."""
    path = tmp_path / "app.py"
    path.write_text("agent = Agent(\n    system=made(),\n)\n")
    assert keyword_line([str(path)], "system") == f"{path}:2"
    path.write_text("Agent(system=a)\nAgent(system=b)\n")
    assert keyword_line([str(path)], "system") == ""
