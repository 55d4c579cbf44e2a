"""Writes a trained network as a folder that vLLM serves."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from .network import Network, Shape

SHARD = 12_000_000
"""Bytes of one file while a checkpoint travels; the shipped folder has a single file."""


def config(shape: Shape) -> dict[str, object]:
    """The configuration of a Qwen3 model of this shape."""
    return {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.width,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_width,
        "max_position_embeddings": shape.positions,
        "rope_theta": shape.rope_theta,
        "rope_parameters": {"rope_theta": shape.rope_theta, "rope_type": "default"},
        "rms_norm_eps": shape.epsilon,
        "hidden_act": "silu",
        "attention_bias": False,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "bos_token_id": 0,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }


GENERATION = {"do_sample": False, "eos_token_id": 2, "pad_token_id": 0, "temperature": 0.0}
TOKENIZER = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "eos_token": "<|im_end|>",
    "pad_token": "<|endoftext|>",
    "clean_up_tokenization_spaces": False,
    "model_max_length": 16_384,
}


def weights(network: Network) -> dict[str, torch.Tensor]:
    """The parameters under their checkpoint names."""
    return {
        f"model.{name.removeprefix('_orig_mod.')}": value.detach()
        .to(torch.bfloat16)
        .cpu()
        .contiguous()
        for name, value in network.state_dict().items()
    }


def loaded(folder: Path) -> dict[str, torch.Tensor]:
    """The weights of a served folder, or of a checkpoint's parts, under the network's names."""
    found: dict[str, torch.Tensor] = {}
    for file in sorted(folder.glob("*.safetensors")):
        found |= load_file(file)
    return {name.removeprefix("model."): value.float() for name, value in found.items()}


def shape_of(folder: Path) -> Shape:
    """The sizes that a folder's configuration gives."""
    read = json.loads((folder / "config.json").read_text("utf-8"))
    return Shape(
        vocabulary=read["vocab_size"],
        width=read["hidden_size"],
        layers=read["num_hidden_layers"],
        heads=read["num_attention_heads"],
        kv_heads=read["num_key_value_heads"],
        head_width=read["head_dim"],
        inner=read["intermediate_size"],
        rope_theta=read["rope_theta"],
        positions=read["max_position_embeddings"],
        epsilon=read["rms_norm_eps"],
    )


def save(network: Network, folder: Path) -> None:
    """The configuration and the weights, these in files small enough to send."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.json", config(network.shape))
    parts: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for name, value in weights(network).items():
        if size + value.nbytes > SHARD and parts[-1]:
            parts.append({})
            size = 0
        parts[-1][name] = value
        size += value.nbytes
    for number, part in enumerate(parts):
        save_file(part, folder / f"part-{number}.safetensors", metadata={"format": "pt"})


def ship(parts: Path, folder: Path) -> None:
    """A checkpoint's parts as the single file of the shipped folder, with its settings."""
    found: dict[str, torch.Tensor] = {}
    for file in sorted(parts.glob("part-*.safetensors")):
        found |= load_file(file)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(found, folder / "model.safetensors", metadata={"format": "pt"})
    _write(folder / "config.json", json.loads((parts / "config.json").read_text("utf-8")))
    _write(folder / "generation_config.json", GENERATION)
    _write(folder / "tokenizer_config.json", TOKENIZER)


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
