"""Makes every check of a server."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from agent.config import Settings
from agent.connecting import bundled_model
from agent.context.prefix import Prefix
from agent.doctor.checks import CHECKS, Check
from agent.doctor.facts import Facts, gather
from agent.doctor.finding import Finding, Skipped, Verdict, shown
from agent.doctor.http import Http
from agent.engine.local import local_engine
from agent.errors import EngineError, EngineUnreachable
from agent.types import JSON


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found, in their order."""

    url: str
    unreachable: bool
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether a check failed."""
        return any(each.severity == "failure" for each in self.findings)

    def to_json(self) -> JSON:
        """As `--json` prints it."""
        return {
            "url": self.url,
            "ok": not self.failed,
            "checks": [each.to_json() for each in self.findings],
        }


async def examine(
    settings: Settings, prefix: Prefix, progress: Callable[[str], None] | None = None
) -> Report:
    """Examine the server at the settings' URL; without one, the local engine.

    Args:
        prefix: the project's.
        progress: is told what the start of a local engine is doing.

    Raises:
        ConfigError: the URL is no address.
        EngineLaunchError: the local engine could not be started.
    """
    async with AsyncExitStack() as opened:
        url = settings.url
        if url is None:
            local = local_engine(model=bundled_model(), progress=progress)
            url = (await opened.enter_async_context(local)).url
        http = Http(url, settings.api_key)
        opened.push_async_callback(http.close)
        facts = await gather(settings, http, prefix, opened)
        findings = tuple([await _found(check, facts) for check in CHECKS])
    return Report(http.named, isinstance(facts.models, EngineUnreachable), findings)


async def _found(check: Check, facts: Facts) -> Finding:
    verdict = await _verdict(check, facts)
    return Finding(check.id, verdict.severity, verdict.seen, verdict.fix, check.about)


async def _verdict(check: Check, facts: Facts) -> Verdict:
    try:
        async with facts.http.patience.within():
            return await check.examine(facts)
    except Skipped as reason:
        return Verdict("skipped", str(reason))
    except EngineError as error:
        return Verdict("failure", f"the server failed in this check: {shown(str(error))}")
    except TimeoutError as error:
        return Verdict("failure", str(error))
