"""The MCP servers of an agent: those that its settings name and the user has consented to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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


def trusted_servers(settings: Settings) -> dict[str, McpServer]:
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
    named = trusted_servers(settings)
    if not named:
        return None
    with _sdk_wanted(named):
        from agent.tooling.mcp import Servers
    return Servers(named, settings.project, host)


async def log_in(name: str, settings: Settings, show: Callable[[str], None]) -> int:
    """Have the user log in at a server over HTTP; how many tools it lists then.

    Args:
        show: gets the address that the user has to open.

    Raises:
        ConfigError: no such server may start, it has no address, or the SDK is not installed.
        ToolFailed: it did not work; the message says why.
    """
    servers = trusted_servers(settings)
    server = _with_address(name, servers)
    with _sdk_wanted(servers):
        from agent.tooling.mcp import log_in
    return await log_in(name, server, show)


def log_out(name: str, settings: Settings) -> bool:
    """Forget the tokens of a server; false where there were none.

    Raises:
        ConfigError: there is no such server, it has no address, or the SDK is not installed.
    """
    server = _with_address(name, settings.mcp_servers)
    with _sdk_wanted(settings.mcp_servers):
        from agent.tooling.mcp import log_out
    return log_out(server)


def _with_address(name: str, servers: Mapping[str, McpServer]) -> McpServer:
    if name not in servers:
        raise ConfigError(
            f"no MCP server that may start is named {name!r}. There are: "
            f"{', '.join(sorted(servers)) or 'none'}"
        )
    if servers[name].url is None:
        raise ConfigError(f"MCP server {name} is a command; only one with a url has a login")
    return servers[name]


@contextmanager
def _sdk_wanted(named: Iterable[str]) -> Iterator[None]:
    """What is imported here is built on the SDK, which is an extra.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise ConfigError(
            f"MCP servers are named ({', '.join(sorted(named))}), and the MCP SDK cannot be "
            f"imported ({error}): pip install 'holdfast[mcp]'"
        ) from error


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
