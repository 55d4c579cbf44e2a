"""No test reads the user's own settings, and none writes outside its temporary directory."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is not a failure.
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")


@pytest.fixture(autouse=True)
def own_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Each test has its own data directories and none of the caller's settings."""
    if request.node.get_closest_marker("live"):
        return
    for name in ("AGENT_URL", "AGENT_MODEL", "AGENT_API_KEY", "AGENT_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("agent.retrieval.servers.running_embeddings", lambda: None)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every command
# that they start; tests of Ctrl-C need the default.
signal.signal(signal.SIGINT, signal.default_int_handler)
