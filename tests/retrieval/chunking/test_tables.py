"""CSV and TSV: rows below their header."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.retrieval.chunking import chunks


def test_the_header_stands_on_top_of_every_chunk_and_is_none_of_its_lines() -> None:
    rows = [f"person {n},{n},Oslo" for n in range(100)]
    text = "\n".join(["name,age,town", *rows])
    made = chunks("a.csv", text, 300)

    assert len(made) > 5
    for each in made:
        header, *held = each.text.split("\n")
        assert header == "name,age,town"
        assert held == rows[each.first_line - 2 : each.last_line - 1]
    assert made[-1].last_line == 101


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "1,2\n3,4\n"),
        ("a.csv", "name,name\na,b\n"),
        ("a.csv", "name,\na,b\n"),
        ("a.csv", "name\nage\n"),
        ("a.csv", "2026-11-26,5 €\na,b\n"),
        ("a.csv", "name,age\n"),
    ],
    ids=["numbers", "twice", "empty", "one column", "dates", "alone"],
)
def test_a_first_row_that_names_no_columns_is_a_row(name: str, text: str) -> None:
    (made,) = chunks(name, text)

    assert (made.text, made.first_line) == (text.strip(), 1)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_text(mark: str) -> None:
    text = "\n".join([mark.join(("name", "age")), *(mark.join(("Ann", "31")) for _ in range(40))])
    made = chunks("a.tsv" if mark == "\t" else "a.csv", text, 100)

    assert len(made) > 1
    assert all(each.text.startswith(f"name{mark}age\nAnn") for each in made)


def test_a_quoted_cell_with_line_ends_stays_in_its_row_and_blank_lines_are_counted() -> None:
    text = 'name,age\n"An\nn",31\n\nBob,32\nCid,33\n'

    assert [(each.text, each.first_line, each.last_line) for each in chunks("a.csv", text, 25)] == [
        ('name,age\n"An\nn",31\nBob,32', 2, 5),
        ("name,age\nCid,33", 6, 6),
    ]


def test_a_row_that_is_longer_than_a_chunk_is_cut_below_the_header() -> None:
    made = chunks("a.csv", f"name,text\nAnn,{'word ' * 200}\nBob,short\n", 300)

    assert len(made) > 3
    assert all(each.text.startswith("name,text\n") for each in made)
    assert {(each.first_line, each.last_line) for each in made[:-1]} == {(2, 2)}


def test_a_header_of_hundreds_of_columns_is_not_repeated() -> None:
    header = ",".join(f"column {n}" for n in range(200))
    made = chunks("a.csv", header + "\n" + "1,2,3\n" * 1000)

    assert sum("column 7," in each.text for each in made) == 1


def test_rows_behind_a_quote_that_never_ends_are_not_lost() -> None:
    text = 'name,age\n"Ann,31\n' + "Bob,32\n" * 30_000 + "the end,1\n"
    made = chunks("a.csv", text)

    assert made[-1].text.endswith("the end,1")
    assert made[-1].last_line == 30_003


@given(
    st.lists(st.lists(st.text(st.sampled_from('ab",\n x1'), max_size=8), min_size=2, max_size=2))
)
def test_no_cell_is_lost(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    made = chunks("a.csv", file.getvalue(), 40)

    letters = "".join(file.getvalue().split())
    assert sum(len("".join(each.text.split())) for each in made) >= len(letters)
