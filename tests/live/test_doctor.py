"""`agent doctor` on a real vLLM."""

from __future__ import annotations

from agent.config import load_settings
from agent.doctor.examine import examine
from agent.runtime import Agent


async def test_the_local_engine_is_well() -> None:
    """Every check is fine; none is skipped."""
    settings = load_settings()
    report = await examine(settings, Agent(settings=settings).render_prefix())
    assert {each.id: each.seen for each in report.findings if each.severity != "ok"} == {}
