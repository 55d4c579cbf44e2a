"""The client over HTTP: what it learns of a server, and every way in which a server fails."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from agent.engine.client import EngineClient
from agent.engine.pages import SESSION_HEADER
from agent.engine.request import Chunk, MessageSegment, Prompt, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.wire import message_json
from agent.errors import (
    AnswerBroken,
    ConfigError,
    EngineRejected,
    EngineUnavailable,
    EngineUnreachable,
    ModelNotFound,
    PromptTooLong,
    ToolCallingDisabled,
)
from agent.types import UserMessage
from tests.fake_server import FakeServer, Reply, delta, end, error, says, serving
from tests.hostile_server import listing, misbehaving, saying

PROMPT = Prompt((MessageSegment(message_json(UserMessage("hi"))),))
METRICS = """\
# HELP vllm:cache_config_info info
# TYPE vllm:cache_config_info gauge
vllm:cache_config_info{block_size="32",num_gpu_blocks="101",enable_prefix_caching="True"} 1.0
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.5e+09
"""


async def answer(fake: FakeServer) -> list[Chunk]:
    client = await EngineClient.connect(fake.url)
    try:
        return [chunk async for chunk in client.stream(Request("s", PROMPT, max_tokens=5))]
    finally:
        await client.close()


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_the_probe_reads_what_the_server_says() -> None:
    """Model, window, version, blocks, capacity and start are facts."""
    with serving(FakeServer(metrics=METRICS, tokenizes=True)) as fake:
        client = await EngineClient.connect(fake.url)
        await client.close()
    facts = client.facts
    assert (facts.model, facts.window, facts.version) == ("fake", 4096, "0.32.0")
    assert (facts.block_size, facts.kv_cache_tokens, facts.started) == (32, 3200, 1.5e9)
    assert facts.tokenizes
    assert facts.prefix_caching is True


async def test_a_plain_server_has_fewer_facts() -> None:
    """No metrics and no tokenizer is not an error."""
    with serving() as fake:
        client = await EngineClient.connect(fake.url + "/v1/")
        await client.close()
    assert (client.facts.block_size, client.facts.tokenizes) == (None, False)


async def test_every_request_names_its_session() -> None:
    """Routers keep a session on one replica by header or body."""
    with serving() as fake:
        await answer(fake)
    assert fake.headers[0]["X-Session-ID"] == "s"
    assert fake.bodies[0]["session_id"] == "s"


async def test_token_segments_are_sent_as_they_are() -> None:
    """Ready ids go past the template and the tokenizer."""
    with serving() as fake:
        client = await EngineClient.connect(fake.url)
        prompt = Prompt((TokenSegment(TokenIds((1, 2))), TokenSegment(TokenIds((3,)))))
        assert (await client.count(prompt)).tokens == 3
        async for _ in client.stream(Request("s", prompt, max_tokens=5)):
            pass
        await client.close()
    assert fake.bodies[0]["kv_transfer_params"] == {"prompt_token_ids": [1, 2, 3]}


async def test_a_refused_connection_is_unreachable() -> None:
    """The message has the address and the way out."""
    url = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(EngineUnreachable, match=rf"{url}.*agent serve"):
        await EngineClient.connect(url)


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "http://"])
async def test_what_is_no_url_is_unreachable(url: str) -> None:
    """A typing error in --url gives one message."""
    with pytest.raises(EngineUnreachable):
        await EngineClient.connect(url)


async def test_a_model_that_is_not_served_is_named_with_those_that_are() -> None:
    """The user sees what to choose from."""
    with serving() as fake, pytest.raises(ModelNotFound, match=r"'nope'.*serves: fake"):
        await EngineClient.connect(fake.url, model="nope")


async def test_an_unknown_window_has_to_be_set() -> None:
    """Guessing a window would overflow it."""
    with serving(FakeServer(models=({"id": "fake"},))) as fake:
        with pytest.raises(ConfigError, match="context_tokens"):
            await EngineClient.connect(fake.url)
        client = await EngineClient.connect(fake.url, window=1000)
        await client.close()
    assert client.facts.window == 1000


async def test_a_window_can_be_made_smaller_but_not_larger() -> None:
    """The server's limit holds."""
    with serving() as fake:
        small = await EngineClient.connect(fake.url, window=100)
        large = await EngineClient.connect(fake.url, window=10**6)
        await small.close()
        await large.close()
    assert (small.facts.window, large.facts.window) == (100, 4096)


async def test_a_wrong_key_says_where_to_set_it() -> None:
    """401 is about the key."""
    with serving(FakeServer(key="right")) as fake:
        with pytest.raises(EngineRejected, match="AGENT_API_KEY"):
            await EngineClient.connect(fake.url, api_key="wrong")
        await (await EngineClient.connect(fake.url, api_key="right")).close()


@pytest.mark.parametrize(
    ("reply", "expected", "words"),
    [
        (error(500, "EngineCore encountered an issue"), EngineUnavailable, "EngineCore"),
        (error(503, "currently busy"), EngineUnavailable, "503"),
        (error(429, "slow down"), EngineUnavailable, "slow down"),
        (error(400, "maximum context length is 16384 tokens"), PromptTooLong, "16384"),
        (error(404, "The model `x` does not exist."), ModelNotFound, "--model"),
        (
            error(400, '"auto" tool choice requires --enable-auto-tool-choice'),
            ToolCallingDisabled,
            "agent serve --print",
        ),
        (error(400, "something else"), EngineRejected, "something else"),
    ],
)
async def test_each_status_has_its_own_error(
    reply: Reply, expected: type[Exception], words: str
) -> None:
    """What may be tried again is told from what may not."""
    with serving(FakeServer([reply])) as fake, pytest.raises(expected, match=words):
        await answer(fake)


async def test_an_error_inside_a_stream_is_an_error() -> None:
    """vLLM answers 200 and then a data line that holds an error."""
    inside = '{"error": {"message": "overloaded", "type": "x", "code": 503}}'
    fake = FakeServer([Reply(lines=(delta(content="a"), inside, "[DONE]"))])
    with serving(fake), pytest.raises(EngineUnavailable, match="overloaded") as failed:
        await answer(fake)
    assert not isinstance(failed.value, AnswerBroken)  # the server says what is wrong


async def test_a_stream_that_ends_early_is_an_error() -> None:
    """Half an answer is never taken for a whole one."""
    fake = FakeServer([Reply(lines=(delta(content="a"), "[DONE]"))])
    words = r"before the answer was complete \(after 1 events in 0\.\d s, without a finish_reason\)"
    with serving(fake), pytest.raises(AnswerBroken, match=words):
        await answer(fake)


async def test_a_connection_that_breaks_in_a_stream_is_an_error() -> None:
    """So is a connection that is cut."""
    fake = FakeServer([Reply(lines=(delta(content="a"),), break_off=True)])
    with serving(fake), pytest.raises(AnswerBroken, match=r"broke.*after 1 events"):
        await answer(fake)


async def test_a_line_that_is_no_json_breaks_the_answer_off() -> None:
    """So a server that always sends one is not asked for a minute."""
    fake = FakeServer([Reply(lines=(delta(content="a"), "{not JSON"))])
    with serving(fake), pytest.raises(AnswerBroken, match="no JSON"):
        await answer(fake)


async def test_usage_and_text_arrive() -> None:
    """A healthy stream gives text, the finish reason and the cached tokens."""
    with serving(FakeServer([says("Hello.", cached=8)])) as fake:
        chunks = await answer(fake)
    assert "".join(chunk.text for chunk in chunks) == "Hello."
    assert [chunk.finish_reason for chunk in chunks if chunk.finish_reason] == ["stop"]
    usages = [chunk.usage for chunk in chunks if chunk.usage]
    assert [usage.cached_tokens for usage in usages] == [8]


async def test_without_a_tokenizer_the_count_is_a_bound_that_is_never_too_low() -> None:
    """No byte-level tokenizer makes more tokens than bytes."""
    with serving() as fake:
        client = await EngineClient.connect(fake.url)
        count = await client.count(PROMPT)
        await client.close()
    assert not count.exact
    assert count.tokens > len(b'{"content":"hi","role":"user"}')


def test_the_end_of_a_stream_has_a_reason() -> None:
    """The fake's own shape, which the tests above rely on."""
    assert '"finish_reason": "length"' in end("length")[0]


@pytest.mark.parametrize(
    ("workers", "replicas"),
    [
        (None, 1),
        ([], 1),
        ("strange", 1),
        ([{"url": "http://a:1"}, {"url": "http://b:2", "is_healthy": True}], 2),
        ([{"url": "http://a:1"}, {"url": "http://b:2", "is_healthy": False}], 1),
    ],
)
async def test_a_router_says_how_many_servers_it_has(workers: object, replicas: int) -> None:
    """A server that is none has itself."""
    with serving(FakeServer(workers=workers)) as fake:
        client = await EngineClient.connect(fake.url)
        assert client.facts.replicas == replicas
        await client.close()


@pytest.mark.parametrize(
    "line",
    [
        "{not JSON",
        json.dumps({"choices": ["text"]}),
        json.dumps({"choices": [{"delta": "text"}]}),
        json.dumps({"choices": [{"delta": {"tool_calls": ["call"]}}]}),
        json.dumps({"choices": [{"delta": {}}], "usage": "much"}),
    ],
)
async def test_a_stream_of_another_form_is_an_error(line: str) -> None:
    """Whatever a server says, one message names it."""
    wrong = pytest.raises((EngineRejected, EngineUnavailable), match=r"JSON|another form")
    with serving(FakeServer([Reply(lines=(line,))])) as fake, wrong:
        await answer(fake)


async def test_what_servers_write_differently_is_read() -> None:
    """Texts in parts, arguments as an object, sizes that are no numbers."""
    call = {"index": None, "function": {"name": "f", "arguments": {"a": 1}}}
    lines = (
        delta(content=[{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]),
        delta(tool_calls=[call]),
        json.dumps(
            {"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": "9"}}
        ),
    )
    with serving(FakeServer([Reply(lines=lines)])) as fake:
        chunks = await answer(fake)
    assert chunks[0].text == "ab"
    assert (chunks[1].calls[0].index, chunks[1].calls[0].arguments) == (0, '{"a": 1}')
    assert chunks[2].usage is not None
    assert chunks[2].usage.prompt_tokens == 0


@pytest.mark.parametrize("window", ["4096", -5, 0, None])
async def test_a_window_that_is_no_size_is_unknown(window: object) -> None:
    """Then the user says it."""
    unknown = pytest.raises(ConfigError, match="does not say its window")
    with serving(FakeServer(models=({"id": "fake", "max_model_len": window},))) as fake, unknown:
        await EngineClient.connect(fake.url)


async def test_a_password_in_the_address_is_not_said() -> None:
    """What is known of a server goes into logs, traces and the claims of pools."""
    with serving(FakeServer([error(400, "no")])) as fake:
        client = await EngineClient.connect(fake.url.replace("://", "://me:secret@"))
        with pytest.raises(EngineRejected) as refused:
            _ = [each async for each in client.stream(Request("s", PROMPT, max_tokens=5))]
        await client.close()
    assert client.facts.url == f"{fake.url}/v1"
    assert "secret" not in str(refused.value)
    assert fake.headers


class FakeRouter(FakeServer):
    """In front of two servers: the name that a request carries says which one answers."""

    def metrics_page(self, headers: Mapping[str, str]) -> str:
        """That of the name's server."""
        place = sum(headers.get(SESSION_HEADER, "").encode()) % 2
        return f"process_start_time_seconds {place + 1}.5e+09\n"


async def test_the_servers_behind_a_router_are_known_from_the_beginning() -> None:
    """So that a miss of a session whose server has ended is told as what it is."""
    with serving(FakeRouter(workers=[{"url": "http://a:1"}, {"url": "http://b:2"}])) as fake:
        client = await EngineClient.connect(fake.url)
        assert client.facts.starts == {1.5e9, 2.5e9}
        await client.close()


REFUSED = (
    "This model's maximum context length is 2048 tokens. However, you requested 900 output tokens "
    "and your prompt contains at least 1149 input tokens, for a total of at least 2049 tokens."
)


async def refuse(client: EngineClient, **planned: int) -> PromptTooLong:
    with pytest.raises(PromptTooLong) as refused:
        _ = [each async for each in client.stream(Request("s", PROMPT, 5, **planned))]
    return refused.value


@asynccontextmanager
async def connected(fake: FakeServer, **given: Any) -> AsyncIterator[EngineClient]:
    with serving(fake):
        client = await EngineClient.connect(fake.url, **given)
        try:
            yield client
        finally:
            await client.close()


async def test_a_refusal_for_its_length_has_the_window_read_again() -> None:
    """The server says it in its list of models."""
    fake = FakeServer([error(400, REFUSED)])
    async with connected(fake) as client:
        assert (await client.current_facts()).window == 4096
        fake.models = ({"id": "fake", "max_model_len": 2048},)
        assert (await refuse(client)).window == 2048
        assert (await client.current_facts()).window == 2048
        assert client.facts.window == 2048


async def test_a_window_that_only_a_refusal_says_is_taken() -> None:
    """Of servers that list none, until they list another."""
    unsaid = FakeServer([error(400, REFUSED)], models=({"id": "fake"},))
    async with connected(unsaid, window=9000) as client:
        await refuse(client)
        assert (await client.current_facts()).window == 2048
        unsaid.models = ({"id": "fake", "max_model_len": 8000},)
        await refuse(client)
        assert (await client.current_facts()).window == 8000


async def test_a_silence_has_the_window_read_again_before_a_request_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was planned for the larger one is not sent."""
    fake = FakeServer()
    async with connected(fake) as client:
        monkeypatch.setattr("agent.engine.client.FRESH_SECONDS", 0.0)
        assert (await refuse(client, window=5000)).window == 4096
        _ = [each async for each in client.stream(Request("s", PROMPT, 5, window=4096))]
    assert len(fake.bodies) == 1


async def test_a_server_that_answered_just_now_is_not_asked_again() -> None:
    """A turn costs one request."""
    fake = FakeServer()
    async with connected(fake) as client:
        fake.models = ({"id": "fake", "max_model_len": 100},)
        assert (await client.current_facts()).window == 4096


async def test_another_model_under_the_same_name_is_told() -> None:
    """Its tokens are others, so no session can go on."""
    fake = FakeServer([error(503, "no")], models=({"id": "m", "root": "/a", "max_model_len": 9},))
    async with connected(fake) as client:
        with pytest.raises(EngineUnavailable):
            _ = [each async for each in client.stream(Request("s", PROMPT, 5))]
        fake.models = ({"id": "m", "root": "/b", "max_model_len": 9},)
        with pytest.raises(EngineRejected, match="another model as 'm': /b, and before /a"):
            await client.current_facts()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "no such thing"}, "no such thing"),
        ({"detail": [{"loc": ["body"], "msg": "Field required"}]}, "Field required"),
        ({"message": "plain"}, "plain"),
        ("text", "text"),
        (["list"], "list"),
    ],
)
async def test_the_words_of_an_error_are_shown_in_whatever_form(body: Any, words: str) -> None:
    """OpenAI's, FastAPI's, a gateway's."""
    fake = FakeServer([Reply(400, body)])
    with serving(fake), pytest.raises(EngineRejected, match=words):
        await answer(fake)


@pytest.mark.parametrize(
    ("status", "kind"), [("200 OK", "text/html"), ("200 OK", "application/json")]
)
async def test_an_answer_that_is_no_stream_is_told_by_its_type(status: str, kind: str) -> None:
    """A page to log in at, or a server that does not stream: it would be the same again."""
    page = saying(b"<html><title>Sign in</title></html>", status, kind)
    with misbehaving({"/v1/models": listing(), "/v1/chat/completions": page}) as server:
        client = await EngineClient.connect(server.url)
        with pytest.raises(EngineRejected, match=f"answered with {kind} and no stream"):
            _ = [each async for each in client.stream(Request("s", PROMPT, 5))]
        await client.close()


async def test_an_error_page_is_shown_by_its_title() -> None:
    """And not with all its mark-up."""
    page = b"<html><head><title>502 Bad\nGateway</title></head>" + b"x" * 5000
    failing = saying(page, "502 Bad Gateway", "text/html")
    with misbehaving({"/v1/models": listing(), "/v1/chat/completions": failing}) as server:
        client = await EngineClient.connect(server.url)
        with pytest.raises(EngineUnavailable, match=r"answered 502: 502 Bad Gateway$"):
            _ = [each async for each in client.stream(Request("s", PROMPT, 5))]
        await client.close()


@pytest.mark.parametrize(("said", "wait"), [("3", 3.0), ("soon", None), ("-1", None)])
async def test_how_long_a_server_asks_to_wait_is_read(said: str, wait: float | None) -> None:
    """Where it is a number of seconds."""
    busy = saying(b"{}", f"429 Too Many Requests\r\nRetry-After: {said}")
    with misbehaving({"/v1/models": listing(), "/v1/chat/completions": busy}) as server:
        client = await EngineClient.connect(server.url)
        with pytest.raises(EngineUnavailable) as refused:
            _ = [each async for each in client.stream(Request("s", PROMPT, 5))]
        await client.close()
    assert refused.value.wait == wait


async def test_a_mark_of_byte_order_before_a_stream_is_no_text() -> None:
    """Its first event is read."""
    lines = (delta(content="Hello."), *end())
    body = b"\xef\xbb\xbf" + b"".join(f"data: {line}\n\n".encode() for line in lines)
    stream = saying(body, kind="text/event-stream")
    with misbehaving({"/v1/models": listing(), "/v1/chat/completions": stream}) as server:
        client = await EngineClient.connect(server.url)
        chunks = [each async for each in client.stream(Request("s", PROMPT, 5))]
        await client.close()
    assert "".join(each.text for each in chunks) == "Hello."


async def test_more_cached_tokens_than_there_are_count_as_unsaid() -> None:
    """A report that cannot be is none."""
    with serving(FakeServer([says("Hello.", cached=9999)])) as fake:
        chunks = await answer(fake)
    assert [each.usage.cached_tokens for each in chunks if each.usage] == [None]


@pytest.mark.parametrize("ids", [5, ["a"], [None], [1.5]])
async def test_token_ids_that_are_no_numbers_are_an_error(ids: object) -> None:
    """They would be sent again."""
    line = json.dumps({"choices": [{"delta": {"content": "a"}, "token_ids": ids}]})
    fake = FakeServer([Reply(lines=(line, *end()))])
    with serving(fake), pytest.raises(EngineRejected, match="another form"):
        await answer(fake)
