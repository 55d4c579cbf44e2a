"""The main job, end to end: python examples/demo.py, after `agent index README.md`.

One question that needs two tools; then what vLLM's prefix cache did in each turn.
"""

import asyncio
import sys

from rich.console import Console

from agent import Agent, HoldfastError
from agent.cli.chat_printing import TurnPrinter
from agent.cli.slash import turn_table

QUESTION = "What is the idle timeout of the local engine? Multiply it by 60."


async def main() -> None:
    """Ask, print what happens, and print the table."""
    console = Console(highlight=False)
    progress = Console(stderr=True, highlight=False, style="dim")
    async with Agent(store="memory:", progress=progress.print) as agent, agent.session() as session:
        parts = await agent.open()
        console.print(
            f"{parts.engine.facts.model} at {parts.engine.facts.url}, "
            f"prefix of {parts.prefix_tokens} tokens, blocks of {parts.engine.facts.block_size}\n"
        )
        console.print(f"[bold]{QUESTION}[/bold]")
        printer = TurnPrinter(show_reasoning=False)
        async for event in session.stream(QUESTION):
            printer.show(event)
        printer.end_line()
        console.print()
        console.print(turn_table(session))
        reply = session.reply()
    if reply.status != "done" or len(reply.tool_calls) < 2:
        sys.exit(f"the run ended with {reply.status} after {len(reply.tool_calls)} tool calls")


try:
    asyncio.run(main())
except HoldfastError as error:
    sys.exit(f"demo: {error}")
