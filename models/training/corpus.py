"""From seeds to packed rows of token ids, by as many processes as the machine has."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from . import copying
from .chat import Piece, pieces
from .generator import dialogue

TOKENIZER = Path(__file__).parents[1] / "holdfast-tiny" / "tokenizer.json"
FIRST_ORDINARY = 16
"""Ids below are control tokens and tags."""
PATIENCE_SECONDS = 60
"""A worker that takes longer for a row is stuck."""
OF_A_LENGTH = 0.45
"""Dialogues that are made between these lengths in tokens, short ones more often."""
SHORTEST, LONGEST = 300, 15_500
STILL_COPYING = 0.04
"""Rows of copying among the dialogues, which keep every token of the vocabulary known."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Several packed rows, each of the same length."""

    ids: NDArray[np.int32]
    owner: NDArray[np.int32]
    """Which example of the row a token belongs to; attention stays inside."""
    learned: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the rows are made of."""

    tokenizer: Path
    length: int = 16_384
    copying_rows: int = 2400
    """So many rows of copying come first."""
    seed: int = 0


class Encoder:
    """Token ids of pieces; what comes again and again is encoded once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._kept: dict[str, list[int]] = {}

    def __call__(self, piece: Piece) -> list[int]:
        if not piece.shared:
            return self._encode(piece.text)
        if piece.text not in self._kept:
            if len(self._kept) > 5000:
                self._kept.clear()
            self._kept[piece.text] = self._encode(piece.text)
        return self._kept[piece.text]

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def rows(recipe: Recipe, worker: int, workers: int) -> Iterator[Rows]:
    """The rows of one of several workers, without end. The same recipe gives the same rows."""
    tokenizer = Tokenizer.from_file(str(recipe.tokenizer))
    encode = Encoder(tokenizer)
    usable = range(FIRST_ORDINARY, tokenizer.get_vocab_size())
    waiting: copying.Example | None = None
    number, seed = worker, worker
    while True:
        rng = random.Random(f"row {recipe.seed} {number}")
        copies = number < recipe.copying_rows or rng.random() < STILL_COPYING
        packed = _Row(recipe.length)
        while True:
            if copies:
                example = copying.example(rng, usable)
            else:
                example = waiting or tokens(encode, recipe.seed * 1_000_000_000 + seed)
                seed += workers if waiting is None else 0
                waiting = None
            if len(example[0]) > recipe.length:
                continue
            if not packed.add(example):
                waiting = None if copies else example
                break
        number += workers
        yield packed.finished()


def tokens(encode: Encoder, seed: int) -> copying.Example:
    """The training dialogue of one seed."""
    ids: list[int] = []
    learned: list[bool] = []
    for piece in pieces(dialogue(seed, tokens=_long(seed))):
        found = encode(piece)
        ids += found
        learned += [piece.learned] * len(found)
    return ids, learned


def _long(seed: int) -> int | None:
    """How long this dialogue is made; most are as long as they happen to be."""
    rng = random.Random(f"length {seed}")
    if rng.random() >= OF_A_LENGTH:
        return None
    return round(math.exp(rng.uniform(math.log(SHORTEST), math.log(LONGEST))))


class _Row:
    """A row that is being filled."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._ids: list[int] = []
        self._owner: list[int] = []
        self._learned: list[bool] = []
        self._count = 0

    def add(self, example: copying.Example) -> bool:
        """Whether the example still fitted."""
        ids, learned = example
        if len(self._ids) + len(ids) > self._length:
            return False
        self._ids += ids
        self._learned += learned
        self._owner += [self._count] * len(ids)
        self._count += 1
        return True

    def finished(self) -> Rows:
        empty = self._length - len(self._ids)
        return Rows(
            np.asarray([self._ids + [0] * empty], dtype=np.int32),
            np.asarray([self._owner + [self._count] * empty], dtype=np.int32),
            np.asarray([self._learned + [False] * empty], dtype=np.bool_),
        )


def batches(
    recipe: Recipe, size: int, workers: int, share: tuple[int, int] = (0, 1)
) -> Iterator[Rows]:
    """Batches of `size` rows, made ahead by worker processes; worker by worker, in turn.

    A `share` of (1, 4) are the rows of the second of four such iterators, all of them different.
    """
    part, parts = share
    context = get_context("spawn")
    queues: list[Queue[Rows]] = [context.Queue(maxsize=8) for _ in range(workers)]
    processes = [
        context.Process(
            target=_work,
            args=(recipe, part * workers + number, parts * workers, queue),
            daemon=True,
        )
        for number, queue in enumerate(queues)
    ]
    for process in processes:
        process.start()
    turn = 0
    try:
        while True:
            taken = [_next(queues, (turn + step) % workers) for step in range(size)]
            turn += size
            yield Rows(
                np.concatenate([each.ids for each in taken]),
                np.concatenate([each.owner for each in taken]),
                np.concatenate([each.learned for each in taken]),
            )
    finally:
        for process in processes:
            process.terminate()


def _next(queues: list[Queue[Rows]], worker: int) -> Rows:
    try:
        return queues[worker].get(timeout=PATIENCE_SECONDS)
    except Empty:
        raise TimeoutError(f"worker {worker} made no row in {PATIENCE_SECONDS} s") from None


def _work(recipe: Recipe, worker: int, workers: int, queue: Queue[Rows]) -> None:
    for made in rows(recipe, worker, workers):
        queue.put(made)
