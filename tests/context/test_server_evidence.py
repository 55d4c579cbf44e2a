"""What a server, or several behind one address, say after a miss."""

from __future__ import annotations

from agent.context.server_evidence import KnownServer, ask_server
from agent.context.traffic import Traffic
from agent.engine.metrics import EngineMetrics
from agent.observe.verdict import Counts, ServerEvidence, verdict
from agent.types import Usage

KNOWN = KnownServer(16, block_known=True, started=1000.0, caching=True)
USAGE = Usage(1700, 0, 10)
LOST = Counts(turn=2, held=1600, expected=1600, cached=0)


class Router:
    """Keeps each session at one of its servers, by the last letter of its name."""

    def __init__(self, *starts: float) -> None:
        self.starts = starts

    async def metrics(self, session: str) -> EngineMetrics:
        start = self.starts[ord(session[-1]) % len(self.starts)]
        return EngineMetrics(started=start, kv_cache_tokens=8192)


async def evidence(router: Router, traffic: Traffic, session: str) -> ServerEvidence:
    return await ask_server(KNOWN, router.metrics, traffic, session, USAGE)


async def test_servers_that_keep_their_sessions_are_told_apart() -> None:
    """Also where the session's own server is the one that was probed."""
    for session in ("a", "b"):
        found = await evidence(Router(1000.0, 900.0), Traffic(started=1000.0), session)
        assert set(found.starts) == {1000.0, 900.0}
        miss = verdict(LOST, None, found)
        assert miss is not None
        assert miss.reason == "other_replica"


async def test_a_server_that_answers_no_more_explains_a_session_s_miss_once() -> None:
    """Its sessions go on at another one; what that one evicts later is another matter."""
    traffic = Traffic(started=1000.0)
    traffic.meet((1000.0, 900.0))
    traffic.note("s", USAGE)
    left = await evidence(Router(1000.0), traffic, "s")
    miss = verdict(LOST, None, left)
    assert miss is not None
    assert miss.reason == "other_replica"
    assert "no server answers any more" in miss.evidence
    traffic.meet(left.starts)
    traffic.note("s", USAGE)
    miss = verdict(LOST, None, await evidence(Router(1000.0), traffic, "s"))
    assert miss is not None
    assert miss.reason != "other_replica"


class LateRouter(Router):
    """Leads the first names to its first server, as chance may."""

    async def metrics(self, session: str) -> EngineMetrics:
        number = int(session.rpartition(".")[2]) if "." in session else 0
        return EngineMetrics(started=self.starts[number > 8], kv_cache_tokens=8192)


async def test_a_server_that_is_known_is_looked_for_until_it_is_seen() -> None:
    """Else it would pass for one that has ended, and be forgotten."""
    traffic = Traffic(started=1000.0)
    traffic.meet((1000.0, 900.0))
    found = await evidence(LateRouter(1000.0, 900.0), traffic, "s")
    assert set(found.starts) == {1000.0, 900.0}
