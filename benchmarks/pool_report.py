"""What the pool's live benchmark has measured so far, kept so that a run that is cut can go on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeAlias

Row: TypeAlias = dict[str, str | int | float]

KEYS = ("policy", "load", "round")


@dataclass
class Report:
    """The rows of all rounds, and their medians by policy and load.

    Args:
        path: the JSON file, written anew after each row.
        settings: what the rows were measured with; rows of other settings are not gone on with.
    """

    path: Path
    settings: dict[str, int]
    hit_rate_alone: float = 0.0
    final: int = 0
    """A session's final size in tokens beside the prefix."""
    rounds: list[Row] = field(default_factory=list)

    def resume(self) -> bool:
        """Take over what the file has; whether it has something of these settings."""
        if not self.path.exists():
            return False
        kept = json.loads(self.path.read_text(encoding="utf-8"))
        if kept.get("settings") != self.settings:
            return False
        self.hit_rate_alone, self.final = kept["hit_rate_alone"], kept["final_tokens"]
        self.rounds = kept["rounds"]
        return True

    def has(self, policy: str, load: int, number: int) -> bool:
        """Whether this was measured in that round."""
        return any([row[key] for key in KEYS] == [policy, load, number] for row in self.rounds)

    def add(self, row: Row) -> None:
        """Keep a row, and write the file."""
        self.rounds.append(row)
        self.path.parent.mkdir(exist_ok=True)
        whole = {
            "settings": self.settings,
            "hit_rate_alone": self.hit_rate_alone,
            "final_tokens": self.final,
            "rows": self.medians(),
            "rounds": self.rounds,
        }
        written = self.path.with_suffix(".part")
        written.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
        written.replace(self.path)

    def medians(self) -> list[Row]:
        """A row for each policy and load: the medians over its rounds."""
        groups: dict[tuple[int, str], list[Row]] = {}
        for row in self.rounds:
            groups.setdefault((int(row["load"]), str(row["policy"])), []).append(row)
        return [
            {"policy": policy, "load": load}
            | {name: median(float(row[name]) for row in rows) for name in rows[0].keys() - KEYS}
            | {"rounds": len(rows)}
            for (load, policy), rows in sorted(groups.items(), key=lambda each: each[0][0])
        ]
