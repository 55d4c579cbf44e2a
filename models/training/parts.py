"""An evaluation's parts on disk, so that one that was interrupted goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from agent.types import JSON

from .scoring import Score


class Parts:
    """The scores of what was asked so far; a part counts only for the setting that it is from."""

    def __init__(self, file: Path, setting: str) -> None:
        """Args:
        setting: all that a part's score depends on, the weights included.
        """
        self._file = file
        self._setting = setting
        self._kept: dict[str, dict[int, Score]] = {}
        if file.exists():
            for line in file.read_text("utf-8").splitlines():
                self._keep(json.loads(line))

    def known(self, name: str, most: int) -> tuple[Score, int]:
        """What is known of the first dialogues of a kind, and of how many; `most` at most."""
        total, begun = Score(), 0
        for first, score in sorted(self._kept.get(name, {}).items()):
            if first == begun and first + score.dialogues <= most:
                total.add(score)
                begun += score.dialogues
        return total, begun

    def add(self, name: str, first: int, score: Score) -> None:
        """Keep the score of the dialogues of a kind from the `first` on."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = {"setting": self._setting, "of": name, "first": first, "score": asdict(score)}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(part, ensure_ascii=False) + "\n")

    def _keep(self, part: JSON) -> None:
        if part["setting"] == self._setting:
            self._kept.setdefault(part["of"], {})[part["first"]] = Score(**part["score"])
