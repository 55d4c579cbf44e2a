"""Eight runs at once on one agent: they share one prefix in vLLM's cache.

python examples/together.py
"""

import asyncio

from agent import Agent


async def main() -> None:
    """Each run is a session of its own; nothing is mixed."""
    async with Agent(tools=["calculate"], store="memory:") as agent:
        replies = await asyncio.gather(*(agent.run(f"What is {n} * 7?") for n in range(2, 10)))
    for reply in replies:
        cached, prompt = reply.usage.cached_tokens, reply.usage.prompt_tokens
        print(f"{reply.session}: {reply.text} ({cached} of {prompt} prompt tokens cached)")


asyncio.run(main())
