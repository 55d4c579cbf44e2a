"""The engine behind a router, as one session reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.engine.metrics import EngineMetrics
from agent.pool.routing import Route, RoutedEngine
from agent.testing import ScriptedModel


@dataclass
class Router(ScriptedModel):
    """Notes by which names its servers were asked what they say of themselves."""

    names: list[str] = field(default_factory=list)

    async def metrics(self, session: str = "") -> EngineMetrics:
        """Nothing."""
        self.names.append(session)
        return EngineMetrics()


async def test_a_session_asks_its_own_server_and_by_other_names_the_others() -> None:
    """Else it would never see that there are several."""
    router = Router([])
    engine = RoutedEngine(router, Route("one", attempt=2))
    for name in ("", "one", "one.1", "one.2"):
        await engine.metrics(name)
    assert router.names == ["one~2", "one~2", "one.1", "one.2"]
