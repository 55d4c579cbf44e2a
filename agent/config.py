"""Settings: from `agent.toml`, the environment and the caller, in this order. Unknown keys are
errors. This is the only module that reads the environment."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from agent.errors import ConfigError
from agent.types import SMALLEST_RESULT

PINNED = "pinned"
"""In the place of an index: the project's, all of it in the prefix."""

PROJECT_FILE = "agent.toml"
STATE_DIRECTORY = ".agent"

_ENVIRONMENT = {
    "AGENT_URL": "url",
    "AGENT_MODEL": "model",
    "AGENT_API_KEY": "api_key",
    "AGENT_STORE": "store",
}


def is_postgres(place: str | None) -> bool:
    """Whether a place is the address of a PostgreSQL database."""
    return place is not None and place.startswith(("postgresql:", "postgres:"))


PermissionMode: TypeAlias = Literal["ask", "allow", "deny", "plan"]
"""What becomes of a call that no rule names; `plan` lets only tools run that read."""


class Permissions(BaseModel):
    """Which calls may run. Deny beats ask, and ask beats allow."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    mode: PermissionMode | None = None
    """None is `ask`, and lets run what the program gave in code or the user named."""
    allow: tuple[str, ...] = ()
    """Rules for calls that run."""
    ask: tuple[str, ...] = ()
    """Rules for calls that are put to the user."""
    deny: tuple[str, ...] = ()
    """Rules for calls that are refused."""


class McpOAuth(BaseModel):
    """How to log in at a server that does not let clients register themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str | None = None
    """The client that was registered by hand."""
    client_secret: str | None = Field(default=None, repr=False)
    """Its secret, if it has one."""
    redirect_port: int | None = Field(default=None, gt=0, lt=65536)
    """The port in its redirect URI, `http://127.0.0.1:PORT/callback`; None takes any."""


class McpServer(BaseModel):
    """An MCP server: a command that speaks on stdin and stdout, or the address of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str | None = None
    """The program to start."""
    args: tuple[str, ...] = ()
    """Its arguments."""
    env: dict[str, str] = Field(default_factory=dict, repr=False)
    """Variables of its environment, beside PATH, HOME and a few more of ours."""
    cwd: Path | None = None
    """Its directory; None is the project's, and a relative path begins there."""
    url: str | None = None
    """The address of a server over streamable HTTP."""
    headers: dict[str, str] = Field(default_factory=dict, repr=False)
    """Sent with each request to `url`."""
    oauth: McpOAuth | None = None
    """For a login at `url`; mostly not needed."""
    startup_timeout: float = Field(default=30.0, gt=0)
    """Seconds until it has to be ready."""
    sampling_tokens: int = Field(default=0, ge=0)
    """Tokens, prompts and answers together, that the agent's model may spend on its requests while
    the agent is open; 0 allows none."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.command is None) == (self.url is None):
            raise ValueError("give either command or url")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError("url begins with http:// or https://")
        wrong = ("args", "env", "cwd") if self.command is None else ("headers", "oauth")
        if given := [name for name in wrong if name in self.model_fields_set]:
            other = "command" if self.command is None else "url"
            raise ValueError(f"{given[0]} is for servers with a {other}")
        return self


class Telemetry(BaseModel):
    """Where OpenTelemetry traces and metrics go when a command runs; a program that uses Holdfast
    as a library sets up the SDK itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    otlp: str | None = None
    """The address of a collector that takes OTLP over HTTP, such as `http://127.0.0.1:4318`."""
    prometheus: str | None = Field(default=None, pattern=r"^[^\s:]+:\d{1,5}$|^\[[^\s]+\]:\d{1,5}$")
    """The address, such as `127.0.0.1:9464`, at which the metrics can be read by Prometheus."""
    content: bool = False
    """Spans keep what was said, called and answered."""

    @field_validator("otlp")
    @classmethod
    def _is_address(cls, otlp: str | None) -> str | None:
        if otlp is not None and not otlp.startswith(("http://", "https://")):
            raise ValueError("the address of a collector begins with http:// or https://")
        return otlp


class PoolingModel(BaseModel):
    """A model that reads, behind an OpenAI-compatible server."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    url: str | None = None
    """The server's address, with or without `/v1`."""
    model: str | None = None
    """The served model's name; None takes the server's first."""
    api_key: str | None = Field(default=None, repr=False)
    """The server's key; `"${NAME}"` takes it from the environment."""


class Embeddings(PoolingModel):
    """The model that embeds the knowledge index and the queries; without `url`, the one that
    `agent serve --embeddings` serves."""

    passage_prefix: str = ""
    """What the model wants before each passage, such as `passage: `."""
    query_prefix: str = ""
    """The same before each query, such as `query: `."""


class Reranking(PoolingModel):
    """The model that sorts the best passages once more, by `/v1/rerank` or `/v1/score`."""

    url: str
    """The server's address, with or without `/v1`."""
    candidates: int = Field(default=20, gt=0)
    """The passages that it is shown."""


McpName: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
"""An MCP server's name: a part of its tools' names."""


class Settings(BaseModel):
    """What can be set; a field that is None has its default elsewhere, as its text says."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    project: Path = Field(default_factory=Path.cwd)
    """The project's directory: the root of the file tools and the home of `.agent/`."""
    url: str | None = None
    """The engine's address; None starts or joins the local engine."""
    model: str | None = None
    """The served model's name; None takes what the engine serves."""
    api_key: str | None = Field(default=None, repr=False)
    """The engine's key."""
    store: str | None = None
    """The session store: a path, `sqlite:///PATH`, `postgresql://…` or `memory:`; None is in the
    user's data."""
    artifact_quota: int | None = Field(default=None, gt=0)
    """Bytes that the artifacts of all sessions of a store may take, compressed; None is no
    limit."""
    knowledge: Path | str | None = None
    """The knowledge index: a path or `postgresql://…`; None is `.agent/knowledge.sqlite` in the
    project, and `pinned` is that one with `retrieval = "pinned"`."""
    chunk_tokens: int = Field(default=300, ge=50, le=2000)
    """Tokens that the passages of a new index aim at; `agent index --rechunk` cuts those of one
    that has files again."""
    embeddings: Embeddings | None = None
    """The embedding model; None is the one that `agent serve --embeddings` serves, if it runs."""
    reranking: Reranking | None = None
    """The reranking model; None does not rerank."""
    retrieval: Literal["tool", "auto", "pinned"] = "tool"
    """How knowledge reaches the window: the model calls `search`; or passages are appended behind
    the words of each message, too; or all of it stands in the prefix."""
    auto_passages: int = Field(default=3, gt=0)
    """The most passages that `auto` retrieves for a message."""
    passage_tokens: int | None = Field(default=None, ge=SMALLEST_RESULT)
    """Tokens of passages that enter the window in one turn, at most `result_tokens`, which None
    is."""
    session_passage_tokens: int | None = Field(default=None, gt=0)
    """Tokens of passages that enter the window in a whole session; None is no limit."""
    system: Path | None = None
    """A file with the system prompt; None is the one that comes with the package."""
    few_shot: Path | None = None
    """A JSON Lines file of OpenAI messages; None is the one that comes with the package."""
    tools: tuple[str, ...] | None = None
    """Names of the tools to offer; None offers the built-in ones."""
    tools_share: float = Field(default=0.125, gt=0, le=1)
    """The largest share of the window that the schemas of the tools take; if they are larger, the
    model searches them with `find_tools` and calls them with `call_tool`."""
    find_tools: bool | None = None
    """Offer `find_tools` and `call_tool` also when all schemas fit, for tools that come later; None
    does so where an MCP server says that its tools can change."""
    strict_tools: Literal["vllm", "openai"] | None = None
    """Have the server constrain the arguments of the tools whose schemas this strict mode can
    express exactly; `agent tools show` says which those are."""
    context_tokens: int | None = Field(default=None, gt=0)
    """Use at most this many tokens of the server's window."""
    reserve_tokens: int | None = Field(default=None, gt=0)
    """The least number of tokens kept free for an answer; None is an eighth of the window."""
    recent_tokens: int | None = Field(default=None, gt=0)
    """The newest tokens that a compaction keeps word for word; None is a quarter of the window."""
    result_tokens: int | None = Field(default=None, ge=SMALLEST_RESULT)
    """Tokens of a tool's result that enter the window; None is an eighth of the window."""
    answer_tokens: int | None = Field(default=None, gt=0)
    """The most tokens that one answer may take; None is what the window leaves."""
    reasoning: Literal["keep", "template"] = "keep"
    """Whether reasoning of earlier runs stays until a compaction, or the model's template decides,
    which most use to drop it: then a new message costs the prefill of what follows."""
    temperature: float | None = Field(default=None, ge=0)
    """None is the server's own."""
    top_p: float | None = Field(default=None, gt=0, le=1)
    """None is the server's own."""
    seed: int | None = None
    """None is random."""
    max_turns: int = Field(default=50, gt=0)
    """Model requests in one run."""
    max_run_tokens: int | None = Field(default=None, gt=0)
    """Tokens that the model may generate in one run."""
    max_run_seconds: float | None = Field(default=None, gt=0)
    """Seconds that one run may take."""
    tool_timeout: float = Field(default=60.0, gt=0)
    """Seconds that a tool may take when it does not say itself."""
    delegate_turns: int = Field(default=20, gt=0)
    """Model requests in one run of a sub-agent."""
    delegate_depth: int = Field(default=1, ge=0)
    """How deep sub-agents may start sub-agents; 1 lets only the agent itself start them."""
    shell_network: bool = False
    """Commands in the sandbox of `shell` may use the network."""
    fetch_private: bool = False
    """`fetch_url` may connect to loopback, private and link-local addresses."""
    max_parallel_tools: int = Field(default=16, gt=0)
    """Tool calls of one run that run at a time."""
    permissions: Permissions = Permissions()
    """Which calls may run."""
    redact: tuple[str, ...] = ()
    """Regular expressions for secrets that exports and logs leave out, besides the known forms."""
    telemetry: Telemetry = Telemetry()
    """Where traces and metrics go."""
    mcp_servers: dict[McpName, McpServer] = Field(default_factory=dict)
    """The MCP servers whose tools are offered, by name: `[mcpServers.NAME]` in `agent.toml`."""

    @model_validator(mode="before")
    @classmethod
    def _pinned(cls, given: Any) -> Any:
        """`knowledge = "pinned"` is short for the index of the project, pinned."""
        if isinstance(given, Mapping) and str(given.get("knowledge")) == PINNED:
            return {**given, "knowledge": None, "retrieval": PINNED}
        return given

    @field_validator("knowledge")
    @classmethod
    def _is_path_or_address(cls, knowledge: Path | str | None) -> Path | str | None:
        if isinstance(knowledge, str) and not is_postgres(knowledge):
            return Path(knowledge)
        return knowledge

    @field_validator("redact")
    @classmethod
    def _are_expressions(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return patterns

    @property
    def knowledge_place(self) -> Path | str:
        """Where the knowledge index is: a path, or the address of a PostgreSQL database."""
        return self.knowledge or self.project / STATE_DIRECTORY / "knowledge.sqlite"

    @property
    def probe_cache_path(self) -> Path:
        """Where it is kept what was learned of servers."""
        return Path(platformdirs.user_cache_dir("holdfast")) / "probes"

    @property
    def store_path(self) -> Path | None:
        """The session store's file; None is memory."""
        if self.store is None:
            return Path(platformdirs.user_data_dir("holdfast")) / "sessions.sqlite"
        if self.store == "memory:":
            return None
        return Path(self.store.removeprefix("sqlite:///")).expanduser()


def load_settings(
    overrides: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings for `overrides["project"]`, or for the project around this directory.

    Args:
        overrides: settings of the caller; None values are left out.
        environment: in place of the process's own, for tests.

    Raises:
        ConfigError: a directory or file is missing, or a key or value is wrong.
    """
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    project = _project_directory(given.get("project"))
    variables = os.environ if environment is None else environment
    from_environment = {
        field: variables[name] for name, field in _ENVIRONMENT.items() if variables.get(name)
    }
    from_file = _read_project_file(project / PROJECT_FILE)
    together = _with_permissions(from_file, given)
    servers = _servers(from_file, given, variables) | _pooling_models(from_file, given, variables)
    exported = _telemetry(from_file, given, variables)
    return _validated(
        {**from_file, **from_environment, **together, **servers, **exported, "project": project}
    )


def _with_permissions(file: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The caller's rules beside those of the project's file; the caller's mode counts."""
    own, more = file.get("permissions"), given.get("permissions")
    if isinstance(more, Permissions):
        more = more.model_dump(exclude_unset=True)
    if not isinstance(own, Mapping) or not isinstance(more, Mapping):
        return given
    rules = {name: [*own.get(name, ()), *more.get(name, ())] for name in ("allow", "ask", "deny")}
    return {**given, "permissions": {**own, **more, **rules}}


def _telemetry(
    file: Mapping[str, Any], given: Mapping[str, Any], variables: Mapping[str, str]
) -> dict[str, Any]:
    """The collector that OpenTelemetry's own variable names, where no setting names another."""
    own = given.get("telemetry", file.get("telemetry", {}))
    collector = variables.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    if not collector or not isinstance(own, Mapping):
        return {}
    return {"telemetry": {"otlp": collector, **own}}


def _servers(
    file: Mapping[str, Any], given: Mapping[str, Any], variables: Mapping[str, str]
) -> dict[str, Any]:
    """The caller's MCP servers beside those of the project's file, with `${NAME}` filled in."""
    sources = [each.get("mcp_servers", {}) for each in (file, given)]
    if not all(isinstance(each, Mapping) for each in sources):
        return {}  # the validation says what is wrong
    servers = {name: _plain(held) for source in sources for name, held in source.items()}
    return {"mcp_servers": _filled(servers, variables, "mcpServers")} if servers else {}


def _pooling_models(
    file: Mapping[str, Any], given: Mapping[str, Any], variables: Mapping[str, str]
) -> dict[str, Any]:
    """The caller's models of the knowledge index, or the file's with `${NAME}` filled in."""
    return {
        name: given[name] if name in given else _filled(file[name], variables, name)
        for name in ("embeddings", "reranking")
        if name in given or name in file
    }


def _plain(server: Any) -> Any:
    return server.model_dump(exclude_unset=True) if isinstance(server, McpServer) else server


def _filled(value: Any, variables: Mapping[str, str], place: str) -> Any:
    """Raises ConfigError for a variable that is not set."""
    if isinstance(value, Mapping):
        return {key: _filled(held, variables, f"{place}.{key}") for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(held, variables, f"{place}[{n}]") for n, held in enumerate(value)]
    if not isinstance(value, str):
        return value

    def variable(found: re.Match[str]) -> str:
        if found[1] not in variables:
            raise ConfigError(
                f"{place} needs the environment variable {found[1]}, which is not set"
            )
        return variables[found[1]]

    return re.sub(r"\$\{([^}]*)\}", variable, value)


def _project_directory(given: str | Path | None) -> Path:
    if given is None:
        return _surrounding_project(Path.cwd())
    path = Path(given).expanduser().resolve()
    if not path.is_dir():
        raise ConfigError(f"the project directory {given} does not exist")
    return path


def _surrounding_project(directory: Path) -> Path:
    for candidate in (directory, *directory.parents):
        if (candidate / PROJECT_FILE).is_file() or (candidate / STATE_DIRECTORY).is_dir():
            return candidate
    return directory


def _read_project_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    if "mcpServers" in read:  # as other clients write it
        read["mcp_servers"] = read.pop("mcpServers")
    if "project" in read:
        raise ConfigError(f"{path}: project is where the file lies and cannot be set in it")
    for field in ("knowledge", "system", "few_shot"):
        if isinstance(read.get(field), str) and not _is_no_path(field, read[field]):
            read[field] = path.parent / read[field]
    return read


def _is_no_path(field: str, value: str) -> bool:
    return field == "knowledge" and (value == PINNED or is_postgres(value))


def _validated(values: Mapping[str, Any]) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            raise ConfigError(f"unknown setting {name!r}. The settings are: {known}") from error
        raise ConfigError(f"setting {name}: {first['msg']} (given: {first['input']!r})") from error
