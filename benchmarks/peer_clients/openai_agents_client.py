"""The OpenAI Agents SDK: its session as it is, or with its trimmer of tool outputs."""

from __future__ import annotations

from agents import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    RunConfig,
    Runner,
    SQLiteSession,
    function_tool,
    set_tracing_disabled,
)
from agents.extensions import ToolOutputTrimmer
from conversation import Ask, Order, converse
from openai import AsyncOpenAI


async def begin(order: Order) -> Ask:
    """A session in memory."""
    set_tracing_disabled(True)

    @function_tool
    def get_station_record(station: str) -> str:
        """Get the record of a station.

        Args:
            station: The name of the station.
        """
        return order.records[station]

    client = AsyncOpenAI(base_url=order.url, api_key="none")
    agent = Agent(
        name="records",
        instructions=order.system,
        model=OpenAIChatCompletionsModel(model=order.model, openai_client=client),
        model_settings=ModelSettings(temperature=0, max_tokens=order.answer_tokens),
        tools=[get_station_record],
    )
    trimmed = order.how == "trimmed"
    config = RunConfig(call_model_input_filter=ToolOutputTrimmer()) if trimmed else None
    session = SQLiteSession("one")

    async def ask(message: str) -> str:
        done = await Runner.run(agent, message, session=session, run_config=config)
        return str(done.final_output)

    return ask


converse(begin)
