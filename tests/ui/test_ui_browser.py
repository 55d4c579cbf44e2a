"""The live page in a real browser: a turn that appears disturbs nothing of what the user does."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.context.transcript import Entry, encode
from agent.store.sqlite import SQLiteStore
from tests.observe.sessions import ARTIFACT, long_session
from tests.observe.test_trace_browser import CONTRAST

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"
)
LINES = [
    encode(Entry(each.sequence, each.time, each.record))
    for each in long_session(60, compacted=(20,), missed=(7, 41))
]
TURN_40, TURN_41, TURN_45 = (
    next(
        number + 1
        for number, line in enumerate(LINES)
        if b'"model_answered"' in line and b'"turn":%d,' % turn in line
    )
    for turn in (40, 41, 45)
)
"""How many records there are when these turns have been answered."""


class Live:
    """A store with a session that grows, and the page of it."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "s.sqlite"
        self._written = 0
        self.write(TURN_40)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent.cli", "ui", "--store", str(self._path)],
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    def write(self, until: int) -> None:
        """The session's records up to this number, as another process writes them."""
        with ThreadPoolExecutor(1) as apart:  # Playwright has an event loop in this thread
            apart.submit(lambda: asyncio.run(self._write(until))).result()

    async def _write(self, until: int) -> None:
        store = SQLiteStore(self._path)
        lease = await store.acquire("long")
        await store.extend(lease, self._written, LINES[self._written : until])
        await store.put(b"the whole <b>report</b>", "long")
        await store.close()
        self._written = until

    def end(self) -> None:
        """Stop the server."""
        self._process.terminate()
        self._process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield launched
        launched.close()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    made = Live(tmp_path)
    yield made
    made.end()


@pytest.fixture
def page(browser: sync_api.Browser, live: Live) -> Iterator[sync_api.Page]:
    """The page with its first forty turns; it may say no error and ask only its own server."""
    context = browser.new_context(color_scheme="light")
    opened = context.new_page()
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(live.address)
    opened.locator("#turn-40").wait_for(state="attached")
    yield opened
    context.close()
    root = live.address.partition("?")[0]
    assert said == []
    assert [url for url in asked if not url.startswith(root)] == []


def test_a_new_turn_appears_and_its_miss_is_marked(page: sync_api.Page, live: Live) -> None:
    assert page.locator("article").count() == 40
    live.write(TURN_41)
    page.locator("#turn-41 .miss").wait_for(state="attached")
    assert page.text_content("#turn-41 .miss") == "1,600 missed: evicted"
    assert page.locator("#column-41 .mark").count() == 1
    assert "2 turns with a miss" in page.inner_text("#facts")


def test_what_the_user_does_stays_when_turns_appear(page: sync_api.Page, live: Live) -> None:
    """Selection, scroll position, open details, search and filter."""
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.fill("#search", "crane")
    page.locator("#turn-7").focus()
    before = page.evaluate("scrollY")
    live.write(TURN_45)
    page.locator("#turn-45").wait_for(state="attached")
    assert page.evaluate("scrollY") == before
    assert page.evaluate("document.activeElement.id") == "turn-7"
    assert "why tokens were computed again" in page.inner_text("#turn-7 .details")
    assert page.input_value("#search") == "crane"
    assert page.locator("#turn-45").is_hidden()


def test_who_looks_at_the_end_stays_at_the_end(page: sync_api.Page, live: Live) -> None:
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(200)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    live.write(TURN_45)
    page.locator("#turn-45").wait_for(state="attached")
    page.wait_for_timeout(200)
    assert page.locator("#turn-45").evaluate("e => e.getBoundingClientRect().top < innerHeight")


def test_an_artifact_is_fetched_when_it_is_opened(page: sync_api.Page) -> None:
    page.click("#turn-9 .head")
    page.click("#turn-9 button")
    shown = page.locator("#artifact pre")
    sync_api.expect(shown).to_contain_text(f"there is no artifact {ARTIFACT}")


def test_keys_reach_the_sessions_and_the_turns(page: sync_api.Page) -> None:
    page.keyboard.press("s")
    assert page.evaluate("document.activeElement.dataset.session") == "long"
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "turn-20"


def test_both_themes_can_be_read(page: sync_api.Page) -> None:
    """Text against its ground, by the contrast ratio of WCAG 2.2: at least 4.5."""
    for _ in range(2):
        assert page.evaluate(CONTRAST) >= 4.5
        page.keyboard.press("t")


def test_without_the_token_the_browser_sees_nothing(browser: sync_api.Browser, live: Live) -> None:
    opened = browser.new_page()
    opened.goto(live.address.partition("?")[0])
    assert "Open the address that was printed" in opened.inner_text("body")
    opened.close()
