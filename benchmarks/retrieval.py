"""How well and how fast the knowledge index finds what it holds: make bench-retrieval.

    benchmarks/retrieval.py [--chunks 10000] [--embeddings URL]

With the address of an embedding server (`agent serve --embeddings` serves one), the same questions
are asked of an index that is embedded.

Quality is measured on the English questions of XQuAD (Artetxe et al., 2020, CC BY-SA 4.0), one
paragraph a file; a passage answers a question when it is from the question's paragraph and has the
answer in it. Tokens are the bundled model's. Speed is measured with XQuAD's paragraphs among
made-up ones, so that the questions' words are as frequent as they are in such texts.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy
import numpy.typing
from tokenizers import Tokenizer

from agent.config import Settings
from agent.retrieval import Knowledge, Question, evaluate
from agent.retrieval.nearest import Nearest
from agent.retrieval.servers import open_index
from agent.retrieval.snapshot import Snapshot
from agent.retrieval.space import Space
from agent.runtime import bundled_model
from tests.shared_data import unpacked

_KS = (1, 3, 5, 10)


def xquad(folder: Path) -> list[Question]:
    """Writes the paragraphs into the folder, a file each; returns the questions."""
    folder.mkdir(parents=True)
    questions = []
    articles = json.loads(unpacked("retrieval/xquad.en.json.zst"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    for number, paragraph in enumerate(paragraphs):
        file = folder / f"{number:04}.txt"
        file.write_text(paragraph["context"] + "\n", encoding="utf-8")
        source = f"{folder.name}/{file.name}"
        questions += [
            Question(each["question"], source, each["answers"][0]["text"])
            for each in paragraph["qas"]
        ]
    return questions


def made_up(folder: Path, texts: list[str], count: int) -> None:
    """Writes documents that mix the sentences of `texts`, a chunk and a file each."""
    folder.mkdir(parents=True)
    sentences = [each for text in texts for each in text.split(". ")]
    generator = random.Random(0)
    for number in range(count):
        chosen = ". ".join(generator.choices(sentences, k=6))
        (folder / f"{number:06}.txt").write_text(f"{number} {chosen}\n", encoding="utf-8")


def token_counter() -> Callable[[str], int]:
    """Counts tokens as the bundled model does."""
    tokenizer = Tokenizer.from_file(str(bundled_model() / "tokenizer.json"))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def quality(knowledge: Knowledge, questions: list[Question], name: str) -> None:
    """Prints the table of recall, rank, tokens and time."""
    print(f"{name}: XQuAD, {len(questions)} questions, {knowledge.add([], Path()).chunks} chunks")
    print("  k  recall@k    MRR  tokens  tokens per answer  ms a query")
    for at in evaluate(knowledge.hits, questions, _KS, token_counter()):
        print(
            f"{at.k:3}  {at.recall:8.3f}  {at.mrr:5.3f}  {at.tokens:6.0f}"
            f"  {at.tokens_per_answer or 0:17.0f}  {at.milliseconds:10.2f}"
        )


def percentiles(search: Callable[[str], object], questions: list[Question]) -> tuple[float, float]:
    """Median and 99th percentile of the time of a search, in milliseconds."""
    took = []
    for question in questions:
        began = time.perf_counter()
        search(question.text)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def main() -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="*", default=[10_000])
    parser.add_argument("--embeddings", metavar="URL")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        questions = xquad(root / "xquad")
        with closing(Knowledge.open(root / "xquad.sqlite", create=True)) as knowledge:
            knowledge.add([root / "xquad"], root)
            quality(knowledge, questions, "SQLite, lexical")
        if arguments.embeddings:
            hybrid(root, questions, arguments.embeddings)
        texts = [each.read_text(encoding="utf-8") for each in sorted(_files(root / "xquad"))]
        for count in arguments.chunks:
            folder = root / f"made-up-{count}"
            made_up(folder, texts, count - len(texts))
            scale(root, [folder, root / "xquad"], questions)
        vectors(arguments.chunks)


def hybrid(root: Path, questions: list[Question], url: str) -> None:
    """Prints the table for an embedded index, and what embedding it took."""
    settings = Settings(project=root, knowledge=root / "hybrid.sqlite", embeddings={"url": url})
    with closing(open_index(settings, create=True)) as knowledge:
        began = time.perf_counter()
        chunks = knowledge.add([root / "xquad"], root).chunks
        took = time.perf_counter() - began
        assert knowledge.embedded is not None
        name = f"SQLite, hybrid with {knowledge.embedded.model}"
        quality(knowledge, questions, name)
        print(f"embedded {chunks / took:.0f} chunks/s; a query's time has its embedding in it")


def vectors(counts: list[int], dimension: int = 384, queries: int = 200) -> None:
    """Prints what the exact search over vectors costs beside the lexical one."""
    generator = numpy.random.default_rng(0)
    for count in counts:
        matrix = generator.standard_normal((count, dimension), dtype=numpy.float32)
        asked = generator.standard_normal((queries, dimension), dtype=numpy.float32)
        space = Space("made up", "", dimension)
        nearest, snapshot = Nearest(), _Stored(matrix)
        took = []
        for query in asked:
            began = time.perf_counter()
            nearest.search(snapshot, space, array("f", query.tobytes()), 50)
            took.append((time.perf_counter() - began) * 1000)
        print(
            f"vectors: {count} of {dimension} numbers, {matrix.nbytes / 1e6:.0f} MB; first "
            f"{took[0]:.0f} ms, p50 {statistics.median(took):.2f} ms, "
            f"p99 {statistics.quantiles(took, n=100)[98]:.2f} ms"
        )


class _Stored(Snapshot):
    """A snapshot with vectors only."""

    def __init__(self, matrix: numpy.typing.NDArray[numpy.float32]) -> None:
        self._matrix = matrix

    def generation(self) -> int:
        return 1

    def vectors(self, space: Space) -> list[tuple[int, int, bytes]]:
        return [(number, 0, row.tobytes()) for number, row in enumerate(self._matrix)]


def scale(root: Path, folders: list[Path], questions: list[Question]) -> None:
    """Prints rate, size and latency on SQLite for documents of a number."""
    path = root / f"{folders[0].name}.sqlite"
    with closing(Knowledge.open(path, create=True)) as knowledge:
        began = time.perf_counter()
        report = knowledge.add(folders, root)
        took = time.perf_counter() - began
        median, p99 = percentiles(lambda query: knowledge.search(query, 5), questions)
    print(
        f"SQLite: {report.chunks} chunks, {report.chunks / took:.0f} chunks/s, "
        f"{path.stat().st_size / 1e6:.0f} MB; query p50 {median:.2f} ms, p99 {p99:.2f} ms"
    )


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob("*.txt")


if __name__ == "__main__":
    main()
