"""A third party's plugin: installed, disabled, enabled, and used by a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.plugin_environment import Installed

pytestmark = pytest.mark.checkout


def test_an_installed_plugin_is_used_once_it_is_named(tmp_path: Path) -> None:
    """What examples/plugin/README.md says, in a fresh environment and on the engine."""
    installed = Installed(tmp_path)
    assert installed.states()["convert_length"] == "holdfast-lengths disabled"
    (installed.project / "agent.toml").write_text('tools = ["calculate", "convert_length"]\n')
    assert installed.states()["convert_length"] == "holdfast-lengths enabled"
    reply = json.loads(installed.agent("run", "--json", "Convert 26.2 miles to kilometres"))
    assert [(each["name"], each["arguments"], each["ok"]) for each in reply["tool_calls"]] == [
        ("convert_length", {"value": 26.2, "from_unit": "miles", "to_unit": "kilometres"}, True)
    ]
    assert (reply["status"], reply["text"]) == ("done", "The result is 42.1648 kilometres.")
