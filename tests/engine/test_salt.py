"""Salts of isolated tenants: the same for who has the secret, and for nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.engine.salt import cache_salt
from agent.errors import ConfigError


def test_each_tenant_has_its_own_as_long_as_the_secret_stays(tmp_path: Path) -> None:
    """The secret is made once, for its owner alone to read."""
    path = tmp_path / "data" / "secret"
    salts = [cache_salt(name, None, path) for name in ("acme", "acme", "other")]
    assert salts[0] == salts[1] != salts[2]
    assert path.stat().st_mode & 0o077 == 0
    assert cache_salt("acme", None, tmp_path / "elsewhere") != salts[0]
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_processes_that_start_at_a_time_get_one_secret(tmp_path: Path) -> None:
    """Whoever makes it first."""
    with ThreadPoolExecutor(16) as at_once:
        found = at_once.map(lambda _: cache_salt("acme", None, tmp_path / "secret"), range(64))
    assert len(set(found)) == 1


def test_a_secret_that_is_given_needs_no_file(tmp_path: Path) -> None:
    """The same on all machines."""
    given = [cache_salt("acme", "sixteen letters.", tmp_path / name) for name in "ab"]
    assert given[0] == given[1]
    assert not list(tmp_path.iterdir())


def test_a_secret_that_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    """It says what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"Give one with `secret` in \[pool\]"):
        cache_salt("acme", None, tmp_path / "file" / "secret")
