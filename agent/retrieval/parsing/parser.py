"""Has documents parsed by a child process, with limits on time, memory and text."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from agent.retrieval.parsing.formats import Format
from agent.retrieval.parsing.page import Page

_SECONDS = 60.0
_MEMORY = 1_000_000_000
"""Bytes of address space, the interpreter's and the document's included."""
_MOST_TEXT = 20_000_000
"""Characters of a document's text."""
_LONGEST_ANSWER = 8 * _MOST_TEXT

_EXTRA = "pip install 'holdfast[documents]'"


class Unparsable(Exception):
    """A document that is not parsed; the message says why and what to do.

    Args:
        lasting: it is so because of what the document holds.
    """

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


class Parser:
    """The child process, started with the first document and again after one that broke it."""

    def __init__(
        self, *, seconds: float = _SECONDS, memory: int = _MEMORY, most_text: int = _MOST_TEXT
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._most_text = most_text
        self._exchange: IO[bytes] | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def pages(self, format_: Format, data: bytes) -> list[Page]:
        """The pages of a document. Raises Unparsable."""
        child, exchange = self._running()
        exchange.seek(0)
        exchange.truncate()
        exchange.write(data)
        exchange.flush()
        try:
            said = json.loads(self._asked(child, f"{format_.module}\n".encode()))
        except Unparsable:
            self.close()
            raise
        return self._understood(said, format_)

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
        limits = (descriptor, self._memory, self._most_text)
        self._child = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("child.py")), *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self._child, self._exchange

    def _asked(self, child: subprocess.Popen[bytes], question: bytes) -> bytes:
        """The line that the child answers with."""
        if child.stdin is None or child.stdout is None:
            raise Unparsable("its parser has no pipes", lasting=False)
        end = time.monotonic() + self._seconds
        said = bytearray()
        try:
            child.stdin.write(question)
            child.stdin.flush()
        except OSError as error:
            raise Unparsable("its parser has ended: try again", lasting=False) from error
        while not said.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                raise Unparsable(
                    f"it takes more than {self._seconds:.0f} s to parse: split it, or name it "
                    "alone to try again"
                )
            part = os.read(child.stdout.fileno(), 1 << 16)
            if not part or len(said) > _LONGEST_ANSWER:
                raise Unparsable("its parser crashed: save the document again")
            said += part
        return bytes(said)

    def _understood(self, said: dict[str, object], format_: Format) -> list[Page]:
        match said:
            case {"pages": list(pages)}:
                return [Page(*each) for each in pages]
            case {"missing": _}:
                raise Unparsable(
                    f"{format_.name} needs the extra `documents`: {_EXTRA}", lasting=False
                )
            case {"memory": True}:
                self.close()
                raise Unparsable(
                    f"it takes more than {self._memory:,} bytes of memory to parse: split it"
                )
            case _:
                raise Unparsable(str(said.get("refused")))
