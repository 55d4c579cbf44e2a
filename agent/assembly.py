"""The pieces that an agent is assembled from: tools, texts, store and knowledge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import structlog

from agent.config import Settings, is_postgres
from agent.context import formats
from agent.errors import ConfigError
from agent.project_tools import project_tools
from agent.retrieval import Knowledge
from agent.retrieval.servers import open_index
from agent.store.base import Store
from agent.store.memory import MemoryStore
from agent.store.postgres import PostgresStore
from agent.store.sqlite import SQLiteStore
from agent.tooling import (
    CODE,
    Artifacts,
    Catalog,
    Delegate,
    Progress,
    Reach,
    Registered,
    Registry,
    Search,
    Tool,
    ToolContext,
    ToolSearch,
    Toolset,
    entry_point_tools,
)
from agent.tooling import tool as as_tool
from agent.tooling.context import unwatched
from agent.tooling.registry import close
from agent.types import ToolCall

DISTRIBUTION = "holdfast"
"""The distribution whose tools are offered when none are named."""

DEFAULT_TOOLS = frozenset(
    ("calculate", "list_files", "read_artifact", "read_file", "search", "write_file")
)
"""Those of them: none that runs programs, reaches the network or starts another agent."""

ToolGiven: TypeAlias = Tool | Toolset | Callable[..., Any] | str
"""A tool, a set of tools, a function to make one of, or the name of an installed tool."""

_log = structlog.get_logger("agent.assembly")


@dataclass(frozen=True, slots=True)
class CatalogSearch:
    """The tools' `ToolSearch` over all tools of an agent."""

    catalog: Catalog

    async def __call__(self, query: str, limit: int) -> str:
        """Tools for `query`, as the model reads them."""
        found = self.catalog.find(query, limit)
        if not found:
            return formats.no_tools_found(query)
        return formats.tools_found(
            json.dumps(
                {
                    "name": each.name,
                    "description": each.description,
                    "parameters": each.parameters,
                },
                ensure_ascii=False,
            )
            for each in found
        )


def choose_tools(given: Iterable[ToolGiven] | None, project: Path | None = None) -> Registry:
    """The tools to offer: those that are given, or the built-in ones that are safe unasked and
    those of a trusted project.

    Raises:
        ConfigError: no installed tool has a given name, two packages have one, or the project's
            tools cannot be imported.
        ToolRefused: a tool cannot be registered.
    """
    if given is None:
        built_in = {each.tool.name: each for each in _loaded(_is_built_in)}
        by_default = [each for each in built_in.values() if _by_default(each)]
        return Registry([*by_default, *_of_project(project, built_in).values()]).freeze()
    chosen = tuple(_single(given))
    installed = _installed([each for each in chosen if isinstance(each, str)], project)
    return Registry(_registered(each, installed) for each in chosen).freeze()


def _installed(names: Sequence[str], project: Path | None) -> dict[str, Registered]:
    """The installed tools by name, as far as these names need them.

    A built-in tool's name always means the built-in tool. The project's code, and then that of the
    installed packages, is not run unless a name is asked for that is not found before.

    Raises:
        ConfigError: two packages have a tool of a name that is asked for.
    """
    installed = {each.tool.name: each for each in _loaded(_is_built_in)}
    strange = set(names) - installed.keys()
    if strange:
        installed |= _of_project(project, installed)
        strange -= installed.keys()
    if not strange:
        return installed
    for each in _loaded(lambda origin: not _is_built_in(origin)):
        name = each.tool.name
        taken = installed.setdefault(name, each)
        if taken is not each and name in strange:
            raise ConfigError(
                f"two packages have a tool named {name!r}: {taken.origin} and {each.origin}. "
                "Uninstall one, or give the tool in code"
            )
    return installed


def _of_project(project: Path | None, built_in: Mapping[str, Registered]) -> dict[str, Registered]:
    own = project_tools(project) if project is not None else ()
    for each in own:
        if each.tool.name in built_in:
            raise ConfigError(
                f"the project's tool {each.tool.name!r} has a built-in tool's name. Rename it"
            )
    return {each.tool.name: each for each in own}


def _loaded(wanted: Callable[[str], bool]) -> tuple[Registered, ...]:
    discovered = entry_point_tools(wanted)
    for broken in discovered.broken:
        _log.warning("tool plugin is broken", plugin=broken.name, reason=broken.reason)
    return discovered.tools


def _is_built_in(origin: str) -> bool:
    return origin == DISTRIBUTION


@dataclass(frozen=True, slots=True)
class ChosenTools:
    """The tools whose use the user or the program has consented to by choosing them.

    What the program gives in code is its own choice, and so is an installed tool that was named, if
    it stays inside the project.

    Args:
        named: the tools were chosen one by one, and are not those that are offered by default.
    """

    registry: Registry
    named: bool

    def __contains__(self, name: object) -> bool:
        tool = self.registry.get(str(name))
        if tool is None:
            return False
        origin = self.registry.origin(tool.name)
        return origin == CODE or (
            self.named and tool.name not in self.registry.late and not tool.attributes.open_world
        )


def has_default_tools(registry: Registry) -> bool:
    """Whether nothing but the tools that are offered unasked is in it."""
    return all(_by_default(each) for each in registry)


def _single(given: Iterable[ToolGiven]) -> Iterator[Tool | Callable[..., Any] | str]:
    for each in given:
        if isinstance(each, Toolset):
            yield from each.tools
        else:
            yield each


def read_prompt(path: Path | None, default: str) -> str:
    """The text of a prompt file; without one, the default that comes with the package.

    Raises:
        ConfigError: it cannot be read.
    """
    source = path or files("agent.prompts") / default
    try:
        return source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source} cannot be read as text: {error}") from error


def open_store(settings: Settings) -> Store:
    """The session store that the settings name.

    Raises:
        StoreError: it cannot be opened.
    """
    quota = settings.artifact_quota
    if settings.store is not None and is_postgres(settings.store):
        return PostgresStore(settings.store, quota)
    path = settings.store_path
    return MemoryStore() if path is None else SQLiteStore(path, quota)


def open_knowledge(settings: Settings) -> Knowledge | None:
    """The knowledge index that the settings name; None when none is named and there is none.

    Raises:
        KnowledgeError: it cannot be opened.
    """
    if settings.knowledge is None and not Path(settings.knowledge_place).exists():
        return None
    return open_index(settings)


def tool_context(
    session_id: str,
    call: ToolCall,
    settings: Settings,
    search: Search | None,
    artifacts: Artifacts | None = None,
    delegate: Delegate | None = None,
    state: MutableMapping[str, Any] | None = None,
    key: str = "",
    *,
    progress: Progress = unwatched,
    tools: ToolSearch | None = None,
) -> ToolContext:
    """What one call may reach; `state` is the session's, and a call outside one has its own."""
    return ToolContext(
        session_id=session_id,
        call_id=call.id,
        root=settings.project,
        search=search,
        artifacts=artifacts,
        delegate=delegate,
        tools=tools,
        reach=Reach(settings.shell_network, settings.fetch_private),
        state={} if state is None else state,
        idempotency_key=key,
        progress=progress,
    )


def _by_default(registered: Registered) -> bool:
    return registered.origin == DISTRIBUTION and registered.tool.name in DEFAULT_TOOLS


def _registered(
    given: Tool | Callable[..., Any] | str, installed: Mapping[str, Registered]
) -> Registered:
    if not isinstance(given, str):
        return Registered(given if isinstance(given, Tool) else as_tool(given), CODE)
    if given not in installed:
        known = ", ".join(sorted(installed))
        near = close(given, sorted(installed))
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        raise ConfigError(f"no installed tool is named {given!r}. {meant}There are: {known}")
    return installed[given]
