"""Builds a project's prefix in a process of its own and prints it: `prefix_lint` compares two.

python -m agent.doctor.prefix_build PROJECT WORKING_DIRECTORY MOMENT [VARIATION …]
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import sys
from pathlib import Path

from agent.config import load_settings
from agent.doctor.variation import apply
from agent.errors import HoldfastError
from agent.observe.logs import configure_logs
from agent.runtime import Agent
from agent.tooling import Tool
from agent.types import JSON


async def build(project: Path) -> JSON:
    """The prefix, and where each tool comes from.

    Raises:
        HoldfastError: it cannot be built.
    """
    agent = Agent(settings=load_settings({"project": project, "store": "memory:"}))
    prefix, registry = await agent.build_prefix()
    settings = agent.settings
    return {
        "messages": [json.loads(segment.json) for segment in prefix.segments],
        "tools": json.loads(prefix.tools or b"[]"),
        "system": str(settings.system or ""),
        "few_shot": str(settings.few_shot or ""),
        "origins": {each.tool.name: _origin(each.tool, each.origin) for each in registry},
        "listed": [each.tool.name for each in registry],
    }


def _origin(tool: Tool, origin: str) -> str:
    """File and line of a function; server and tool of an MCP tool."""
    if origin.startswith("mcp"):
        return f"MCP server {origin.partition(':')[2] or origin}, tool {tool.name}"
    try:
        function = inspect.unwrap(tool.function)
        lines = inspect.getsourcelines(function)[1]
        return f"{inspect.getsourcefile(function)}:{lines} ({tool.name})"
    except (OSError, TypeError):
        return f"{origin}, tool {tool.name}"


def main() -> None:
    """Print the prefix as JSON; on an error, the message and status 2."""
    project, directory, moment, *varied = sys.argv[1:]
    configure_logs()
    os.chdir(directory)
    apply(frozenset(varied), float(moment))
    try:
        built = asyncio.run(build(Path(project)))
    except HoldfastError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    sys.stdout.write(json.dumps(built, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
