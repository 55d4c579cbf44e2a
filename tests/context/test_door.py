"""The door: what of a result enters the window, and that the rest is kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import tool
from agent.context import formats
from agent.context.door import Door, ResultBudgets, media_type
from agent.context.measure import Measure
from agent.errors import StoreError
from agent.events import ToolFinished
from agent.store.memory import MemoryStore
from agent.tooling import Registered, Registry
from agent.types import SMALLEST_RESULT, ToolCall, ToolFailure, ToolOutcome
from tests.context.measuring import (
    TOKENIZERS,
    CountingEngine,
    counting,
    engine,
    long_texts,
    measure,
    tokens_in_window,
)

CALL = ToolCall("1", "log", "{}")
LINES = "".join(f"line {number} of the log\n" for number in range(5000))
CUT = re.compile(
    r"(?P<head>.*)\n\[(?P<left>\d+) characters left out\. Read on with "
    r'\{"handle": "(?P<handle>art_[0-9a-f]{10})", "offset": (?P<offset>\d+)\}\]\n(?P<tail>.*)',
    re.DOTALL,
)


def door(measured: Measure, budget: int, store: MemoryStore | None = None) -> Door:
    return Door(store or MemoryStore(), measured, ResultBudgets(budget).of)


async def admitted(text: str, budget: int) -> tuple[ToolFinished, MemoryStore]:
    store = MemoryStore()
    opened = door(await measure("bundled"), budget, store)
    return await opened.admit(CALL, ToolOutcome(text, milliseconds=2.0)), store


def parts(finished: ToolFinished) -> re.Match[str]:
    found = CUT.fullmatch(finished.text)
    assert found is not None
    return found


async def test_a_short_result_enters_whole() -> None:
    """Nothing is stored for it."""
    finished, _ = await admitted("rain", 128)
    assert finished == ToolFinished(CALL, ToolOutcome("rain", milliseconds=2.0), "rain")


async def test_a_long_result_is_kept_and_shown_in_part() -> None:
    """Its record has the handle, and the text only once."""
    finished, store = await admitted(LINES, 500)
    cut = parts(finished)
    assert finished.artifact == cut["handle"]
    assert await store.get(finished.artifact) == LINES.encode()
    assert finished.outcome == ToolOutcome(milliseconds=2.0)
    assert int(cut["left"]) == len(LINES) - len(cut["head"]) - len(cut["tail"])
    assert int(cut["offset"]) == len(cut["head"])
    assert LINES.startswith(cut["head"])
    assert LINES.endswith(cut["tail"])


async def test_two_thirds_are_the_head_and_lines_are_whole() -> None:
    """What begins a result says more than what ends it."""
    cut = parts((await admitted(LINES, 1000))[0])
    measured = await measure("bundled")
    head, tail = [await measured.tokens(cut[part]) for part in ("head", "tail")]
    assert 500 <= head <= 667
    assert 230 <= tail <= 400
    assert cut["head"].endswith("of the log\n")
    assert cut["tail"].startswith("line ")


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(text=long_texts, budget=st.integers(SMALLEST_RESULT, 400))
async def test_no_result_is_over_its_budget_in_the_window(
    tokenizer: str, text: str, budget: int
) -> None:
    """And what was left out is there byte for byte."""
    measured, store = await measure(tokenizer), MemoryStore()
    finished = await door(measured, budget, store).admit(CALL, ToolOutcome(text))
    assert await tokens_in_window(measured, finished.text) <= budget
    if finished.artifact:
        assert await store.get(finished.artifact) == text.encode()
        assert CUT.fullmatch(finished.text)
    else:
        assert finished.text == text


@given(text=long_texts, budget=st.integers(SMALLEST_RESULT, 400))
async def test_bytes_keep_the_budget_where_nobody_counts_tokens(text: str, budget: int) -> None:
    """They are never too few."""
    measured, _ = counting(tokenizes=False)
    finished = await door(measured, budget).admit(CALL, ToolOutcome(text))
    assert len(finished.text.encode()) <= budget


@given(text=long_texts, budget=st.integers(SMALLEST_RESULT, 400))
async def test_a_template_that_writes_json_keeps_the_budget(text: str, budget: int) -> None:
    """What it makes longer is counted."""
    measured = Measure(engine("bundled"), rule="json")
    finished = await door(measured, budget).admit(CALL, ToolOutcome(text))
    assert await measured.tokens(finished.text) <= budget


async def test_a_server_that_fails_loses_no_result() -> None:
    """The bytes decide then."""
    measured, counted = counting(broken=True)
    finished = await door(measured, 500).admit(CALL, ToolOutcome(LINES))
    assert len(finished.text.encode()) <= 500
    assert counted.encoded


async def test_megabytes_are_never_sent_to_be_counted() -> None:
    """Slices are, few and short."""
    counted = CountingEngine(engine("bundled"))
    finished = await door(Measure(counted), 1000).admit(CALL, ToolOutcome(LINES * 50))
    assert finished.artifact
    assert sum(map(len, counted.encoded)) < 60_000
    assert len(counted.encoded) <= 16


async def test_a_failure_goes_through_the_door_too() -> None:
    """A tool may fail with a megabyte of words; the record still says how it failed."""
    failure = ToolFailure("tool_failed", LINES)
    store = MemoryStore()
    opened = door(await measure("bundled"), 300, store)
    finished = await opened.admit(CALL, ToolOutcome(failure=failure))
    assert finished.text.startswith("Error: line 0")
    assert await store.get(finished.artifact) == f"Error: {LINES}".encode()
    assert finished.outcome == ToolOutcome(failure=ToolFailure("tool_failed"))


async def test_a_result_that_is_no_text_is_kept() -> None:
    """The model reads what it is and its handle."""
    store = MemoryStore()
    content = b"\x89PNG\r\n\x1a\n\0\0"
    opened = door(await measure("bundled"), 128, store)
    finished = await opened.admit(CALL, ToolOutcome(content=content))
    assert finished.text == f"[10 bytes of image/png, kept as {finished.artifact}.]"
    assert await store.get(finished.artifact) == content
    assert finished.outcome == ToolOutcome()


async def test_nul_and_half_a_surrogate_pair_come_through() -> None:
    """What UTF-8 cannot hold is a question mark, in the window and in the store."""
    finished, store = await admitted("a\0\ud800" * 500, 128)
    assert await store.get(finished.artifact) == b"a\0?" * 500
    assert finished.text.startswith("a\0?a\0?")


async def test_a_result_that_cannot_be_kept_does_not_enter() -> None:
    """Nothing is shown whose rest is lost."""

    class Full(MemoryStore):
        async def put(self, content: bytes, session: str = "") -> str:
            raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        await door(await measure("bundled"), 128, Full()).admit(CALL, ToolOutcome(LINES))


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(text=long_texts, budget=st.integers(SMALLEST_RESULT, 400))
async def test_what_is_read_again_is_not_cut_again(tokenizer: str, text: str, budget: int) -> None:
    """A page is as long as a result may be."""
    store = MemoryStore()
    opened = door(await measure(tokenizer), budget, store)
    handle = await store.put(text.encode())
    for query in ("", "a", "1"):
        read = await opened.reader(CALL.name).read(handle, 0, query)
        finished = await opened.admit(CALL, ToolOutcome(read))
        assert (finished.text, finished.artifact) == (read, "")


@pytest.mark.parametrize("digits", [1, 9])
def test_the_smallest_budget_has_room_for_a_handle(digits: int) -> None:
    """In bytes, so in any tokenizer, and as JSON too."""
    whole = formats.Artifact("art_0123456789", int("9" * digits))
    json_escapes = 10
    assert len(formats.cut_result("", "", whole).encode()) + json_escapes < SMALLEST_RESULT


def budgets(window: int, wanted: int | None = None) -> ResultBudgets:
    @tool(result_tokens=1000)
    def long() -> str:
        return ""

    @tool
    def plain() -> str:
        return ""

    registry = Registry([Registered(long, "test"), Registered(plain, "test")])
    return ResultBudgets.for_window(window, wanted, registry)


@pytest.mark.parametrize(
    ("window", "wanted", "plain", "long"),
    [
        (16384, None, 2048, 1000),
        (16384, 300, 300, 1000),
        (1024, None, 128, 512),
        (256, 5000, 128, 128),
    ],
)
def test_budgets_are_a_share_of_the_window(
    window: int, wanted: int | None, plain: int, long: int
) -> None:
    """An eighth, what is set, or what the tool says; at most a half, and at least the smallest."""
    chosen = budgets(window, wanted)
    assert (chosen.of("plain"), chosen.of("long"), chosen.of("unknown")) == (plain, long, plain)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a\0", "image/gif"),
        (b"%PDF-1.7\n\xe2", "application/pdf"),
        (b"PK\x03\x04\0", "application/zip"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"\xff\xfe", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_a_content_is(content: bytes, name: str) -> None:
    """As far as they do."""
    assert media_type(content) == name
