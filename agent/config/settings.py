"""What can be set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from agent.config.sections import (
    Embeddings,
    McpName,
    McpServer,
    Permissions,
    PoolTable,
    Reranking,
    Telemetry,
)
from agent.types import SMALLEST_RESULT

PINNED = "pinned"
"""In the place of an index: the project's, all of it in the prefix."""

STATE_DIRECTORY = ".agent"

MEMORY = "memory:"
"""In the place of a session store: nothing is kept."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_postgres(place: str | None) -> bool:
    """Whether a place is the address of a PostgreSQL database, as SQLAlchemy writes it or not."""
    return place is not None and place.startswith(
        ("postgresql:", "postgres:", "postgresql+psycopg:")
    )


def path_of(place: str) -> Path:
    """The path that a place names, with the home for `~`; it may be written `sqlite:///PATH`.

    Raises:
        ValueError: it is no path; the message does not have it, since it may have a password.
    """
    path = place.removeprefix("sqlite:///")
    if not path or _ADDRESS.match(path):
        raise ValueError("give a path, or postgresql://USER@HOST:PORT/DATABASE")
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ValueError("its ~ is no home that is known: give a path without it") from error


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
    pool: PoolTable = PoolTable()
    """The tenants of a pool's sessions."""
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

    @field_validator("store")
    @classmethod
    def _is_store(cls, store: str | None) -> str | None:
        if store is not None and store != MEMORY and not is_postgres(store):
            path_of(store)
        return store

    @field_validator("knowledge")
    @classmethod
    def _is_path_or_address(cls, knowledge: Path | str | None) -> Path | str | None:
        if isinstance(knowledge, str) and not is_postgres(knowledge):
            return path_of(knowledge)
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
    def cache_secret_path(self) -> Path:
        """Where the secret is kept that isolated tenants' salts are made of, if none is set."""
        return Path(platformdirs.user_data_dir("holdfast")) / "cache-secret"

    @property
    def store_path(self) -> Path | None:
        """The session store's file; None is memory.

        Raises:
            ValueError: it is in a database.
        """
        if self.store is None:
            return Path(platformdirs.user_data_dir("holdfast")) / "sessions.sqlite"
        return None if self.store == MEMORY else path_of(self.store)
