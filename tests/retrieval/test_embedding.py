"""An index that is embedded: what it finds, what it embeds, and a model that changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from agent.engine.complete import Backoff
from agent.engine.pooling import EmbeddingsClient, RerankingClient
from agent.engine.pooling.client import PoolingServer
from agent.errors import KnowledgeError
from agent.retrieval import Knowledge, embedding
from agent.retrieval.embedding import Embedding
from agent.retrieval.searching import Reranking
from tests.fake_server import Reply, error, serving
from tests.pooling_server import PoolingFake

ONCE = Backoff(attempts=1)


@pytest.fixture
def server() -> Iterator[PoolingFake]:
    with serving(PoolingFake()) as fake:
        assert isinstance(fake, PoolingFake)
        yield fake


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "boats.md").write_text("# Boats\n\nThe ferry Aurora leaves at noon.\n")
    (folder / "trains.md").write_text("# Trains\n\nThe night train has eleven wagons.\n")
    return folder


class Opened(Protocol):
    """Opens the index once more, with an embedding model or without."""

    def __call__(
        self, server: PoolingFake | None, model: str = "words", prefix: str = ""
    ) -> Knowledge: ...


@pytest.fixture
def opened(place_of_vectors: Path | str) -> Iterator[Opened]:
    with ExitStack() as closing:

        def open_(server: PoolingFake | None, model: str = "words", prefix: str = "") -> Knowledge:
            made = None
            if server is not None:
                client = EmbeddingsClient(PoolingServer(server.url, model, backoff=ONCE))
                made = Embedding(client, client, passage_prefix=prefix)
            knowledge = Knowledge.open(place_of_vectors, create=True, embedding=made)
            closing.callback(knowledge.close)
            return knowledge

        yield open_


def sources(knowledge: Knowledge, query: str) -> list[str]:
    return [each.source for each in knowledge.search(query)]


def embedded(server: PoolingFake) -> list[str]:
    return [text for texts in server.inputs for text in texts]


def test_a_paraphrase_that_shares_no_word_is_found(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    words = opened(None)
    words.add([docs], docs)
    assert sources(words, "vessel departs") == []
    assert words.embedded is None
    meaning = opened(server)
    meaning.add([docs], docs)

    assert sources(meaning, "vessel departs")[0] == "boats.md"
    assert meaning.embedded is not None
    assert (meaning.embedded.model, meaning.embedded.dimension) == ("words", server.dimension)


def test_a_passage_that_both_rankings_have_comes_first(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    (docs / "both.md").write_text("The ferry departs.\n")
    knowledge = opened(server)
    knowledge.add([docs], docs)

    assert sources(knowledge, "ferry departs")[0] == "both.md"


def test_only_what_is_new_is_embedded(server: PoolingFake, opened: Opened, docs: Path) -> None:
    knowledge = opened(server)
    knowledge.add([docs], docs)
    server.inputs.clear()
    (docs / "copy.md").write_text((docs / "boats.md").read_text())
    (docs / "trains.md").write_text("A day train.\n")
    knowledge.add([docs], docs)

    assert embedded(server) == ["A day train."]
    assert sources(knowledge, "automobile train")[0] == "trains.md"


def test_vectors_that_no_passage_has_any_more_are_gone(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    knowledge = opened(server)
    knowledge.add([docs], docs)
    before = (docs / "boats.md").read_text()
    for text in ("Something else.", before):
        (docs / "boats.md").write_text(text)
        knowledge.add([docs], docs)

    assert embedded(server).count(before.strip()) == 2


def test_an_index_of_words_is_embedded_by_the_next_run(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    opened(None).add([docs], docs)
    knowledge = opened(server)

    assert knowledge.embedded is None
    assert sources(knowledge, "vessel departs") == []
    assert knowledge.add([docs], docs).unchanged == 2
    assert sources(knowledge, "vessel departs")[0] == "boats.md"


def test_without_the_server_words_alone_count_and_the_log_says_so(
    server: PoolingFake,
    opened: Opened,
    docs: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    knowledge = opened(server)
    knowledge.add([docs], docs)
    server.failures = [error(503, "busy")]

    assert sources(knowledge, "ferry") == ["boats.md"]
    assert "searching by words only" in caplog.text + "".join(capsys.readouterr())


def test_a_server_that_fails_leaves_the_index_as_it_was_and_the_next_run_goes_on(
    server: PoolingFake, opened: Opened, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_GROUP", 1)
    knowledge = opened(server)
    knowledge.add([docs], docs)
    for number in range(4):
        (docs / f"{number}.md").write_text(f"Harbour number {number}.\n")
    server.inputs.clear()
    answer = server.answer

    def twice(*asked: object) -> Reply:
        return answer(*asked) if len(server.inputs) < 2 else error(503, "gone")  # type: ignore[arg-type]

    monkeypatch.setattr(server, "answer", twice)
    with pytest.raises(KnowledgeError, match=r"cannot be embedded: .*503: gone.*serve --embedd"):
        knowledge.add([docs], docs)
    assert "0.md" not in sources(knowledge, "harbour number")
    monkeypatch.setattr(server, "answer", answer)

    assert knowledge.add([docs], docs).added == 4
    texts = [text for text in embedded(server) if text.startswith("Harbour")]
    assert sorted(texts) == [f"Harbour number {number}." for number in range(4)]


@pytest.mark.parametrize(("model", "prefix"), [("other", ""), ("words", "passage: ")])
def test_another_model_or_prefix_is_refused_until_it_is_asked_for(
    server: PoolingFake, opened: Opened, docs: Path, model: str, prefix: str
) -> None:
    opened(server).add([docs], docs)
    knowledge = opened(server, model, prefix)

    for use in (lambda: knowledge.search("ferry"), lambda: knowledge.add([docs], docs)):
        with pytest.raises(KnowledgeError, match=r"embedded with words \(256 .*index --reembed"):
            use()
    assert knowledge.reembed().model == model
    assert sources(knowledge, "vessel departs")[0] == "boats.md"
    with pytest.raises(KnowledgeError, match="index --reembed"):
        opened(server, "words").search("ferry")


def test_embedding_anew_can_be_interrupted_and_is_taken_up(
    server: PoolingFake, opened: Opened, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_GROUP", 1)
    opened(server).add([docs], docs)
    server.inputs.clear()
    knowledge = opened(server, "other")

    def interrupt(done: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        knowledge.reembed(progress=interrupt)
    assert sources(opened(server), "vessel departs")[0] == "boats.md"
    server.inputs.clear()
    knowledge.reembed()

    assert len(embedded(server)) == 1


def test_a_model_of_the_same_name_with_other_vectors_is_refused(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    knowledge = opened(server)
    knowledge.add([docs], docs)
    server.dimension = 64
    (docs / "new.md").write_text("New.\n")

    with pytest.raises(KnowledgeError, match="256 numbers, and the server answers 64"):
        knowledge.add([docs], docs)
    with pytest.raises(KnowledgeError, match="64 numbers"):
        knowledge.search("ferry")


def test_embedding_anew_needs_a_model_and_passages(server: PoolingFake, opened: Opened) -> None:
    with pytest.raises(KnowledgeError, match=r"no embedding model.*\[embeddings\]"):
        opened(None).reembed()
    with pytest.raises(KnowledgeError, match="index is empty"):
        opened(server).reembed()


def test_only_the_files_that_were_asked_for_are_searched(
    server: PoolingFake, opened: Opened, docs: Path
) -> None:
    (docs / "old").mkdir()
    (docs / "old" / "ferry.txt").write_text("The ferry of old.\n")
    for fake in (None, server):
        knowledge = opened(fake)
        knowledge.add([docs], docs)

        assert [f.source for f in knowledge.search("ferry", sources=["old/"])] == ["old/ferry.txt"]
        assert [f.source for f in knowledge.search("ferry noon", sources=["boats.*"])] == [
            "boats.md"
        ]
        assert knowledge.search("ferry", sources=["*.pdf"]) == []


def test_the_reranker_s_order_counts_and_its_failure_does_not(
    server: PoolingFake, place: Path | str, docs: Path
) -> None:
    (docs / "long.md").write_text("ferry " * 20 + "\n")
    (docs / "answer.md").write_text("other words before what is asked: ferry at noon today\n" * 3)
    reranker = RerankingClient(PoolingServer(server.url, backoff=ONCE))
    knowledge = Knowledge.open(place, create=True, reranking=Reranking(reranker, 10))
    knowledge.add([docs], docs)

    (best,) = knowledge.search("ferry at noon today", 1)
    assert (best.source, best.score) == ("answer.md", 1.0)
    server.failures = [error(503, "busy")]
    assert len(knowledge.search("ferry noon", 2)) == 2
    knowledge.close()
