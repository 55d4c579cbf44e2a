"""The trainer of the bundled model, where PyTorch is: in the engine's environment."""

from __future__ import annotations

import os
import site
import subprocess
from pathlib import Path

import pytest

from agent.engine.home import engine_home

ROOT = Path(__file__).resolve().parents[2]
BEHIND = "import sys; sys.path += sys.argv.pop(1).split(':'); "
"""This environment's packages behind the engine's."""


@pytest.fixture
def python(engine_url: str) -> Path:
    """The engine's interpreter, which is installed when the engine runs."""
    assert engine_url
    return engine_home().python


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with the package as it is installed, and the tests."""
    agent = tmp_path / "package" / "agent"
    agent.mkdir(parents=True)
    for part in (ROOT / "agent").iterdir():
        (agent / part.name).symlink_to(part)
    for part in ("models", "prompts", "tools"):
        (agent / part).symlink_to(ROOT / part)
    (agent.parent / "tests").symlink_to(ROOT / "tests")
    return agent.parent


def run(python: Path, package: Path, code: str, *arguments: str) -> str:
    """What a program in the engine's environment prints."""
    packages = ":".join(site.getsitepackages())
    done = subprocess.run(
        [str(python), "-c", BEHIND + code, packages, *arguments],
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_trainers_own_tests_pass(python: Path, package: Path) -> None:
    code = "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    told = run(
        python, package, code, "-q", "-p", "no:cacheprovider", "tests/models/test_training.py"
    )
    assert " passed" in told
    assert "skipped" not in told


def test_a_run_is_trained_saved_and_gone_on_with(
    python: Path, package: Path, tmp_path: Path
) -> None:
    """Without a GPU, on dialogues from the generator."""
    code = "import runpy; runpy.run_module('agent.models.training.train', run_name='__main__')"
    output = tmp_path / "weights"
    small = ("--rows", "1", "--length", "512", "--layers", "2", "--width", "64", "--workers", "1")
    more = ("--copying-rows", "4", "--output", str(output))
    begun = run(python, package, code, *small, *more, "--minutes", "0.1", "--stop-after", "0.05")
    assert "step     1" in begun
    assert list(output.glob("*.safetensors*"))
    again = run(python, package, code, *small, *more, "--minutes", "0.1")
    assert "goes on from step" in again
