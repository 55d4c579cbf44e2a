"""The floors of the house hold: imports go down, and neighbours are strangers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import agent

ROOT = Path(agent.__file__).parent

FLOORS = (
    {"types", "errors", "uncut"},
    {"events", "config"},
    {"engine", "store"},
    {"observe"},
    {"tooling"},
    {"context", "retrieval"},
    {"loop", "reply", "retrieving", "trust"},
    {"mcp_servers", "pinning", "project_tools"},
    {"assembly", "connecting", "tenants"},
    {"equipment", "given_prompts", "opening", "resources"},
    {"assembling", "session"},
    {"pool"},
    {"runtime"},
    {"loopback"},
    {"evals", "doctor", "proxy", "ui", "cluster"},
    {"cli"},
)
MAY_SEE = {"testing": {"types", "errors", "events", "engine"}}
"""`testing` stands beside the house: it sees these, and nothing imports it."""

MEASURES = {"evals", "cli"}
"""What measures models makes its dialogues with the bundled model's generator."""

BESIDE = {"__init__", "models", "prompts", "tools"}
"""Not on a floor: the door, and what an installed package holds of the checkout's other folders."""

LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}


def part_of(module: Path, root: Path) -> str:
    """`engine` for agent/engine/wire.py, `loop` for agent/loop.py."""
    return module.relative_to(root).parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """Every `agent.…` module that the source imports, at any level."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(root: Path) -> list[str]:
    """What imports upwards, sideways, or something that has no floor."""
    found = []
    for module in sorted(root.rglob("*.py")):
        part = part_of(module, root)
        if part in BESIDE:
            continue
        for name in imported(module.read_text(encoding="utf-8")):
            words = name.split(".")
            if words[0] != "agent" or len(words) < 2 or words[1] == part:
                continue
            if not _allowed(part, words[1]):
                found.append(f"{module.relative_to(root)} imports {name}")
    return found


def _allowed(part: str, target: str) -> bool:
    if part in MAY_SEE:
        return target in MAY_SEE[part]
    if target == "models":
        return part in MEASURES
    return part in LEVEL and target in LEVEL and LEVEL[target] < LEVEL[part]


def test_every_import_goes_down() -> None:
    """No module of the package imports a floor above or beside its own."""
    assert violations(ROOT) == []


def test_planted_violations_are_found(tmp_path: Path) -> None:
    """The test above can fail: upward, sideways, function-level and homeless imports are seen."""
    for path, source in {
        "engine/a.py": "from agent.context.cache import CacheExpectation",
        "store/b.py": "import agent.engine.wire",
        "context/c.py": "def f():\n    from agent.retrieval import Knowledge",
        "loop.py": "from agent.testing import ScriptedModel",
        "stray.py": "from agent.types import Usage",
        "tooling/d.py": "from agent.tools import search",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(source)
    assert len(violations(tmp_path)) == 6


def test_tools_see_only_the_public_names() -> None:
    """The built-in tools import nothing of Holdfast but `agent` itself and their neighbours."""
    tools = ROOT.parent / "tools"
    if not tools.is_dir():
        tools = ROOT / "tools"
    for module in sorted(tools.rglob("*.py")):
        for name in imported(module.read_text(encoding="utf-8")):
            words = name.split(".")
            assert words[0] != "agent" or words[1] in agent.__all__, f"{module.name}: {name}"
