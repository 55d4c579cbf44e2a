"""Cuts documents that nobody vouches for, in a process that may be killed.

Executed by its path, so that it starts without the rest of Holdfast:

    python -P child.py EXCHANGE SECONDS MEMORY MOST_TEXT

EXCHANGE is an inherited file that holds the document. Standard input has a line of JSON for each:
its source, and the characters that a chunk aims at. The answer is a line of JSON for each chunk,
one of `{"refused": …}`, `{"missing": …}` or `{"memory": true}` where there are none, and an empty
line.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from types import ModuleType
from typing import Any

_PACKAGES = ("agent", "agent.retrieval", "agent.retrieval.cutting")


def stand_in() -> None:
    """Make the modules importable without running the packages around them."""
    folder = Path(__file__).parent
    for name, place in zip(_PACKAGES, (folder.parents[1], folder.parent, folder), strict=True):
        package = ModuleType(name)
        package.__path__ = [str(place)]
        sys.modules[name] = package


def limit(memory: int) -> None:
    """Take the right to more memory than so many bytes, and to write files."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS gives every process more than it would take away.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def limit_time(seconds: int) -> None:
    """End this process after so many seconds of work: who waits for it may have been killed."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most == resource.RLIM_INFINITY or until <= most:
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def answers(asked: dict[str, Any], data: bytes, most_text: int) -> Iterator[Any]:
    """The chunks of a document, or what is to be said instead."""
    from agent.retrieval.cutting.cut import Missing, cut
    from agent.retrieval.parsing import Refused

    try:
        yield from taken(cut(asked["source"], data, asked["target"]), most_text, Refused)
    except Missing as error:
        yield {"missing": str(error)}
    except Refused as error:
        yield {"refused": str(error)}
    except MemoryError:
        yield {"memory": True}
    except RecursionError:
        yield {"refused": "nested too deeply: simplify it"}
    except Exception as error:  # noqa: BLE001 - a broken document raises anything
        yield {"refused": f"broken ({type(error).__name__}: {str(error)[:200]}): save it again"}


def taken(chunks: Iterable[Any], most_text: int, refused: type[Exception]) -> Iterator[Any]:
    """The chunks, as long as their text is not too much."""
    size = 0
    for each in chunks:
        size += len(each.text)
        if size > most_text:
            raise refused(f"more than {most_text:,} characters of text: split it")
        yield astuple(each)


def main() -> None:
    """Answer until standard input ends."""
    exchange, seconds, memory, most_text = map(int, sys.argv[1:])
    stand_in()
    limit(memory)
    out = sys.stdout.buffer
    for line in sys.stdin:
        limit_time(seconds)
        data = os.pread(exchange, os.fstat(exchange).st_size, 0)
        for each in answers(json.loads(line), data, most_text):
            out.write(json.dumps(each).encode() + b"\n")
        out.write(b"\n")
        out.flush()


if __name__ == "__main__":
    main()
