"""Settings come from `agent.toml`, the environment and the caller, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.config import Settings, load_settings
from agent.errors import ConfigError


def write(project: Path, text: str) -> None:
    (project / "agent.toml").write_text(text, encoding="utf-8")


def test_the_caller_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    """Each layer covers the one below."""
    write(tmp_path, 'url = "http://file"\nmodel = "file"\nstore = "file"')
    settings = load_settings(
        {"project": tmp_path, "url": "http://caller"},
        {"AGENT_URL": "http://environment", "AGENT_MODEL": "environment"},
    )
    assert (settings.url, settings.model, settings.store) == (
        "http://caller",
        "environment",
        str(tmp_path / "file"),
    )


def test_an_unknown_key_is_an_error_that_lists_the_known_ones(tmp_path: Path) -> None:
    """A misspelt setting is never ignored."""
    write(tmp_path, 'modle = "m"')
    with pytest.raises(ConfigError, match=r"unknown setting 'modle'.*model"):
        load_settings({"project": tmp_path}, {})


def test_a_wrong_value_is_named(tmp_path: Path) -> None:
    """The message has the setting, the reason and what was given."""
    with pytest.raises(ConfigError, match=r"max_turns.*greater than 0.*given: 0"):
        load_settings({"project": tmp_path, "max_turns": 0}, {})


def test_broken_toml_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    """A file that cannot be read is not skipped."""
    write(tmp_path, "url = ")
    with pytest.raises(ConfigError, match=r"agent\.toml cannot be read"):
        load_settings({"project": tmp_path}, {})


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """Some editors write one."""
    write(tmp_path, "\ufeffmax_turns = 5")
    assert load_settings({"project": tmp_path}, {}).max_turns == 5


def test_a_file_that_nests_too_deep_is_an_error_that_names_it(tmp_path: Path) -> None:
    """As any other that cannot be read."""
    write(tmp_path, "a = " + "[" * 100_000)
    with pytest.raises(ConfigError, match=r"agent\.toml cannot be read"):
        load_settings({"project": tmp_path}, {})


@pytest.mark.parametrize("field", ["store", "knowledge", "system", "few_shot"])
def test_a_tilde_in_the_file_is_the_home(tmp_path: Path, field: str) -> None:
    """And no folder of that name."""
    write(tmp_path, f'{field} = "~/somewhere"')
    settings = load_settings({"project": tmp_path}, {})
    assert str(getattr(settings, field)) == str(Path.home() / "somewhere")


@pytest.mark.parametrize("place", ["memory:", "postgresql://h/db", "postgresql+psycopg://h/db"])
def test_a_store_that_is_no_file_stays_as_it_was_written(tmp_path: Path, place: str) -> None:
    """Only paths are relative to the project's file."""
    write(tmp_path, f'store = "{place}"')
    assert load_settings({"project": tmp_path}, {}).store == place


@pytest.mark.parametrize("field", ["store", "knowledge"])
@pytest.mark.parametrize("place", ["mysql://u:secret@h/db", "", "~nobody-of-this-name/x"])
def test_a_place_that_is_neither_path_nor_database_is_an_error(
    tmp_path: Path, field: str, place: str
) -> None:
    """It becomes no folder, and a password in it is not shown."""
    write(tmp_path, f'{field} = "{place}"')
    for given in ({"project": tmp_path}, {"project": tmp_path.parent, field: place}):
        with pytest.raises(ConfigError, match=f"{field}: .*give a path") as raised:
            load_settings(given, {})
        assert "secret" not in str(raised.value)


def test_a_key_of_a_wrong_type_is_not_shown(tmp_path: Path) -> None:
    """The message goes into logs."""
    write(tmp_path, 'api_key = ["secret"]')
    with pytest.raises(ConfigError, match=r"api_key: [^(]*$") as raised:
        load_settings({"project": tmp_path}, {})
    assert "secret" not in str(raised.value)


def test_a_home_that_is_not_known_is_no_project(tmp_path: Path) -> None:
    """The error names what was given."""
    with pytest.raises(ConfigError, match=r"~nobody-of-this-name/x cannot be found"):
        load_settings({"project": "~nobody-of-this-name/x"}, {})


def test_a_missing_project_directory_is_an_error(tmp_path: Path) -> None:
    """A misspelt --project does not make a new project."""
    with pytest.raises(ConfigError, match="does not exist"):
        load_settings({"project": tmp_path / "nowhere"}, {})


def test_paths_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    """A project can be used from any directory."""
    write(tmp_path, 'system = "prompts/system.md"')
    assert load_settings({"project": tmp_path}, {}).system == tmp_path / "prompts/system.md"


def test_knowledge_is_a_path_or_the_address_of_a_database(tmp_path: Path) -> None:
    """A path begins at the file; an address stays as it is."""
    address = "postgresql://agent@db.example/knowledge"
    for given, place in (("index.db", tmp_path / "index.db"), (address, address)):
        write(tmp_path, f'knowledge = "{given}"')
        assert load_settings({"project": tmp_path}, {}).knowledge_place == place
    assert Settings(knowledge="a/b.db").knowledge_place == Path("a/b.db")
    assert Settings(knowledge=address).knowledge_place == address


def test_the_project_around_the_directory_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command in a subdirectory uses the project's settings and index."""
    (tmp_path / ".agent").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert load_settings({}, {}).knowledge_place == tmp_path / ".agent" / "knowledge.sqlite"


def test_the_key_is_not_shown() -> None:
    """Settings can be logged."""
    assert "secret" not in repr(Settings(api_key="secret"))


def test_memory_is_a_store() -> None:
    """`memory:` keeps nothing."""
    assert Settings(store="memory:").store_path is None


def test_a_result_has_room_for_its_handle(tmp_path: Path) -> None:
    """A smaller budget could not be kept."""
    with pytest.raises(ConfigError, match=r"result_tokens.*greater than or equal to 128"):
        load_settings({"project": tmp_path, "result_tokens": 127}, {})


def test_opentelemetrys_own_variable_names_the_collector(tmp_path: Path) -> None:
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}
    assert load_settings({"project": tmp_path}, variables).telemetry.otlp == "http://collector:4318"
    write(tmp_path, '[telemetry]\notlp = "http://own:4318"')
    assert load_settings({"project": tmp_path}, variables).telemetry.otlp == "http://own:4318"


def test_a_collector_has_a_url(tmp_path: Path) -> None:
    write(tmp_path, '[telemetry]\notlp = "collector:4318"')
    with pytest.raises(ConfigError, match="begins with http://"):
        load_settings({"project": tmp_path}, {})


def test_prometheus_reads_at_a_host_and_a_port(tmp_path: Path) -> None:
    write(tmp_path, '[telemetry]\nprometheus = "9464"')
    with pytest.raises(ConfigError, match=r"telemetry\.prometheus"):
        load_settings({"project": tmp_path}, {})


def test_the_embedding_server_s_key_comes_from_the_environment(tmp_path: Path) -> None:
    """A project's file names the variable, and never holds the key."""
    (tmp_path / "agent.toml").write_text(
        '[embeddings]\nurl = "http://here"\napi_key = "${EMBEDDINGS_KEY}"\n'
        '[reranking]\nurl = "http://there"\n'
    )
    settings = load_settings({"project": tmp_path}, {"EMBEDDINGS_KEY": "secret"})
    assert settings.embeddings is not None
    assert settings.embeddings.api_key == "secret"
    assert "secret" not in repr(settings)
    assert settings.reranking is not None
    assert settings.reranking.candidates == 20
    with pytest.raises(ConfigError, match="EMBEDDINGS_KEY, which is not set"):
        load_settings({"project": tmp_path}, {})


def test_tenants_and_the_secret_of_their_salts_are_read(tmp_path: Path) -> None:
    """The secret from the environment."""
    write(
        tmp_path,
        """
        [pool]
        secret = "${CACHE_SECRET}"
        [pool.tenants.acme]
        weight = 3
        tokens = 1000
        isolate = true
        """,
    )
    settings = load_settings({"project": tmp_path}, {"CACHE_SECRET": "x" * 32})
    acme = settings.pool.tenants["acme"]
    assert (acme.weight, acme.sessions, acme.tokens, acme.isolate) == (3, None, 1000, True)
    assert settings.pool.secret == "x" * 32
    with pytest.raises(ConfigError, match="CACHE_SECRET, which is not set"):
        load_settings({"project": tmp_path}, {})
    write(tmp_path, "[pool.tenants.acme]\nwieght = 3")
    with pytest.raises(ConfigError, match=r"unknown setting 'pool\.tenants\.acme\.wieght'"):
        load_settings({"project": tmp_path}, {})
