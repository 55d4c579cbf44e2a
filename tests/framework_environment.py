"""Other frameworks in an environment of their own, as their users would install them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "live" / "frameworks" / "requirements.txt"


def frameworks_python() -> Path:
    """The interpreter of the environment, which is made the first time.

    Skips the test where nothing can be installed, but not where all tests have to run.
    """
    wanted = REQUIREMENTS.read_bytes()
    home = HERE.parent / ".venv" / f"frameworks-{hashlib.sha256(wanted).hexdigest()[:12]}"
    python = home / "bin" / "python"
    if (home / "installed").exists():
        return python
    venv.create(home, symlinks=True, clear=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    done = subprocess.run(
        [*pip, "install", "--quiet", "-r", str(REQUIREMENTS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if done.returncode != 0:
        told = f"the frameworks cannot be installed: {done.stderr[-500:]}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    (home / "installed").touch()
    return python
