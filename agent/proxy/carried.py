"""A request that was passed on, kept with its answer as the bytes that they are."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from agent.proxy.headers import Headers

MOST_BYTES = 64 * 2**20
"""Of a request, and of an answer, that is kept."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A request and what was answered.

    Args:
        path: that was asked for.
        status: of the answer; 0 where there is none.
        whole: the answer came to its end.
        too_large: the request or the answer has more bytes than are kept, and is left out.
        began: when the request came, in seconds of this process's monotonic clock.
        ended: when the last of the answer came.
    """

    path: str
    request: bytes
    request_headers: Headers
    status: int
    answer: bytes
    answer_headers: Headers
    whole: bool
    too_large: bool
    began: float
    ended: float

    @property
    def size(self) -> int:
        """Bytes of both bodies."""
        return len(self.request) + len(self.answer)


@dataclass(slots=True)
class Bytes:
    """The pieces of a body, up to the most that is kept."""

    pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, piece: bytes) -> None:
        """The next piece; nothing is kept any more once there are too many bytes."""
        self.size += len(piece)
        if self.size <= MOST_BYTES:
            self.pieces.append(piece)
        else:
            self.pieces.clear()

    @property
    def too_large(self) -> bool:
        """Whether there were too many."""
        return self.size > MOST_BYTES


@dataclass(slots=True)
class Keeping:
    """Keeps a request and its answer while they pass."""

    path: str
    request_headers: Headers
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    request: Bytes = field(default_factory=Bytes)
    answer: Bytes = field(default_factory=Bytes)
    status: int = 0
    answer_headers: Headers = ()
    whole: bool = False

    def begin(self, status: int, headers: Headers) -> None:
        """The answer begins."""
        self.status, self.answer_headers = status, headers

    def add(self, piece: bytes) -> None:
        """A piece of the answer came."""
        self.ended = time.monotonic()
        self.answer.add(piece)

    def carried(self) -> Carried:
        """What was kept."""
        return Carried(
            path=self.path,
            request=b"".join(self.request.pieces),
            request_headers=self.request_headers,
            status=self.status,
            answer=b"".join(self.answer.pieces),
            answer_headers=self.answer_headers,
            whole=self.whole,
            too_large=self.request.too_large or self.answer.too_large,
            began=self.began,
            ended=self.ended or time.monotonic(),
        )
