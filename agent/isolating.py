"""What makes an isolated tenant's sessions find nothing of others, and others nothing of theirs."""

from __future__ import annotations

from dataclasses import replace

from agent.config import Settings
from agent.engine.request import ServerFacts
from agent.engine.salt import cache_salt
from agent.errors import ConfigError
from agent.opening import Parts

_SAMPLING = "mcp sampling"
"""In place of a tenant's name, which has no space in it."""


def parts_for(parts: Parts, settings: Settings, tenant: str) -> Parts:
    """The parts for a session of this tenant.

    Raises:
        ConfigError: it is to be isolated, and the server has no salts, or there is no secret.
    """
    limits = settings.pool.tenants.get(tenant)
    if limits is None or not limits.isolate:
        return parts
    _check_server(tenant, parts.engine.facts)
    salt = _salt(tenant, settings)
    return replace(parts, salt=salt, warmer=parts.warmer.under(salt))


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
