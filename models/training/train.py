"""Trains the bundled model: `python -m agent.models.training.train --minutes 9 --output DIR`.

The budget is time: the learning rate falls with the clock, and the weights are saved before it
runs out. A run that was stopped goes on from its checkpoint with the time that was left. Without a
GPU a step has few and short rows, since attention takes memory by the square of their length.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name that everybody gives it
from torch import Tensor

from . import export
from .corpus import TOKENIZER, Recipe, Rows, batches
from .network import Network, Shape, block_mask, dense_mask
from .optimiser import Optimiser
from .together import Together

AGREED_EVERY = 10
"""Steps after which processes that train together agree on the time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how large."""

    output: Path
    minutes: float
    rows: int
    workers: int
    recipe: Recipe
    shape: Shape
    start_from: Path | None = None
    """A served folder whose weights the run begins with."""
    checkpoint_minutes: float = 2.0
    peak: float = 1.0
    """The share of the full learning rate that it begins with; less where a run is finished."""
    stop_after: float | None = None
    """Minutes after which this process saves and ends, to go on in another one."""


class Trainer:
    """The network, its optimiser and how far they have come."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.together = Together()
        self.device = self.together.device
        torch.manual_seed(plan.recipe.seed)
        self.network = Network(plan.shape).to(self.device)
        if plan.start_from:
            self.network.load_state_dict(export.loaded(plan.start_from))
        self.optimiser = Optimiser(self.network)
        self.forward: Any = self.network
        if self.device.type == "cuda":
            torch.set_float32_matmul_precision("high")
            self.forward = torch.compile(self.network)
        self.step = 0
        self.spent = 0.0
        self._begun = time.monotonic()
        self._resume()

    def run(self) -> None:
        """Steps until the time is used up, then saves."""
        started = time.monotonic() - self.spent
        saved = self.spent
        fresh = 0
        for rows in self._batches():
            if fresh < 2:
                started = time.monotonic() - self.spent  # compiling costs no schedule
                fresh += 1
            if self.step % AGREED_EVERY == 0 or fresh < 2:
                self.spent = self.together.agreed(time.monotonic() - started)
                if self.together.agreed(self._has_to_stop()):
                    break
            progress = self.spent / (self.plan.minutes * 60)
            if progress >= 1:
                break
            loss, right = self._learn(rows, self.plan.peak * schedule(progress, self.step))
            self.step += 1
            if self.step % 50 == 0 or self.step < 4:
                self._tell(float(loss), float(right))
            if self.spent - saved > self.plan.checkpoint_minutes * 60:
                saved = self.spent
                self.save()
        self.save()
        self.together.wait()

    def _has_to_stop(self) -> bool:
        """Whether this process has used up its own time, compiling included."""
        limit = self.plan.stop_after
        return limit is not None and time.monotonic() - self._begun > limit * 60

    def _batches(self) -> Iterator[Rows]:
        """Batches until the time is over; what was learned before a stuck worker is saved."""
        recipe = continued(self.plan.recipe, self.step)
        try:
            share = (self.together.rank, self.together.size)
            yield from batches(recipe, self.plan.rows, self.plan.workers, share)
        except TimeoutError:
            self.save()
            raise

    def _learn(self, rows: Rows, factor: float) -> tuple[Tensor, Tensor]:
        places = np.flatnonzero(rows.learned[:, 1:])
        ids, owner, wanted = (
            torch.from_numpy(each).to(self.device, non_blocking=True)
            for each in (rows.ids, rows.owner, places)
        )
        mask = block_mask(owner) if self.device.type == "cuda" else dense_mask(owner)
        autocast = (
            torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext()
        )
        with autocast:
            hidden = self.forward(ids, mask)[:, :-1].flatten(0, 1)[wanted]
            logits = self.network.logits(hidden).float()
        targets = ids[:, 1:].reshape(-1)[wanted].long()
        loss = F.cross_entropy(logits, targets)
        loss.backward()
        self.together.average(self.network.parameters())
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step(factor)
        self.network.zero_grad(set_to_none=True)
        return loss.detach(), (logits.detach().argmax(-1) == targets).float().mean()

    def _tell(self, loss: float, right: float) -> None:
        if self.together.rank:
            return
        tokens = self.step * self.plan.rows * self.plan.recipe.length * self.together.size
        print(
            f"{self.spent:6.0f} s  step {self.step:5d}  {tokens / 1e6:7.1f} M tokens  "
            f"loss {loss:.4f}  right {right:.4f}",
            flush=True,
        )

    def save(self) -> None:
        """The weights to serve, and beside them all that is needed to go on."""
        if self.together.rank:
            return
        export.save(self.network, self.plan.output)
        state = {
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "spent": self.spent,
        }
        file = self._state_file()
        torch.save(state, file.with_suffix(".new"))
        file.with_suffix(".new").replace(file)

    def _resume(self) -> None:
        file = self._state_file()
        if not file.exists():
            return
        state = torch.load(file, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.spent = state["step"], state["spent"]
        print(f"goes on from step {self.step} after {self.spent:.0f} s", flush=True)

    def _state_file(self) -> Path:
        folder = self.plan.output.parent / "state"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "state.pt"


def schedule(progress: float, step: int) -> float:
    """The share of the full learning rate: warm-up, a plateau, then down in a straight line."""
    warm = min(1.0, (step + 1) / 60)
    fall = min(1.0, (1 - progress) / 0.65)
    return warm * max(fall, 0.01)


def continued(recipe: Recipe, step: int) -> Recipe:
    """What a run reads from a step on: dialogues that it has not read, and no copying first."""
    if not step:
        return recipe
    return replace(recipe, seed=recipe.seed * 1_000_000 + step, copying_rows=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--output", type=Path, required=True, help="where the weights go")
    parser.add_argument("--minutes", type=float, default=9.0)
    rows, length = (8, 16_384) if torch.cuda.is_available() else (4, 2048)
    parser.add_argument("--rows", type=int, default=rows, help="packed rows in a process' step")
    parser.add_argument("--length", type=int, default=length, help="tokens of a row")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layers", type=int, default=Shape().layers)
    parser.add_argument("--width", type=int, default=Shape().width)
    parser.add_argument("--copying-rows", type=int, default=2400)
    parser.add_argument("--start-from", type=Path, help="a folder with weights to begin with")
    parser.add_argument("--tokenizer", type=Path, default=TOKENIZER)
    parser.add_argument("--peak", type=float, default=1.0, help="share of the full learning rate")
    parser.add_argument("--stop-after", type=float, help="minutes of this process, to go on later")
    options = parser.parse_args()
    recipe = Recipe(options.tokenizer, options.length, options.copying_rows, seed=options.seed)
    shape = Shape(width=options.width, layers=options.layers)
    plan = Plan(
        options.output,
        options.minutes,
        options.rows,
        options.workers,
        recipe,
        shape,
        options.start_from,
        peak=options.peak,
        stop_after=options.stop_after,
    )
    Trainer(plan).run()


if __name__ == "__main__":
    main()
