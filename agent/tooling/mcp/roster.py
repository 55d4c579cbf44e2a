"""The tools of one server: those that it has when the agent opens, and those that come later.

What is in the frozen prefix stays as it is; only new tools are told.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence

import anyio
import mcp_types as types
import structlog

from agent.errors import ToolRefused
from agent.tooling.mcp.connection import Connection, ServerDown
from agent.tooling.mcp.resources import resource_tool
from agent.tooling.mcp.tools import tool_of
from agent.tooling.permissions import MCP
from agent.tooling.registry import Registry
from agent.tooling.tool import Tool

MOST_TOOLS = 500
"""Tools of one server, however long it runs."""

_PAUSE = 1.0
"""Seconds between two lists, for a server that never stops to say that it has changed."""

_PATIENCE = 5.0
"""Seconds that a result waits for the tools that its call has brought."""

AddLate = Callable[[Iterable[Tool], str], None]
"""Offers tools of this origin to sessions that live; raises ToolRefused."""

_log = structlog.get_logger("agent.mcp")


class Roster:
    """Lists the tools of a connection, again whenever its server says that they have changed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.origin = MCP + connection.name
        self._listed: dict[str, str] = {}
        """Each tool that was seen, by its own name, with all that the server said of it."""
        self._add: AddLate | None = None
        self._changed = False
        self._looking: asyncio.Task[None] | None = None
        connection.listener = self

    async def tools(self) -> Registry:
        """The usable ones that it has now; the others are named in the log.

        Raises:
            ServerDown: it does not start, or does not answer.
        """
        listed = sorted(await self.connection.tools(), key=_described)
        if len(listed) > MOST_TOOLS:
            _log.warning(
                f"MCP server {self.connection.name} has {len(listed)} tools: the first "
                f"{MOST_TOOLS} by name are taken"
            )
        registry = Registry()
        for each in self._fresh(listed):
            try:
                registry.add(each, self.origin)
            except ToolRefused as error:
                _log.warning(f"a tool of MCP server {self.connection.name} is left out: {error}")
        if self.connection.has_resources:
            reader = resource_tool(self.connection)
            if registry.get(reader.name) is None:
                registry.add(reader, self.origin)
        return registry

    def follow(self, add: AddLate) -> None:
        """From now on new tools are added."""
        self._add = add
        self._look()

    def changed(self) -> None:
        """The server says that its tools are others now, or it was started again."""
        self._changed = True
        self._look()

    async def settled(self) -> None:
        """Wait until the tools are known that the server has announced."""
        if self._looking is not None:
            with anyio.move_on_after(_PATIENCE):
                await asyncio.wait({self._looking})

    def close(self) -> None:
        """Look no more."""
        self._add = None
        if self._looking is not None:
            self._looking.cancel()

    def _look(self) -> None:
        if self._add is None or not self._changed or self._looking is not None:
            return
        self._changed = False
        self._looking = asyncio.create_task(self._refresh(self._add))
        self._looking.add_done_callback(self._looked)

    def _looked(self, task: asyncio.Task[None]) -> None:
        self._looking = None
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("new MCP tools were not taken", server=self.connection.name, exc_info=error)
        if self._changed and self._add is not None:
            asyncio.get_running_loop().call_later(_PAUSE, self._look)

    async def _refresh(self, add: AddLate) -> None:
        try:
            listed = await self.connection.tools()
        except ServerDown as error:
            _log.warning(f"MCP server {self.connection.name} has other tools now, but it {error}")
            return
        listed = sorted(listed, key=_described)
        self._tell_of_others(listed)
        late = self._fresh(listed)
        refused: dict[str, list[str]] = {}
        for each in late:
            try:
                add([each], self.origin)
            except ToolRefused as error:
                refused.setdefault(str(error), []).append(each.name)
        for reason, names in refused.items():
            _log.warning(
                f"new tools of MCP server {self.connection.name} are not offered "
                f"({', '.join(names)}): {reason}"
            )

    def _fresh(self, listed: Sequence[types.Tool]) -> list[Tool]:
        """Those that were not seen before, as tools of ours."""
        tools = []
        for each in listed:
            if each.name in self._listed or len(self._listed) >= MOST_TOOLS:
                continue
            self._listed[each.name] = _said(each)
            try:
                tools.append(tool_of(self.connection, each))
            except ToolRefused as error:
                _log.warning(f"a tool of MCP server {self.connection.name} is left out: {error}")
        return tools

    def _tell_of_others(self, listed: Sequence[types.Tool]) -> None:
        now = {each.name: _said(each) for each in reversed(listed)}  # the first of a name
        gone = sorted(self._listed.keys() - now.keys())
        other = sorted(name for name in self._listed if now.get(name, "") != self._listed[name])
        if gone:
            _log.info(f"MCP server {self.connection.name} no longer lists {', '.join(gone)}")
        if others := [name for name in other if name not in gone]:
            _log.warning(
                f"MCP server {self.connection.name} describes {', '.join(others)} otherwise now; "
                "the agent keeps the first description until it opens again"
            )


def _said(tool: types.Tool) -> str:
    return json.dumps(tool.model_dump(mode="json"), sort_keys=True)


def _described(tool: types.Tool) -> tuple[str, str]:
    """By name; of two with one name it is always the same that comes first."""
    return tool.name, _said(tool)
