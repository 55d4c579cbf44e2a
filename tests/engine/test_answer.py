"""A streamed answer is put together from its chunks."""

from __future__ import annotations

from agent.engine.answer import Answer, AnswerBuilder
from agent.engine.request import CallFragment, Chunk
from agent.types import ToolCall, Usage


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


def test_every_call_gets_an_id_of_its_own() -> None:
    """Results are matched to calls by id, and some servers repeat or omit it."""
    answer = built(Chunk(calls=(CallFragment(0, "x"), CallFragment(1, "x"), CallFragment(2, ""))))
    assert len({call.id for call in answer.message.tool_calls}) == 3
