"""Muon for the matrices of the layers, AdamW for the rest."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import AdamW

from .network import Network


class Muon:
    """Momentum whose update is made orthogonal, for all matrices of one shape at once."""

    def __init__(self, parameters: list[nn.Parameter], momentum: float, decay: float) -> None:
        self._momentum = momentum
        self._decay = decay
        by_shape: dict[torch.Size, list[nn.Parameter]] = defaultdict(list)
        for parameter in parameters:
            by_shape[parameter.shape].append(parameter)
        self._groups = list(by_shape.values())
        self._buffers = [
            torch.zeros(len(group), *group[0].shape, device=group[0].device)
            for group in self._groups
        ]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for group, buffer in zip(self._groups, self._buffers, strict=True):
            gradient = torch.stack([_gradient(each) for each in group]).float()
            buffer.lerp_(gradient, 1 - self._momentum)
            update = orthogonal(gradient.lerp(buffer, self._momentum))
            rows, columns = group[0].shape
            scale = rate * max(1.0, rows / columns) ** 0.5
            for parameter, change in zip(group, update, strict=True):
                parameter.mul_(1 - rate * self._decay).add_(
                    change.to(parameter.dtype), alpha=-scale
                )

    def state_dict(self) -> dict[str, Any]:
        return {"buffers": self._buffers}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        for mine, saved in zip(self._buffers, state["buffers"], strict=True):
            mine.copy_(saved)


def _gradient(parameter: nn.Parameter) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad


def orthogonal(matrices: Tensor) -> Tensor:
    """The nearest matrices with singular values near one, by five Newton-Schulz steps."""
    x = matrices.bfloat16()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.mT if tall else x


class Optimiser:
    """Both optimisers behind one step, with one schedule."""

    def __init__(
        self, network: Network, matrix_rate: float = 0.02, other_rate: float = 3e-3
    ) -> None:
        matrices = [each for each in network.layers.parameters() if each.ndim == 2]
        others = [each for each in network.parameters() if all(each is not m for m in matrices)]
        self._rates = (matrix_rate, other_rate)
        self._muon = Muon(matrices, momentum=0.95, decay=0.02)
        self._adam = AdamW(others, lr=other_rate, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, factor: float) -> None:
        self._muon.step(self._rates[0] * factor)
        for group in self._adam.param_groups:
            group["lr"] = self._rates[1] * factor
        self._adam.step()

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
