"""Calls of one run that failed before, and are made again in the same words."""

from __future__ import annotations

import json
from collections import Counter

from agent.tooling.indirect import target
from agent.types import ToolCall, ToolFailure, ToolOutcome

MOST_FAILURES = 3
"""How often one call may fail before it is not run again."""


class Failures:
    """Counts the failures of identical calls; a success forgets those before it."""

    def __init__(self) -> None:
        self._failed: Counter[tuple[str, str]] = Counter()

    def repeated(self, call: ToolCall) -> ToolFailure | None:
        """Why the call is not run again; None when it may be."""
        times = self._failed[_key(call)]
        return ToolFailure("repeated", str(times)) if times >= MOST_FAILURES else None

    def note(self, call: ToolCall, outcome: ToolOutcome) -> None:
        """Take a call's outcome into account."""
        if outcome.failure is None:
            self._failed.pop(_key(call), None)
        elif outcome.failure.kind not in ("cancelled", "repeated"):
            self._failed[_key(call)] += 1


def _key(call: ToolCall) -> tuple[str, str]:
    call = target(call)
    try:
        return call.name, json.dumps(json.loads(call.arguments), sort_keys=True)
    except (ValueError, RecursionError):
        return call.name, call.arguments.strip()
