"""Model families: which of vLLM's parsers understands what a model writes.

A model calls tools in the text format it was trained on, and vLLM needs to be told which one it
is (`--tool-call-parser`, `--reasoning-parser`). The parser names are those of vLLM 0.32; a live
test asks the installed vLLM whether it has every one of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from agent.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Family:
    """Models that share a tool-call format and a way to mark their reasoning."""

    name: str
    """How people call the family."""
    pattern: str
    """Regular expression searched in the model's lower-case name."""
    tool_parser: str
    """Value of `--tool-call-parser`."""
    reasoning_parser: str | None = None
    """Value of `--reasoning-parser`; None for models that answer without thinking aloud."""
    flags: tuple[str, ...] = ()
    """Further arguments that vLLM needs for this family, as on the command line."""
    note: str = ""
    """What a user of the family should know; shown by `agent serve`."""


_MISTRAL_FORMAT = (
    "--tokenizer-mode=mistral",
    "--config-format=mistral",
    "--load-format=mistral",
)
_NEEDS_TEMPLATE = "its own chat template does not show the tools: pass --chat-template {}"

FAMILIES: tuple[Family, ...] = (
    Family("Holdfast Tiny", r"holdfast-tiny", "hermes"),
    # Distilled models, before the Llama and Qwen names that they hold.
    Family(
        "DeepSeek R1 Distill",
        r"deepseek-r1.*(distill|qwen|llama)",
        "hermes",
        "deepseek_r1",
        note="it was not trained to call tools; expect few calls",
    ),
    # Qwen. The 2507 Instruct and the Coder models never think.
    Family("QwQ", r"qwq", "hermes", "deepseek_r1"),
    Family("Qwen3-Coder", r"qwen-?3-coder", "qwen3_coder"),
    Family("Qwen3.5, Qwen3.6", r"qwen-?3\.[5-9]", "qwen3_coder", "qwen3"),
    Family("Qwen3 Instruct", r"qwen-?3(?!\d).*instruct", "hermes"),
    Family("Qwen3", r"qwen-?3(?!\d)", "hermes", "qwen3"),
    Family("Qwen2, Qwen2.5", r"qwen-?2(?!\d)", "hermes"),
    # DeepSeek.
    Family(
        "DeepSeek R1",
        r"deepseek-r1",
        "deepseek_v3",
        "deepseek_r1",
        note=_NEEDS_TEMPLATE.format("tool_chat_template_deepseekr1.jinja (vLLM's examples)"),
    ),
    Family(
        "DeepSeek V4.1",
        r"deepseek-v4\.1",
        "deepseek_v41",
        "deepseek_v41",
        ("--tokenizer-mode=deepseek_v41",),
    ),
    Family(
        "DeepSeek V4",
        r"deepseek-v4",
        "deepseek_v4",
        "deepseek_v4",
        ("--tokenizer-mode=deepseek_v4",),
    ),
    Family(
        "DeepSeek V3.2",
        r"deepseek-v3\.2",
        "deepseek_v32",
        "deepseek_v3",
        ("--tokenizer-mode=deepseek_v32",),
    ),
    Family("DeepSeek V3.1", r"deepseek-v3\.1", "deepseek_v31", "deepseek_v3"),
    Family(
        "DeepSeek V3",
        r"deepseek-v3",
        "deepseek_v3",
        note=_NEEDS_TEMPLATE.format("tool_chat_template_deepseekv3.jinja (vLLM's examples)"),
    ),
    # NVIDIA, before Llama: the names of its Llama fine-tunes hold both.
    Family("Nemotron 3", r"nemotron-?(nano-|super-|ultra-)?3", "qwen3_coder", "nemotron_v3"),
    # Hermes, before Llama: Hermes 3 is called Hermes-3-Llama-3.1.
    Family("Hermes 2, 3 and 4", r"hermes", "hermes"),
    Family("xLAM", r"xlam", "xlam"),
    Family(
        "Llama 4",
        r"llama-?4(?!\d)",
        "llama4_pythonic",
        note="vLLM's examples hold tool_chat_template_llama4_pythonic.jinja, which calls better",
    ),
    Family("Llama 3.1, 3.2, 3.3", r"llama-?3[._-][1-9](?!.*nemotron)", "llama3_json"),
    # Mistral publishes its own file format; others convert it to Hugging Face's.
    Family("Magistral", r"^mistralai/magistral", "mistral", "mistral", _MISTRAL_FORMAT),
    Family(
        "Ministral 3 Reasoning",
        r"^mistralai/ministral-3.*reasoning",
        "mistral",
        "mistral",
        _MISTRAL_FORMAT,
    ),
    Family("Mistral, Devstral", r"^mistralai/", "mistral", None, _MISTRAL_FORMAT),
    Family("Magistral (Hugging Face format)", r"magistral", "mistral", "mistral"),
    Family(
        "Mistral (Hugging Face format)",
        r"mistral|mixtral|devstral|ministral|codestral",
        "mistral",
    ),
    Family("gpt-oss", r"gpt-oss", "openai", "openai_gptoss"),
    Family("GLM-4.7, GLM-5", r"glm-?(4\.[7-9]|[5-9])", "glm47", "glm47"),
    Family("GLM-4.5, GLM-4.6", r"glm-?4\.[56]", "glm45", "glm45"),
    Family("Kimi K3", r"kimi-k3", "kimi_k3", "kimi_k3"),
    Family("Kimi K2 Thinking, K2.5", r"kimi-k2(\.[5-9]|-thinking)", "kimi_k2", "kimi_k2"),
    Family("Kimi K2", r"kimi-k2", "kimi_k2"),
    Family("Granite 20B Function Calling", r"granite-20b-functioncalling", "granite-20b-fc"),
    Family("Granite 4", r"granite-?4", "granite4"),
    Family("Granite 3", r"granite-?3", "granite"),
    Family("MiniMax M3", r"minimax-m3", "minimax_m3", "minimax_m3"),
    Family("MiniMax M2", r"minimax-m2", "minimax_m2", "minimax_m2_append_think"),
    Family("Phi-4-mini", r"phi-?4-mini", "phi4_mini_json"),
    Family("FunctionGemma", r"functiongemma", "functiongemma"),
    Family("Gemma 4", r"gemma-?4", "gemma4", "gemma4"),
    Family(
        "Gemma 3",
        r"gemma-?3",
        "pythonic",
        note=_NEEDS_TEMPLATE.format("tool_chat_template_gemma3_pythonic.jinja (vLLM's examples)"),
    ),
    Family("InternLM 2.5 and 3", r"internlm", "internlm"),
    Family("Jamba", r"jamba", "jamba"),
    Family("Seed-OSS", r"seed-oss", "seed_oss", "seed_oss"),
    Family("Step 3.5", r"step-?3[.p]5", "step3p5", "step3p5"),
    Family("Step 3", r"step-?3", "step3", "step3"),
    Family("ERNIE 4.5", r"ernie-?4\.5", "ernie45", "ernie45"),
    Family("Hunyuan A13B", r"hunyuan.*a13b", "hunyuan_a13b", "hunyuan_a13b"),
    Family("OLMo 3 Think", r"olmo-?3.*think", "olmo3", "olmo3"),
    Family("OLMo 3", r"olmo-?3", "olmo3"),
    Family("Command A", r"command-a", "cohere_command3", "cohere_command3"),
    Family("LFM2", r"lfm2", "lfm2"),
    Family("LongCat", r"longcat", "longcat"),
    Family("MiMo", r"mimo", "mimo", "mimo"),
    Family("Apertus", r"apertus", "apertus"),
    Family("GigaChat 3", r"gigachat-?3", "gigachat3"),
    Family("MiniCPM 5", r"minicpm-?5", "minicpm5"),
    Family("SmolLM3", r"smollm3", "hermes"),
)

# What a chat template writes around a tool call; the first tag found decides.
_TEMPLATE_TAGS: tuple[tuple[str, str], ...] = (
    ("<minimax:tool_call>", "minimax_m2"),
    ("<arg_key>", "glm45"),
    ("<function=", "qwen3_coder"),
    ("<tool_call>", "hermes"),
    ("<|tool_calls_section_begin|>", "kimi_k2"),
    ("<｜tool▁calls▁begin｜>", "deepseek_v3"),
    ("[TOOL_CALLS]", "mistral"),
    ("<|channel|>", "openai"),
    ("<|python_tag|>", "llama3_json"),
)

# `model_type` of config.json, for directories whose template shows no tag.
_MODEL_TYPES: dict[str, str] = {
    "qwen2": "Qwen2, Qwen2.5",
    "qwen3": "Qwen3",
    "qwen3_moe": "Qwen3",
    "qwen3_5": "Qwen3.5, Qwen3.6",
    "qwen3_5_moe": "Qwen3.5, Qwen3.6",
    "deepseek_v3": "DeepSeek V3",
    "deepseek_v32": "DeepSeek V3.2",
    "llama4": "Llama 4",
    "mistral": "Mistral (Hugging Face format)",
    "mixtral": "Mistral (Hugging Face format)",
    "gpt_oss": "gpt-oss",
    "glm4_moe": "GLM-4.5, GLM-4.6",
    "kimi_k2": "Kimi K2",
    "granitemoehybrid": "Granite 4",
    "granite": "Granite 3",
    "minimax_m2": "MiniMax M2",
    "gemma4": "Gemma 4",
    "gemma3": "Gemma 3",
    "jamba": "Jamba",
    "seed_oss": "Seed-OSS",
    "olmo3": "OLMo 3",
}


def find_family(model: str) -> Family:
    """The family of a model, given its name on the hub or its directory.

    A directory is matched by its name, then by the tags in its chat template, then by the
    `model_type` in its config.json.

    Raises:
        ConfigError: no family matches; the message says which flag to give.
    """
    directory = Path(model)
    local = directory.is_dir()
    name = directory.resolve().name if local else model
    family = _by_name(name) or (_by_content(directory) if local else None)
    if family is None:
        raise ConfigError(
            f"Model {model!r} is of no family that Holdfast knows, so it cannot tell which "
            "tool-call format the model writes. Name it with --tool-call-parser (for example "
            "hermes, llama3_json, mistral; `vllm serve --help` lists all), and with "
            "--reasoning-parser if the model thinks aloud."
        )
    return family


def tag_in(text: str) -> tuple[str, str] | None:
    """The tag of a tool call that `text` holds, and the parser that reads calls so written."""
    return next((pair for pair in _TEMPLATE_TAGS if pair[0] in text), None)


def _by_name(name: str) -> Family | None:
    lowered = name.lower()
    return next((f for f in FAMILIES if re.search(f.pattern, lowered)), None)


def _by_content(directory: Path) -> Family | None:
    template = _chat_template(directory)
    found = tag_in(template)
    if found is not None:
        tag, parser = found
        reasoning = "qwen3" if parser == "hermes" and "<think>" in template else None
        return Family(f"models that write {tag}", "", parser, reasoning)
    named = _MODEL_TYPES.get(str(_load_json(directory / "config.json").get("model_type")))
    return next((f for f in FAMILIES if f.name == named), None)


def _chat_template(directory: Path) -> str:
    jinja = directory / "chat_template.jinja"
    if jinja.is_file():
        return jinja.read_text(encoding="utf-8")
    return str(_load_json(directory / "tokenizer_config.json").get("chat_template", ""))


def _load_json(path: Path) -> dict[str, object]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}
