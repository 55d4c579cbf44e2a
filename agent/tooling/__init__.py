"""Tools: defined by `@tool`, kept in a `Registry`, run by a `Dispatcher`."""

from agent.tooling.catalog import Catalog
from agent.tooling.context import (
    Artifacts,
    Delegate,
    Progress,
    Reach,
    Search,
    ToolContext,
    ToolSearch,
)
from agent.tooling.dispatch import ContextFactory, Dispatcher, Finished, Gate, Started
from agent.tooling.failures import Failures
from agent.tooling.gate import Ask, Guard, PermissionGate
from agent.tooling.indirect import find_tools, target
from agent.tooling.permissions import Policy
from agent.tooling.registry import (
    CODE,
    BrokenPlugin,
    Discovered,
    Registered,
    Registry,
    entry_point_tools,
)
from agent.tooling.tool import Attributes, Tool, raw_tool, tool
from agent.tooling.toolset import Toolset

__all__ = [
    "CODE",
    "Artifacts",
    "Ask",
    "Attributes",
    "BrokenPlugin",
    "Catalog",
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
    "ToolSearch",
    "Toolset",
    "entry_point_tools",
    "find_tools",
    "raw_tool",
    "target",
    "tool",
]
