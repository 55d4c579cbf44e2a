"""Which tools there are: a registry, and the door by which installed packages enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points

from agent.errors import ToolRefused
from agent.tooling.indirect import CALL_TOOL, RESERVED, find_tools, unwrapped
from agent.tooling.tool import Tool
from agent.types import ToolCall, ToolFailure, ToolSpec

GROUP = "agent.tools"
"""The entry-point group of tools; the built-in ones are in it too."""

CODE = "code"
"""The origin of a tool that the program gives itself."""

OWN = "holdfast"
"""The origin of what comes with the runtime."""

_MOST_NAMES = 20
"""Names that a model is told in answer to one that does not exist."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A tool and where it comes from: a distribution's name, or a word of the caller's."""

    tool: Tool
    origin: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a call runs: the tool, where it comes from, and the arguments as JSON text."""

    tool: Tool
    origin: str
    arguments: str
    repaired: bool = False
    """Whether what `call_tool` got was nearly JSON only."""


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
    """Tools by name, in one stable order. Once it is frozen, its `specs` stay the same."""

    def __init__(self, tools: Iterable[Registered] = ()) -> None:
        """Raises ToolRefused when two tools have one name."""
        self._by_name: dict[str, Registered] = {}
        self._late: dict[str, Registered] = {}
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
        self._by_name[tool.name] = self._checked(Registered(tool, origin))

    def extend(self, tools: Iterable[Registered]) -> None:
        """Add late tools: they can be called, and are never in `specs`. All of them or none.

        Raises:
            ToolRefused: a name is taken.
        """
        fresh: dict[str, Registered] = {}
        for each in tools:
            name = each.tool.name
            fresh[name] = self._checked(each, fresh)
        self._late |= fresh

    def _checked(
        self, new: Registered, beside: Mapping[str, Registered] | None = None
    ) -> Registered:
        name = new.tool.name
        if name in RESERVED:
            raise ToolRefused(
                f"Tool {name} from {new.origin}: the runtime has a tool of this name. Rename it."
            )
        if taken := self._registered(name) or (beside or {}).get(name):
            raise ToolRefused(
                f"Tool {name} is there twice: from {taken.origin} and from {new.origin}. "
                "Rename one or leave one out."
            )
        return new

    def freeze(self) -> Registry:
        """Ends the adding; returns itself."""
        self._by_name = dict(sorted(self._by_name.items()))
        self._frozen = True
        return self

    def get(self, name: str) -> Tool | None:
        """The tool of this name, if there is one."""
        registered = self._registered(name)
        return registered.tool if registered else None

    def origin(self, name: str) -> str:
        """Where the tool of this name comes from; empty when there is none."""
        registered = self._registered(name)
        return registered.origin if registered else ""

    def resolve(self, call: ToolCall) -> Resolved | ToolFailure:
        """What a call runs, `call_tool` being looked through; or why it cannot be told."""
        meant = unwrapped(call)
        if isinstance(meant, ToolFailure):
            return meant
        inner = meant.call
        registered = self._registered(inner.name)
        if registered is None:
            return ToolFailure("unknown_tool", details=self._instead_of(inner.name))
        return Resolved(registered.tool, registered.origin, inner.arguments, meant.repaired)

    def _registered(self, name: str) -> Registered | None:
        if name == find_tools.name:
            return Registered(find_tools, OWN)
        return self._by_name.get(name) or self._late.get(name)

    def _instead_of(self, name: str) -> tuple[str, ...]:
        """What there is: all names while they are few, else the most similar ones."""
        names = self.names
        if len(names) <= _MOST_NAMES:
            return names
        told = close(name, names) or names[:_MOST_NAMES]
        return (*told, f"and {len(names) - len(told)} more")

    def __iter__(self) -> Iterator[Registered]:
        """By name, the late ones too."""
        together = (*self._by_name.values(), *self._late.values())
        return iter(sorted(together, key=lambda each: each.tool.name))

    def __len__(self) -> int:
        return len(self._by_name) + len(self._late)

    @property
    def late(self) -> tuple[str, ...]:
        """The names of the late tools, sorted."""
        return tuple(sorted(self._late))

    @property
    def callable_names(self) -> tuple[str, ...]:
        """All names that a call may have, those of `find_tools` and `call_tool` included."""
        return (*self.names, find_tools.name, CALL_TOOL.name)

    @property
    def names(self) -> tuple[str, ...]:
        """Sorted."""
        return tuple(each.tool.name for each in self)

    @property
    def specs(self) -> tuple[ToolSpec, ...]:
        """What the prefix may show, sorted by name."""
        return tuple(self._by_name[name].tool.spec for name in sorted(self._by_name))


def close(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names that a writer of this one may have meant, best first."""
    return tuple(get_close_matches(name, list(names), n=3))


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
