"""Key, model, window and metrics."""

from __future__ import annotations

import pytest

from agent.doctor.http import Http
from agent.doctor.server_checks import _is_loopback
from tests.doctor.conftest import Vllm, findings


async def test_a_missing_key_is_said_and_nothing_is_made_of_what_could_not_be_seen(
    vllm: Vllm,
) -> None:
    """401 says nothing of the models."""
    vllm.key = "right"
    found = await findings(vllm)
    assert "none is given" in found["key"].seen
    assert "AGENT_API_KEY" in found["key"].fix
    assert [each.id for each in found.values() if each.severity == "failure"] == ["key"]


async def test_a_wrong_key_is_said_to_be_refused(vllm: Vllm) -> None:
    """Another message than for none."""
    vllm.key = "right"
    assert "refused the key (401)" in (await findings(vllm, api_key="wrong"))["key"].seen


async def test_a_right_key_is_seen_to_be_needed(vllm: Vllm) -> None:
    """Asked once without it."""
    vllm.key = "right"
    found = (await findings(vllm, api_key="right"))["key"]
    assert (found.severity, "nothing without it" in found.seen) == ("ok", True)


async def test_a_key_that_travels_unencrypted_is_warned_of(
    vllm: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over http to a host that is not this one."""
    monkeypatch.setattr("agent.doctor.server_checks._is_loopback", lambda host: False)
    vllm.key = "right"
    found = (await findings(vllm, api_key="right"))["key"]
    assert (found.severity, "--ssl-keyfile" in found.fix) == ("warning", True)


async def test_a_server_on_a_network_without_a_key_is_noted(
    vllm: Vllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody there may use it."""
    monkeypatch.setattr("agent.doctor.server_checks._is_loopback", lambda host: False)
    found = (await findings(vllm))["key"]
    assert (found.severity, "--api-key" in found.fix) == ("note", True)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9:8000/v1", True),
        ("http://[::1]:8000", True),
        ("http://localhost:8000/v1/", True),
        ("http://10.0.0.5:8000", False),
        ("http://gpu.example.com", False),
        ("http://localhost.example.com", False),
        ("http://0.0.0.0:8000", False),
    ],
)
async def test_loopback_is_told_from_a_network(url: str, loopback: bool) -> None:
    """By the address, not by how it looks."""
    http = Http(url, None)
    await http.close()
    assert _is_loopback(http.host) is loopback


async def test_a_model_that_is_not_served_is_answered_with_those_that_are(vllm: Vllm) -> None:
    """And with both ways to mend it."""
    found = (await findings(vllm, model="other"))["model"]
    assert found.severity == "failure"
    assert "qwen2.5-7b" in found.seen
    assert found.fix == "--model qwen2.5-7b, or restart vLLM with --served-model-name other"


async def test_of_several_models_the_first_is_taken_and_said(vllm: Vllm) -> None:
    """Nobody asked for one."""
    vllm.models = ({"id": "a", "max_model_len": 32768}, {"id": "b", "max_model_len": 32768})
    found = (await findings(vllm))["model"]
    assert (found.severity, found.fix) == ("note", "--model a")


async def test_a_server_without_models_fails_there(vllm: Vllm) -> None:
    """And is not asked further."""
    vllm.models = ()
    found = await findings(vllm)
    assert found["model"].severity == "failure"
    assert found["tool-calling"].seen == "the server serves no model"


async def test_an_unknown_window_has_a_line_for_the_settings(vllm: Vllm) -> None:
    """What needs it is skipped."""
    vllm.models = ({"id": "a"},)
    found = await findings(vllm)
    assert "context_tokens = " in found["window"].fix
    assert found["kv-capacity"].seen == "the window is unknown"


async def test_a_window_of_the_settings_that_is_larger_has_no_effect(vllm: Vllm) -> None:
    """And the flag that would give it one is named."""
    found = (await findings(vllm, context_tokens=65536))["window"]
    assert (found.severity, "--max-model-len 65536" in found.fix) == ("warning", True)


async def test_metrics_of_another_program_are_noted(vllm: Vllm) -> None:
    """As with --disable-log-stats."""
    vllm.measured, vllm.metrics = False, "python_info 1.0\n"
    found = (await findings(vllm))["metrics"]
    assert (found.severity, "--disable-log-stats" in found.fix) == ("note", True)
