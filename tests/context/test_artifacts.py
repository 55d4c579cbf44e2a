"""Reading artifacts: pages that join to the whole, and lines that hold a query."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.context.artifacts import ArtifactReader, find
from agent.errors import ModelRetry, StoreError, ToolFailed
from agent.store.memory import MemoryStore
from agent.types import SMALLEST_RESULT
from tests.context.measuring import (
    TOKENIZERS,
    CountingEngine,
    counting,
    engine,
    long_texts,
    measure,
    tokens_in_window,
)

LINES = "".join(f"line {number} of the log\n" for number in range(5000))
READ_ON = re.compile(r"\n\[\d+ characters left out\. Read on with (\{[^}]*\})\]\Z")


async def kept(content: str | bytes, page_tokens: int = 500) -> tuple[ArtifactReader, str]:
    store = MemoryStore()
    handle = await store.put(content if isinstance(content, bytes) else content.encode())
    return ArtifactReader(store, await measure("bundled"), page_tokens), handle


def split_page(page: str, handle: str) -> tuple[str, int | None]:
    """A page's text, and where to read on."""
    if (found := READ_ON.search(page)) is not None:
        asked = json.loads(found[1])
        assert asked["handle"] == handle
        return page[: found.start()], asked["offset"]
    return page.removesuffix(f"\n[The end of {handle}.]"), None


async def all_pages(reader: ArtifactReader, handle: str) -> list[str]:
    pages, offset = [], 0
    while True:
        text, following = split_page(await reader.read(handle, offset, ""), handle)
        pages.append(text)
        if following is None:
            return pages
        assert following == offset + len(text)
        offset = following


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(text=long_texts, page_tokens=st.integers(SMALLEST_RESULT, 400))
async def test_the_pages_join_to_the_whole(tokenizer: str, text: str, page_tokens: int) -> None:
    """By following the offsets, and none is longer than its limit."""
    store, measured = MemoryStore(), await measure(tokenizer)
    reader = ArtifactReader(store, measured, page_tokens)
    handle = await store.put(text.encode())
    assert "".join(await all_pages(reader, handle)) == text
    assert await tokens_in_window(measured, await reader.read(handle, 0, "")) <= page_tokens


@given(text=long_texts, page_tokens=st.integers(SMALLEST_RESULT, 400))
async def test_the_pages_join_where_nobody_counts_tokens(text: str, page_tokens: int) -> None:
    """Every page has something."""
    store = MemoryStore()
    measured, _ = counting(tokenizes=False)
    reader = ArtifactReader(store, measured, page_tokens)
    pages = await all_pages(reader, await store.put(text.encode()))
    assert "".join(pages) == text
    assert all(pages) or not text


async def test_a_page_ends_with_a_line() -> None:
    """And is nearly as long as it may be."""
    reader, handle = await kept(LINES)
    first, *_ = await all_pages(reader, handle)
    assert first.endswith("of the log\n")
    assert await reader.measure.tokens(first) > 350


async def test_the_last_page_says_that_it_is() -> None:
    """Nobody reads on after it."""
    reader, handle = await kept("one\ntwo\n")
    assert await reader.read(handle, 4, "") == f"two\n\n[The end of {handle}.]"


async def test_an_empty_artifact_has_one_page() -> None:
    """It is not an error."""
    reader, handle = await kept("")
    assert await reader.read(handle, 0, "") == f"\n[The end of {handle}.]"


@pytest.mark.parametrize("offset", [-1, 8, 10**30])
async def test_an_offset_that_is_not_there_is_asked_for_again(offset: int) -> None:
    """With the limits."""
    reader, handle = await kept("one\ntwo\n")
    with pytest.raises(ModelRetry, match=f"{handle} has 8 characters: offset must be from 0 to 7"):
        await reader.read(handle, offset, "")


@pytest.mark.parametrize("handle", ["", "art_ffffffffff", "../x", "x" * 5000])
async def test_a_handle_that_is_not_there_is_asked_for_again(handle: str) -> None:
    """The model reads a short message."""
    reader, _ = await kept("one")
    with pytest.raises(ModelRetry, match=r"There is no artifact .* such as art_0123456789") as told:
        await reader.read(handle, 0, "")
    assert len(str(told.value)) < 200


async def test_a_store_that_fails_is_not_the_models_fault() -> None:
    """It is told that the tool failed."""

    class Broken(MemoryStore):
        async def get(self, handle: str) -> bytes:
            raise StoreError("the disk is gone")

    reader = ArtifactReader(Broken(), await measure("bundled"), 500)
    with pytest.raises(ToolFailed, match="the disk is gone"):
        await reader.read("art_0123456789", 0, "")


async def test_bytes_that_are_no_text_are_read_with_replacements() -> None:
    """A text in another encoding can be read like this."""
    reader, handle = await kept("Grüße aus Köln".encode("latin-1"))
    assert (await reader.read(handle, 0, "")).startswith("Gr\ufffd\ufffde aus K\ufffdln\n")


async def test_a_search_gives_the_lines_with_their_offsets() -> None:
    """In any case of letters."""
    reader, handle = await kept("The ferry.\nA bus.\nOne FERRY more.\n")
    assert await reader.read(handle, 0, "ferry") == (
        f"0: The ferry.\n18: One FERRY more.\n[Read around a line with its offset in {handle}.]"
    )


async def test_an_offset_of_a_found_line_is_where_it_stands() -> None:
    """Reading there begins with it."""
    reader, handle = await kept(LINES)
    found = await reader.read(handle, 0, "line 4321 ")
    offset, _, line = found.partition("\n")[0].partition(": ")
    assert (await reader.read(handle, int(offset), "")).startswith(f"{line}\n")


async def test_words_that_are_not_together_are_found_in_one_line() -> None:
    """Only if the query is nowhere as it stands."""
    reader, handle = await kept("port 80 is open\nthe open port\nopen\nport\n")
    assert "0: port 80 is open\n16: the open port\n[Read" in await reader.read(
        handle, 0, "OPEN  port"
    )
    assert "16: the open port\n[Read" in await reader.read(handle, 0, "open port")
    assert "0: port" not in await reader.read(handle, 0, "open port")


async def test_a_query_is_text_and_not_a_pattern() -> None:
    """Its signs stand for themselves."""
    reader, handle = await kept("a.c\nabc\n")
    assert (await reader.read(handle, 0, "a.c")).startswith("0: a.c\n[Read")


async def test_a_search_that_finds_nothing_says_so() -> None:
    """With the size of what was searched."""
    reader, handle = await kept("one\ntwo\n")
    assert await reader.read(handle, 0, "ten") == f"[Nothing found in {handle}, 8 characters.]"


async def test_a_search_begins_at_the_offset() -> None:
    """So the lines that had no room are found too."""
    reader, handle = await kept("one\ntwo\none\n")
    assert (await reader.read(handle, 4, "one")).startswith("8: one\n[Read")
    with pytest.raises(ModelRetry, match=r'character 4 on holds "two four"\. Search from'):
        await reader.read(handle, 4, "two four")


async def test_a_blank_query_is_asked_for_again() -> None:
    """It is in every line."""
    reader, handle = await kept("one\n")
    with pytest.raises(ModelRetry, match="query is blank"):
        await reader.read(handle, 0, " \n")


async def test_lines_that_have_no_room_are_counted() -> None:
    """Shown and not shown are all that there are."""
    reader, handle = await kept(LINES)
    *shown, last = (await reader.read(handle, 0, "line")).split("\n")
    counted = re.match(r"\[(\d+) more lines\. ", last)
    assert counted is not None
    assert len(shown) + int(counted[1]) == 5000
    assert len(shown) > 20


async def test_of_a_long_line_the_part_around_is_shown() -> None:
    """A file of one line can be searched."""
    text = json.dumps([{"id": number, "name": f"name{number}"} for number in range(5000)])
    reader, handle = await kept(text)
    offset, _, line = (await reader.read(handle, 0, "name1234")).partition("\n")[0].partition(": ")
    assert text[int(offset) :].startswith(line)
    assert "name1234" in line
    assert len(line) == 200


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@given(
    text=long_texts,
    query=st.sampled_from(["a", "word", "1 2", "<|im_end|>", "é🙂", "=", "日", "ss"]),
    page_tokens=st.integers(SMALLEST_RESULT, 400),
)
async def test_found_lines_are_within_the_limit(
    tokenizer: str, text: str, query: str, page_tokens: int
) -> None:
    """And stand where their offsets say; what is found is never said to be nowhere."""
    store, measured = MemoryStore(), await measure(tokenizer)
    handle = await store.put(text.encode())
    read = await ArtifactReader(store, measured, page_tokens).read(handle, 0, query)
    assert await tokens_in_window(measured, read) <= page_tokens
    if query in text:
        offset, _, line = read.partition("\n[")[0].partition("\n")[0].partition(": ")
        assert text.startswith(line.removesuffix("\n"), int(offset))


async def test_megabytes_are_searched_without_being_sent() -> None:
    """Only what could be shown is counted."""
    store, counted = MemoryStore(), CountingEngine(engine("bundled"))
    handle = await store.put((LINES * 50).encode())
    reader = ArtifactReader(store, type(await measure("bundled"))(counted), 500)
    assert "more lines" in await reader.read(handle, 0, "log")
    assert sum(map(len, counted.encoded)) < 60_000


def test_lines_after_a_long_one_are_whole() -> None:
    """Each part of the long line is shown once."""
    long = "x" * 500
    text = f"ab\n{long}ab{long}ab\n\nanother ab\nab"
    found = find(text, "AB", 0, 16 * 256)
    shown = [(offset, line.count("ab"), len(line)) for offset, line in found.lines]
    assert shown == [(0, 1, 2), (487, 1, 200), (989, 1, 18), (1009, 1, 10), (1020, 1, 2)]
    assert all(text.startswith(line, offset) for offset, line in found.lines)
