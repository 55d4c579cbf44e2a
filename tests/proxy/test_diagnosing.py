"""The diagnosis in its own process: in order, in bounds, and beyond its death."""

from __future__ import annotations

import inspect
import json
import queue
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent.proxy import diagnosing
from agent.proxy.carried import Carried
from agent.proxy.diagnosing import Diagnosis
from agent.proxy.observed import Observed
from agent.proxy.turns import Undiagnosed
from agent.proxy.watcher import Watcher
from tests.fake_server import FakeServer, serving
from tests.proxy.fake_upstream import FakeUpstream

Result = Observed | Undiagnosed
Start = Callable[[], tuple[Diagnosis, "queue.Queue[Result]"]]

CHAT = "/v1/chat/completions"
USAGE = {
    "prompt_tokens": 30,
    "completion_tokens": 2,
    "prompt_tokens_details": {"cached_tokens": 0},
}


def carried(*texts: str, request: bytes | None = None) -> Carried:
    messages = [
        {"role": "assistant" if number % 2 else "user", "content": text}
        for number, text in enumerate(texts)
    ]
    message = {"role": "assistant", "content": f"An answer to {len(texts)} messages."}
    reply = {"choices": [{"message": message}], "usage": USAGE}
    body = request if request is not None else json.dumps({"messages": messages}).encode()
    kind = ((b"content-type", b"application/json"),)
    answer = json.dumps(reply).encode()
    return Carried(CHAT, body, (), 200, answer, kind, True, False, 1.0, 2.0)


@pytest.fixture
def start() -> Iterator[Start]:
    begun: list[Diagnosis] = []
    with serving(FakeServer(tokenizes=True)) as server:

        def started() -> tuple[Diagnosis, queue.Queue[Result]]:
            heard: queue.Queue[Result] = queue.Queue()
            begun.append(Diagnosis(server.url, heard.put))
            return begun[-1], heard

        yield started
        for each in begun:
            each.close()


def reasons(heard: queue.Queue[Any], count: int) -> list[Any]:
    """The next results: a conversation's name, or why there is none."""
    results = [heard.get(timeout=60) for _ in range(count)]
    return [each.reason if isinstance(each, Undiagnosed) else each.conversation for each in results]


def test_requests_are_diagnosed_in_order(start: Start) -> None:
    diagnosis, heard = start()
    diagnosis.take(carried("One"))
    diagnosis.take(carried("Two"))
    diagnosis.take(carried("One", "An answer to 1 messages.", "More"))
    diagnosis.take(carried(request=b"no JSON"))
    told = reasons(heard, 4)
    assert told[:2] == ["conversation-1", "conversation-2"]
    assert told[3] == "the request is no JSON"


def test_what_is_not_as_it_should_be_ends_nothing(start: Start) -> None:
    diagnosis, heard = start()
    strange = b'{"messages": [{"role": "assistant", "tool_calls": [{"function": "x"}]}]}'
    diagnosis.take(carried(request=strange))
    diagnosis.take(carried("One"))
    told = reasons(heard, 2)
    assert "not as OpenAI's API has it" in told[0]
    assert told[1] == "conversation-1"


@pytest.fixture
def shallow() -> Iterator[None]:
    """Calls may nest as deep as in a program that has just begun, wherever the test runs."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 900)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("shallow")
async def test_json_of_any_depth_ends_nothing() -> None:
    """Some of it can be read, and not be written any more."""
    watcher = Watcher(FakeUpstream().upstream())
    told = []
    for depth in range(100, 1000, 10):
        content = "[" * depth + "]" * depth
        request = f'{{"messages": [{{"role": "user", "content": {content}}}]}}'.encode()
        told.append(await diagnosing._told(watcher, carried(request=request)))
    assert any(isinstance(each, Observed) for each in told)
    assert any(isinstance(each, Undiagnosed) and "RecursionError" in each.reason for each in told)


def test_what_comes_too_fast_is_left_out_and_said(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagnosis, heard = start()
    one = carried("One")
    monkeypatch.setattr(diagnosing, "MOST_WAITING", one.size)
    for _ in range(3):
        diagnosis.take(one)
    told = reasons(heard, 2)
    assert told[0] == "conversation-1"
    assert told[1] == "2 requests came faster than they could be diagnosed"
    diagnosis.take(carried("Two"))
    assert reasons(heard, 1) == ["conversation-2"]


def test_it_begins_anew_when_its_process_dies(start: Start) -> None:
    diagnosis, heard = start()
    diagnosis.take(carried("One"))
    assert reasons(heard, 1) == ["conversation-1"]
    diagnosis._process.kill()
    diagnosis.take(carried("Two"))
    diagnosis.take(carried("Three"))
    told = reasons(heard, 2)
    assert "process of the diagnosis died" in told[0]
    assert told[1] == "conversation-1"


def test_the_newest_requests_are_diagnosed_before_it_ends(start: Start) -> None:
    diagnosis, heard = start()
    diagnosis.take(carried("One"))
    assert reasons(heard, 1) == ["conversation-1"]
    diagnosis.take(carried("Two"))
    diagnosis.close()
    assert reasons(heard, 1) == ["conversation-2"]
    assert not diagnosis._process.is_alive()
