"""What a turn costs in processor time beside the model: ours, and that of vLLM's API server.

    python benchmarks/turn_cost.py [--turns 40] [--no-server]

Ours: sessions of 100,000 tokens in 100, 1,000 and 5,000 messages go on for some turns against an
engine that answers at once. A turn is all of a run of one question: its records made durable in
memory, the prompt put together, its size and its expected cached tokens, the request's body, the
answer taken in. What the fake engine does itself is taken off. Once without and once with a
knowledge index, of which each message of the user was given a passage.

The server's: the same conversation of about 4,000, 8,000 and 15,000 cached tokens, sent with token
ids and with messages in turn, to the engine at AGENT_URL or the local one, asking for one token.
The processor time is that of the API server's process, which renders, encodes and parses; the
model runs in another one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
import uuid
from contextlib import chdir
from pathlib import Path
from statistics import median

from instant_engine import InstantEngine, grown

from agent import Agent
from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.context.transport import TokenTransport, choose_transport
from agent.engine.client import EngineClient
from agent.engine.local import ensure_engine, running_engine
from agent.engine.request import Request
from agent.events import ModelAnswered, Record, RunEnded, UserSpoke
from agent.retrieval import Knowledge
from agent.runtime import bundled_model
from agent.types import AssistantMessage, Usage

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-turn-cost.json"


async def own_cost(
    messages: int, turns: int, knowledge: Knowledge | None = None
) -> tuple[float, int]:
    """Median milliseconds of our own processor time for a turn, and the tokens of its prompt."""
    engine = InstantEngine()
    spent: list[float] = []
    agent = Agent(
        engine=engine, tools=[], system="Help.", few_shot=(), store="memory:", knowledge=knowledge
    )
    async with agent, agent.session() as session:
        await grown(session, messages, passages=knowledge is not None)
        for _ in range(turns):
            before, theirs = time.process_time(), engine.seconds
            await session.send("Is it so?")
            spent.append(time.process_time() - before - (engine.seconds - theirs))
        tokens = session.reply().context.tokens
    return 1000 * median(spent), tokens


async def server_cost(tokens: int, turns: int) -> dict[str, float]:
    """Median milliseconds of the API server's processor time for a turn, by transport."""
    local = running_engine()
    if local is None:
        raise SystemExit("the server's processor time can only be read of the local engine")
    pid = _api_server(local.pid)
    client = await EngineClient.connect(local.url)
    prefix = Prefix.render(f"You are assistant {uuid.uuid4()}.")
    spent: dict[str, list[float]] = {"ids": [], "messages": []}
    try:
        transport = await choose_transport(client, prefix)
        assert isinstance(transport, TokenTransport)
        records = await _conversation(client, tokens)
        windows = {
            "ids": transport.window(prefix, records),
            "messages": MessageWindow(prefix, records),
        }
        for turn in range(turns + 1):
            for name, window in windows.items():
                request = Request(name, await window.prompt(), 1)
                before = _processor_seconds(pid)
                async for _ in client.stream(request):
                    pass
                if turn:  # the first one fills the cache
                    spent[name].append(_processor_seconds(pid) - before)
    finally:
        await client.close()
    # A tick of the clock is 10 ms, so the mean says more than the median.
    return {name: 1000 * sum(times) / len(times) for name, times in spent.items()}


async def _conversation(client: EngineClient, tokens: int) -> list[Record]:
    question = "What is the weight of the barge that lies in the northern harbour today? " * 8
    answer = "It weighs 4,300 tons, as the ledger of the harbour says. " * 8
    end = (await client.encode("<|im_end|>"))[-1]
    ids = (*await client.encode(answer), end)
    each = len(await client.encode(question)) + len(ids)
    records: list[Record] = []
    for _ in range(max(1, tokens // each)):
        said = ModelAnswered(1, AssistantMessage(answer), "stop", Usage(), 0.0, 0.0, token_ids=ids)
        records += [UserSpoke(question), said, RunEnded("done")]
    return [*records, UserSpoke("And now?")]


def _api_server(keeper: int) -> int:
    """The child of the keeper that answers requests; the model runs in a child of that."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == keeper:
            return int(stat.parent.name)
    raise SystemExit("the local engine has no process")


def _processor_seconds(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in threads) / 1e9


async def main(turns: int, *, server: bool) -> None:
    """Both parts."""
    report: dict[str, object] = {}
    print(f"{'messages':>9} {'prompt tokens':>14} {'our own, median':>16} {'with knowledge':>16}")
    with tempfile.TemporaryDirectory() as empty, chdir(empty):  # no project, no index but ours
        knowledge = Knowledge.open(Path("knowledge.sqlite"), create=True)
        for messages in (100, 1000, 5000):
            plain, tokens = await own_cost(messages, turns)
            retrieved, _ = await own_cost(messages, turns, knowledge)
            report[f"own_{messages}"] = plain
            report[f"own_knowledge_{messages}"] = retrieved
            print(
                f"{messages:>9} {tokens:>14,} {plain:>13.2f} ms {retrieved:>13.2f} ms", flush=True
            )
        knowledge.close()
    if server:
        if "AGENT_URL" not in os.environ:
            await ensure_engine(model=bundled_model(), progress=print)
        print(f"\n{'cached tokens':>14} {'ids':>10} {'messages':>10} {'ratio':>6}   (API server)")
        for tokens in (4000, 8000, 15_000):
            cost = await server_cost(tokens, turns)
            report[f"server_{tokens}"] = cost
            ratio = cost["messages"] / cost["ids"]
            print(
                f"{tokens:>14,} {cost['ids']:>7.1f} ms {cost['messages']:>7.1f} ms {ratio:>6.1f}",
                flush=True,
            )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1), encoding="utf-8")


parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
parser.add_argument("--turns", type=int, default=40, help="turns of each kind")
parser.add_argument("--no-server", action="store_true", help="only our own cost")
given = parser.parse_args()
asyncio.run(main(given.turns, server=not given.no_server))
