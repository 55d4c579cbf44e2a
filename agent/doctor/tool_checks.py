"""Checks of tool calling, by a real call."""

from __future__ import annotations

from agent.doctor.facts import Facts
from agent.doctor.finding import Skipped, Verdict, failure, note, ok, shown, warning
from agent.doctor.parsers import family_of, tool_flags, tool_parser
from agent.doctor.samples import TOOL, segment
from agent.engine.families import tag_in
from agent.engine.request import Prompt
from agent.engine.wire import is_json_object, tools_json
from agent.errors import EngineError, EngineRejected, ToolCallingDisabled
from agent.types import AssistantMessage, Message, ToolCall, ToolMessage, UserMessage

_THOUGHT_TAGS = ("<think>", "</think>", "<|channel|>analysis", "[THINK]")

_CALL = ToolCall("q7call001", TOOL.name, '{"expression": "1 + 1"}')
_ASKED = UserMessage("q7asked7q")
_RESULT = "q7result7q"

_ENDING_TOKENS = 4
"""An empty answer has few: what ends it, and perhaps a line end."""


async def tool_calling(facts: Facts) -> Verdict:
    """The server lets the model decide to call a tool, and the model does."""
    call = facts.asked.call
    if isinstance(call, ToolCallingDisabled):
        return failure('the server refuses tool_choice "auto"', tool_flags(facts.asked.served))
    if isinstance(call, EngineError):
        return failure(
            f"a request with one tool failed: {shown(str(call))}", tool_flags(facts.asked.served)
        )
    if call.message.tool_calls:
        return ok(f"the model called {shown(call.message.tool_calls[0].name)}")
    written = await _written(facts)
    if tag_in(written) or _vanished(facts):
        return ok("requests with tools are taken; the call was not read, see tool-parser")
    return note(
        f"the model was asked for a call and wrote: {shown(call.message.text) or 'nothing'}"
    )


async def tool_parser_fits(facts: Facts) -> Verdict:
    """The server reads the model's calls."""
    served, message = facts.asked.served, facts.answer.message
    if message.tool_calls:
        family = family_of(served)
        return ok(f"calls of {family.name if family else 'this model'} are read")
    written = await _written(facts)
    unread = tag_in(written)
    if unread is not None:
        how = "came as text" if unread[0] in message.text else "was dropped by the parser"
        return failure(
            f"a call with {unread[0]} {how}: {shown(written)}", tool_flags(served, written)
        )
    if _vanished(facts):
        return failure(
            f"the model generated {facts.answer.usage.completion_tokens} tokens, and nothing of "
            "them arrived",
            tool_flags(served),
        )
    return _by_template(facts, await _template_text(facts))


async def streamed_calls(facts: Facts) -> Verdict:
    """A streamed call names a tool that there is, with arguments that are JSON."""
    calls = facts.answer.message.tool_calls
    if not calls:
        raise Skipped("the model made no call that was read")
    if facts.answer.finish_reason == "length":
        return warning(
            f"the call did not end within {facts.answer.usage.completion_tokens} tokens: "
            f"{shown(calls[-1].arguments)}",
            "see chat-template, and restart vLLM with --tool-strict-level parameter, which holds "
            "arguments to the tool's schema",
        )
    fix = tool_flags(facts.asked.served)
    for call in calls:
        if call.name != TOOL.name:
            return failure(f"the call names {shown(call.name)!r}, which is no tool", fix)
        if not is_json_object(call.arguments):
            return failure(f"the arguments are no JSON object: {shown(call.arguments)}", fix)
    if facts.answer.finish_reason != "tool_calls":
        return note(
            f'the answer ended with "{shown(facts.answer.finish_reason)}", not "tool_calls"'
        )
    return ok(f"the arguments are a JSON object: {shown(calls[0].arguments)}")


async def reasoning_parser(facts: Facts) -> Verdict:
    """What the model thinks does not stand in what it answers."""
    message, family = facts.answer.message, family_of(facts.asked.served)
    parser = (family and family.reasoning_parser) or "NAME; the model's card names it"
    if any(tag in message.text for tag in _THOUGHT_TAGS):
        return failure(
            f"thoughts stand in the answer: {shown(message.text)}",
            f"restart vLLM with --reasoning-parser {parser}",
        )
    if message.reasoning:
        return ok("reasoning comes apart from the answer")
    return ok("no reasoning was seen in the answer")


async def chat_template(facts: Facts) -> Verdict:
    """The template shows the model its tools and their results, and only appends."""
    served, family = facts.asked.served, family_of(facts.asked.served)
    known = f"; {family.note}" if family and family.note else ""
    fix = f"restart vLLM with --chat-template FILE{known}"
    try:
        asked = await _rendered(facts, [_ASKED], generation=False)
        answered: list[Message] = [_ASKED, AssistantMessage(tool_calls=(_CALL,))]
        result = ToolMessage(_CALL.id, _CALL.name, _RESULT)
        later = await _rendered(facts, [*answered, result], generation=True)
    except EngineRejected as error:
        return failure(f"it refuses a call with its result: {shown(str(error))}", fix)
    if TOOL.description not in await facts.engine.decode(asked):
        return failure("it does not show the tools to the model", fix)
    if _RESULT not in await facts.engine.decode(later):
        return failure("it does not show the results of tools to the model", fix)
    if later[: len(asked)] != asked:
        return note(
            f"of {served.name} it rewrites earlier messages when later ones come: what follows "
            "them is computed again, unless prompts travel as ids"
        )
    return ok("tools and results are shown, and a later message leaves earlier ones as they are")


async def _written(facts: Facts) -> str:
    """What the model wrote, before any parser; its text where the server gives no token ids."""
    answer = facts.answer
    if not answer.token_ids or not facts.engine.facts.tokenizes:
        return answer.message.text
    return await facts.engine.decode(answer.token_ids)


def _vanished(facts: Facts) -> bool:
    """Whether tokens were generated of which neither text nor reasoning nor calls arrived."""
    said = facts.answer.message
    arrived = said.text.strip() or said.reasoning.strip() or said.tool_calls
    return not arrived and facts.answer.usage.completion_tokens > _ENDING_TOKENS


async def _template_text(facts: Facts) -> str:
    call: list[Message] = [_ASKED, AssistantMessage(tool_calls=(_CALL,))]
    return await facts.tokenizer.decode(await _rendered(facts, call, generation=False))


def _by_template(facts: Facts, text: str) -> Verdict:
    """No call was made: whether what the template writes is what the model's name promises."""
    served, found = facts.asked.served, tag_in(text)
    needed, by_name = tool_parser(served, text), tool_parser(served)
    if found is None or needed is None:
        raise Skipped("the model made no call, and its template shows no known tag")
    if by_name not in (None, needed):
        return warning(
            f"the template writes calls with {found[0]}, which is not what {by_name} reads",
            tool_flags(served, text),
        )
    return note(f"no call was made; the template writes {found[0]}", tool_flags(served, text))


async def _rendered(facts: Facts, messages: list[Message], *, generation: bool) -> tuple[int, ...]:
    prompt = Prompt(tuple(segment(each) for each in messages), tools_json([TOOL]))
    return await facts.tokenizer.render(prompt, generation=generation)
