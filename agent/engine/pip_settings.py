"""pip's settings, handed on to uv, which does not read them.

The user told pip where packages come from (a mirror, a wheel directory, a certificate); the engine
must come from there too.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Mapping
from pathlib import Path

# pip: options of the environment win over those of a command, and those over the general ones.
_SECTIONS = ("global", "install", ":env:")

_ARGUMENTS = {
    "find-links": "--find-links",
    "index-url": "--index-url",
    "extra-index-url": "--extra-index-url",
    "trusted-host": "--allow-insecure-host",
}


def read_pip_settings(python: Path) -> dict[str, str]:
    """The settings that `pip install` of this interpreter would use, by their names in pip.conf."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return parse_pip_settings(listed.stdout)


def parse_pip_settings(listing: str) -> dict[str, str]:
    """The settings in the lines of `pip config list`, such as global.find-links='wheels'."""
    found: dict[str, str] = {}
    for section in _SECTIONS:
        for line in listing.splitlines():
            key, _, value = line.partition("=")
            if key.startswith(f"{section}.") and value:
                found[key.removeprefix(f"{section}.")] = str(ast.literal_eval(value))
    return found


def uv_arguments(settings: Mapping[str, str]) -> list[str]:
    """The same settings as arguments of `uv pip install`."""
    arguments = [
        word
        for name, flag in _ARGUMENTS.items()
        for value in settings.get(name, "").split()
        for word in (flag, value)
    ]
    if settings.get("no-index", "").lower() in {"1", "true", "yes", "on"}:
        arguments.append("--no-index")
    # pip takes the best version that any index has; uv's own rule is the first index with a name.
    return [*arguments, "--index-strategy", "unsafe-best-match"]


def uv_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The same settings as environment variables, where uv has no argument."""
    names = {
        "cert": "SSL_CERT_FILE",
        "proxy": "ALL_PROXY",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "timeout": "UV_HTTP_TIMEOUT",
    }
    return {name: settings[key] for key, name in names.items() if key in settings}
