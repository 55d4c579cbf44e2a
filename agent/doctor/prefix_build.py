"""Builds a prefix in a process of its own and writes it down: `prefix_lint` compares two.

python -m agent.doctor.prefix_build ORDER, which is JSON: see `Order`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from agent.config import load_settings, loading
from agent.doctor.target import Target, own_sources
from agent.doctor.variation import apply
from agent.errors import HoldfastError
from agent.observe.logs import configure_logs
from agent.runtime import Agent
from agent.tooling import Tool
from agent.types import JSON


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, and what is otherwise than usual.

    Args:
        project: the directory of the project.
        directory: to work in.
        moment: Unix time at which the clock stands.
        out: the file for the prefix.
        target: the agent in a program's code; empty is the project's own.
        started: the directory that modules of the program are looked for in.
        varied: the variations.
    """

    project: str
    directory: str
    moment: float
    out: str
    target: str = ""
    started: str = ""
    varied: tuple[str, ...] = ()


async def build(order: Order) -> JSON:
    """The prefix, and where each part of it comes from.

    Raises:
        HoldfastError: it cannot be built.
    """
    sources: list[str] = []
    if order.target:
        target = Target.read(order.target, Path(order.started))
        agent = await target.agent()
        sources = own_sources(target.root)
    else:
        settings = load_settings({"project": Path(order.project), "store": "memory:"})
        agent = Agent(settings=settings)
    prefix, registry = await agent.build_prefix()
    settings = agent.settings
    return {
        "sources": sources,
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
    """Write the prefix as JSON, or what is wrong as `error` in it."""
    given = json.loads(sys.argv[1])
    order = Order(**{**given, "varied": tuple(given["varied"])})
    configure_logs()
    os.chdir(order.directory)
    # The program's own settings are those of its project, wherever it is started.
    setattr(loading, "surrounding_project", lambda _: Path(order.project))  # noqa: B010
    out = Path(order.out)
    apply(frozenset(order.varied), order.moment)
    try:
        built = asyncio.run(build(order))
    except HoldfastError as error:
        built = {"error": " ".join(str(error).split())}
    out.write_text(json.dumps(built, ensure_ascii=True), encoding="ascii")
    sys.stdout.flush()
    os._exit(0)  # threads that a program has started would hold it up


if __name__ == "__main__":
    main()
