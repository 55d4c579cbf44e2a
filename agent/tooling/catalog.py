"""Many tools: which of them are in the prefix, how the others are found, and those added late."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.errors import ToolRefused
from agent.tooling.indirect import CALL_TOOL, find_tools
from agent.tooling.registry import CODE, Registered, Registry
from agent.tooling.tool import Tool
from agent.types import ToolSpec

ALWAYS = frozenset({"read_artifact"})
"""Stays in the prefix however many tools there are: what left the window is read with it."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_A-Za-z]+")
_EMPTY_WORDS = """
a an and any are as at be by can do for from get have how i in is it me my of on or that the this
to tool tools use what which will with you
"""
_SHORTEST_STEM = 4
_IN_NAME, _IN_DESCRIPTION = 3.0, 1.0


class Catalog:
    """All tools of an agent, also those that are not in the prefix."""

    def __init__(self, registry: Registry, *, wanted: bool = False) -> None:
        """
        Args:
            wanted: tools may come later, as from an MCP server that can change its list; then
                `find_tools` and `call_tool` are in the prefix however few tools there are.
        """
        self.wanted = wanted
        self._registry = registry
        self._reachable: bool | None = None

    def offer(self, *, hidden: bool) -> tuple[ToolSpec, ...]:
        """The tools of the prefix; what this decides holds for the agent's new sessions.

        Args:
            hidden: their schemas are too many, and are found with `find_tools` instead.
        """
        self._reachable = hidden or self.wanted
        kept = [each for each in self._registry.specs if not hidden or each.name in ALWAYS]
        return (*kept, find_tools.spec, CALL_TOOL) if self._reachable else tuple(kept)

    def add(self, tools: Iterable[Tool], origin: str = CODE) -> None:
        """Add tools while sessions live. They never enter a prefix: the model is told their names
        before its next request, finds them with `find_tools` and calls them with `call_tool`.

        Raises:
            ToolRefused: a name is taken, or the prefix was sent without `find_tools`.
        """
        if self._reachable is False:
            raise ToolRefused(
                "Tools cannot be added until the agent opens again: it opened without find_tools "
                "in its prefix, which never changes. Make it with Agent(…, find_tools=True)."
            )
        self.wanted = True
        self._registry.extend(Registered(each, origin) for each in tools)

    def find(self, query: str, limit: int) -> tuple[ToolSpec, ...]:
        """At most `limit` tools that share a word with the query, best first, then by name.

        A word counts the more the fewer tools have it, and more in a name than in a description.
        """
        described = [_Described.of(each.tool) for each in self._registry]
        wanted = set(_words(query)) - set(_EMPTY_WORDS.split())
        weights = {word: _weight(word, described) for word in sorted(wanted)}
        scores = [
            (sum(weight * each.match(word) for word, weight in weights.items()), each)
            for each in described
        ]
        found = [(score, each) for score, each in scores if score > 0 or each.is_named(query)]
        found.sort(key=lambda pair: (not pair[1].is_named(query), -pair[0], pair[1].spec.name))
        return tuple(each.spec for _, each in found[:limit])


@dataclass(frozen=True, slots=True)
class _Described:
    spec: ToolSpec
    name: frozenset[str]
    description: frozenset[str]

    @classmethod
    def of(cls, tool: Tool) -> _Described:
        return cls(tool.spec, frozenset(_words(tool.name)), frozenset(_words(tool.description)))

    def match(self, word: str) -> float:
        if _has(self.name, word):
            return _IN_NAME
        return _IN_DESCRIPTION if _has(self.description, word) else 0.0

    def is_named(self, query: str) -> bool:
        return query.strip().lower() == self.spec.name.lower()


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _has(words: frozenset[str], word: str) -> bool:
    """Whether the word is there, or another form of it: forecasts, forecast."""
    if word in words:
        return True
    return len(word) >= _SHORTEST_STEM and any(
        len(each) >= _SHORTEST_STEM and (each.startswith(word) or word.startswith(each))
        for each in words
    )


def _weight(word: str, described: Sequence[_Described]) -> float:
    having = sum(1 for each in described if each.match(word))
    return math.log(1 + len(described) / having) if having else 0.0
