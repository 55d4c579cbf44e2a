"""Why prompts travel to a server as messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.context.prefix import Prefix
from agent.context.template import Indescribable, learn_template
from agent.context.transport import ReasoningPolicy
from agent.doctor.finding import shown
from agent.doctor.samples import SESSION, segment
from agent.engine.client import EngineClient
from agent.engine.request import Prompt, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.vocabulary import find_markers
from agent.errors import EngineError, ToolCallingDisabled
from agent.types import Message, UserMessage


@dataclass(frozen=True, slots=True)
class Reason:
    """What was seen, and what changes it, if anything does."""

    seen: str
    fix: str = ""


async def why_messages(engine: EngineClient, prefix: Prefix, reasoning: ReasoningPolicy) -> Reason:
    """The first step of the proof for token ids that fails here."""
    if not engine.facts.tokenizes:
        return Reason("the server has no /tokenize")
    if reasoning == "template":
        return Reason("the settings leave reasoning to the template", 'reasoning = "keep"')

    async def render(messages: Sequence[Message], generation: bool) -> tuple[int, ...]:
        segments = (*prefix.segments, *map(segment, messages))
        return await engine.render(Prompt(segments, prefix.tools), generation=generation)

    try:
        markers = await find_markers(engine)
        await learn_template(render, engine.decode, markers.ids.values())
    except (Indescribable, EngineError) as error:
        return Reason(f"the template cannot be described ({shown(str(error))})")
    ids = TokenIds(await render([UserMessage("Hello")], True))
    # With the tools, as the runtime sends it: a server may refuse those, and not the ids.
    request = Request(SESSION, Prompt((TokenSegment(ids),), prefix.tools), max_tokens=1)
    try:
        echoes = [TokenIds(chunk.prompt_ids or ()) async for chunk in engine.stream(request)]
    except ToolCallingDisabled:
        return Reason("the server refuses requests with tools", "see tool-calling")
    except EngineError as error:
        return Reason(f"the server refuses token ids ({shown(str(error))})")
    if ids not in echoes:
        return Reason("the server does not take token ids", "use vLLM 0.32 or later")
    return Reason("the template renders a conversation otherwise than it was described")
