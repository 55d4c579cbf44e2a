"""What an answer cites is traced to file and lines, and what was never given is flagged."""

from __future__ import annotations

from agent.context.citing import sources
from agent.context.given import Given, Source
from agent.events import GivenPassage

TIDES = GivenPassage("aaaaaaaa", "docs/tides.md", 3, 9)
CRANES = GivenPassage("bbbbbbbb", "docs/cranes.md", 1, 4)


def test_ids_lead_to_file_and_lines() -> None:
    """In the order of the answer, each once."""
    text = "Nine tons [bbbbbbbb]. At noon [aaaaaaaa, bbbbbbbb]."
    assert sources(text, [Given([TIDES, CRANES])]) == (
        Source("bbbbbbbb", "docs/cranes.md", 1, 4),
        Source("aaaaaaaa", "docs/tides.md", 3, 9),
    )


def test_an_id_that_was_never_given_is_flagged() -> None:
    """The model made it up."""
    assert sources("At noon [cccccccc].", [Given([TIDES])]) == (Source("cccccccc", given=False),)


def test_hexadecimal_digits_outside_brackets_are_no_citation() -> None:
    """Such as a commit's hash."""
    assert sources("Fixed in deadbeef.", [Given([TIDES])]) == ()


def test_parts_of_a_passage_are_one_source() -> None:
    """With all the lines that were given, before and behind what is at hand."""
    rest = GivenPassage("aaaaaaaa", "docs/tides.md", 10, 12)
    (source,) = sources("At noon [aaaaaaaa].", [Given([TIDES]), Given([rest])])
    assert (source.first_line, source.last_line) == (3, 12)


def test_a_file_that_is_named_is_a_source() -> None:
    """As far as the run gave lines of it."""
    (source,) = sources("At noon. (docs/tides.md)", [Given([TIDES, CRANES])], Given([TIDES]))
    assert source == Source("aaaaaaaa", "docs/tides.md", 3, 9)
    assert sources("At noon. (old/docs/tides.md)", [Given([TIDES])], Given([TIDES])) == ()
    assert sources("At noon. (docs/tides.mdx)", [Given([TIDES])], Given([TIDES])) == ()
