"""Tools: defined by `@tool`, kept in a `Registry`, run by a `Dispatcher`."""

from agent.tooling.context import Artifacts, Delegate, Progress, Reach, Search, ToolContext
from agent.tooling.dispatch import ContextFactory, Dispatcher, Finished, Gate, Started
from agent.tooling.failures import Failures
from agent.tooling.gate import Ask, Guard, PermissionGate
from agent.tooling.permissions import Policy
from agent.tooling.registry import (
    BrokenPlugin,
    Discovered,
    Registered,
    Registry,
    entry_point_tools,
)
from agent.tooling.tool import Attributes, Tool, raw_tool, tool
from agent.tooling.toolset import Toolset

__all__ = [
    "Artifacts",
    "Ask",
    "Attributes",
    "BrokenPlugin",
    "ContextFactory",
    "Delegate",
    "Discovered",
    "Dispatcher",
    "Failures",
    "Finished",
    "Gate",
    "Guard",
    "PermissionGate",
    "Policy",
    "Progress",
    "Reach",
    "Registered",
    "Registry",
    "Search",
    "Started",
    "Tool",
    "ToolContext",
    "Toolset",
    "entry_point_tools",
    "raw_tool",
    "tool",
]
