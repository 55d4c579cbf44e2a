"""Cutting documents into chunks."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.retrieval.chunking import TARGET, Chunk, chunks

PARAGRAPH = "A sentence of about forty characters here. " * 10


def lines_of(text: str, chunk: Chunk) -> str:
    return "\n".join(text.split("\n")[chunk.first_line - 1 : chunk.last_line])


def test_a_short_document_is_one_chunk() -> None:
    (chunk,) = chunks("a.txt", "One.\n\nTwo.\n")

    assert (chunk.text, chunk.first_line, chunk.last_line) == ("One.\n\nTwo.", 1, 3)


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_an_empty_document_has_no_chunks(text: str) -> None:
    assert chunks("a.md", text) == []


def test_a_heading_begins_a_chunk_and_titles_are_paths() -> None:
    text = f"# Guide\n\n{PARAGRAPH}\n\n## Install\n\n{PARAGRAPH}\n\n# Licence\n\n{PARAGRAPH}\n"

    assert [(each.title, each.first_line) for each in chunks("a.md", text)] == [
        ("Guide", 1),
        ("Guide > Install", 5),
        ("Licence", 9),
    ]


def test_an_underlined_line_is_a_heading() -> None:
    text = f"Guide\n=====\n\n{PARAGRAPH}\n\nInstall\n-------\n\n{PARAGRAPH}\n"

    assert [each.title for each in chunks("a.md", text)] == ["Guide", "Guide > Install"]


def test_small_sections_stay_together() -> None:
    text = "# A\n\nOne.\n\n# B\n\nTwo.\n"

    assert [each.title for each in chunks("a.md", text)] == ["A; B"]


def test_a_heading_stays_with_the_text_below_it() -> None:
    text = f"# A\n\n{PARAGRAPH * 2}\n\n## B\n\n{PARAGRAPH * 2}\n"

    assert [each.text.splitlines()[0] for each in chunks("a.md", text)] == ["# A", "## B"]


def test_a_comment_in_a_listing_is_not_a_heading() -> None:
    text = f"# Guide\n\n```sh\n# not a heading\n\nmake\n```\n\n{PARAGRAPH}\n"

    assert {each.title for each in chunks("a.md", text)} == {"Guide"}


def test_paragraphs_fill_chunks_up_to_the_target() -> None:
    text = "\n\n".join([PARAGRAPH.strip()] * 10)
    made = chunks("a.txt", text)

    assert len(made) == 5
    assert all(len(each.text) <= TARGET for each in made)


def test_one_long_line_is_cut_after_sentences() -> None:
    made = chunks("a.txt", PARAGRAPH * 10)

    assert len(made) > 2
    assert all(each.text.endswith("here.") for each in made)
    assert {(each.first_line, each.last_line) for each in made} == {(1, 1)}


def test_one_long_line_without_spaces_is_cut_anyway() -> None:
    made = chunks("a.txt", "x" * 5000)

    assert "".join(each.text for each in made) == "x" * 5000
    assert max(len(each.text) for each in made) == TARGET


def test_code_is_cut_between_definitions_and_titled_by_them() -> None:
    body = "    value = compute(value)\n" * 25
    text = f"import os\n\n\ndef first():\n{body}\n\nclass Second:\n\n    a = 1\n\n{body}"

    assert [each.title for each in chunks("a.py", text)] == ["first", "Second"]


def test_lines_of_windows_and_a_last_line_without_end_count_as_lines() -> None:
    (chunk,) = chunks("a.txt", "One.\r\nTwo.\r\n\r\nThree.")

    assert (chunk.text, chunk.last_line) == ("One.\nTwo.\n\nThree.", 4)


def test_the_id_comes_from_source_and_text_alone() -> None:
    (here,) = chunks("a.txt", "One.")
    (later,) = chunks("a.txt", "\n\nOne.\n")
    (elsewhere,) = chunks("b.txt", "One.")

    assert here.id == hashlib.sha256(b"a.txt\0One.").hexdigest()[:8]
    assert here.id == later.id != elsewhere.id


@given(
    st.lists(
        st.sampled_from(
            [
                "# A",
                "## B",
                "Title",
                "===",
                "```",
                "",
                "",
                "def f():",
                "    x",
                "- item",
                "word " * 80,
            ]
        )
    ),
    st.sampled_from(["a.md", "a.txt", "a.py"]),
)
@settings(max_examples=150, deadline=None)
def test_every_line_with_text_is_in_a_chunk_and_lines_lead_back(
    lines: list[str], source: str
) -> None:
    text = "\n".join(lines)
    made = chunks(source, text)

    for chunk in made:
        assert [each.rstrip() for each in chunk.text.split("\n")] == [
            each.rstrip() for each in lines_of(text, chunk).split("\n")
        ]
        assert len(chunk.text) <= 2 * TARGET
    covered = {n for each in made for n in range(each.first_line, each.last_line + 1)}
    assert covered >= {n for n, line in enumerate(lines, 1) if line.strip()}
