"""Holdfast: an agent runtime for long-context tool calling on vLLM.

The public names are loaded when they are first used: a command can answer Ctrl-C from its first
moment, and a child process loads only what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "agent.errors": ("HoldfastError", "ModelRetry", "ToolFailed"),
    "agent.reply": ("Reply",),
    "agent.runtime": ("Agent", "Session"),
    "agent.tooling": ("Tool", "ToolContext", "Toolset", "tool"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            found = getattr(import_module(module), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
