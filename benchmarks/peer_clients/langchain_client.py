"""LangChain's agent on LangGraph: its history whole, with tool results cleared, or summarised."""

from __future__ import annotations

from typing import Any

from conversation import Ask, Order, converse
from langchain.agents import create_agent
from langchain.agents.middleware import (
    ClearToolUsesEdit,
    ContextEditingMiddleware,
    SummarizationMiddleware,
)
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver


async def begin(order: Order) -> Ask:
    """A thread in memory."""

    @tool
    def get_station_record(station: str) -> str:
        """Get the record of a station.

        Args:
            station: The name of the station.
        """
        return order.records[station]

    model = ChatOpenAI(
        model=order.model,
        base_url=order.url,
        api_key="none",
        temperature=0,
        max_tokens=order.answer_tokens,
    )
    middleware: dict[str, list[Any]] = {
        "whole": [],
        "cleared": [ContextEditingMiddleware(edits=[ClearToolUsesEdit(trigger=order.trigger)])],
        "summarised": [
            SummarizationMiddleware(
                model, trigger=("tokens", order.trigger), keep=("tokens", order.window // 4)
            )
        ],
    }
    agent = create_agent(
        model,
        [get_station_record],
        system_prompt=order.system,
        middleware=middleware[order.how],
        checkpointer=InMemorySaver(),
    )

    async def ask(message: str) -> str:
        done = await agent.ainvoke(
            {"messages": [{"role": "user", "content": message}]},
            {"configurable": {"thread_id": "one"}},
        )
        return str(done["messages"][-1].content)

    return ask


converse(begin)
