"""Time in which a call waits for the user, which its timeout does not count."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Waiting:
    """How long one call has waited for the user so far; several questions may overlap."""

    _open: int = 0
    _since: float = 0.0
    _before: float = 0.0

    @property
    def now(self) -> bool:
        """Whether the user is being asked."""
        return self._open > 0

    @property
    def seconds(self) -> float:
        """All such time until now."""
        return self._before + (time.monotonic() - self._since if self.now else 0.0)

    @contextmanager
    def for_user(self) -> Iterator[None]:
        """While the user is being asked."""
        if not self.now:
            self._since = time.monotonic()
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            if not self.now:
                self._before += time.monotonic() - self._since
