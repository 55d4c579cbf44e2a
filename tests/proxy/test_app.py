"""Who may read the turns, and under which names the proxy is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from agent.loopback.guard import App, Guard, Receive, Scope, Send
from agent.proxy.app import TURNS_PATH, ProxyApp, turns_app
from agent.proxy.turns import Turns

TOKEN = {"Authorization": "Bearer the-token"}


async def passed(scope: Scope, _: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def client(app: App) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8099")


def made(*, any_name: bool = False) -> App:
    turns = Turns()
    for number in range(3):
        turns.add({"conversation": f"c{number}"})
    return ProxyApp(passed, Guard(turns_app(turns), "the-token"), any_name=any_name)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with client(made()) as opened:
        yield opened


async def test_the_turns_are_told_from_a_number_on(http: httpx.AsyncClient) -> None:
    told = (await http.get(TURNS_PATH, headers=TOKEN)).json()["turns"]
    assert [each["number"] for each in told] == [1, 2, 3]
    later = (await http.get(f"{TURNS_PATH}?after=2", headers=TOKEN)).json()["turns"]
    assert later == [{"number": 3, "conversation": "c2"}]
    for odd in ("x", "9" * 5000, "-1"):
        told = (await http.get(f"{TURNS_PATH}?after={odd}", headers=TOKEN)).json()["turns"]
        assert len(told) == 3


async def test_without_the_token_nothing_is_told(http: httpx.AsyncClient) -> None:
    answer = await http.get(TURNS_PATH)
    assert answer.status_code == 403
    assert "c0" not in answer.text


@pytest.mark.parametrize("path", ["/", "/v1/models", "/metrics", "/_holdfast", "/turns"])
async def test_every_other_path_is_passed_on(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.post(path)
    assert (answer.status_code, answer.text) == (299, path)


async def test_a_name_that_could_be_rebound_is_refused(http: httpx.AsyncClient) -> None:
    """A page of another site could use the server by it."""
    answer = await http.get("/v1/models", headers={"Host": "page.example:8099"})
    assert answer.status_code == 403
    assert "Host header" in answer.json()["error"]["message"]


async def test_any_name_will_do_where_others_reach_it() -> None:
    async with client(made(any_name=True)) as http:
        assert (await http.get("/v1/models", headers={"Host": "proxy"})).status_code == 299
