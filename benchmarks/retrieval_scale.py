"""What a large knowledge index costs: make bench-retrieval.

    benchmarks/retrieval_scale.py [--chunks 10000 100000] [--questions 300]

For SQLite and for PostgreSQL, without and with pgvector, each in a process of its own: how fast
files are indexed, again when none, 1 % and 10 % of them changed; the size on disk; the time of a
search by words and of one by words and meaning; and what the process that searches takes of the
processor and of memory, without the server.

The documents are made of XQuAD's sentences (Artetxe et al., 2020, CC BY-SA 4.0), ten passages a
file, and the queries are its questions, so that their words are as frequent as they are in such
texts. No model embeds: vectors of 384 numbers are made up, at no cost, and time is the index's own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy
from sqlalchemy import create_engine, text

from agent.config import is_postgres
from agent.retrieval import Knowledge
from agent.retrieval.embedding import Embedding
from tests import postgres
from tests.shared_data import unpacked

Result = TypeVar("Result")

_DIMENSION = 384
_PASSAGES = 10
"""In a file."""


class MadeUp:
    """Embeds a text as a vector that depends on nothing but the text."""

    model = "made-up"

    def embed(self, texts: Sequence[str]) -> list[array[float]]:
        """Vectors of length 1."""
        return [self._vector(each) for each in texts]

    def close(self) -> None:
        """Holds nothing."""

    def _vector(self, text: str) -> array[float]:
        generator = numpy.random.default_rng(list(text.encode()[:64]))
        vector = generator.standard_normal(_DIMENSION, dtype=numpy.float32)
        return array("f", (vector / numpy.linalg.norm(vector)).tobytes())


def texts() -> tuple[list[str], list[str]]:
    """XQuAD's sentences and questions."""
    articles = json.loads(unpacked("retrieval/xquad.en.json.zst"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    sentences = [part for each in paragraphs for part in each["context"].split(". ")]
    return sentences, [each["question"] for paragraph in paragraphs for each in paragraph["qas"]]


def write(folder: Path, number: int, sentences: list[str], generator: random.Random) -> None:
    """Writes a file of ten passages."""
    parts = []
    for _ in range(_PASSAGES):
        part = f"{generator.randrange(10**9)}"
        while len(part) < 1000:
            part += f" {generator.choice(sentences)}."
        parts.append(part)
    (folder / f"{number:06}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def measure(place: str, root: Path, chunks: int, questions: int) -> None:
    """Prints what an index of one kind and size costs."""
    sentences, asked = texts()
    generator = random.Random(0)
    folder = root / "docs"
    folder.mkdir()
    files = chunks // _PASSAGES
    for number in range(files):
        write(folder, number, sentences, generator)
    with closing(Knowledge.open(place, create=True)) as knowledge:
        report, took = timed(lambda: knowledge.add([folder], root))
        print(
            f"  indexed    {report.chunks} passages of {files} files in {took:.1f} s, "
            f"{report.chunks / took:.0f}/s"
        )
        for share in (0, 0.01, 0.1):
            for number in generator.sample(range(files), round(files * share)):
                write(folder, number, sentences, generator)
            again, once_more = timed(lambda: knowledge.add([folder], root))
            assert again.changed == round(files * share)
            print(f"  {share:4.0%} new   {once_more:.1f} s, {once_more / took:.1%} of that")
    print(f"  size       {size(place) / 1e6:.0f} MB")
    sample = generator.sample(asked, questions)
    searched(place, None, sample, "by words")
    embedding = Embedding(MadeUp(), MadeUp())
    with closing(Knowledge.open(place, embedding=embedding)) as knowledge:
        space, took = timed(knowledge.reembed)
        print(
            f"  vectors    {report.chunks / took:.0f}/s of {space.dimension} numbers, scored by "
            f"{knowledge.scoring}; {size(place) / 1e6:.0f} MB with them"
        )
    searched(place, embedding, sample, "and meaning")


def searched(place: str, embedding: Embedding | None, questions: list[str], how: str) -> None:
    """Prints the time of searches and the memory that the process has had at most."""
    with closing(Knowledge.open(place, embedding=embedding)) as knowledge:
        _, first = timed(lambda: knowledge.search(questions[0]))
        own = time.process_time()
        took = [timed(partial(knowledge.search, each))[1] * 1000 for each in questions]
        own = (time.process_time() - own) / len(questions) * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"  {how:10} p50 {statistics.median(took):.1f} ms, "
        f"p99 {statistics.quantiles(took, n=100)[98]:.1f} ms, "
        f"the first {first * 1000:.0f} ms; {own:.1f} ms of processor time in the mean here; "
        f"at most {peak:.0f} MB of memory"
    )


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What work gives, and the seconds that it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def size(place: str) -> int:
    """Bytes on disk."""
    if not is_postgres(place):
        return sum(each.stat().st_size for each in Path(place).parent.glob(f"{Path(place).name}*"))
    engine = create_engine(place.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        held = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return int(held)


def main() -> None:
    """Runs each measurement in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--place", help="measure this one here: a path or postgresql://…")
    arguments = parser.parse_args()
    if arguments.place is not None:
        with tempfile.TemporaryDirectory() as root:
            measure(arguments.place, Path(root), arguments.chunks[0], arguments.questions)
        return
    for count in arguments.chunks:
        for name, place in places():
            print(f"{name}, {count} passages", flush=True)
            command = [sys.executable, __file__, "--place", place, "--chunks", str(count)]
            subprocess.run([*command, "--questions", str(arguments.questions)], check=True)


def places() -> Iterator[tuple[str, str]]:
    """A fresh file, and a fresh database on each server that there is."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"{folder}/index.sqlite"
    for name, programs in (
        ("PostgreSQL", postgres.programs()),
        ("PostgreSQL with pgvector", postgres.programs_with_pgvector()),
    ):
        if programs is None:
            print(f"{name}: not here")
            continue
        with postgres.server(programs) as address:
            yield name, f"{address}/postgres"


if __name__ == "__main__":
    main()
