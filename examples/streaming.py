"""A session of two runs, watched as they happen: python examples/streaming.py"""

import asyncio

from agent import Agent
from agent.events import ModelAnswered, TextDelta, ToolStarted


async def main() -> None:
    """Ask twice in one session; the second request finds the first one in vLLM's cache."""
    async with Agent(tools=["calculate"], store="memory:") as agent, agent.session() as session:
        for question in ("What is 12 * 31?", "What is 90 + 4?"):
            print("user:", question)
            async for event in session.stream(question):
                match event:
                    case TextDelta(text):
                        print(text, end="", flush=True)
                    case ToolStarted(call):
                        print("tool:", call.name, call.arguments)
                    case ModelAnswered(usage=usage):
                        print(f" [{usage.cached_tokens} of {usage.prompt_tokens} tokens cached]")


asyncio.run(main())
