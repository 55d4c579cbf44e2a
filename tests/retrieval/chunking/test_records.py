"""JSON and JSON Lines: values below the paths that lead to them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from agent.retrieval.chunking import Chunk, chunks

PEOPLE = """{"people": [{"name": "Ann", "age": 31},
 {"name": "Bob", "age": 32}], "empty": [], "none": null,
 "deep": {"a b": {"c": [1, [2]]}}}"""


def places(made: list[Chunk]) -> list[tuple[str, int, int, str]]:
    return [(each.title, each.first_line, each.last_line, each.text) for each in made]


def test_what_belongs_together_stands_together_below_its_path() -> None:
    assert places(chunks("a.json", PEOPLE, 60)) == [
        ("people", 1, 2, "people[0]\nname: Ann\nage: 31\npeople[1]\nname: Bob\nage: 32"),
        ("", 2, 3, 'empty: []\nnone: null\ndeep["a b"].c\n[0]: 1\n[1][0]: 2'),
    ]


def test_a_line_of_json_lines_is_named_by_its_number() -> None:
    text = '{"a": 1}\n\n{"a": 2, "b": ["x"]}\n'

    assert places(chunks("a.jsonl", text)) == [
        ("", 1, 3, "line 1.a: 1\nline 3.a: 2\nline 3.b[0]: x")
    ]


def test_a_long_text_is_cut_and_each_piece_has_its_path() -> None:
    text = json.dumps({"story": {"text": "It was a dark night. " * 100}})
    made = chunks("a.json", text, 300)

    assert len(made) > 5
    assert all(each.text.startswith("story.text: It was") for each in made)


def test_a_broken_text_gives_what_can_be_told() -> None:
    (made,) = chunks("a.json", '{"a": "x\\u00e9", "b": tru, c: 1, ]} "d": {"e": "open')

    assert "a: xé\nb: tru\nc: 1" in made.text
    assert "open" in made.text


def test_half_a_pair_of_surrogates_can_be_stored() -> None:
    (made,) = chunks("a.json", '{"\\ud800": "\\udfff"}')

    made.text.encode()
    made.title.encode()


def test_a_notebook_is_found_by_the_source_of_its_cells() -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": ["import os\n", "x = 1"]}]})
    (made,) = chunks("a.ipynb", text)

    assert "import os" in made.text
    assert "x = 1" in made.text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)


def leaves(value: object) -> list[str]:
    match value:
        case dict() if value:
            return [each for inner in value.values() for each in leaves(inner)]
        case list() if value:
            return [each for inner in value for each in leaves(inner)]
        case str():
            return [value]
        case _:
            return [json.dumps(value)]


@given(VALUES, st.sampled_from([30, 300]), st.sampled_from([None, 2]))
def test_every_value_of_a_document_is_in_a_chunk(
    value: object, target: int, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    made = "\n".join(each.text for each in chunks("a.json", text, target))

    for each in leaves(value):
        for word in each.split():
            assert word in made or len(word) > target
