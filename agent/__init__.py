"""Holdfast: an agent runtime for long-context tool calling on vLLM."""

from agent.errors import HoldfastError, ModelRetry, ToolFailed
from agent.reply import Reply
from agent.runtime import Agent, Session
from agent.tooling import Tool, ToolContext, Toolset, tool

__all__ = [
    "Agent",
    "HoldfastError",
    "ModelRetry",
    "Reply",
    "Session",
    "Tool",
    "ToolContext",
    "ToolFailed",
    "Toolset",
    "tool",
]
