"""`agent proxy` between a real vLLM and the clients of other frameworks."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.framework_environment import frameworks_python
from tests.live.tapping import tapping

CLIENTS = Path(__file__).parent / "frameworks"
FRAMEWORKS = (("agents_sdk.py",), ("agents_sdk.py", "--responses"), ("langchain_agent.py",))


@dataclass
class Running:
    """A proxy that runs."""

    base_url: str
    _turns: str

    def turns(self, count: int) -> list[dict[str, Any]]:
        """What was told, once there are so many."""
        deadline = time.monotonic() + 60
        while True:
            told: list[dict[str, Any]] = httpx.get(self._turns, timeout=60).json()["turns"]
            if len(told) >= count:
                return told
            assert time.monotonic() < deadline, told
            time.sleep(0.1)


@contextmanager
def running(url: str) -> Iterator[Running]:
    """A proxy before this address, until the block ends."""
    command = [str(Path(sys.executable).with_name("agent")), "proxy", "--port", "0", "--json"]
    process = subprocess.Popen([*command, "--url", url], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        begun = json.loads(process.stdout.readline())
        made = Running(begun["base_url"], begun["turns"])
        made.turns(0)  # it answers, so a signal ends it in order
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.fixture
def proxy(engine_url: str) -> Iterator[Running]:
    with running(engine_url) as made:
        yield made


@pytest.fixture
def model(engine_url: str) -> str:
    return str(httpx.get(f"{engine_url}/models", timeout=120).json()["data"][0]["id"])


def run_client(proxy: Running, model: str, client: str, *options: str) -> dict[str, Any]:
    """What a framework's client says that it asked."""
    command = [str(frameworks_python()), str(CLIENTS / client), proxy.base_url, model, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def reasons(turns: list[dict[str, Any]]) -> Counter[str]:
    return Counter(each["miss"]["reason"] for each in turns if each["miss"])


@pytest.mark.parametrize("client", FRAMEWORKS)
def test_conversations_of_another_framework_are_grouped(
    proxy: Running, model: str, client: tuple[str, ...]
) -> None:
    """Three that begin alike, with tools, in turn and at once; and none of them lost anything."""
    asked = run_client(proxy, model, *client)
    order, last = asked["order"], asked["last"]
    assert len(order) > 9, "no tool was called"
    turns = proxy.turns(len(order) + sum(last.values()))
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for label, turn in zip(order, turns, strict=False):
        counted[label] += 1
        assert names.setdefault(label, turn["conversation"]) == turn["conversation"]
        assert turn["turn"] == counted[label]
    assert len(set(names.values())) == 3
    at_once = Counter(each["conversation"] for each in turns[len(order) :])
    assert at_once == {names[label]: count for label, count in last.items()}
    assert not set(reasons(turns)) & {"prefix_changed", "history_changed", "not_reported"}
    assert all(each["cached_tokens"] for each in turns[1:])


@pytest.mark.parametrize("client", FRAMEWORKS)
def test_a_time_of_day_in_a_frameworks_system_prompt_is_found(
    proxy: Running, model: str, client: tuple[str, ...]
) -> None:
    asked = run_client(proxy, model, *client, "--clock")
    turns = proxy.turns(len(asked["order"]) + sum(asked["last"].values()))
    assert len({each["conversation"] for each in turns}) == 3
    changed = [each["miss"] for each in turns if each["miss"] and each["miss"]["place"]]
    assert len(changed) >= 8
    for miss in changed:
        place = miss["place"]
        assert (miss["reason"], place["message"], place["field"]) == (
            "prefix_changed",
            0,
            "content",
        )
        times = [re.findall(r"12:00:\d\d", place[side]) for side in ("before", "after")]
        assert len(times[0]) == len(times[1]) == 1
        assert times[0] != times[1]


def test_a_growing_text_is_healthy_and_a_changed_beginning_is_found(
    proxy: Running, model: str
) -> None:
    """OpenAI's own client and its completions: words and token ids, streamed or not."""
    asked = run_client(proxy, model, "completions.py")
    turns = proxy.turns(sum(asked["counts"].values()))
    counted = Counter(each["conversation"] for each in turns)
    assert sorted(counted.values()) == sorted(asked["counts"].values())
    changed = [each for each in turns if each["miss"]]
    assert [each["miss"]["reason"] for each in changed] == ["prefix_changed"] * 2
    for each in changed:
        place = each["miss"]["place"]
        assert each["turn"] == 5
        assert each["cached_tokens"] == 0
        assert (place["message"], place["field"]) == (None, "prompt")
        assert place["before"] != place["after"]
    words = changed[0]["miss"]["place"]
    assert "12:00:01" in words["before"]
    assert "12:00:02" in words["after"]
    healthy = [each for each in turns if each["turn"] > 1 and not each["miss"]]
    assert all(0 < each["expected_tokens"] <= each["cached_tokens"] for each in healthy)


STREAMED = {
    "chat/completions": {
        "messages": [{"role": "user", "content": "Tell me about barges."}],
        "max_tokens": 48,
        "stream_options": {"include_usage": True},
    },
    "responses": {"input": "Tell me about barges.", "max_output_tokens": 48},
    "completions": {"prompt": "A barge is", "max_tokens": 48},
}


@pytest.mark.parametrize("path", STREAMED)
def test_a_stream_is_the_bytes_that_the_server_sent(engine_url: str, model: str, path: str) -> None:
    """On the same connection, since a piece has another number of tokens each time."""
    body = {"model": model, "stream": True, **STREAMED[path]}
    engine = httpx.URL(engine_url)
    with tapping(engine.host, engine.port or 80) as tap, running(tap.url) as proxy:
        answer = httpx.post(f"{proxy.base_url}/{path}", json=body, timeout=120)
        assert answer.content == tap.body
        assert proxy.turns(1)[0]["conversation"]
    assert answer.content.count(b"data: ") > 3
    last = b"response.completed" if path == "responses" else b"data: [DONE]"
    assert last in answer.content.split(b"\n\n")[-2]


def test_every_path_of_the_server_answers_as_itself(proxy: Running, engine_url: str) -> None:
    for path in ("/models", "/../health", "/../version", "/../nothing", "/../openapi.json"):
        answers = [httpx.get(url + path, timeout=120) for url in (engine_url, proxy.base_url)]
        assert answers[0].status_code == answers[1].status_code
        if path != "/models":  # says when it was asked
            assert answers[0].content == answers[1].content


def test_a_client_that_leaves_stops_the_generation(
    proxy: Running, model: str, engine_url: str
) -> None:
    metrics = f"{engine_url.removesuffix('/v1')}/metrics"
    body = {
        "model": model,
        "messages": [{"role": "user", "content": "Count."}],
        "max_tokens": 8000,
        "ignore_eos": True,
        "stream": True,
    }
    with httpx.stream(
        "POST", f"{proxy.base_url}/chat/completions", json=body, timeout=120
    ) as answer:
        next(answer.iter_lines())
    deadline = time.monotonic() + 60
    idle = re.compile(r"^vllm:num_requests_running\{[^}]*\} 0\.0$", re.MULTILINE)
    while not idle.search(httpx.get(metrics, timeout=60).text):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    (turn,) = proxy.turns(1)
    assert "did not come to an end" in turn["miss"]["evidence"]
