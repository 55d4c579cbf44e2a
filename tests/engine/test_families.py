"""Which parsers a model gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.engine.families import find_family
from agent.errors import ConfigError

NAMES = [
    ("meta-llama/Llama-3.1-8B-Instruct", "llama3_json", None),
    ("meta-llama/Llama-3.2-3B-Instruct", "llama3_json", None),
    ("meta-llama/Llama-3.3-70B-Instruct", "llama3_json", None),
    ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama4_pythonic", None),
    ("Qwen/Qwen2.5-7B-Instruct", "hermes", None),
    ("Qwen/Qwen3-32B", "hermes", "qwen3"),
    ("Qwen/Qwen3-30B-A3B-Thinking-2507", "hermes", "qwen3"),
    ("Qwen/Qwen3-30B-A3B-Instruct-2507", "hermes", None),
    ("Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen3_coder", None),
    ("Qwen/Qwen3.5-35B-A3B", "qwen3_coder", "qwen3"),
    ("Qwen/Qwen3.6-27B", "qwen3_coder", "qwen3"),
    ("Qwen/QwQ-32B", "hermes", "deepseek_r1"),
    ("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "hermes", "deepseek_r1"),
    ("deepseek-ai/DeepSeek-R1-0528-Qwen3-8B", "hermes", "deepseek_r1"),
    ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral", None),
    ("mistralai/Devstral-Small-2505", "mistral", None),
    ("mistralai/Magistral-Small-2506", "mistral", "mistral"),
    ("deepseek-ai/DeepSeek-V3-0324", "deepseek_v3", None),
    ("deepseek-ai/DeepSeek-V3.1", "deepseek_v31", "deepseek_v3"),
    ("deepseek-ai/DeepSeek-V3.2", "deepseek_v32", "deepseek_v3"),
    ("deepseek-ai/DeepSeek-R1-0528", "deepseek_v3", "deepseek_r1"),
    ("openai/gpt-oss-20b", "openai", "openai_gptoss"),
    ("zai-org/GLM-4.5-Air", "glm45", "glm45"),
    ("zai-org/GLM-4.6", "glm45", "glm45"),
    ("zai-org/GLM-4.7", "glm47", "glm47"),
    ("moonshotai/Kimi-K2-Instruct", "kimi_k2", None),
    ("moonshotai/Kimi-K2-Thinking", "kimi_k2", "kimi_k2"),
    ("ibm-granite/granite-3.3-8b-instruct", "granite", None),
    ("ibm-granite/granite-4.0-h-small", "granite4", None),
    ("NousResearch/Hermes-2-Pro-Llama-3-8B", "hermes", None),
    ("NousResearch/Hermes-3-Llama-3.1-8B", "hermes", None),
    ("MiniMaxAI/MiniMax-M2", "minimax_m2", "minimax_m2_append_think"),
    ("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "qwen3_coder", "nemotron_v3"),
    ("microsoft/Phi-4-mini-instruct", "phi4_mini_json", None),
    ("google/gemma-3-27b-it", "pythonic", None),
    ("google/functiongemma-270m-it", "functiongemma", None),
    ("internlm/internlm3-8b-instruct", "internlm", None),
    ("ai21labs/AI21-Jamba-1.5-Mini", "jamba", None),
    ("Salesforce/Llama-xLAM-2-8b-fc-r", "xlam", None),
    ("ByteDance-Seed/Seed-OSS-36B-Instruct", "seed_oss", "seed_oss"),
    ("stepfun-ai/step3", "step3", "step3"),
    ("baidu/ERNIE-4.5-21B-A3B-Thinking", "ernie45", "ernie45"),
    ("tencent/Hunyuan-A13B-Instruct", "hunyuan_a13b", "hunyuan_a13b"),
    ("allenai/Olmo-3-7B-Instruct", "olmo3", None),
    ("CohereLabs/command-a-reasoning-08-2025", "cohere_command3", "cohere_command3"),
    ("models/holdfast-tiny", "hermes", None),
]


@pytest.mark.parametrize(("model", "tools", "reasoning"), NAMES, ids=[n[0] for n in NAMES])
def test_a_name_on_the_hub_gets_its_family_s_parsers(
    model: str, tools: str, reasoning: str | None
) -> None:
    family = find_family(model)
    assert (family.tool_parser, family.reasoning_parser) == (tools, reasoning)


def test_mistral_s_own_format_gets_mistral_s_tokenizer() -> None:
    assert "--tokenizer-mode=mistral" in find_family("mistralai/Devstral-Small-2505").flags


def test_a_converted_mistral_keeps_vllm_s_own_choice_of_tokenizer() -> None:
    assert find_family("unsloth/Mistral-Small-3.2-24B-Instruct-2506").flags == ()


def test_a_directory_is_known_by_its_name(tmp_path: Path) -> None:
    directory = _model(tmp_path / "Qwen3-8B", {})
    assert find_family(str(directory)).reasoning_parser == "qwen3"


def test_a_parent_directory_s_name_decides_nothing(tmp_path: Path) -> None:
    directory = _model(tmp_path / "deepseek-r1" / "mine", {"model_type": "qwen2"})
    assert find_family(str(directory)).tool_parser == "hermes"


@pytest.mark.parametrize(
    ("template", "tools", "reasoning"),
    [
        ('<tool_call>\n{"name"', "hermes", None),
        ('<think></think><tool_call>\n{"name"', "hermes", "qwen3"),
        ("<tool_call>\n<function=", "qwen3_coder", None),
        ("[TOOL_CALLS]", "mistral", None),
        ("<|python_tag|>", "llama3_json", None),
    ],
)
def test_a_directory_is_known_by_what_its_template_writes(
    tmp_path: Path, template: str, tools: str, reasoning: str | None
) -> None:
    directory = _model(tmp_path / "mine", {"model_type": "llama"}, template)
    family = find_family(str(directory))
    assert (family.tool_parser, family.reasoning_parser) == (tools, reasoning)


def test_a_directory_without_a_telling_template_is_known_by_its_model_type(tmp_path: Path) -> None:
    directory = _model(tmp_path / "mine", {"model_type": "gpt_oss"})
    assert find_family(str(directory)).tool_parser == "openai"


def test_a_template_inside_the_tokenizer_s_settings_is_read(tmp_path: Path) -> None:
    directory = _model(tmp_path / "mine", {})
    settings = json.dumps({"chat_template": "[TOOL_CALLS]"})
    (directory / "tokenizer_config.json").write_text(settings)
    assert find_family(str(directory)).tool_parser == "mistral"


@pytest.mark.parametrize("model", ["someone/unheard-of", "nvidia/Llama-3.1-Nemotron-70B"])
def test_an_unknown_family_is_refused_with_the_flag_to_give(model: str) -> None:
    with pytest.raises(ConfigError, match=rf"{model}.*--tool-call-parser"):
        find_family(model)


def test_a_broken_config_is_no_reason_to_fail_otherwise(tmp_path: Path) -> None:
    directory = _model(tmp_path / "mine", {})
    (directory / "config.json").write_text("{broken")
    with pytest.raises(ConfigError, match="--tool-call-parser"):
        find_family(str(directory))


def _model(directory: Path, config: dict[str, object], template: str = "") -> Path:
    directory.mkdir(parents=True)
    (directory / "config.json").write_text(json.dumps(config))
    if template:
        (directory / "chat_template.jinja").write_text(template)
    return directory
