"""The bundled model: small enough to ship, so that everything runs without a download."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

SERVED_NAME = "holdfast-tiny"
"""The name under which it is served."""


def bundled_model_path() -> Path:
    """The folder that vLLM serves. The package is always installed as plain files."""
    return Path(str(resources.files(__name__).joinpath(SERVED_NAME)))
