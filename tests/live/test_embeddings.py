"""The knowledge index embedded by a real vLLM that serves all-MiniLM-L6-v2."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.config import Settings
from agent.engine.address import free_port, is_healthy
from agent.retrieval import Knowledge
from agent.retrieval.servers import open_index

_START_SECONDS = 240.0
"""With the model's installation, on a machine that does something else."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `agent serve --embeddings`."""
    root = f"http://127.0.0.1:{(port := free_port())}"
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "agent.cli", "serve", "--embeddings", "--port", str(port)]
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as served:
        try:
            deadline = time.monotonic() + _START_SECONDS
            while not is_healthy(root):
                if served.poll() is not None or time.monotonic() > deadline:
                    _give_up(log.read_text())
                time.sleep(0.2)
            yield root
        finally:
            served.terminate()


def _give_up(said: str) -> None:
    if "embedding model could not be installed" in said and os.environ.get("CI") != "true":
        pytest.skip(f"the embedding model is not there: {said.strip().splitlines()[-1]}")
    pytest.fail(said)


def test_a_paraphrase_that_shares_no_word_is_found(server: str, tmp_path: Path) -> None:
    """By words nothing is found; by meaning the right document comes first."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "boats.md").write_text("# Boats\n\nThe ferry departs at noon.\n")
    (docs / "food.md").write_text("# Food\n\nPhysicians advise eating vegetables daily.\n")
    (docs / "long.md").write_text("The orchard was sold to a bank in the spring. " * 60)
    embedded = Settings(
        project=tmp_path, knowledge=tmp_path / "meaning.sqlite", embeddings={"url": server}
    )
    with closing(Knowledge.open(tmp_path / "words.sqlite", create=True)) as knowledge:
        knowledge.add([docs], tmp_path)
        assert knowledge.search("When will our ship leave port?") == []
    with closing(open_index(embedded, create=True)) as knowledge:
        knowledge.add([docs], tmp_path)
        space = knowledge.embedded
        assert space is not None
        assert (space.model, space.dimension) == ("all-MiniLM-L6-v2", 384)
        for question, source in (
            ("When will our ship leave port?", "docs/boats.md"),
            ("nutrition tips from doctors", "docs/food.md"),
        ):
            assert knowledge.search(question)[0].source == source
