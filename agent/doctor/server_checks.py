"""Checks of the server as such: is it there, may we in, what does it serve."""

from __future__ import annotations

import ipaddress

from agent.doctor.facts import Facts
from agent.doctor.finding import Skipped, Verdict, failure, note, ok, shown, warning
from agent.doctor.http import Page
from agent.errors import EngineError, EngineUnreachable

_REFUSED = (401, 403)


async def reachable(facts: Facts) -> Verdict:
    """Something answers, and it is a model server."""
    models = facts.models
    if isinstance(models, EngineUnreachable):
        return failure(
            f"nothing answers at {facts.http.named}/v1",
            "start a server with `agent serve`, or give the address of one with --url",
        )
    if isinstance(models, EngineError):
        return failure(shown(str(models)), "look into the server's log, and at its /health")
    if models.status in _REFUSED:
        return ok(f"it answers, and refuses the key ({models.status})")
    if models.status != 200 or "data" not in models.json:
        return failure(
            f"{facts.http.named}/v1/models answered {models.status}: {shown(models.text)}",
            "give the address of an OpenAI-compatible server with --url, up to its /v1",
        )
    version = (await facts.http.get("/version")).json.get("version")
    software = (
        f"vLLM {shown(str(version))}" if version else "no vLLM, or none that says its version"
    )
    return ok(f"{software}; answered in {models.ms:.0f} ms")


async def key(facts: Facts) -> Verdict:
    """The key is right, and nobody can read it on its way."""
    http, models = facts.http, _listed(facts)
    if models.status in _REFUSED:
        seen = "refused the key" if http.api_key else "wants a key, and none is given"
        return failure(
            f"the server {seen} ({models.status})",
            "export AGENT_API_KEY=… with what the server was given as --api-key",
        )
    loopback = _is_loopback(http.host)
    if http.api_key and not http.encrypted and not loopback:
        return warning(
            f"the key is sent unencrypted to {http.host}",
            "use an https:// address (vllm serve --ssl-keyfile KEY --ssl-certfile CERTIFICATE), "
            f"or a tunnel: ssh -N -L 8000:127.0.0.1:8000 {http.host}",
        )
    without = await http.get("/v1/models", with_key=False)
    if without.status in _REFUSED:
        return ok("the server takes the key, and nothing without it")
    if not loopback:
        return note(
            f"{http.host} answers without a key",
            "restart vLLM with --api-key, and export AGENT_API_KEY",
        )
    return ok("loopback; no key is needed")


async def model(facts: Facts) -> Verdict:
    """The model that is asked for is served."""
    if _listed(facts).status != 200:
        raise Skipped("the server does not let its models be listed")
    wanted, names = facts.settings.model, [each.name for each in facts.all_served]
    if not names:
        return failure("the server serves no model", "start it with one: vllm serve MODEL")
    listed = shown(", ".join(names))
    if wanted is not None and wanted not in names:
        return failure(
            f"{wanted!r} is not served; served: {listed}",
            f"--model {names[0]}, or restart vLLM with --served-model-name {wanted}",
        )
    if wanted is None and len(names) > 1:
        return note(f"the first of {len(names)} is taken: {listed}", f"--model {names[0]}")
    return ok(wanted or names[0])


async def window(facts: Facts) -> Verdict:
    """The window is known."""
    said, limited = facts.asked.served.window, facts.settings.context_tokens
    if said is None and limited is None:
        return failure(
            "the server does not say its window (max_model_len)",
            "write the tokens that it takes into agent.toml: context_tokens = 32768",
        )
    if limited is not None and said is not None and limited > said:
        return warning(
            f"{said} tokens; context_tokens = {limited} in the settings has no effect",
            f"context_tokens = {said}, or restart vLLM with --max-model-len {limited}",
        )
    by = "" if said == facts.window else ", as context_tokens says"
    return ok(f"{facts.window} tokens{by}")


async def metrics(facts: Facts) -> Verdict:
    """The server's metrics can be read."""
    page = facts.asked.metrics
    if page is None:
        return note(
            f"there is no {facts.http.named}/metrics",
            "let the proxy before vLLM pass /metrics through",
        )
    if "vllm:cache_config_info" not in page:
        return note(
            "/metrics says nothing of the KV cache", "start vLLM without --disable-log-stats"
        )
    return ok("/metrics has block size and KV capacity")


def _listed(facts: Facts) -> Page:
    if isinstance(facts.models, EngineError):
        raise Skipped("the server does not answer")
    return facts.models


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
