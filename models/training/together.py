"""Several GPUs of one machine: each learns from rows of its own, and all take the same steps.

Who starts the processes sets `RANK`, `WORLD_SIZE`, `MASTER_ADDR` and `MASTER_PORT`, as `torchrun`
does; without them there is one process, which is all that is needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

import torch
import torch.distributed as dist
from torch import Tensor, nn


class Together:
    """This process among all that train the network."""

    def __init__(self) -> None:
        self.rank = int(os.environ.get("RANK", "0"))
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        on_gpu = torch.cuda.is_available()
        self.device = torch.device("cuda", self.rank) if on_gpu else torch.device("cpu")
        if on_gpu:
            torch.cuda.set_device(self.device)
        if self.size > 1:
            dist.init_process_group("nccl" if on_gpu else "gloo")

    def agreed(self, value: float) -> float:
        """The largest of all processes' values, so that all decide alike."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64, device=self.device)
        dist.all_reduce(shared, dist.ReduceOp.MAX)
        return float(shared.item())

    def average(self, parameters: Iterable[nn.Parameter]) -> None:
        """Each gradient becomes the mean of all processes' gradients."""
        if self.size == 1:
            return
        gradients: list[Tensor] = [each.grad for each in parameters if each.grad is not None]
        flat = torch.cat([each.flatten() for each in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        parts = flat.split([each.numel() for each in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            dist.barrier()
