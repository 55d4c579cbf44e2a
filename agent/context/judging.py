"""What an answer without tool calls means: the end of the run, or another try."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agent.context import formats
from agent.engine.answer import ABORTED, Answer
from agent.events import RunStatus

_CALL_SHAPE = re.compile(r'"name"\s*:\s*"(?P<name>[^"]+)"')


@dataclass(frozen=True, slots=True)
class Verdict:
    """`notice` is what the model is told so that it tries again; empty when the run is over."""

    status: RunStatus
    detail: str = ""
    notice: str = ""


def judge(answer: Answer, tool_names: Iterable[str]) -> Verdict:
    """Judge an answer that asks for no tool."""
    if answer.finish_reason == ABORTED:
        return Verdict("cancelled", "the answer was stopped before its end")
    text = answer.message.text.strip()
    cut = answer.finish_reason == "length"
    if _looks_like_call(text, tool_names):
        notice = formats.cut_call() if cut else formats.malformed_call("it is not valid JSON")
        return Verdict("malformed_calls", "the model's tool calls could not be read", notice)
    if not text:
        return Verdict("empty_answer", "the model answered nothing", formats.empty_answer())
    if cut:
        return Verdict("answer_cut", "the answer reached the limit of tokens and is not complete")
    return Verdict("done")


def _looks_like_call(text: str, tool_names: Iterable[str]) -> bool:
    """Whether this is a tool call that the server's parser did not recognise."""
    if text.startswith("<tool_call>"):
        return True
    named = _CALL_SHAPE.search(text)
    return named is not None and '"arguments"' in text and named["name"] in set(tool_names)
