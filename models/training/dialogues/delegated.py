"""Tasks that the user wants a sub-agent to do: handed over word for word, its answer told."""

from __future__ import annotations

from agent.context import formats
from agent.types import ToolFailure

from .. import builtin
from ..dialogue import Episode, Script, call
from ..everyday import everyday, everyday_request, neighbours
from ..facts import fact, question
from ..requests import request
from ..results import whole
from ..tools import made_up
from ..words import Words
from .failures import failed, reason

HANDED_OVER = (
    "Delegate this: {t}",
    "Delegate the following task: {t}",
    "Please delegate this task: {t}",
    "Could you delegate this? {t}",
    "Let a sub-agent do this: {t}",
    "Let a sub-agent handle it: {t}",
    "Give this to a sub-agent: {t}",
    "Give a sub-agent this task: {t}",
    "Hand this over to a sub-agent: {t}",
    "Hand the following to a sub-agent: {t}",
    "Have a sub-agent do the following: {t}",
    "I want a sub-agent to do this: {t}",
    "A sub-agent should do this: {t}",
    "Use a sub-agent for this: {t}",
    "Use delegate for this task: {t}",
    "Use delegate: {t}",
    "Call delegate with this task: {t}",
    "Start a sub-agent with this task: {t}",
    "Start a sub-agent: {t}",
    "Send a sub-agent off with this: {t}",
    "Ask a sub-agent: {t}",
    "Ask a sub-agent to answer this: {t}",
    "Pass this on to a sub-agent: {t}",
    "Task for a sub-agent: {t}",
    "For a sub-agent: {t}",
    "To be delegated: {t}",
    "Somebody else should do this, delegate it: {t}",
    "Do not do this yourself, delegate it: {t}",
    "Keep this out of our talk and delegate it: {t}",
    "This one is for a sub-agent: {t}",
)


def delegated(words: Words) -> Episode:
    """The task is what stands after the colon; what comes back is the answer."""
    task = _task(words)
    text = words.phrasing(HANDED_OVER).replace("{t}", task)
    script = Script().user(text).calls(call("delegate", {"task": task}))
    if words.chance(0.15):
        error = formats.tool_failure("delegate", ToolFailure("tool_failed", reason(words)))
        script.results(error).says(failed(error))
    else:
        outcome = whole(words, None, {})
        script.results(outcome.text).says(outcome.answer)
    return script.episode(builtin.delegate(words), *neighbours(words, words.choice((0, 1, 2))))


def _task(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.4:
        return request(words, made_up(words)).text.strip()
    if draw < 0.7:
        kind, spec, called = everyday(words)
        return everyday_request(words, kind, spec, called).text.strip()
    return question(words, fact(words)).text.strip()
