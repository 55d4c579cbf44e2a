"""The MCP servers of an agent: those that its settings name and the user has consented to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import structlog

from agent.config import McpServer, Settings
from agent.errors import ConfigError, ToolRefused
from agent.tooling import Registry
from agent.tooling.hosting import Host
from agent.trust import read_code

if TYPE_CHECKING:
    from agent.tooling.mcp import Servers

_log = structlog.get_logger("agent.mcp")


def _trusted_servers(settings: Settings) -> dict[str, McpServer]:
    """Without those that `agent.toml` names, unless the user trusts the project as it is."""
    servers = settings.mcp_servers
    code = read_code(settings.project) if servers else None
    if code is None or not code.distrust:
        return servers
    said = json.loads(code.settings or "{}")
    strange = servers.keys() & {*said.get("mcpServers", {}), *said.get("mcp_servers", {})}
    if strange:
        _log.warning(f"MCP servers {', '.join(sorted(strange))} are not started: {code.distrust}")
    return {name: held for name, held in servers.items() if name not in strange}


def mcp_servers(settings: Settings, host: Host | None = None) -> Servers | None:
    """The MCP servers that the settings name and the user has consented to; None for none.

    Args:
        host: answers what they ask of the agent; None declines.

    Raises:
        ConfigError: servers are named, and the SDK is not installed.
    """
    named = _trusted_servers(settings)
    if not named:
        return None
    try:
        from agent.tooling.mcp import Servers
    except ImportError as error:
        raise ConfigError(
            f"MCP servers are named ({', '.join(sorted(named))}), and the MCP SDK cannot be "
            f"imported ({error}): pip install 'holdfast[mcp]'"
        ) from error
    return Servers(named, settings.project, host)


async def with_mcp_tools(registry: Registry, servers: Servers) -> Registry:
    """The tools with those of the servers. A server that cannot be reached and a tool that cannot
    be used are left out, and named.
    """
    together = Registry(registry)
    for each in await servers.open():
        try:
            together.add(each.tool, each.origin)
        except ToolRefused as error:
            _log.warning(f"a tool is left out: {error}")
    return together.freeze()
