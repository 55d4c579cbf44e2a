"""Whose session it is, and what makes an isolated tenant's sessions find nothing of others, and
others nothing of theirs."""

from __future__ import annotations

from collections.abc import Mapping

from agent.config import Settings, Tenant
from agent.engine.request import ServerFacts
from agent.engine.salt import cache_salt
from agent.errors import ConfigError

_SAMPLING = "mcp sampling"
"""In place of a tenant's name, which has no space in it."""


def check_tenant(name: str, tenants: Mapping[str, Tenant], session: str = "") -> None:
    """Whether a session may be this tenant's.

    Args:
        session: the id of one whose tenant was recorded; empty where it is named now.

    Raises:
        ConfigError: there are tenants, and none of this name.
    """
    if name and tenants and name not in tenants:
        which = f"session {session} is one of {name!r}, which" if session else repr(name)
        raise ConfigError(
            f"{which} is no tenant. There are: {', '.join(sorted(tenants))} "
            "([pool.tenants.NAME] in agent.toml)"
        )


def salt_of(tenant: str, settings: Settings, facts: ServerFacts) -> str:
    """The `cache_salt` of a tenant's requests; empty where it is not isolated.

    Raises:
        ConfigError: it is to be isolated, and the server has no salts, or there is no secret.
    """
    limits = settings.pool.tenants.get(tenant)
    if limits is None or not limits.isolate:
        return ""
    _check_server(tenant, facts)
    return _salt(tenant, settings)


def sampling_salt(settings: Settings) -> str:
    """Of what MCP servers have completed, which may hold any tenant's words; empty where nobody is
    isolated."""
    isolated = any(each.isolate for each in settings.pool.tenants.values())
    return _salt(_SAMPLING, settings) if isolated else ""


def _salt(name: str, settings: Settings) -> str:
    return cache_salt(name, settings.pool.secret, settings.cache_secret_path)


def _check_server(tenant: str, facts: ServerFacts) -> None:
    if facts.version is None and facts.block_size is None and facts.replicas == 1:
        raise ConfigError(
            f"tenant {tenant} is to be isolated, and the server at {facts.url} does not say that "
            "it is a vLLM, which knows cache_salt. Serve with vLLM, or leave `isolate` out."
        )
