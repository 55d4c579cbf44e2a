"""The first lesson: copying, on random tokens, before there is any language.

Repeated sequences and shuffled records make attention heads that find an earlier token and copy
what follows it. Dialogues alone teach that too, but several times later.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

Example = tuple[list[int], list[bool]]
"""Token ids, and which of them are learned."""


def repeated(rng: random.Random, usable: Sequence[int], length: int) -> Example:
    """Segments of random tokens, each said again later in another order."""
    ids: list[int] = []
    learned: list[bool] = []
    while len(ids) < length:
        segments = [_random(rng, usable, rng.randint(3, 40)) for _ in range(rng.randint(2, 12))]
        mark = rng.choice(usable)
        for again in (False, True, True):
            for segment in rng.sample(segments, len(segments)):
                ids += [mark, *segment]
                # The first two tokens of a segment cannot be foreseen.
                learned += [False] * 3 + [again] * (len(segment) - 2)
    return ids[:length], learned[:length]


def records(rng: random.Random, usable: Sequence[int], length: int) -> Example:
    """Records of keys and values, then questions: a key in, its value out."""
    colon, comma, asks, says = (rng.choice(usable) for _ in range(4))
    ids: list[int] = []
    learned: list[bool] = []
    while len(ids) < length:
        pairs = [
            (_random(rng, usable, rng.randint(1, 4)), _random(rng, usable, rng.randint(1, 8)))
            for _ in range(rng.randint(3, 16))
        ]
        for key, value in pairs:
            ids += [*key, colon, *value, comma]
        learned += [False] * (len(ids) - len(learned))
        for key, value in rng.sample(pairs, len(pairs)):
            ids += [asks, *key, says]
            learned += [False] * (len(key) + 2)
            ids += [*value, comma]
            learned += [True] * (len(value) + 1)
    return ids[:length], learned[:length]


def _random(rng: random.Random, usable: Sequence[int], count: int) -> list[int]:
    return [usable[int(rng.random() * len(usable))] for _ in range(count)]


def example(rng: random.Random, usable: Sequence[int]) -> Example:
    """One lesson of random kind and length."""
    length = rng.choice((256, 512, 512, 1024, 2048))
    return (repeated if rng.random() < 0.5 else records)(rng, usable, length)
