"""The `cache_salt` of an isolated tenant.

vLLM finds only those blocks again that were computed under the same salt. A salt that somebody
could guess would be none for whoever reaches the server, so it is made of a secret (HMAC-SHA256).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from agent.errors import ConfigError


def cache_salt(name: str, secret: str | None, path: Path) -> str:
    """The salt of a tenant: the same in every process that has the same secret.

    Args:
        secret: None takes the one at `path`, which is made if there is none.

    Raises:
        ConfigError: the secret can neither be read nor made.
    """
    key = secret.encode() if secret is not None else _kept(path)
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()


def _kept(path: Path) -> bytes:
    try:
        if not path.exists():
            _make(path)
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the secret for isolated tenants at {path} cannot be used: {error.strerror}. "
            "Give one with `secret` in [pool]."
        ) from error


def _make(path: Path) -> None:
    """Of several processes that do so at a time, one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
