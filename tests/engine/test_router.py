"""The servers behind a router: their ports and GPUs, and the router's command."""

from __future__ import annotations

import pytest

from agent.engine.command import ServeOptions
from agent.engine.router import replicas_of, router_arguments, visible_gpus
from agent.errors import ConfigError

OPTIONS = ServeOptions("m", host="0.0.0.0", port=8000, tensor_parallel_size=2)


def test_each_replica_has_gpus_and_a_port_of_its_own() -> None:
    """Only the router listens where clients come from."""
    replicas = replicas_of(OPTIONS, 2, ["4", "5", "6", "7"])
    assert [each.environment["CUDA_VISIBLE_DEVICES"] for each in replicas] == ["4,5", "6,7"]
    assert [(each.options.host, each.options.port) for each in replicas] == [
        ("127.0.0.1", 8001),
        ("127.0.0.1", 8002),
    ]
    arguments = router_arguments(OPTIONS, replicas)
    assert arguments[:4] == ["--host", "0.0.0.0", "--port", "8000"]


def test_without_gpus_the_environment_stays_as_it_is() -> None:
    """The CPU build uses none."""
    assert [each.environment for each in replicas_of(OPTIONS, 2, None)] == [{}, {}]


def test_too_few_gpus_are_told() -> None:
    """With how many there are and how many are needed."""
    with pytest.raises(ConfigError, match="needs 6 GPUs, 2 for each, and this machine shows 4"):
        replicas_of(OPTIONS, 3, ["0", "1", "2", "3"])


def test_the_gpus_that_the_user_chose_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those that the machine has beside."""
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2, GPU-8932f937")
    assert visible_gpus() == ["2", "GPU-8932f937"]
