"""The words of a query, and FTS5's expression for them."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.retrieval.query import match_expression, words_of


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("prefix cache", '"prefix" OR "cache"'),
        ("What is the prefix?", '"prefix"'),
        ("who are you", '"who" OR "are" OR "you"'),
        ('a "quoted" NEAR(x, 2) AND b*', '"quoted" OR "near" OR "x" OR "2" OR "b"'),
        ("title:secret -x ^y {z}", '"title" OR "secret" OR "x" OR "y" OR "z"'),
        ("snake_case", '"snake" OR "case"'),
        ("Cache cache CACHE", '"cache"'),
        ("ﬁne", '"fine"'),
        ("", ""),
        ("?! \" ' * ∑", ""),
    ],
)
def test_words_are_quoted_and_joined(query: str, expression: str) -> None:
    assert match_expression(words_of(query)) == expression


def test_a_very_long_query_is_cut_to_its_first_words() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(1000)))) == 64


@given(st.text() | st.text(alphabet="\"'*^:-(){}+AND OR NOT NEAR\0\ud800é"))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_search(query: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    expression = match_expression(words_of(query))
    if expression:
        connection.execute("SELECT * FROM words WHERE words MATCH ?", (expression,)).fetchall()
    connection.close()
