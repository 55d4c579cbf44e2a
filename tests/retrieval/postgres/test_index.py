"""An index in PostgreSQL: where it is, and what can be wrong with it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from agent.errors import ConfigError, KnowledgeError
from agent.retrieval import Knowledge
from agent.retrieval.postgres import schema


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "boats.md").write_text("# Boats\n\nThe ferry Aurora leaves at noon.\n")
    return folder


def execute(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_each_schema_has_an_index_of_its_own(postgres_url: str, docs: Path) -> None:
    execute(postgres_url, "CREATE SCHEMA manuals")
    other = f"{postgres_url}?options=-csearch_path%3Dmanuals"
    with (
        closing(Knowledge.open(postgres_url, create=True)) as first,
        closing(Knowledge.open(other, create=True)) as second,
    ):
        first.add([docs], docs, progress=lambda _: second.add([docs], docs) and None)
        (docs / "boats.md").write_text("The Borealis.")
        second.add([docs], docs)

        assert [len(each.search("Aurora")) for each in (first, second)] == [1, 0]


def test_vectors_are_scored_where_the_index_says(postgres_url: str, pgvector_url: str) -> None:
    for url, scoring in ((postgres_url, "numpy"), (pgvector_url, "pgvector")):
        with closing(Knowledge.open(url, create=True)) as knowledge:
            assert knowledge.scoring == scoring


def test_a_user_who_may_not_add_the_extension_has_vectors_scored_here(pgvector_url: str) -> None:
    database = pgvector_url.rpartition("/")[2]
    execute(pgvector_url, f"CREATE ROLE {database}x LOGIN; CREATE SCHEMA AUTHORIZATION {database}x")
    execute(pgvector_url, f"REVOKE CREATE ON DATABASE {database} FROM PUBLIC")
    url = pgvector_url.replace("//holdfast@", f"//{database}x@")
    try:
        with closing(Knowledge.open(url, create=True)) as knowledge:
            assert knowledge.scoring == "numpy"
    finally:
        execute(pgvector_url, f"DROP OWNED BY {database}x CASCADE; DROP ROLE {database}x")


def test_a_password_is_not_shown(postgres_url: str) -> None:
    url = postgres_url.replace("holdfast@", "holdfast:secret@")
    with closing(Knowledge.open(url, create=True)) as knowledge:
        assert "secret" not in knowledge.name
    with pytest.raises(KnowledgeError) as told:
        Knowledge.open(f"{url}_missing")
    assert "secret" not in str(told.value)
    assert "does not exist" in str(told.value)


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"127\.0\.0\.1:1/x cannot be used: .*agent\.toml"):
        Knowledge.open("postgresql://holdfast@127.0.0.1:1/x")


def test_an_address_that_cannot_be_read_says_how_it_is_written() -> None:
    with pytest.raises(ConfigError, match="postgresql://USER@HOST:PORT/DATABASE"):
        Knowledge.open("postgresql:knowledge")


def test_a_schema_that_does_not_exist_is_told_with_the_fix(postgres_url: str) -> None:
    with pytest.raises(KnowledgeError, match=r"CREATE SCHEMA"):
        Knowledge.open(f"{postgres_url}?options=-csearch_path%3Dnowhere", create=True)


def test_an_index_of_another_version_is_refused_with_its_fix(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Knowledge.open(postgres_url, create=True).close()
    monkeypatch.setattr(schema, "VERSION", 99)

    with pytest.raises(KnowledgeError, match=r"another version .*format 1, here 99.*Drop its tab"):
        Knowledge.open(postgres_url, create=True)


def test_the_words_are_counted_as_files_come_and_go(postgres_url: str, docs: Path) -> None:
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))

    def counted() -> dict[str, int]:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT term, chunks FROM holdfast_terms"))
            return {row.term: row.chunks for row in rows}

    with closing(Knowledge.open(postgres_url, create=True)) as knowledge:
        (docs / "more.md").write_text("Another ferry.")
        knowledge.add([docs], docs)
        assert (counted()["ferri"], counted()["aurora"]) == (2, 1)
        (docs / "boats.md").write_text("The ferry Borealis.")
        knowledge.add([docs], docs)
        assert (counted()["ferri"], counted()["boreali"], "aurora" in counted()) == (2, 1, False)
        (docs / "more.md").unlink()
        knowledge.add([docs], docs)
        assert counted()["ferri"] == 1
    engine.dispose()
