"""What the checkout has, the wheel has too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "agent": "agent",
    "tools": "agent.tools",
    "prompts": "agent.prompts",
    "models": "agent.models",
}

pytestmark = pytest.mark.checkout


def test_every_package_is_named() -> None:
    """setuptools packs only what `packages` lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    there = {
        ".".join([name, *init.parent.relative_to(ROOT / folder).parts])
        for folder, name in FOLDERS.items()
        for init in (ROOT / folder).rglob("__init__.py")
    }
    assert there == set(project["tool"]["setuptools"]["packages"])
