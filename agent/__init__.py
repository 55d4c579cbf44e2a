"""Holdfast: an agent runtime for long-context tool calling on vLLM."""

from agent.errors import ModelRetry, ToolFailed
from agent.tooling import Tool, ToolContext, tool

__all__ = ["ModelRetry", "Tool", "ToolContext", "ToolFailed", "tool"]
