"""Settings from `agent.toml`, the environment and the caller, in this order.

Unknown keys are errors. This is the only module that reads the environment.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.config.sections import McpServer, Permissions
from agent.config.settings import (
    MEMORY,
    PINNED,
    STATE_DIRECTORY,
    Settings,
    is_postgres,
    path_of,
)
from agent.errors import ConfigError

PROJECT_FILE = "agent.toml"

_ENVIRONMENT = {
    "AGENT_URL": "url",
    "AGENT_MODEL": "model",
    "AGENT_API_KEY": "api_key",
    "AGENT_STORE": "store",
}

_PATHS = ("knowledge", "system", "few_shot", "store")
"""In the project's file these are relative to it."""

_MAY_HOLD_SECRETS = frozenset({"api_key", "env", "headers", "knowledge", "store"})
"""What is wrong in them is not shown."""


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
    servers |= _pool(from_file, given, variables)
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


def _pool(
    file: Mapping[str, Any], given: Mapping[str, Any], variables: Mapping[str, str]
) -> dict[str, Any]:
    """The pool's table of the file, with `${NAME}` filled in."""
    own = "pool" in given or "pool" not in file
    return {} if own else {"pool": _filled(file["pool"], variables, "pool")}


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
        return surrounding_project(Path.cwd())
    try:
        path = Path(given).expanduser().resolve()
    except RuntimeError as error:
        raise ConfigError(f"the project directory {given} cannot be found: {error}") from error
    if not path.is_dir():
        raise ConfigError(f"the project directory {given} does not exist")
    return path


def surrounding_project(directory: Path) -> Path:
    """The directory of the project that a directory belongs to; itself where there is none."""
    for candidate in (directory, *directory.parents):
        if (candidate / PROJECT_FILE).is_file() or (candidate / STATE_DIRECTORY).is_dir():
            return candidate
    return directory


def _read_project_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    if "mcpServers" in read:  # as other clients write it
        read["mcp_servers"] = read.pop("mcpServers")
    if "project" in read:
        raise ConfigError(f"{path}: project is where the file lies and cannot be set in it")
    for field in _PATHS:
        if isinstance(read.get(field), str) and not _is_no_path(field, read[field]):
            read[field] = _beside(path, field, read[field])
    return read


def _beside(file: Path, field: str, value: str) -> str:
    try:
        return str(file.parent / path_of(value))
    except ValueError as error:
        raise ConfigError(f"{file}: {field}: {error}") from error


def _is_no_path(field: str, value: str) -> bool:
    if field == "store":
        return value == MEMORY or is_postgres(value)
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
        secret = not _MAY_HOLD_SECRETS.isdisjoint(first["loc"])
        given = "" if secret else f" (given: {first['input']!r})"
        raise ConfigError(f"setting {name}: {first['msg']}{given}") from error
