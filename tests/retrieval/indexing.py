"""Indexes slowly enough to be killed: python -m tests.retrieval.indexing INDEX FOLDER LOG."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

from agent.retrieval import Knowledge
from agent.retrieval.chunking import Chunk
from agent.retrieval.cutting import Cutter

_chunks = Cutter.chunks


def main() -> None:
    """Writes the name of each file that is cut."""
    place, folder, log = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    with log.open("a", buffering=1) as cut:

        def chunks(cutter: Cutter, source: str, data: bytes, target: int) -> list[Chunk]:
            cut.write(f"{source}\n")
            time.sleep(0.005)
            return _chunks(cutter, source, data, target)

        Cutter.chunks = chunks  # type: ignore[method-assign]
        with closing(Knowledge.open(place, create=True)) as knowledge:
            sys.stdout.write("begin\n")
            sys.stdout.flush()
            knowledge.add([folder], folder)


if __name__ == "__main__":
    main()
