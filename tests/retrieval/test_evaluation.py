"""Measuring an index: `agent index --eval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.errors import KnowledgeError
from agent.retrieval import Found, Question, evaluate, read_questions


def found(source: str, text: str) -> Found:
    return Found("00000000", source, 1, 1, text, "", 1.0)


def test_recall_rank_and_tokens_are_counted_at_each_k() -> None:
    answers = {
        "first": [found("a", "one two"), found("b", "three")],
        "second": [found("b", "three"), found("a", "one two")],
        "never": [found("b", "three")],
    }
    questions = [Question("first", "a"), Question("second", "a"), Question("never", "a")]

    at_one, at_two = evaluate(
        lambda query, limit: answers[query][:limit],
        questions,
        (1, 2),
        lambda text: len(text.split()),
    )

    assert (at_one.k, at_one.recall, at_one.mrr) == (1, 1 / 3, 1 / 3)
    assert (at_two.k, at_two.recall, at_two.mrr) == (2, 2 / 3, 1 / 2)
    assert (at_one.tokens, at_one.tokens_per_answer) == (4 / 3, 4)
    assert (at_two.tokens, at_two.tokens_per_answer) == (7 / 3, 3.5)


def test_without_an_answer_there_is_no_price_of_one() -> None:
    (figures,) = evaluate(lambda *_: [], [Question("q", "a")], [5], len)

    assert (figures.recall, figures.tokens_per_answer) == (0, None)


def test_a_passage_answers_by_its_file_its_words_or_both() -> None:
    passage = found("a.md", "The ferry\nleaves at noon.")

    assert Question("q", source="a.md").is_answered_by(passage)
    assert Question("q", answer="the FERRY leaves").is_answered_by(passage)
    assert not Question("q", source="b.md", answer="ferry").is_answered_by(passage)
    assert not Question("q", source="a.md", answer="train").is_answered_by(passage)


def test_questions_are_read_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    lines = [{"question": "When?", "answer": "noon"}, {"question": "Where?", "source": "a.md"}]
    path.write_text("\n\n".join(json.dumps(each) for each in lines))

    assert read_questions(path) == [Question("When?", answer="noon"), Question("Where?", "a.md")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r'has no questions. Each line is \{"question"'),
        ("{", r'q.jsonl:1 is no JSON: Expecting .* Each line is \{"question"'),
        ("[" * 100_000, "q.jsonl:1 is no JSON"),
        ("[]", "q.jsonl:1 is no JSON object. Each line is"),
        ('{"source": "a.md", "answer": "noon"}', 'q.jsonl:1 needs "question"'),
        ('{"question": "When?", "id": 7, "answer": "noon"}', 'unknown field "id". The fields are'),
        ('{"question": "When?", "answer": " "}', '"answer" is no text. Write words'),
        ('\n{"question": "When?"}', 'q.jsonl:2 needs "question"'),
        ('{"question": "When?", "answer": 3}', '"answer" is no text'),
    ],
)
def test_what_is_no_question_is_an_error_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(text)

    with pytest.raises(KnowledgeError, match=said):
        read_questions(path)


def test_a_missing_file_of_questions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        KnowledgeError, match=r"none cannot be read: No such file.* Name a JSON Lin"
    ):
        read_questions(tmp_path / "none")
    with pytest.raises(KnowledgeError, match=r"cannot be read: Is a directory"):
        read_questions(tmp_path)


def test_a_file_of_questions_in_another_encoding_is_an_error_with_its_fix(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes('{"question": "Zürich?"'.encode("latin-1"))

    with pytest.raises(KnowledgeError, match=r"not UTF-8 text \(byte 16\). Save it as UTF-8"):
        read_questions(tmp_path / "q.jsonl")


def test_a_line_ends_where_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(
        '\ufeff{"question": "A\u2028B?", "answer": "noon"}\r\n', encoding="utf-8"
    )

    assert read_questions(tmp_path / "q.jsonl") == [Question("A\u2028B?", answer="noon")]
