"""An agent with one tool of its own: python examples/quickstart.py"""

from agent import Agent, tool


@tool(read_only=True)
async def forecast(city: str, days: int = 1) -> str:
    """Get the weather forecast of a city.

    Args:
        city: the city's name.
        days: how many days ahead.
    """
    return f"The weather in {city} will be sunny with 21 degrees for {days} days."


agent = Agent(tools=[forecast], store="memory:")
reply = agent.run_sync("Get the forecast of the city Bergen for 3 days.")
print(reply.text)
for call in reply.tool_calls:
    print(call.name, call.arguments, "ok" if call.ok else "failed")
