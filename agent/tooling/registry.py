"""Which tools there are: a registry, and the door by which installed packages enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from agent.errors import ToolRefused
from agent.tooling.tool import Tool
from agent.types import ToolSpec

GROUP = "agent.tools"
"""The entry-point group of tools; the built-in ones are in it too."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A tool and where it comes from: a distribution's name, or a word of the caller's."""

    tool: Tool
    origin: str


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """An entry point that could not be loaded, and why."""

    name: str
    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Discovered:
    """What installed packages offer; a broken one does not hide the rest."""

    tools: tuple[Registered, ...]
    broken: tuple[BrokenPlugin, ...]


class Registry:
    """Tools by name, in one stable order. Nothing can be added once it is frozen."""

    def __init__(self, tools: Iterable[Registered] = ()) -> None:
        """Raises ToolRefused when two tools have one name."""
        self._by_name: dict[str, Registered] = {}
        self._frozen = False
        for each in tools:
            self.add(each.tool, each.origin)

    def add(self, tool: Tool, origin: str) -> None:
        """Raises ToolRefused when the name is taken or the registry is frozen."""
        if self._frozen:
            raise ToolRefused(
                f"Tool {tool.name} from {origin}: the tools are frozen. "
                "Add tools before the first session starts."
            )
        if taken := self._by_name.get(tool.name):
            raise ToolRefused(
                f"Tool {tool.name} is there twice: from {taken.origin} and from {origin}. "
                "Rename one or leave one out."
            )
        self._by_name[tool.name] = Registered(tool, origin)

    def freeze(self) -> Registry:
        """Ends the adding; returns itself."""
        self._by_name = dict(sorted(self._by_name.items()))
        self._frozen = True
        return self

    def get(self, name: str) -> Tool | None:
        """The tool of this name, if there is one."""
        registered = self._by_name.get(name)
        return registered.tool if registered else None

    def origin(self, name: str) -> str:
        """Where the tool of this name comes from; empty when there is none."""
        registered = self._by_name.get(name)
        return registered.origin if registered else ""

    def __iter__(self) -> Iterator[Registered]:
        """By name."""
        return iter(sorted(self._by_name.values(), key=lambda each: each.tool.name))

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def names(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(each.tool.name for each in self)

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        """What the model is told, sorted by name."""
        return tuple(each.tool.spec for each in self)


def entry_point_tools(wanted: Callable[[str], bool] = bool) -> Discovered:
    """The tools of installed packages: entry points of the group `agent.tools`.

    An entry point names a `Tool`, or a tuple or list of them. Loading it runs the package's code.

    Args:
        wanted: whether to load what the distribution of this name offers; all by default.
    """
    tools: list[Registered] = []
    broken: list[BrokenPlugin] = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: (_origin(each), each.name)):
        origin = _origin(point)
        if not wanted(origin):
            continue
        try:
            tools += [Registered(each, origin) for each in _load(point)]
        except Exception as error:  # noqa: BLE001 - a stranger's module may raise anything
            broken.append(BrokenPlugin(point.name, origin, f"{type(error).__name__}: {error}"))
    return Discovered(tuple(tools), tuple(broken))


def _origin(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "unknown"


def _load(point: EntryPoint) -> tuple[Tool, ...]:
    loaded = point.load()
    tools = tuple(loaded) if isinstance(loaded, tuple | list) else (loaded,)
    for each in tools:
        if not isinstance(each, Tool):
            raise ToolRefused(
                f"{point.value} gives a {type(each).__name__}, not a Tool. Decorate it with @tool."
            )
    return tools
