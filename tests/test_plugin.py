"""The example plugin: a package of a third party, installed by pip into an own environment."""

from __future__ import annotations

import pytest

from tests.plugin_environment import Installed

pytestmark = pytest.mark.checkout

HALF_A_MARATHON = '{"value": 21097.5, "from_unit": "metres", "to_unit": "miles"}'


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Once for all tests here, which do not change it."""
    return Installed(tmp_path_factory.mktemp("plugin"))


def test_an_installed_plugin_is_disabled_until_it_is_named(installed: Installed) -> None:
    """Listed with its package, offered when the project says so, and called without a model."""
    assert installed.states()["convert_length"] == "holdfast-lengths disabled"
    (installed.project / "agent.toml").write_text('tools = ["calculate", "convert_length"]\n')
    assert installed.states()["convert_length"] == "holdfast-lengths enabled"
    called = installed.agent("tools", "call", "convert_length", HALF_A_MARATHON)
    assert called == "13.1094 miles\n"


def test_the_plugin_passes_its_own_tests(installed: Installed) -> None:
    """They show a plugin's author how."""
    assert "3 passed" in installed.tests()
