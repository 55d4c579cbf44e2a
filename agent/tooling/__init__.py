"""Tools: defined by `@tool`, kept in a `Registry`, run by a `Dispatcher`."""

from agent.tooling.context import Artifacts, Delegate, Reach, Search, ToolContext
from agent.tooling.dispatch import ContextFactory, Dispatcher, Finished, Started
from agent.tooling.registry import (
    BrokenPlugin,
    Discovered,
    Registered,
    Registry,
    entry_point_tools,
)
from agent.tooling.tool import Attributes, Tool, raw_tool, tool

__all__ = [
    "Artifacts",
    "Attributes",
    "BrokenPlugin",
    "ContextFactory",
    "Delegate",
    "Discovered",
    "Dispatcher",
    "Finished",
    "Reach",
    "Registered",
    "Registry",
    "Search",
    "Started",
    "Tool",
    "ToolContext",
    "entry_point_tools",
    "raw_tool",
    "tool",
]
