"""Exports: exact without redaction, safe with it, and refused when they are not whole."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from agent import tool
from agent.context.archive import Archive, export_lines, keep_archive, read_archive
from agent.context.conversation import markdown, openai_messages
from agent.context.history import entries_of, write_session
from agent.context.importing import openai_conversation, records_from_openai, system_of
from agent.context.transcript import Entry, encode
from agent.errors import ConfigError
from agent.events import ModelAnswered
from agent.observe.redaction import MARK, Redactor
from agent.store.memory import MemoryStore
from agent.store.sqlite import SQLiteStore
from agent.testing import calls
from tests.context.test_importing import TRACE
from tests.scripted import messages, scripted

OLD = Path(__file__).parent / "data" / "session-v1.jsonl"
KEY = "sk-" + "abcdef0123456789abcdef"
LONG = f"the key is {KEY}\n" + "\u2028 a line\x85 of ünïcode \x1f\n" * 900


@tool
async def secrets() -> str:
    """A long text with a key."""
    return LONG


@tool
def image() -> bytes:
    """No text."""
    return b"\x89PNG\r\n\x1a\n\0\xff"


async def recorded() -> MemoryStore:
    store = MemoryStore()
    agent, _ = scripted(
        calls(("secrets", {}), ("image", {})),
        f"It is {KEY} \u2028.",
        tools=(secrets, image),
        store=store,
        result_tokens=200,
    )
    await agent.run("What is it?", session="s")
    return store


async def exported(store: MemoryStore | SQLiteStore, redactor: Redactor | None = None) -> str:
    return "".join([f"{line}\n" async for line in export_lines(store, "s", redactor)])


async def test_export_import_export_is_the_identity(tmp_path: Path) -> None:
    """Entries and artifacts, text or not, byte for byte, into another kind of store."""
    store = await recorded()
    text = await exported(store)
    other = SQLiteStore(tmp_path / "other.sqlite")
    await keep_archive(other, read_archive(text, "f"), "s")
    assert await exported(other) == text
    assert await other.load("s") == await store.load("s")
    for handle in await store.references("s"):
        assert await other.get(handle) == await store.get(handle)
    await other.close()


async def test_an_imported_session_goes_on_as_the_exported_one_would() -> None:
    """The next request has the same bytes."""
    sent = []
    for imported in (False, True):
        store = await recorded()
        if imported:
            fresh = MemoryStore()
            await keep_archive(fresh, read_archive(await exported(store), "f"), "s")
            store = fresh
        agent, model = scripted("Fine.", tools=(secrets, image), store=store)
        await agent.run("And now?", session="s")
        sent.append(messages(model.requests[0]))
    assert sent[0] == sent[1]


async def test_a_redacted_export_has_no_secret_and_can_be_imported() -> None:
    """It says so, and the handle of an artifact that was changed leads to what is left of it."""
    store = await recorded()
    text = await exported(store, Redactor())
    assert KEY not in text
    assert json.loads(text.split("\n")[0])["redacted"] is True
    assert json.loads(text.strip().split("\n")[-1])["end"]["changed"] >= 3
    other = MemoryStore()
    archive = read_archive(text, "f")
    await keep_archive(other, archive, "s")
    assert KEY in LONG
    contents = [await other.get(handle) for handle in await other.references("s")]
    assert LONG.replace(KEY, MARK).encode() in contents
    assert image() in contents
    whole = b"\n".join(await other.load("s"))
    for handle in await other.references("s"):
        assert handle.encode() in whole
    agent, _ = scripted("Fine.", tools=(secrets, image), store=other)
    assert (await agent.run("And now?", session="s")).text == "Fine."


async def test_a_redacted_answer_loses_its_token_ids() -> None:
    """They would say what its text no longer says."""
    store = await recorded()
    lease = await store.acquire("s")
    lines = await store.load("s")
    last = next(line for line in reversed(lines) if b"model_answered" in line)
    record = json.loads(last)
    record["record"]["token_ids"] = [1, 2, 3]
    record["sequence"] = len(lines)
    await store.append(lease, len(lines), json.dumps(record).encode())
    assert '"token_ids":[1,2,3]' in await exported(store)
    assert '"token_ids":[1,2,3]' not in await exported(store, Redactor())


async def test_another_id_is_written_into_the_session() -> None:
    """And one that is there is not overwritten."""
    store = await recorded()
    archive = read_archive(await exported(store), "f")
    await keep_archive(store, archive, "t")
    assert (await store.load("t"))[1:] == (await store.load("s"))[1:]
    with pytest.raises(ConfigError, match="already"):
        await keep_archive(store, archive, "s")


async def test_an_export_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    """Records of then, without the fields of now; what was stored is exported again as it was."""
    text = OLD.read_text(encoding="utf-8")
    archive = read_archive(text, OLD.name)
    store = SQLiteStore(tmp_path / "s.sqlite")
    await keep_archive(store, archive, archive.session)
    assert "".join([f"{s}\n" async for s in export_lines(store, archive.session, None)]) == text
    agent, _ = scripted("Fine.", store=store)
    async with agent, agent.session(archive.session) as session:
        assert (await session.send("And?")).text == "Fine."
    await store.close()


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda text: "", "no export"),
        (lambda text: "[1]\n", "f:1: not a JSON object"),
        (lambda text: "[" * 100_000, "f:1: not JSON"),
        (lambda text: text.replace('{"entry"', "{entry", 1), "f:3: not JSON"),
        (lambda text: text[: text.rindex('{"end"')], "is cut off"),
        (lambda text: text.replace("What is it", "What was it"), "its hash is another"),
        (lambda text: text.replace('"version":1', '"version":2'), "version 2"),
    ],
)
async def test_what_is_not_a_whole_export_is_refused(harm: object, says: str) -> None:
    """By the file's name, and before anything is written."""
    text = OLD.read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        read_archive(harm(text), "f")  # type: ignore[operator]


async def test_openai_messages_come_back_as_the_same_conversation() -> None:
    """What was said and called and answered, with its system message."""
    store = await recorded()
    entries = [entry async for entry in entries_of(store, "s")]
    given = openai_messages(entries)
    assert [m["role"] for m in given] == [
        "system",
        "user",
        "assistant",
        "tool",
        "tool",
        "assistant",
    ]
    again = records_from_openai(openai_conversation(json.dumps(given), "f"), "f")
    before = [e.record.message for e in entries if isinstance(e.record, ModelAnswered)]
    assert [r.message for r in again if isinstance(r, ModelAnswered)] == before
    assert system_of(given, "f") == "Help."


@pytest.mark.parametrize("form", ["array", "object", "lines"])
def test_conversations_are_read_in_three_forms(form: str) -> None:
    """As other programs write them."""
    given = [{"role": "user", "content": "a\u2028b"}, {"role": "assistant", "content": "c"}]
    text = {
        "array": json.dumps(given),
        "object": json.dumps({"messages": given}),
        "lines": "\n".join(json.dumps(each, ensure_ascii=False) for each in given) + "\n",
    }[form]
    assert openai_conversation(text, "f") == given


@pytest.mark.parametrize("text", ["7", '["a"]', '{"messages": "no"}', "{} x", "[" * 100_000])
def test_what_is_no_conversation_is_refused(text: str) -> None:
    """By the file's name."""
    with pytest.raises(ConfigError, match="f"):
        openai_conversation(text, "f")


async def test_markdown_shows_the_conversation() -> None:
    """A fence is longer than those in what it holds."""
    fences = "a ```` b"
    store = MemoryStore()
    agent, _ = scripted(calls(("forecast", {"city": fences})), "Done.", store=store)
    await agent.run("Go.", session="s")
    page = markdown("s", [entry async for entry in entries_of(store, "s")])
    assert page.startswith("# Session s\n")
    for part in ("## User\n\nGo.", "### Call of `forecast`", "## Assistant\n\nDone."):
        assert part in page
    assert f"`````\nrain in {fences}\n`````" in page


@pytest.mark.skipif(not TRACE.is_file(), reason="no recorded session beside the checkout")
async def test_a_real_session_is_the_same_after_export_and_import(tmp_path: Path) -> None:
    """914 messages of another program, with holes."""
    import zstandard

    packed = zstandard.ZstdDecompressor().stream_reader(TRACE.read_bytes()).read()
    records = records_from_openai(openai_conversation(packed.decode(), TRACE.name), TRACE.name)
    store = await recorded()
    opened = (await store.load("s"))[0]
    store, other = MemoryStore(), SQLiteStore(tmp_path / "o.sqlite")
    entries = [Entry(number, 0.5, record) for number, record in enumerate(records, 1)]
    await write_session(store, "s", [opened, *map(encode, entries)], ())
    text = await exported(store)
    await keep_archive(other, read_archive(text, "f"), "s")
    assert await exported(other) == text
    await other.close()


async def test_artifacts_are_imported_however_many_lead_to_one_another() -> None:
    """A long session has thousands, and each may mention the one before it."""
    store, contents = await recorded(), {"art_0000000000": b"the first"}
    for number in range(1, 3000):
        contents[f"art_{number:010x}"] = f"{'words ' * 500}art_{number - 1:010x}".encode()
    entries = tuple([encode(entry) async for entry in entries_of(store, "s")])
    began = time.process_time()
    backwards = dict(reversed(contents.items()))
    await keep_archive(
        store, Archive("s", redacted=True, entries=entries, artifacts=backwards), "t"
    )
    assert time.process_time() - began < 5  # 40 s where each is looked for in each
    kept = {handle: await store.get(handle) for handle in await store.references("t")}
    assert len(kept) == 3000
    assert {each.rpartition(b" ")[2].decode() for each in kept.values()} - kept.keys() == {"first"}
