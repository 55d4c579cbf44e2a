"""Finds what makes a prefix another one from day to day and from machine to machine.

The prefix is built twice, in two processes in which clock, hash seed, working directory,
environment and the order of discovery differ. What differs in it is named with where it came from;
then one after the other is varied alone, which tells what it depends on.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.doctor.prefix_build import Order
from agent.doctor.target import Target
from agent.doctor.variation import DIRECTORY, VARIATIONS, environment
from agent.doctor.written import Written, keyword_line, written_at
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


def lint(project: Path, target: str = "") -> PrefixReport:
    """Build a prefix in several processes and compare.

    Args:
        project: whose prefix it is, or whose settings a program's agent has.
        target: `FILE.py:NAME` or `MODULE:NAME` of an agent in a program's code, or of a function
            that returns one, in place of the project's own.

    Raises:
        ConfigError: it cannot be built, or there is no such agent.
    """
    if target:
        Target.read(target, Path.cwd())
    with tempfile.TemporaryDirectory() as other:
        return asyncio.run(_lint(_Builder(project.resolve(), target, Path.cwd(), Path(other))))


@dataclass(frozen=True, slots=True)
class _Builder:
    """Builds one prefix again and again, each time in a process of its own.

    Args:
        started: the directory that the command was started in.
        other: an empty directory, for what is varied and for what was built.
    """

    project: Path
    target: str
    started: Path
    other: Path

    async def built(self, *varied: str) -> JSON:
        """The prefix under these variations.

        Raises:
            ConfigError: it cannot be built.
        """
        out = self.other / f"{uuid.uuid4().hex}.json"
        home = self.other / "home"
        home.mkdir(exist_ok=True)
        usual = self.started if self.target else self.project
        order = Order(
            str(self.project),
            str(home if DIRECTORY in varied else usual),
            _MOMENT,
            str(out),
            self.target,
            str(self.started),
            tuple(varied),
        )
        said = await self._run(order, environment(os.environ, frozenset(varied), str(home)))
        if not out.is_file():
            last = said.splitlines()[-1] if said else "its process ended without a word"
            raise ConfigError(f"the prefix cannot be built: {last}")
        built: JSON = json.loads(out.read_text(encoding="ascii"))
        if "error" in built:
            raise ConfigError(f"the prefix cannot be built: {built['error']}")
        return built

    async def _run(self, order: Order, variables: dict[str, str]) -> str:
        """Run one build, and return what it said on stderr."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "agent.doctor.prefix_build", json.dumps(asdict(order))),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=variables,
        )
        try:
            async with asyncio.timeout(BUILD_SECONDS):
                _, err = await process.communicate()
        except TimeoutError:
            raise ConfigError(f"the prefix was not built within {BUILD_SECONDS:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return err.decode("utf-8", "replace").strip()


async def _lint(builder: _Builder) -> PrefixReport:
    plain, varied = await asyncio.gather(
        builder.built(), builder.built(*VARIATIONS), return_exceptions=True
    )
    if isinstance(plain, BaseException):
        raise plain
    broken: dict[str, str] = {}
    if isinstance(varied, ConfigError):
        broken = await _breaking(builder)
        if not broken:
            raise varied
        varied = await builder.built(*(each for each in VARIATIONS if each not in broken))
    if isinstance(varied, BaseException):
        raise varied
    found = list(_different(plain, varied))
    alone = await _alone(builder, broken) if found else {}
    volatile = [
        each
        for field, one, two in found
        for each in _in_code(field, plain, varied, alone)
        or [
            Volatile(
                field,
                _origin(plain, varied, field),
                *excerpts(one, two),
                _cause(field, plain, alone),
            )
        ]
    ]
    broke = [Volatile("", _place(told), "it is built", told, by) for by, told in broken.items()]
    return PrefixReport((*broke, *volatile), len(plain["messages"]), len(plain["tools"]))


async def _breaking(builder: _Builder) -> dict[str, str]:
    """The variations under which nothing can be built, with what is said then."""
    broken = {}
    for each in VARIATIONS:
        try:
            await builder.built(each)
        except ConfigError as error:
            broken[each] = str(error)
    return broken


def _place(told: str) -> str:
    """The file and line at the end of what a build said."""
    found = re.search(r"\(([^()]+:\d+)\)$", told)
    return found[1] if found else ""


async def _alone(builder: _Builder, without: Container[str]) -> dict[str, JSON]:
    """The prefix with one variation each, and once more without any."""
    made = {"": await builder.built()}
    for each in VARIATIONS:  # one at a time: a build may start servers
        if each not in without:
            made[each] = await builder.built(each)
    return made


def _different(one: JSON, two: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    for part in ("messages", "tools"):
        yield from all_paths(part, one[part], two[part])


def _origin(one: JSON, two: JSON, field: str) -> str:
    """The prompt's file or the tool's function that a value is from."""
    place = int(field.partition("[")[2].partition("]")[0] or 0)
    if field.startswith("messages"):
        messages = one["messages"]
        role = messages[place]["role"] if place < len(messages) else ""
        given = "system" if role == "system" else "few_shot"
        return str(one[given]) or keyword_line(one["sources"], given)
    for built in (one, two):
        if place < len(built["tools"]):
            name = built["tools"][place]["function"]["name"]
            return str(built["origins"].get(name, name))
    return ""


def _at(built: JSON, field: str) -> JSON:
    """The value of a field such as `tools[3].function.description`; None where there is none."""
    value: JSON = built
    for name, place in re.findall(r"([^.\[\]]+)|\[(\d+)\]", field):
        try:
            value = value[name or int(place)]
        except (LookupError, TypeError):
            return None
    return value


def _in_code(field: str, plain: JSON, varied: JSON, alone: dict[str, JSON]) -> list[Volatile]:
    """The expressions in the program's code that a value is made of and that differ."""

    def differing(built: JSON) -> dict[str, Written]:
        was, now = _at(plain, field), _at(built, field)
        if not (isinstance(was, str) and isinstance(now, str)):
            return {}
        return {each.place: each for each in written_at(plain["sources"], was, now)}

    under = {name: differing(built) for name, built in alone.items()}
    return [
        Volatile(
            field,
            place,
            *excerpts(each.before, each.after),
            _depends_on({name: place in found for name, found in under.items()}),
        )
        for place, each in differing(varied).items()
    ]


def _cause(field: str, plain: JSON, alone: dict[str, JSON]) -> str:
    return _depends_on(
        {
            name: any(path == field for path, _, _ in _different(plain, built))
            for name, built in alone.items()
        }
    )


def _depends_on(changed: dict[str, bool]) -> str:
    """In words, what a value changes with.

    Args:
        changed: whether it is another where this alone is varied; by the empty name, where nothing
            is.
    """
    if changed.get(""):
        return _BY_ITSELF
    return ", ".join(name for name, differs in changed.items() if differs) or _BY_ITSELF
