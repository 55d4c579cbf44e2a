"""Holdfast: the window is read from the server, and nothing is told about its size."""

from __future__ import annotations

from conversation import Ask, Order, converse

from agent import Agent, tool


async def begin(order: Order) -> Ask:
    """A session that lives as long as the process."""

    @tool(read_only=True)
    async def get_station_record(station: str) -> str:
        """Get the record of a station.

        Args:
            station: The name of the station.
        """
        return order.records[station]

    agent = Agent(
        base_url=order.url,
        model=order.model,
        system=order.system,
        few_shot=(),
        tools=[get_station_record, "read_artifact"],
        store="memory:",
        temperature=0.0,
        answer_tokens=order.answer_tokens,
    )
    await agent.open()
    session = await agent.session().__aenter__()

    async def ask(message: str) -> str:
        reply = await session.send(message)
        if reply.status != "done":
            raise RuntimeError(f"{reply.status}: {reply.detail}")
        return reply.text

    return ask


converse(begin)
