"""An engine's address as a user gives it."""

from __future__ import annotations

import pytest

from agent.engine.given_address import address_of, shown
from agent.errors import ConfigError


def test_an_address_keeps_its_path_and_hides_its_password() -> None:
    address = address_of("https://u:secret@host:8443/models/a")
    assert shown(address) == "https://host:8443/models/a"
    assert shown(address_of("http://127.0.0.1:8000")) == "http://127.0.0.1:8000"


@pytest.mark.parametrize("given", ["", "host:8000", "ftp://host", "http://", "http://host:0"])
def test_what_is_no_address_is_said_with_an_example(given: str) -> None:
    with pytest.raises(ConfigError, match="give one such as"):
        address_of(given)
