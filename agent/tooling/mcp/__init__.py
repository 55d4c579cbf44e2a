"""Tools of MCP servers. Needs the `mcp` extra: nothing imports this unless a server is named."""

from agent.tooling.mcp.login import log_in, log_out
from agent.tooling.mcp.servers import Servers

__all__ = ["Servers", "log_in", "log_out"]
