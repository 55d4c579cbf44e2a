"""Finds what makes a project's prefix another one from day to day and from machine to machine.

The prefix is built twice, in two processes in which clock, hash seed, working directory,
environment and the order of discovery differ. What differs in it is named with where it came from;
then one after the other is varied alone, which tells what it depends on.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.doctor.variation import DIRECTORY, VARIATIONS, environment
from agent.errors import ConfigError
from agent.observe.differing import all_paths, excerpts
from agent.types import JSON

BUILD_SECONDS = 120.0
"""A build that takes longer is given up: MCP servers have to start."""

_MOMENT = 1_750_000_000
"""Unix time at which the clock stands in a build where it is not varied."""

_BY_ITSELF = "nothing that was varied: it differs each time, as a random number or an id does"


@dataclass(frozen=True, slots=True)
class Volatile:
    """A value of the prefix that differs: where it stands, where it is from, what changes it."""

    field: str
    origin: str
    before: str
    after: str
    depends_on: str

    def to_json(self) -> JSON:
        """As `--json` prints it."""
        return {
            "field": self.field,
            "origin": self.origin,
            "before": self.before,
            "after": self.after,
            "depends_on": self.depends_on,
        }


@dataclass(frozen=True, slots=True)
class PrefixReport:
    """What differs in a project's prefix, in order; nothing where all is well."""

    volatile: tuple[Volatile, ...]
    messages: int
    tools: int

    def to_json(self) -> JSON:
        """As `--json` prints it."""
        return {
            "ok": not self.volatile,
            "messages": self.messages,
            "tools": self.tools,
            "volatile": [each.to_json() for each in self.volatile],
        }


def lint(project: Path) -> PrefixReport:
    """Build the project's prefix in several processes and compare.

    Raises:
        ConfigError: it cannot be built.
    """
    return asyncio.run(_lint(project.resolve()))


async def _lint(project: Path) -> PrefixReport:
    with tempfile.TemporaryDirectory() as other:
        plain, varied = await asyncio.gather(
            _built(project, frozenset(), other), _built(project, frozenset(VARIATIONS), other)
        )
        found = list(_different(plain, varied))
        alone = await _alone(project, other) if found else {}
    volatile = tuple(
        Volatile(
            field, _origin(plain, varied, field), *excerpts(one, two), _cause(field, plain, alone)
        )
        for field, one, two in found
    )
    return PrefixReport(volatile, len(plain["messages"]), len(plain["tools"]))


async def _alone(project: Path, other: str) -> dict[str, JSON]:
    """The prefix with one variation each, and once more without any."""
    wanted = [frozenset[str](), *(frozenset([each]) for each in VARIATIONS)]
    built = []
    for each in wanted:  # one at a time: a build may start servers
        built.append(await _built(project, each, other))
    return dict(zip(["", *VARIATIONS], built, strict=True))


async def _built(project: Path, varied: frozenset[str], other: str) -> JSON:
    directory = other if DIRECTORY in varied else str(project)
    command = [sys.executable, "-m", "agent.doctor.prefix_build", str(project), directory]
    process = await asyncio.create_subprocess_exec(
        *command,
        str(_MOMENT),
        *sorted(varied),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(os.environ, varied, other),
    )
    try:
        async with asyncio.timeout(BUILD_SECONDS):
            out, err = await process.communicate()
    except TimeoutError:
        raise ConfigError(f"the prefix was not built within {BUILD_SECONDS:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        said = err.decode("utf-8", "replace").strip()
        raise ConfigError(f"the prefix cannot be built: {said.splitlines()[-1] if said else ''}")
    # A tool module may print while it is imported: the prefix is the last line.
    return json.loads(out.decode("utf-8").strip().splitlines()[-1])


def _different(one: JSON, two: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    for part in ("messages", "tools"):
        yield from all_paths(part, one[part], two[part])


def _origin(one: JSON, two: JSON, field: str) -> str:
    place = int(field.partition("[")[2].partition("]")[0] or 0)
    if field.startswith("messages"):
        messages = one["messages"]
        role = messages[place]["role"] if place < len(messages) else ""
        return str(one["system"] if role == "system" else one["few_shot"])
    for built in (one, two):
        if place < len(built["tools"]):
            name = built["tools"][place]["function"]["name"]
            return str(built["origins"].get(name, name))
    return ""


def _cause(field: str, plain: JSON, alone: dict[str, JSON]) -> str:
    changed = {
        name: any(path == field for path, _, _ in _different(plain, built))
        for name, built in alone.items()
    }
    if changed.get(""):
        return _BY_ITSELF
    return ", ".join(name for name, differs in changed.items() if differs) or _BY_ITSELF
