"""How much of the dialogues a folder's weights get exactly right, without a server.

`python -m agent.models.training.check --weights DIR --split test`. Every learned turn is read with
the right history before it; it counts when each of its tokens is the most probable one, which is
what decoding at temperature 0 would write. The report is made by `evaluate`, through vLLM.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import torch
from tokenizers import Tokenizer

from . import export
from .chat import pieces
from .corpus import TOKENIZER, Encoder
from .dialogue import Dialogue
from .dialogues import CAPABILITIES
from .generator import dialogue
from .network import Network, dense_mask
from .words import Split


@dataclass(slots=True)
class Tally:
    """Turns of one capability."""

    calls: int = 0
    right_calls: int = 0
    answers: int = 0
    right_answers: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """What was right, and what the model preferred to it."""

    def add(self, wanted: str, got: str) -> None:
        right = wanted == got
        if wanted.startswith("<tool_call>"):
            self.calls += 1
            self.right_calls += right
        else:
            self.answers += 1
            self.right_answers += right
        if not right:
            self.wrong.append((wanted, got))


class Checker:
    """Reads dialogues with one set of weights."""

    def __init__(self, weights: Path) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        state = export.loaded(weights)
        self.network = Network(export.shape_of(weights)).to(self.device).eval()
        self.network.load_state_dict(state)
        self.tokenizer = Tokenizer.from_file(str(TOKENIZER))
        self.encode = Encoder(self.tokenizer)

    def turns(self, made: Dialogue) -> Iterator[tuple[str, str]]:
        """Each scored turn, with the model's choice at every token of it."""
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        for piece in pieces(made):
            found = self.encode(piece)
            if piece.learned:
                spans.append((len(ids), len(ids) + len(found)))
            ids += found
        row = torch.tensor([ids], device=self.device, dtype=torch.int32)
        hidden = self.network(row, dense_mask(torch.zeros_like(row)))
        scored = spans[-_scored(made) :]
        for start, end in scored:
            chosen = self.network.logits(hidden[0, start - 1 : end - 1]).argmax(-1).tolist()
            yield self._text(ids[start:end]), self._text(chosen)

    def _text(self, ids: list[int]) -> str:
        return self.tokenizer.decode(ids, skip_special_tokens=False)


def _scored(made: Dialogue) -> int:
    return sum(
        message.role == "assistant" and index not in made.mistakes
        for index, message in enumerate(made.messages)
        if index >= made.scored_from
    )


def check(
    checker: Checker, split: Split, seed: int, each: int, tokens: int | None = None
) -> dict[str, Tally]:
    """The tally of each capability, over the dialogues from a seed on, about so many tokens long."""
    tallies: dict[str, Tally] = {}
    for number, capability in enumerate(CAPABILITIES):
        tally = tallies.setdefault(capability, Tally())
        for index in range(each):
            made = dialogue(seed + 100_000 * number + index, split, capability, tokens)
            for wanted, got in checker.turns(made):
                tally.add(wanted, got)
    return tallies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--split", choices=get_args(Split), default="test")
    parser.add_argument("--seed", type=int, default=90_000_000)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--tokens", type=int, help="how long the dialogues are made, about")
    parser.add_argument("--show", type=int, default=0, help="wrong turns to print of each")
    options = parser.parse_args()
    with torch.inference_mode():
        checker = Checker(options.weights)
        tallies = check(checker, options.split, options.seed, options.each, options.tokens)
    for capability, tally in tallies.items():
        print(
            f"{capability:26} calls {tally.right_calls}/{tally.calls}  "
            f"answers {tally.right_answers}/{tally.answers}"
        )
        for wanted, got in tally.wrong[: options.show]:
            print(f"    right  {wanted!r}\n    chosen {got!r}")
    every = list(tallies.values())
    print(
        f"{'all':26} calls {sum(each.right_calls for each in every)}/"
        f"{sum(each.calls for each in every)}  answers "
        f"{sum(each.right_answers for each in every)}/{sum(each.answers for each in every)}"
    )


if __name__ == "__main__":
    main()
