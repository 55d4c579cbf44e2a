"""Three conversations with a tool by the OpenAI Agents SDK, in turn and then at once.

    python agents_sdk.py BASE_URL MODEL [--clock] [--responses]

Prints the conversation of each model request in order, and how many came in the last round.
With `--clock` the instructions begin with a time of day that is another for each request. With
`--responses` the SDK speaks the API that is its default.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import uuid
from typing import Any

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    Runner,
    function_tool,
    set_default_openai_client,
    set_tracing_disabled,
)
from openai import AsyncOpenAI

RULES = (
    f"You are calculator {uuid.uuid4()}. "
    + "Answer with the result of the tool, and never guess a number. " * 12
)


@function_tool
def calculate(expression: str) -> str:
    """Calculate an arithmetic expression.

    Args:
        expression: such as 6 * 7.
    """
    left, sign, right = expression.replace("*", " * ").replace("+", " + ").split()
    return str(int(left) * int(right) if sign == "*" else int(left) + int(right))


async def main(url: str, name: str, clock: bool, responses: bool) -> None:
    """Three rounds in turn, the last of them streamed, and one at once."""
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=url, api_key="none")
    set_default_openai_client(client, use_for_tracing=False)
    times = itertools.count(1)

    def instructions(_context: Any, _agent: Any) -> str:
        return f"It is 12:00:{next(times):02}. {RULES}" if clock else RULES

    agent = Agent(
        name="calculator",
        instructions=instructions,
        model=name if responses else OpenAIChatCompletionsModel(name, client),
        model_settings=ModelSettings(temperature=0, max_tokens=64, include_usage=True),
        tools=[calculate],
    )
    talks: dict[str, list[Any]] = {"a": [], "b": [], "c": []}

    async def ask(talk: str, text: str, streamed: bool = False) -> int:
        given = [*talks[talk], {"role": "user", "content": text}]
        if streamed:
            result: Any = Runner.run_streamed(agent, given)
            async for _ in result.stream_events():
                pass
        else:
            result = await Runner.run(agent, given)
        talks[talk] = result.to_input_list()
        return len(result.raw_responses)

    order: list[str] = []
    for turn in range(3):
        for number, talk in enumerate(talks):
            # The first question is the same in all of them.
            text = f"What is 6 * {7 + number * turn}?"
            order += [talk] * await ask(talk, text, streamed=turn == 2)
    last = await asyncio.gather(*(ask(talk, "What is 3 * 5?") for talk in talks))
    sys.stdout.write(json.dumps({"order": order, "last": dict(zip(talks, last, strict=True))}))


asyncio.run(main(*sys.argv[1:3], "--clock" in sys.argv, "--responses" in sys.argv))
