"""Items of the Responses API."""

from __future__ import annotations

from typing import Any

HELLO = {"role": "user", "content": "Hello"}
TOOL = {
    "type": "function",
    "name": "forecast",
    "description": "The weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


def said(text: str) -> dict[str, Any]:
    """The assistant's words, as the server returns them."""
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    return {**message, "content": [part]}


def thought(text: str) -> dict[str, Any]:
    """The assistant's reasoning."""
    part = {"type": "reasoning_text", "text": text}
    return {"id": "rs_1", "type": "reasoning", "summary": [], "content": [part]}


def called(id_: str, arguments: str = '{"city": "Oslo"}') -> dict[str, Any]:
    """A call of the tool."""
    call = {"id": f"fc_{id_}", "type": "function_call", "status": "completed"}
    return {**call, "call_id": id_, "name": "forecast", "arguments": arguments}


def returned(id_: str, output: Any) -> dict[str, Any]:
    """What a call came to."""
    return {"type": "function_call_output", "call_id": id_, "output": output}
