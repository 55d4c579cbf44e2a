"""One long conversation with tools, by Holdfast and by other frameworks, each on a vLLM of its own.

    python benchmarks/peers.py [--messages 40] [--window 8192] [--only langchain]

Each message has one record fetched and one value of it told, so that every answer can be read from
the newest result, and none depends on what a small model can summarise. All the results together
are some times larger than the window. Every framework gets the same system prompt, tool, questions
and model, once with its history as it is and once with each of its own ways to keep it short; a way
that needs a size is told three quarters of the window. Holdfast is told nothing: it asks the
server.

The figures are vLLM's own counters: tokens that were looked up in its prefix cache, and those that
were not found and had to be computed. An answer is right when it has the value in it. The other
frameworks are installed from PyPI into an environment of their own, in the versions that
peer_clients/requirements.txt names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.engine.address import free_port
from agent.engine.command import ServeOptions
from agent.engine.home import engine_home
from agent.engine.launch import launch
from agent.engine.metrics import samples_of
from agent.engine.plan import make_plan
from agent.models.training.results import fields, plain
from agent.models.training.words import Words
from agent.runtime import bundled_model

CLIENTS = Path(__file__).resolve().parent / "peer_clients"
SYSTEM = "You are an assistant. Get the record before you answer, and answer with its value."
ANSWER_TOKENS = 128
LINES = 60
"""Of a record."""
ASKED = ("depth", "pressure", "altitude", "capacity", "voltage", "humidity")


@dataclass(frozen=True, slots=True)
class Way:
    """A framework, and how it keeps its history."""

    name: str
    client: str
    how: str
    told: str


WAYS = (
    Way("Holdfast", "holdfast_client.py", "", "compaction by cost, as it comes"),
    Way("OpenAI Agents SDK", "openai_agents_client.py", "whole", "whole"),
    Way("OpenAI Agents SDK", "openai_agents_client.py", "trimmed", "`ToolOutputTrimmer`"),
    Way("LangChain", "langchain_client.py", "whole", "whole"),
    Way("LangChain", "langchain_client.py", "cleared", "`ClearToolUsesEdit`"),
    Way("LangChain", "langchain_client.py", "summarised", "`SummarizationMiddleware`"),
    Way("Pydantic AI", "pydantic_ai_client.py", "whole", "whole"),
    Way("Pydantic AI", "pydantic_ai_client.py", "cleared", "`ClearToolResults`"),
    Way("Pydantic AI", "pydantic_ai_client.py", "tiered", "`TieredCompaction`: clear, then slide"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, the record that is fetched for it, and what the answer has to have in it."""

    text: str
    station: str
    record: str
    value: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A conversation as vLLM counted it."""

    way: Way
    right: int
    failed: Counter[str]
    looked_up: int
    found: int
    requests: int
    seconds: float

    @property
    def computed(self) -> int:
        """Prompt tokens that had to be computed."""
        return self.looked_up - self.found


def questions(count: int) -> Iterator[Question]:
    """Questions whose words and values the bundled model was not trained on."""
    words = Words(random.Random("peers"), "test")
    stations: set[str] = set()
    while len(stations) < count:
        station, key = words.proper(), words.choice(ASKED)
        if station in stations:
            continue
        stations.add(station)
        value = str(words.integer(1000, 9999))
        others = {name: each for name, each in fields(words, LINES).items() if key not in name}
        lines = [f"{name}: {plain(each)}" for name, each in others.items()]
        lines.insert(words.integer(0, len(lines)), f"{key}: {value}")
        text = f"Get the record of the station {station}. What is its {key}?"
        yield Question(text, station, "\n".join(lines), value)


def peers_python() -> Path:
    """The interpreter of the other frameworks' environment, which is made the first time."""
    requirements = CLIENTS / "requirements.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    home = CLIENTS.parents[1] / ".venv" / f"peers-{digest}"
    python = home / "bin" / "python"
    if not (home / "installed").exists():
        venv.create(home, symlinks=True, clear=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
        subprocess.run([*pip, "install", "--quiet", "-r", str(requirements)], check=True)
        (home / "installed").touch()
    return python


@contextmanager
def server(window: int) -> Iterator[str]:
    """A vLLM that nobody has asked anything."""
    wanted = ServeOptions(str(bundled_model()), port=free_port(), max_model_len=str(window))
    plan = make_plan(wanted, engine_home(), lambda _: None)
    with tempfile.TemporaryDirectory() as logs:
        started = launch(plan, Path(logs) / "engine.log", lambda _: None)
        try:
            yield plan.root
        finally:
            started.stop()


def counters(root: str) -> Counter[str]:
    """vLLM's sums by name."""
    totals: Counter[str] = Counter()
    for sample in samples_of(httpx.get(f"{root}/metrics", timeout=60).text):
        totals[sample.name] += int(sample.value)
    return totals


def run(way: Way, asked: Sequence[Question], window: int) -> Outcome:
    """One conversation on a server of its own."""
    own = way.client == "holdfast_client.py"
    python = Path(sys.executable) if own else peers_python()
    with server(window) as root:
        model = httpx.get(f"{root}/v1/models", timeout=60).json()["data"][0]["id"]
        order = {
            "how": way.how,
            "url": f"{root}/v1",
            "model": model,
            "system": SYSTEM,
            "window": window,
            "answer_tokens": ANSWER_TOKENS,
            "messages": [each.text for each in asked],
            "records": {each.station: each.record for each in asked},
        }
        before = counters(root)
        done = subprocess.run(
            [str(python), str(CLIENTS / way.client)],
            input=json.dumps(order),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        after = counters(root)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    spent = Counter({name: after[name] - before[name] for name in after})
    return Outcome(
        way,
        sum(each.value in one["answer"] for each, one in zip(asked, told, strict=True)),
        Counter(one["failed"] for one in told if one["failed"]),
        spent["vllm:prefix_cache_queries_total"],
        spent["vllm:prefix_cache_hits_total"],
        spent["vllm:request_success_total"],
        sum(one["seconds"] for one in told),
    )


def table(outcomes: Sequence[Outcome], count: int) -> str:
    """The outcomes side by side."""
    rows = [
        "| framework | history | right | failed | requests | prompt tokens | computed"
        " | found cached | seconds |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    rows += [
        f"| {each.way.name} | {each.way.told} | {each.right} of {count} | {each.failed.total()}"
        f" | {each.requests} | {each.looked_up:,} | {each.computed:,}"
        f" | {each.found / max(1, each.looked_up):.1%} | {each.seconds:.0f} |"
        for each in outcomes
    ]
    return "\n".join(rows)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--messages", type=int, default=40)
    parser.add_argument("--window", type=int, default=8192, help="tokens")
    parser.add_argument("--only", default="", help="clients whose name begins so")
    options = parser.parse_args()
    asked = list(questions(options.messages))
    outcomes = []
    for way in WAYS:
        if not way.client.startswith(options.only):
            continue
        outcome = run(way, asked, options.window)
        outcomes.append(outcome)
        print(table(outcomes[-1:], len(asked)).splitlines()[-1], flush=True)
        for reason, times in outcome.failed.most_common(2):
            print(f"    {times} times {reason}", flush=True)
    print(table(outcomes, len(asked)))


if __name__ == "__main__":
    main()
