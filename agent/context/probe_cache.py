"""Remembers what was learned of a server's template and tokenizer, for the next process.

The proof takes some dozens of small requests. It holds for as long as the same server process runs
with the same prefix, so that is the key; a restarted server is probed again.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import TypeAdapter, ValidationError

from agent.context.prefix import Prefix
from agent.context.template import Template
from agent.engine.guard import TextGuard
from agent.engine.request import ServerFacts
from agent.engine.vocabulary import Markers
from agent.engine.wire import canonical_json

VERSION = 3
"""Of what is learned: raise it when the learning changes."""

KEPT_FILES = 64


@dataclass(frozen=True, slots=True)
class Learned:
    """What a probe proved. Without a template, prompts travel as messages."""

    template: Template | None
    markers: Markers
    guard: TextGuard
    alternates: bool = False
    """Whether the template wants an answer before each user message."""


_LEARNED: TypeAdapter[Learned] = TypeAdapter(Learned)


class ProbeCache:
    """Files in one directory. What cannot be read or written is as if it were not there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, facts: ServerFacts, prefix: Prefix) -> Learned | None:
        """What was learned of this server process with this prefix."""
        path = self._path(facts, prefix)
        if path is None:
            return None
        try:
            return _LEARNED.validate_json(path.read_bytes())
        except (OSError, ValidationError):
            return None

    def put(self, facts: ServerFacts, prefix: Prefix, learned: Learned) -> None:
        """Keep what was learned."""
        path = self._path(facts, prefix)
        if path is None:
            return
        with suppress(OSError):
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=self._directory, delete=False) as file:
                file.write(_LEARNED.dump_json(learned))
            Path(file.name).replace(path)
            self._drop_old()

    def _drop_old(self) -> None:
        files = sorted(self._directory.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[:-KEPT_FILES]:
            file.unlink(missing_ok=True)

    def _path(self, facts: ServerFacts, prefix: Prefix) -> Path | None:
        if facts.started is None:
            return None  # a restart could not be noticed
        key = [VERSION, facts.url, facts.model, facts.version, facts.started, prefix.hash]
        return self._directory / f"{hashlib.sha256(canonical_json(key)).hexdigest()[:32]}.json"
