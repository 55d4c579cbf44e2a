"""The trainer on a machine without a GPU: small, and only where PyTorch is installed.

tests/live/test_training.py runs these tests in the engine's environment.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import socket
from pathlib import Path
from typing import Any

import pytest
import torch

from agent.models.training import copying, export
from agent.models.training.corpus import TOKENIZER, Recipe, rows
from agent.models.training.network import (
    Network,
    Shape,
    block_mask,
    dense_mask,
)
from agent.models.training.optimiser import orthogonal
from agent.models.training.together import Together
from agent.models.training.train import continued, schedule

SMALL = Shape(vocabulary=64, width=64, layers=2, heads=2, kv_heads=1, head_width=32, inner=64)


def test_both_masks_are_the_same() -> None:
    """The blocks that the GPU skips are those that nothing may attend to."""
    owner = torch.randint(0, 4, (2, 512)).sort()[0]
    owner[0, :300] = 0
    owner = owner.sort()[0]
    blocks, dense = block_mask(owner), dense_mask(owner)
    query, key = torch.meshgrid(torch.arange(512), torch.arange(512), indexing="ij")
    for row in range(2):
        inside = blocks.mask_mod(torch.tensor(row), torch.tensor(0), query, key)
        assert torch.equal(inside, dense[row, 0])


def test_a_saved_network_is_the_same_after_loading(tmp_path: Path) -> None:
    """Weights travel in parts and are served as one file."""
    network = Network(SMALL)
    export.save(network, tmp_path / "parts")
    export.ship(tmp_path / "parts", tmp_path / "served")
    again = Network(SMALL)
    again.load_state_dict(export.loaded(tmp_path / "served"))
    for one, other in zip(network.parameters(), again.parameters(), strict=True):
        assert torch.equal(one.to(torch.bfloat16), other.to(torch.bfloat16))


def test_orthogonal_evens_out_singular_values() -> None:
    """What Muon does to an update."""
    values = torch.linalg.svdvals(orthogonal(torch.randn(3, 32, 64)).float())
    assert values.min() > 0.4
    assert values.max() < 1.4


def test_the_schedule_warms_up_and_ends_near_zero() -> None:
    """Full in between."""
    assert schedule(0.0, 0) < 0.05
    assert schedule(0.2, 1000) == 1.0
    assert schedule(1.0, 5000) == pytest.approx(0.01)


def test_repeated_segments_can_be_foreseen() -> None:
    """Every learned token of the first lesson has stood after the same token before."""
    ids, learned = copying.repeated(random.Random(1), range(1000, 4000), 400)
    pairs: set[tuple[int, int]] = set()
    for before, token, wanted in zip(ids, ids[1:], learned[1:], strict=False):
        assert not wanted or (before, token) in pairs
        pairs.add((before, token))


def test_a_run_that_goes_on_reads_new_dialogues() -> None:
    """It has read those of its seed, and copying comes at the beginning only."""
    recipe = Recipe(Path("tokenizer.json"), copying_rows=2400, seed=7)
    assert continued(recipe, 0) == recipe
    later = continued(recipe, 500)
    assert later.seed not in (7, continued(recipe, 900).seed)
    assert later.copying_rows == 0


def _half_of_a_mean(rank: int, address: str, found: Any) -> None:
    """One of two processes that train together."""
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"}
    os.environ["MASTER_PORT"] = address
    together = Together()
    weight = torch.nn.Parameter(torch.zeros(3))
    weight.grad = torch.tensor([1.0, 2.0, 3.0]) * (1 + 2 * rank)
    together.average([weight])
    found.put((weight.grad.tolist(), together.agreed(float(rank))))


def test_processes_that_train_together_take_the_mean_of_their_gradients() -> None:
    """And decide alike."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = str(free.getsockname()[1])
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    both = [context.Process(target=_half_of_a_mean, args=(rank, address, found)) for rank in (0, 1)]
    for each in both:
        each.start()
    answers = [found.get(timeout=120) for _ in both]
    for each in both:
        each.join(timeout=60)
    assert answers == [([2.0, 4.0, 6.0], 1.0)] * 2


def test_parts_of_the_rows_are_different() -> None:
    """Each process reads what no other one reads."""
    recipe = Recipe(TOKENIZER, length=1024, copying_rows=0, seed=3)
    made = [next(rows(recipe, worker, 4)).ids.tobytes() for worker in range(4)]
    assert len(set(made)) == 4
