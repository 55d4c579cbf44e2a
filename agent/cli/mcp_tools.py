"""The tools of MCP servers for `agent tools`: the servers run as long as the command looks."""

from __future__ import annotations

from dataclasses import dataclass

from agent.cli.common import run_async
from agent.config import Settings
from agent.errors import ConfigError
from agent.mcp_servers import mcp_servers
from agent.tooling import Registered
from agent.tooling.names import allowed_name
from agent.tooling.registry import close


@dataclass(frozen=True, slots=True)
class McpTools:
    """What the servers offer that the settings name; the log says which are left out, and why."""

    tools: tuple[Registered, ...] = ()
    failed: bool = False
    """A server that the user trusts could not be asked."""


def list_mcp_tools(settings: Settings) -> McpTools:
    """Start the servers that the user has consented to, and look.

    Raises:
        ConfigError: the MCP SDK is not installed.
    """
    servers = mcp_servers(settings)
    if servers is None:
        return McpTools()

    async def look() -> McpTools:
        try:
            return McpTools(await servers.open(), failed=bool(servers.failed))
        finally:
            await servers.close()

    return run_async(look)


def mcp_tool(name: str, settings: Settings) -> Registered:
    """The tool of this name; only its server is started.

    Raises:
        ConfigError: there is none.
    """
    offered = list_mcp_tools(only_its_server(name, settings)).tools
    for each in offered:
        if each.tool.name in (name, allowed_name(name)):
            return each
    names = [each.tool.name for each in offered]
    near = f"Did you mean {' or '.join(close(name, names))}? " if close(name, names) else ""
    raise ConfigError(
        f"MCP server {_server(name, settings)} offers no tool {name!r}. {near}"
        f"It offers: {', '.join(names) or 'nothing that can be used'}"
    )


def names_mcp_tool(name: str, settings: Settings) -> bool:
    """Whether the name begins with that of a server."""
    return bool(_server(name, settings))


def only_its_server(name: str, settings: Settings) -> Settings:
    """The settings without the servers that this tool does not need."""
    server = _server(name, settings)
    kept = {server: settings.mcp_servers[server]} if server else {}
    return settings.model_copy(update={"mcp_servers": kept})


def _server(name: str, settings: Settings) -> str:
    """The longest of the servers' names that the tool's can begin with."""
    fitting = (each for each in settings.mcp_servers if name.startswith(f"{each}__"))
    return max(fitting, key=len, default="")
