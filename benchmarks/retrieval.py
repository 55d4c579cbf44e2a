"""How well the knowledge index finds what it holds: make bench-retrieval.

    benchmarks/retrieval.py [--embeddings URL]

With the address of an embedding server (`agent serve --embeddings` serves one), the same questions
are asked of an index that is embedded.

Quality is measured on the English questions of XQuAD (Artetxe et al., 2020, CC BY-SA 4.0), one
paragraph a file; a passage answers a question when it is from the question's paragraph and has the
answer in it. Tokens are the bundled model's. PostgreSQL is a server of the benchmark's own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

from tokenizers import Tokenizer

from agent.config import Settings
from agent.retrieval import Knowledge, Question, evaluate
from agent.retrieval.servers import open_index
from agent.runtime import bundled_model
from tests import postgres
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


def main() -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--embeddings", metavar="URL")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, ExitStack() as closing_all:
        root = Path(made)
        questions = xquad(root / "xquad")
        for name, place in places(root, closing_all):
            with closing(Knowledge.open(place, create=True)) as knowledge:
                knowledge.add([root / "xquad"], root)
                quality(knowledge, questions, f"{name}, lexical")
            if arguments.embeddings:
                hybrid(root, name, place, questions, arguments.embeddings)


def places(root: Path, closing_all: ExitStack) -> Iterator[tuple[str, Path | str]]:
    """A file, and a database on each server that there is."""
    yield "SQLite", root / "index.sqlite"
    for name, programs in (
        ("PostgreSQL", postgres.programs()),
        ("PostgreSQL with pgvector", postgres.programs_with_pgvector()),
    ):
        if programs is not None:
            yield name, f"{closing_all.enter_context(postgres.server(programs))}/postgres"
        else:
            print(f"{name}: not here")


def hybrid(root: Path, name: str, place: Path | str, questions: list[Question], url: str) -> None:
    """Embeds the index, and prints the table for it and what that took."""
    settings = Settings(project=root, knowledge=place, embeddings={"url": url})
    with closing(open_index(settings, create=True)) as knowledge:
        began = time.perf_counter()
        chunks = knowledge.add([root / "xquad"], root).chunks
        took = time.perf_counter() - began
        assert knowledge.embedded is not None
        quality(knowledge, questions, f"{name}, hybrid with {knowledge.embedded.model}")
        print(f"embedded {chunks / took:.0f} chunks/s; a query's time has its embedding in it")


if __name__ == "__main__":
    main()
