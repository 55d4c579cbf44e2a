"""Has files cut by a child process, with limits on time, memory and text."""

from __future__ import annotations

import json
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from agent.retrieval.chunking import Chunk
from agent.retrieval.cutting.cut import LARGEST_TEXT
from agent.retrieval.listing import Document
from agent.retrieval.parsing import format_of
from agent.retrieval.reading import Content, read

_SECONDS = 60.0
"""Of work on a file."""
_PATIENCE = 5.0
"""Times as long it may take on a machine that does something else, too."""
_MEMORY = 1_000_000_000
"""Bytes of address space, the interpreter's and the document's included."""
_MOST_TEXT = 20_000_000
"""Characters of a document's chunks."""
_LONGEST_ANSWER = 12 * _MOST_TEXT
"""Bytes: a character that is no ASCII takes up to twelve."""

_EXTRA = "pip install 'holdfast[documents]'"


class Uncuttable(Exception):
    """A file that has no chunks; the message says why and what to do.

    Args:
        lasting: it is so because of what the file holds.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


class Cutter:
    """The child process, started with the first file and again after one that broke it."""

    def __init__(
        self, *, seconds: float = _SECONDS, memory: int = _MEMORY, most_text: int = _MOST_TEXT
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._most_text = most_text
        self._exchange: IO[bytes] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, document: Document) -> Content:
        """The file's bytes. Raises Unreadable."""
        format_ = format_of(document.source)
        if format_ is None:
            return read(document, LARGEST_TEXT)
        return read(document, format_.largest, binary=True)

    def chunks(self, source: str, data: bytes, target: int) -> list[Chunk]:
        """The chunks of a file, which aim at so many characters. Raises Uncuttable."""
        child, exchange = self._running()
        exchange.seek(0)
        exchange.truncate()
        exchange.write(data)
        exchange.flush()
        try:
            said = self._asked(child, json.dumps({"source": source, "target": target}))
        except BaseException:
            self.close()
            raise
        lines = [json.loads(line) for line in said.splitlines() if line]
        if lines and isinstance(lines[-1], dict):
            raise self._refusal(lines[-1], source)
        return [Chunk(*each) for each in lines]

    def close(self) -> None:
        """Ends the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
        if self._exchange is not None:
            self._exchange.close()
        self._child = self._exchange = None

    def _running(self) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
        if self._child is not None and self._exchange is not None:
            return self._child, self._exchange
        self._exchange = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the child
        descriptor = self._exchange.fileno()
        limits = (descriptor, math.ceil(self._seconds), self._memory, self._most_text)
        self._child = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("child.py")), *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self._child, self._exchange

    def _asked(self, child: subprocess.Popen[bytes], question: str) -> bytes:
        """What the child answers, up to the empty line."""
        if child.stdin is None or child.stdout is None:
            raise Uncuttable("what cuts it has no pipes", lasting=False)
        end = time.monotonic() + self._seconds * _PATIENCE
        said = bytearray(b"\n")
        try:
            child.stdin.write(question.encode() + b"\n")
            child.stdin.flush()
        except OSError as error:
            raise Uncuttable("what cuts it has ended: try again", lasting=False) from error
        while not said.endswith(b"\n\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                raise Uncuttable(
                    f"it was not cut within {self._seconds * _PATIENCE:.0f} s: index it again when "
                    "the machine is less busy, or split it",
                    lasting=False,
                )
            part = os.read(child.stdout.fileno(), 1 << 16)
            if not part and child.wait() == -signal.SIGXCPU:
                raise Uncuttable(
                    f"it takes more than {self._seconds:.0f} s to cut: split it, or name it alone "
                    "to try again"
                )
            if not part or len(said) > _LONGEST_ANSWER:
                raise Uncuttable("what parses it crashed: save it again")
            said += part
        return bytes(said)

    def _refusal(self, said: dict[str, object], source: str) -> Uncuttable:
        match said:
            case {"missing": _}:
                format_ = format_of(source)
                name = format_.name if format_ else "it"
                return Uncuttable(f"{name} needs the extra `documents`: {_EXTRA}", lasting=False)
            case {"memory": True}:
                self.close()
                return Uncuttable(
                    f"it takes more than {self._memory:,} bytes of memory to cut: split it"
                )
            case _:
                return Uncuttable(str(said.get("refused")))
