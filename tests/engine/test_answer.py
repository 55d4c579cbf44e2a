"""A streamed answer is put together from its chunks."""

from __future__ import annotations

from agent.engine.answer import Answer, AnswerBuilder
from agent.engine.request import CallFragment, Chunk
from agent.types import AssistantMessage, ToolCall, Usage


def built(*chunks: Chunk) -> Answer:
    builder = AnswerBuilder(began=10.0)
    for step, chunk in enumerate(chunks, start=1):
        builder.add(chunk, 10.0 + step)
    return builder.build(20.0)


def test_text_ids_and_usage_are_collected() -> None:
    """Nothing of the stream is lost."""
    answer = built(
        Chunk(prompt_ids=(1, 2)),
        Chunk(text="a", token_ids=(3,)),
        Chunk(text="b", token_ids=(4,), finish_reason="stop"),
        Chunk(usage=Usage(2, 0, 2)),
    )
    assert (answer.message.text, answer.prompt_ids, answer.token_ids) == ("ab", (1, 2), (3, 4))
    assert (answer.finish_reason, answer.usage) == ("stop", Usage(2, 0, 2))


def test_the_first_token_is_the_first_thing_that_was_generated() -> None:
    """The echo of the prompt is not an answer yet."""
    answer = built(Chunk(prompt_ids=(1,)), Chunk(text="a"), Chunk(text="b"))
    assert (answer.first_token_ms, answer.total_ms) == (2000.0, 10000.0)


def test_fragments_of_a_call_belong_together_by_index() -> None:
    """Two calls may be interleaved."""
    answer = built(
        Chunk(calls=(CallFragment(0, "x", "one"), CallFragment(1, "y", "two"))),
        Chunk(calls=(CallFragment(1, arguments='{"b"'), CallFragment(0, arguments="{}"))),
        Chunk(calls=(CallFragment(1, arguments=": 1}"),)),
    )
    assert answer.message.tool_calls == (
        ToolCall("x", "one", "{}"),
        ToolCall("y", "two", '{"b": 1}'),
    )


def test_calls_that_share_an_index_are_told_apart_by_id_and_name() -> None:
    """Some servers number every call of an answer 0."""
    answer = built(
        Chunk(calls=(CallFragment(0, "x", "one", '{"a"'),)),
        Chunk(calls=(CallFragment(0, arguments=": 1}"),)),
        Chunk(calls=(CallFragment(0, "y", "two", "{}"),)),
    )
    assert answer.message.tool_calls == (
        ToolCall("x", "one", '{"a": 1}'),
        ToolCall("y", "two", "{}"),
    )


def test_a_new_id_with_each_fragment_begins_no_new_call() -> None:
    """Only the first of them has the name."""
    answer = built(
        Chunk(calls=(CallFragment(0, "x", "one", "{"),)),
        Chunk(calls=(CallFragment(0, "y", "", "}"),)),
    )
    assert answer.message.tool_calls == (ToolCall("x", "one", "{}"),)


def test_no_call_takes_the_place_of_another() -> None:
    """Whatever the ids that the server gives look like."""
    ids = ("a_2", "a", "a", "", "call_3")
    answer = built(
        Chunk(calls=tuple(CallFragment(n, each, f"tool{n}") for n, each in enumerate(ids)))
    )
    calls = answer.message.tool_calls
    assert [call.name for call in calls] == [f"tool{n}" for n in range(5)]
    assert len({call.id for call in calls}) == 5


def test_every_call_gets_an_id_of_its_own() -> None:
    """Results are matched to calls by id, and some servers repeat or omit it."""
    answer = built(Chunk(calls=(CallFragment(0, "x"), CallFragment(1, "x"), CallFragment(2, ""))))
    assert len({call.id for call in answer.message.tool_calls}) == 3


def test_a_name_that_is_repeated_with_each_piece_is_one_name() -> None:
    """And one in pieces is their sum."""
    repeated = [CallFragment(0, "x", "add", "{"), CallFragment(0, "x", "add", "}")]
    pieces = [CallFragment(1, "y", "calcu"), CallFragment(1, "", "late", "{}")]
    answer = built(Chunk(calls=tuple(repeated)), Chunk(calls=tuple(pieces)))
    assert [call.name for call in answer.message.tool_calls] == ["add", "calculate"]


def test_the_part_of_a_stopped_answer_is_what_was_shown() -> None:
    """Not the tokens behind it, and not a call that had begun."""
    builder = AnswerBuilder(began=10.0)
    for chunk in (
        Chunk(prompt_ids=(1, 2)),
        Chunk(reasoning="hm", token_ids=(3,)),
        Chunk(text="It is", token_ids=(4, 5)),
        Chunk(token_ids=(6,)),
        Chunk(calls=(CallFragment(0, "x", "add", '{"a"'),), token_ids=(7, 8)),
    ):
        builder.add(chunk, 11.0)
    part = builder.part(20.0)
    assert part is not None
    assert part.message == AssistantMessage("It is", reasoning="hm")
    assert (part.finish_reason, part.token_ids) == ("abort", (3, 4, 5))
    assert part.usage == Usage(completion_tokens=3)


def test_an_answer_of_which_nothing_was_shown_has_no_part() -> None:
    """There is nothing to keep."""
    builder = AnswerBuilder(began=10.0)
    builder.add(Chunk(prompt_ids=(1, 2), token_ids=(3,)), 11.0)
    assert builder.part(20.0) is None
