"""Pydantic AI: its history whole, or with the harness' compactions."""

from __future__ import annotations

from typing import Any

from conversation import Ask, Order, converse
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.vllm import VLLMProvider
from pydantic_ai_harness.compaction import (
    ClearToolResults,
    SlidingWindowCompaction,
    TieredCompaction,
)


async def begin(order: Order) -> Ask:
    """A history that is handed on from run to run, as its documentation has it."""
    clear = ClearToolResults(max_tokens=order.trigger)
    slide = SlidingWindowCompaction(max_messages=1, keep_tokens=order.window // 4)
    capabilities: dict[str, list[Any]] = {
        "whole": [],
        "cleared": [clear],
        "tiered": [TieredCompaction(tiers=[clear, slide], target_tokens=order.trigger)],
    }
    agent = Agent(
        OpenAIChatModel(order.model, provider=VLLMProvider(base_url=order.url)),
        instructions=order.system,
        model_settings={"temperature": 0, "max_tokens": order.answer_tokens},
        capabilities=capabilities[order.how],
    )

    @agent.tool_plain
    def get_station_record(station: str) -> str:
        """Get the record of a station.

        Args:
            station: The name of the station.
        """
        return order.records[station]

    history: list[Any] = []

    async def ask(message: str) -> str:
        done = await agent.run(message, message_history=history)
        history[:] = done.all_messages()
        return str(done.output)

    return ask


converse(begin)
