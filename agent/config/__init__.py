"""Settings: what can be set, and where it is read from."""

from agent.config.loading import PROJECT_FILE, load_settings
from agent.config.sections import (
    Embeddings,
    McpOAuth,
    McpServer,
    PermissionMode,
    Permissions,
    PoolTable,
    Reranking,
    Telemetry,
    Tenant,
)
from agent.config.settings import MEMORY, PINNED, STATE_DIRECTORY, Settings, is_postgres

__all__ = [
    "MEMORY",
    "PINNED",
    "PROJECT_FILE",
    "STATE_DIRECTORY",
    "Embeddings",
    "McpOAuth",
    "McpServer",
    "PermissionMode",
    "Permissions",
    "PoolTable",
    "Reranking",
    "Settings",
    "Telemetry",
    "Tenant",
    "is_postgres",
    "load_settings",
]
