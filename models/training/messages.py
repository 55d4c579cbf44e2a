"""Messages as a server's chat API takes them. `agent eval` has them too, without the extra `train`."""

from __future__ import annotations

from agent.types import JSON, AssistantMessage, Message, ToolMessage


def openai_message(message: Message) -> dict[str, JSON]:
    """One message as the server's API takes it."""
    match message:
        case ToolMessage():
            return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
        case AssistantMessage(tool_calls=calls) if calls:
            made = [
                {
                    "id": each.id,
                    "type": "function",
                    "function": {"name": each.name, "arguments": each.arguments},
                }
                for each in calls
            ]
            return {"role": "assistant", "content": message.text or None, "tool_calls": made}
        case _:
            return {"role": message.role, "content": message.text}
