"""Three conversations with a tool by LangChain, in turn and then at once.

    python langchain_agent.py BASE_URL MODEL [--clock]

Prints the conversation of each model request in order, and how many came in the last round.
With `--clock` the system prompt begins with a time of day that is another for each run.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import uuid
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

RULES = (
    f"You are calculator {uuid.uuid4()}. "
    + "Answer with the result of the tool, and never guess a number. " * 12
)


@tool
def calculate(expression: str) -> str:
    """Calculate an arithmetic expression."""
    left, sign, right = expression.replace("*", " * ").replace("+", " + ").split()
    return str(int(left) * int(right) if sign == "*" else int(left) + int(right))


async def main(url: str, name: str, clock: bool) -> None:
    """Three rounds in turn, the last of them streamed, and one at once."""
    times = itertools.count(1)

    def agent(streaming: bool) -> Any:
        model = ChatOpenAI(
            model=name,
            base_url=url,
            api_key="none",
            temperature=0,
            max_tokens=64,
            streaming=streaming,
            stream_usage=True,
        )
        prompt = f"It is 12:00:{next(times):02}. {RULES}" if clock else RULES
        return create_agent(model, [calculate], system_prompt=prompt)

    talks: dict[str, list[Any]] = {"a": [], "b": [], "c": []}

    async def ask(talk: str, text: str, streaming: bool = False) -> int:
        given = [*talks[talk], {"role": "user", "content": text}]
        result = await agent(streaming).ainvoke({"messages": given})
        before = sum(isinstance(each, AIMessage) for each in talks[talk])
        talks[talk] = result["messages"]
        return sum(isinstance(each, AIMessage) for each in talks[talk]) - before

    order: list[str] = []
    for turn in range(3):
        for number, talk in enumerate(talks):
            # The first question is the same in all of them.
            text = f"What is 6 * {7 + number * turn}?"
            order += [talk] * await ask(talk, text, streaming=turn == 2)
    last = await asyncio.gather(*(ask(talk, "What is 3 * 5?") for talk in talks))
    sys.stdout.write(json.dumps({"order": order, "last": dict(zip(talks, last, strict=True))}))


asyncio.run(main(sys.argv[1], sys.argv[2], "--clock" in sys.argv))
