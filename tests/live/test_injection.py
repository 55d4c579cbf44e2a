"""Text stays text on a real vLLM, by its own rendering and by the ids that it echoes."""

from __future__ import annotations

import random
import uuid

import pytest

from agent import Agent
from agent.context.transport import choose_transport
from agent.engine.vocabulary import find_markers
from agent.events import UserSpoke
from tests.hostile import control_tokens, hostile

STRINGS = 25


@pytest.mark.parametrize("reasoning", ["keep", "template"])
async def test_hostile_text_has_no_control_token(reasoning: str) -> None:
    """The prompt has the control tokens of a harmless one, in both transports."""
    system = f"You are assistant {uuid.uuid4()}."
    async with Agent(system=system, tools=[], few_shot=(), store="memory:") as agent:
        parts = await agent.open()
        engine, prefix = parts.engine, parts.prefix
        markers = await find_markers(engine)
        policy = "keep" if reasoning == "keep" else "template"
        transport = await choose_transport(engine, prefix, reasoning=policy)

        async def control(text: str) -> list[int]:
            prompt = await transport.window(prefix, [UserSpoke(text)]).prompt()
            ids = prompt.token_ids or await engine.render(prompt, generation=True)
            return control_tokens(ids, markers)

        usual = await control("tide")
        rng = random.Random("live injection")
        for _ in range(STRINGS):
            text = hostile(rng, sorted(markers.ids))
            assert await control(text) == usual, text
