"""Random words and values, from two worlds: training and test.

What a dialogue is about, that is a value, a tool's name, a parameter's name or a phrasing, belongs
to one world by its hash, so the test's are unseen by construction. The words that they are made of
belong to both. Names that everybody uses for parameters (`city`, `path`, `limit`) are kept for
training, because a model that never saw them would be the worse for the sake of the test.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from importlib import resources
from typing import Literal, TypeVar

from . import lexicon

Split = Literal["train", "test"]
T = TypeVar("T")
Option = TypeVar("Option", bound=Hashable)

HELD_OUT_OF = 8
"""One value or name of so many is kept for the test."""

SHARED_OUT = 6
"""Fewest phrasings that are shared out between training and test."""

COMMON = frozenset(
    """
    city location place person user name path file folder date day time limit count query text
    message title subject body id code number amount price unit units language format priority
    status type mode email url address duration from to source target start end size color colour
    order account customer note content description value key category level weather minutes hours
    days seconds expression recipient directory command currency
    """.split()
)


def held_out(whole: str) -> bool:
    """Whether a value or a name, taken as a whole, is kept for the test."""
    lowered = whole.lower()
    return lowered not in COMMON and zlib.crc32(lowered.encode()) % HELD_OUT_OF == 0


@cache
def of_split(options: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """The names or values of a list that belong to one world."""
    wanted = split == "test"
    return tuple(option for option in options if held_out(option) == wanted)


@cache
def english() -> tuple[str, ...]:
    """Everyday and technical English words, for breadth."""
    text = resources.files(__package__).joinpath("english.txt").read_text("utf-8")
    return tuple(text.split())


@cache
def pieces() -> tuple[str, ...]:
    """The tokens of the shipped tokenizer that are made of letters."""
    file = resources.files(__package__).joinpath("../holdfast-tiny/tokenizer.json")
    if not file.is_file():
        return ()
    vocabulary = json.loads(file.read_text("utf-8"))["model"]["vocab"]
    return tuple(sorted(token for token in vocabulary if token.isascii() and token.isalpha()))


@cache
def phrasings(options: tuple[Option, ...], split: Split) -> tuple[Option, ...]:
    """The part of a list of phrasings that one world uses: about a sixth is the test's.

    A phrasing without words of its own, and a list that is too short to share out, serve both.
    """
    if len(options) < SHARED_OUT:
        return options
    wanted = split == "test"
    kept = tuple(each for each in options if _bare(each) or _tested(each) == wanted)
    return kept or options


def _tested(option: object) -> bool:
    return zlib.crc32(str(option).encode()) % 6 == 1


def _bare(option: object) -> bool:
    return not re.search(r"[a-z]", re.sub(r"\{\w+\}", "", str(option)), re.IGNORECASE)


class Words:
    """Random words, names and values of one world."""

    def __init__(self, rng: random.Random, split: Split = "train") -> None:
        self.rng = rng
        self.split: Split = split

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def choice(self, options: Sequence[T]) -> T:
        return options[int(self.rng.random() * len(options))]

    def phrasing(self, options: tuple[Option, ...]) -> Option:
        """One of a list's phrasings that this world may use."""
        kept: tuple[Option, ...] = phrasings(options, self.split)
        return self.choice(kept)

    def own(self, options: tuple[str, ...]) -> str:
        """One of a list's values that this world may use."""
        return self.choice(of_split(options, self.split))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self.rng.sample(items, len(items))

    def unseen(self, make: Callable[[], str]) -> str:
        """What `make` makes, as soon as it belongs to this world."""
        wanted = self.split == "test"
        while True:
            value = make()
            if held_out(value) == wanted:
                return value

    def invented(self) -> str:
        """A word that is in no dictionary, of syllables or of pieces of the vocabulary."""
        return self._syllables() if self.chance(0.4) else self._pieces()

    def _pieces(self) -> str:
        """One to three tokens in a row, so that every token is copied often enough to be known."""
        if self.chance(0.02):
            return self._foreign()
        known = pieces()
        if not known:
            return self._syllables()
        word = "".join(self.choice(known) for _ in range(self.choice((1, 1, 2, 2, 3))))
        return word[:24]

    def _foreign(self) -> str:
        """A word in another script."""
        first, last = self.choice(
            ((0x430, 0x44F), (0x3B1, 0x3C9), (0x4E00, 0x9FA5), (0x3042, 0x3093))
        )
        return "".join(chr(self.rng.randint(first, last)) for _ in range(self.rng.randint(2, 6)))

    def _syllables(self) -> str:
        count = self.choice((1, 2, 2, 2, 3, 3))
        parts = [
            self.choice(lexicon.ONSETS) + self.choice(lexicon.NUCLEI) + self.choice(lexicon.CODAS)
            for _ in range(count)
        ]
        if self.chance(0.04):
            parts.insert(1, self.choice(lexicon.ACCENTED))
        return "".join(parts)

    def thing(self) -> str:
        """A countable noun, mostly a plain one."""
        draw = self.rng.random()
        if draw < 0.66:
            return self.choice(lexicon.THINGS)
        return self.choice(english()) if draw < 0.86 else self.invented()

    def part(self) -> str:
        """Any word at all, as a part of something larger."""
        draw = self.rng.random()
        if draw < 0.33:
            return self.choice(english())
        word = self.choice(lexicon.THINGS) if draw < 0.55 else self.invented()
        if draw < 0.95:
            return word
        return word.capitalize() if draw < 0.98 else word.upper()

    def word(self) -> str:
        """Any word at all, as a value or a name."""
        return self.unseen(self.part)

    def quality(self) -> str:
        return self.choice(lexicon.QUALITIES)

    def attribute(self) -> str:
        """What can be asked of a thing, in one or two words."""
        draw = self.rng.random()
        plain = self.choice(lexicon.ATTRIBUTES)
        if draw < 0.6:
            return plain
        if draw < 0.8:
            return f"{self.thing()} {plain}"
        return f"{self.quality()} {plain}" if draw < 0.92 else self.part()

    def proper(self) -> str:
        """A name such as places and products have."""
        if self.split == "train" and self.chance(0.05):
            return self.choice(lexicon.PRODUCTS)
        return self.unseen(self._proper)

    def _proper(self) -> str:
        draw = self.rng.random()
        name = self.invented().capitalize()
        if draw < 0.7:
            return name
        return (
            f"{name} {self.invented().capitalize()}" if draw < 0.85 else name + "-" + self.upper(2)
        )

    def person(self) -> str:
        return self.unseen(self._person)

    def _person(self) -> str:
        first = self.choice(lexicon.FIRST_NAMES)
        draw = self.rng.random()
        if draw < 0.35:
            return first
        last = self.invented().capitalize()
        return f"{first} {last}" if draw < 0.85 else last

    def city(self) -> str:
        return self.own(lexicon.CITIES) if self.chance(0.5) else self.proper()

    def upper(self, length: int) -> str:
        return "".join(chr(65 + int(self.rng.random() * 26)) for _ in range(length))

    def digits(self, length: int) -> str:
        return "".join(chr(48 + int(self.rng.random() * 10)) for _ in range(length))

    def integer(self, low: int = 1, high: int = 100) -> int:
        """A whole number of this world; the test's have two digits or more."""
        if self.split == "test":
            low, high = max(low, 10), max(high, 99)
        for _ in range(60):
            number = self.rng.randint(low, high)
            if number < 10 or held_out(str(number)) == (self.split == "test"):
                return number
        return number

    def decimal(self) -> float:
        """A number with one to three decimals, none of them a trailing zero."""
        places = self.choice((1, 1, 2, 2, 3))
        last = self.choice("123456789")
        digits = self.digits(places - 1) + last
        return float(self.unseen(lambda: f"{self.integer(0, 999)}.{digits}"))
