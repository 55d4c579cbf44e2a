"""What is known of a server, and what it says when it lost something."""

from __future__ import annotations

from agent.observe.verdict import Counts
from agent.proxy.evidence import Evidence
from agent.types import Usage
from tests.proxy.fake_upstream import FakeUpstream

LOST = Counts(2, 2048, 2048, 0)
USAGE = Usage(2100, 0, 9)


async def reason(evidence: Evidence) -> str | None:
    miss = await evidence.why_unfound(LOST, "c", USAGE)
    return miss.reason if miss is not None else None


async def test_blocks_are_those_of_the_server() -> None:
    evidence = Evidence(FakeUpstream().upstream())
    await evidence.start()
    assert [evidence.blocks(tokens) for tokens in (-1, 15, 16, 47)] == [0, 0, 16, 32]


async def test_a_server_is_read_once() -> None:
    server = FakeUpstream()
    evidence = Evidence(server.upstream())
    for _ in range(3):
        await evidence.start()
    assert server.asked == ["/metrics"]


async def test_a_restart_is_told_once() -> None:
    server = FakeUpstream()
    evidence = Evidence(server.upstream())
    await evidence.start()
    evidence.note("c", USAGE)
    server.started += 2_000_000_000
    assert await reason(evidence) == "server_restarted"
    evidence.note("c", USAGE)
    assert await reason(evidence) == "unexplained"


async def test_nothing_is_made_up_of_a_server_that_says_nothing() -> None:
    assert await reason(Evidence(FakeUpstream(answers=False).upstream())) == "unexplained"
