"""The tables of `agent.toml`: permissions, MCP servers, telemetry, models that read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

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


class Tenant(BaseModel):
    """What one tenant's sessions get of a pool, beside those of the others."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    weight: float = Field(default=1.0, gt=0, le=1_000_000)
    """Its share of the server's cache, in proportion to the weights of the others that want it."""
    sessions: int | None = Field(default=None, gt=0)
    """The most of its sessions that have a place in the cache at a time; None is no limit."""
    tokens: int | None = Field(default=None, gt=0)
    """The most tokens that they hold there, beside the prefix; None is no limit. A session that is
    larger runs as its tenant's only one."""
    isolate: bool = False
    """Its sessions find nothing cached that others left, and others nothing of theirs: requests
    carry a `cache_salt` of its own. The prefix is then computed and held for it once more."""


TenantName: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:@-]{1,64}$")]
"""A tenant's name."""


class PoolTable(BaseModel):
    """Many sessions on one server."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    tenants: dict[TenantName, Tenant] = Field(default_factory=dict)
    """Weights and limits by name: `[pool.tenants.NAME]` in `agent.toml`. Where there are any, other
    names are errors."""
    secret: str | None = Field(default=None, min_length=16, repr=False)
    """What the salts of isolated tenants are made of, the same on all machines that are to find
    each other's tokens; `"${NAME}"` takes it from the environment, and None keeps one in the user's
    data."""
