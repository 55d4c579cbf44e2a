"""The Qwen3 architecture in plain PyTorch, with the names that a Qwen3 checkpoint has."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the name that everybody gives it
from torch import Tensor, nn
from torch.nn.attention.flex_attention import BlockMask, flex_attention


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    vocabulary: int = 4096
    width: int = 384
    layers: int = 8
    heads: int = 6
    kv_heads: int = 3
    head_width: int = 64
    inner: int = 768
    rope_theta: float = 50_000.0
    positions: int = 16_384
    epsilon: float = 1e-6


class Attention(nn.Module):
    """Grouped-query attention with normalised queries and keys."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        queries, keys = shape.heads * shape.head_width, shape.kv_heads * shape.head_width
        self.q_proj = nn.Linear(shape.width, queries, bias=False)
        self.k_proj = nn.Linear(shape.width, keys, bias=False)
        self.v_proj = nn.Linear(shape.width, keys, bias=False)
        self.o_proj = nn.Linear(queries, shape.width, bias=False)
        self.q_norm = nn.RMSNorm(shape.head_width, eps=shape.epsilon)
        self.k_norm = nn.RMSNorm(shape.head_width, eps=shape.epsilon)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: BlockMask | Tensor) -> Tensor:
        batch, length, _ = x.shape
        split = (batch, length, -1, self.shape.head_width)
        v = self.v_proj(x).view(split).transpose(1, 2)
        q = rotated(self.q_norm(self.q_proj(x).view(split)).transpose(1, 2), cos, sin).to(v.dtype)
        k = rotated(self.k_norm(self.k_proj(x).view(split)).transpose(1, 2), cos, sin).to(v.dtype)
        if isinstance(mask, BlockMask):
            y = flex_attention(q, k, v, block_mask=mask, enable_gqa=True)
        else:
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
        assert isinstance(y, Tensor)
        out: Tensor = self.o_proj(y.transpose(1, 2).reshape(batch, length, -1))
        return out


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on the two halves of each head."""
    first, second = x.float().chunk(2, dim=-1)
    turned = torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)
    return turned.to(x.dtype)


class FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.inner, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.inner, bias=False)
        self.down_proj = nn.Linear(shape.inner, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))
        return out


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.mlp = FeedForward(shape)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, mask: BlockMask | Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Network(nn.Module):
    """Token ids in, hidden states out; the embedding is also the output layer."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.apply(_initialise)
        for layer in self.layers:
            nn.init.zeros_(layer.self_attn.o_proj.weight)
            nn.init.zeros_(layer.mlp.down_proj.weight)

    def forward(self, ids: Tensor, mask: BlockMask | Tensor) -> Tensor:
        cos, sin = angles(self.shape, ids.shape[1], ids.device)
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        out: Tensor = self.norm(x)
        return out

    def logits(self, hidden: Tensor) -> Tensor:
        return F.linear(hidden, self.embed_tokens.weight)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)


def angles(shape: Shape, length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosine and sine of each position's rotation."""
    steps = torch.arange(0, shape.head_width, 2, device=device).float() / shape.head_width
    speeds = shape.rope_theta**-steps
    turns = torch.outer(torch.arange(length, device=device).float(), speeds)
    return turns.cos(), turns.sin()


BLOCK = 128


def block_mask(owner: Tensor) -> BlockMask:
    """Causal attention inside each example of packed rows; owners never fall along a row.

    Made from the first and last owner of each block, which costs nothing beside the dense mask.
    """
    batch, length = owner.shape
    blocks = owner.view(batch, length // BLOCK, BLOCK)
    first, last = blocks[:, :, 0], blocks[:, :, -1]
    count = length // BLOCK
    order = torch.arange(count, device=owner.device)
    earlier = order[:, None] > order[None, :]
    diagonal = order[:, None] == order[None, :]
    touches = (last[:, None, :] >= first[:, :, None]) & (earlier | diagonal)
    whole = (first == last)[:, :, None] & (first == last)[:, None, :]
    same = whole & (first[:, :, None] == first[:, None, :]) & earlier

    def inside(b: Tensor, h: Tensor, q: Tensor, k: Tensor) -> Tensor:
        return (q >= k) & (owner[b, q] == owner[b, k])

    return BlockMask.from_kv_blocks(
        *_listed(touches & ~same), *_listed(same), BLOCK_SIZE=BLOCK, mask_mod=inside
    )


def _listed(chosen: Tensor) -> tuple[Tensor, Tensor]:
    """How many blocks each row of blocks attends to, and which, these first."""
    counts = chosen.sum(-1).to(torch.int32)
    indices = chosen.to(torch.int8).argsort(dim=-1, descending=True, stable=True).to(torch.int32)
    return counts[:, None].contiguous(), indices[:, None].contiguous()


def dense_mask(owner: Tensor) -> Tensor:
    """The same as `block_mask`, spelled out, for machines without a GPU."""
    length = owner.shape[1]
    causal = torch.ones(length, length, dtype=torch.bool, device=owner.device).tril()
    return (owner[:, :, None] == owner[:, None, :])[:, None] & causal
