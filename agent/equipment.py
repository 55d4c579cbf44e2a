"""The tools of an agent: its own, those of its MCP servers, and which of them its model sees."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack

from agent.assembly import ChosenTools, ToolGiven, choose_tools, has_default_tools
from agent.config import Settings
from agent.context.planning import tools_tokens
from agent.context.prefix import Prefix
from agent.engine.request import Engine
from agent.mcp_servers import mcp_servers, with_mcp_tools
from agent.tooling import Ask, Catalog, Dispatcher, Guard, Policy, Toolset
from agent.tooling.hosting import Host
from agent.tooling.prompting import Prompts


class Equipment:
    """What an agent can do.

    Args:
        given: the caller's tools; None is what the settings name.
        ask: puts a call that needs consent to the user.
        host: answers what MCP servers ask.

    Attributes:
        registry: what can be called; the tools of MCP servers are in it once they are connected.
        catalog: all tools; those that come later are added here.
        guard: what may be called.

    Raises:
        ToolRefused: a tool cannot be registered.
    """

    def __init__(
        self, settings: Settings, given: Iterable[ToolGiven] | None, ask: Ask | None, host: Host
    ) -> None:
        wanted = settings.tools if given is None else tuple(given)
        self._settings = settings
        self._host = host
        self._own = choose_tools(wanted, settings.project)
        self._toolsets = [each for each in wanted or () if isinstance(each, Toolset)]
        self.registry = self._own
        self.catalog = Catalog(self._own, wanted=bool(settings.find_tools))
        self.guard = Guard(
            policy=Policy.of(settings.permissions),
            ask=ask,
            chosen=ChosenTools(self._own, named=wanted is not None),
        )

    async def connect(self, opened: AsyncExitStack) -> Prompts | None:
        """The MCP servers' tools join the others before the prefix is rendered; their prompts."""
        servers = mcp_servers(self._settings, self._host)
        if servers is None:
            return None
        opened.push_async_callback(servers.close)
        self.registry = await with_mcp_tools(self._own, servers)
        wanted = self._settings.find_tools
        self.catalog = Catalog(
            self.registry, wanted=servers.may_add_tools if wanted is None else wanted
        )
        servers.follow(self.catalog.add)
        return servers

    async def enter(self, opened: AsyncExitStack) -> None:
        """Enter the toolsets, which may open what their tools need."""
        for each in self._toolsets:
            await opened.enter_async_context(each)

    def dispatcher(self) -> Dispatcher:
        """What runs calls of the tools that there are now."""
        return Dispatcher(
            self.registry,
            timeout=self._settings.tool_timeout,
            most=self._settings.max_parallel_tools,
            traced_content=self._settings.telemetry.content,
        )

    async def is_too_large(self, engine: Engine, whole: Prefix) -> bool:
        """Whether the schemas take more of the window than their share, and have to be hidden."""
        share = int(engine.facts.window * self._settings.tools_share)
        if has_default_tools(self.registry) or len(whole.tools) <= share:  # a token has a byte
            return False
        return await tools_tokens(engine, whole) > share
