"""Parses documents that nobody vouches for, in a process that may be killed.

Executed by its path, so that it starts without the rest of Holdfast:

    python -P child.py EXCHANGE MEMORY MOST_TEXT

EXCHANGE is an inherited file that holds the document. For each line on standard input, the name of
a module of this package, a line of JSON is written: the pages, or why there are none.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

_PACKAGES = ("agent", "agent.retrieval", "agent.retrieval.parsing")


def stand_in() -> None:
    """Make the modules of this package importable without running the packages around them."""
    folder = Path(__file__).parent
    for name, place in zip(_PACKAGES, (folder.parents[1], folder.parent, folder), strict=True):
        package = ModuleType(name)
        package.__path__ = [str(place)]
        sys.modules[name] = package


def limit(memory: int) -> None:
    """Take the right to more memory than so many bytes, and to write files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(module: str, data: bytes, most_text: int) -> dict[str, Any]:
    """The pages of a document, or a reason: `refused` of the document, `missing` of a library."""
    from agent.retrieval.parsing.page import Refused

    try:
        parser = importlib.import_module(f"agent.retrieval.parsing.{module}")
    except ImportError as error:
        return {"missing": str(error)}
    try:
        return {"pages": taken(parser.pages(data), most_text, Refused)}
    except Refused as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"memory": True}
    except RecursionError:
        return {"refused": "nested too deeply: simplify it"}
    except Exception as error:  # noqa: BLE001 - a broken document raises anything
        return {"refused": f"broken ({type(error).__name__}: {str(error)[:200]}): save it again"}


def taken(pages: Iterable[Any], most_text: int, refused: type[Exception]) -> list[list[Any]]:
    """The pages, as long as their text is not too much."""
    found, size = [], 0
    for each in pages:
        size += len(each.text)
        if size > most_text:
            raise refused(f"more than {most_text:,} characters of text: split it")
        found.append([each.number, each.title, each.text])
    return found


def main() -> None:
    """Answer until standard input ends."""
    exchange, memory, most_text = map(int, sys.argv[1:])
    stand_in()
    limit(memory)
    for line in sys.stdin:
        data = os.pread(exchange, os.fstat(exchange).st_size, 0)
        said = json.dumps(answer(line.strip(), data, most_text))
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
