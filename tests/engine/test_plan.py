"""How a model is started on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.engine import plan as plan_module
from agent.engine.command import ServeOptions
from agent.engine.cpu import cache_bytes, cpu_profile, processor_features
from agent.engine.home import EngineHome
from agent.engine.plan import cpu_command, make_plan
from agent.errors import EngineLaunchError

CONFIG = {
    "model_type": "qwen3",
    "num_hidden_layers": 8,
    "num_attention_heads": 6,
    "num_key_value_heads": 3,
    "head_dim": 64,
    "max_position_embeddings": 16384,
}


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A directory with a small model that calls tools as Hermes does."""
    directory = tmp_path / "holdfast-tiny"
    directory.mkdir()
    (directory / "config.json").write_text(json.dumps(CONFIG))
    (directory / "model.safetensors").write_bytes(b"weights")
    return str(directory)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineHome:
    """A home where the CPU build is as good as installed, on a machine without a GPU."""
    home = EngineHome(tmp_path / "environment", tmp_path / "state")
    monkeypatch.setattr(plan_module, "install", lambda home, _: home.python)
    monkeypatch.setattr(plan_module, "has_gpu", lambda: False)
    return home


def ignore(_line: str) -> None:
    """A progress callback that tells nobody."""


def with_gpu(monkeypatch: pytest.MonkeyPatch, *, vllm: bool) -> None:
    """Put a GPU into the machine, with or without vLLM next to Holdfast."""
    monkeypatch.setattr(plan_module, "has_gpu", lambda: True)
    found = object() if vllm else None
    monkeypatch.setattr(plan_module.importlib.util, "find_spec", lambda _: found)


def test_a_small_model_starts_fast_with_the_plain_way_behind(small: str, home: EngineHome) -> None:
    fast, plain = make_plan(ServeOptions(small), home, ignore).attempts
    assert fast.forks
    assert not plain.forks
    assert fast.arguments == plain.arguments
    assert "--enforce-eager" in fast.arguments


def test_the_fast_start_has_one_thread_only(small: str, home: EngineHome) -> None:
    fast, _ = make_plan(ServeOptions(small), home, ignore).attempts
    assert fast.environment["OMP_NUM_THREADS"] == "1"


def test_a_large_model_starts_vllm_s_own_way(home: EngineHome) -> None:
    (only,) = make_plan(ServeOptions("Qwen/Qwen3-0.6B"), home, ignore).attempts
    assert not only.forks
    assert "OMP_NUM_THREADS" not in only.environment
    assert "--enforce-eager" not in only.arguments


def test_a_directory_is_never_looked_up_on_the_hub(small: str) -> None:
    assert cpu_profile(small).environment["HF_HUB_OFFLINE"] == "1"
    assert "HF_HUB_OFFLINE" not in cpu_profile("Qwen/Qwen3-0.6B").environment


def test_the_kv_cache_holds_several_windows(small: str) -> None:
    per_token = 2 * 2 * 8 * 3 * 64
    assert cache_bytes(Path(small)) == 8 * 16384 * per_token


def test_the_kv_cache_of_an_unknown_architecture_is_left_to_vllm(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert cache_bytes(tmp_path) == 0


def test_a_given_size_of_the_kv_cache_wins(small: str, home: EngineHome) -> None:
    options = ServeOptions(small, kv_cache_memory_bytes="64M")
    arguments = make_plan(options, home, ignore).attempts[0].arguments
    assert arguments.count("--kv-cache-memory-bytes") == 1
    assert arguments[arguments.index("--kv-cache-memory-bytes") + 1] == "64M"


def test_an_argument_of_the_user_s_wins_over_the_profile_s(small: str, home: EngineHome) -> None:
    options = ServeOptions(small, extra=("--block-size", "64"))
    arguments = make_plan(options, home, ignore).attempts[0].arguments
    assert arguments.count("--block-size") == 1
    assert "64" in arguments


def test_a_gpu_is_used_with_the_vllm_next_to_holdfast(
    small: str, home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, vllm=True)
    (only,) = make_plan(ServeOptions(small), home, ignore).attempts
    assert only.python != str(home.python)


def test_a_gpu_without_vllm_is_told_how_to_get_it(
    home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, vllm=False)
    with pytest.raises(EngineLaunchError, match=r"holdfast\[vllm\]"):
        make_plan(ServeOptions("Qwen/Qwen3-32B"), home, ignore)


def test_a_small_model_does_without_the_gpu_where_vllm_is_missing(
    small: str, home: EngineHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, vllm=False)
    assert make_plan(ServeOptions(small), home, ignore).attempts[0].python == str(home.python)


@pytest.mark.parametrize("feature", ["amx_bf16", "avx512_bf16", "bf16"])
def test_a_processor_with_bfloat16_computes_in_the_models_own_type(
    small: str, feature: str
) -> None:
    """Half the memory, and no slower."""
    flags = cpu_profile(small, frozenset({feature})).flags
    assert not [flag for flag in flags if flag.startswith("--dtype")]


def test_a_processor_without_bfloat16_computes_in_float32(small: str) -> None:
    """Emulated bfloat16 is several times slower; the cache holds as many tokens all the same."""
    flags = cpu_profile(small, frozenset({"avx2"})).flags
    assert "--dtype=float32" in flags
    assert f"--kv-cache-memory-bytes={2 * cache_bytes(Path(small))}" in flags


def test_the_processors_features_are_read(tmp_path: Path) -> None:
    """As Linux writes them on x86 and on Arm; a missing file has none."""
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor : 0\nflags\t\t: fpu avx512_bf16\nprocessor : 1\nflags : fpu\n")
    assert processor_features(cpuinfo) == {"fpu", "avx512_bf16"}
    assert processor_features(tmp_path / "nowhere") == frozenset()


def test_the_command_shown_for_the_cpu_build_has_its_environment(
    small: str, home: EngineHome
) -> None:
    words = cpu_command(ServeOptions(small), home)
    assert words[0] == "env"
    assert "OMP_NUM_THREADS=1" in words
    assert str(home.environment / "bin" / "vllm") in words
