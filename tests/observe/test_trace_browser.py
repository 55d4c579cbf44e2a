"""The trace page in a real browser, Debian's Chromium: figures, filters, keys and themes."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.observe.redaction import Redactor
from agent.observe.timeline import timeline
from agent.observe.trace_page import Page, render_page
from tests.observe.sessions import ARTIFACT, long_session

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="Chromium is not installed"
)
MISSED = (7, 33, 120)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 200 turns with two compactions and three misses."""
    line = timeline(long_session(200, compacted=(60, 140), missed=MISSED))
    path = tmp_path_factory.mktemp("page") / "trace.html"
    page = Page("long", line, {ARTIFACT: "the whole report"})
    path.write_text(render_page(page, Redactor()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: sync_api.Browser, file: Path) -> Iterator[sync_api.Page]:
    """The page, open; it may say no error and ask the network for nothing."""
    context = browser.new_context(color_scheme="light")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert said == []
    assert asked == [file.as_uri()]


def opening(browser: sync_api.Browser, file: Path) -> float:
    """Seconds until all turns are there."""
    opened = browser.new_page()
    began = time.perf_counter()
    opened.goto(file.as_uri())
    opened.locator("article").nth(199).wait_for(state="attached")
    seconds = time.perf_counter() - began
    opened.close()
    return seconds


def test_it_opens_within_two_seconds_and_is_small(browser: sync_api.Browser, file: Path) -> None:
    """Once in ten times is enough: other tests run beside it."""
    assert any(opening(browser, file) < 2 for _ in range(10))
    assert file.stat().st_size < 3_000_000


def test_the_bars_add_up_to_what_the_server_counted(page: sync_api.Page) -> None:
    sums = page.evaluate(
        """() => [...document.querySelectorAll("article")].map((each) => [
            each.turn.prompt,
            [...each.querySelectorAll(".bar > div")]
                .filter((piece) => !["reserve", "free"].includes(piece.dataset.part))
                .reduce((sum, piece) => sum + Number(piece.dataset.tokens), 0),
        ])"""
    )
    assert len(sums) == 200
    assert all(prompt == drawn for prompt, drawn in sums)


def test_a_bar_is_as_long_as_its_tokens(page: sync_api.Page) -> None:
    """What is drawn, not only what is written on it."""
    first = page.locator("#turn-40 .bar")
    whole = first.bounding_box()
    prefix = first.locator(".prefix").bounding_box()
    assert whole is not None
    assert prefix is not None
    assert prefix["width"] / whole["width"] == pytest.approx(3000 / 65536, rel=0.02)


def test_the_overview_is_as_wide_as_the_page_and_leads_to_a_turn(page: sync_api.Page) -> None:
    """Its columns lie where a click on them is looked for."""
    overview = page.locator("#overview").bounding_box()
    first, last = [page.locator(f"#column-{n}").bounding_box() for n in (1, 200)]
    assert overview is not None
    assert first is not None
    assert last is not None
    assert last["x"] - first["x"] > 0.95 * overview["width"]
    column = page.locator("#column-120").bounding_box()
    assert column is not None
    page.mouse.click(column["x"] + column["width"] / 2, overview["y"] + overview["height"] - 2)
    assert page.evaluate("document.activeElement.id") == "turn-120"


def test_filters_show_only_the_turns_with_a_miss(page: sync_api.Page) -> None:
    page.check("#only-miss")
    shown = page.locator("article:visible b").all_text_contents()
    assert shown == [f"#{number}" for number in MISSED]
    assert page.inner_text("#shown") == "3 of 200 turns"


def test_the_search_looks_into_results(page: sync_api.Page) -> None:
    page.fill("#search", "CRANE OF REPORT 8 IS")
    assert page.locator("article:visible b").all_text_contents() == ["#8"]


def test_keys_go_from_turn_to_turn_and_open_them(page: sync_api.Page) -> None:
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.id") == "turn-7"
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert "why tokens were computed again" in page.inner_text("#turn-7 .details")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "turn-60"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jm")
    assert page.input_value("#search") == "jm"


def test_a_click_opens_a_turn_and_its_artifact(page: sync_api.Page) -> None:
    page.click("#turn-9 .head")
    assert "allowed by rule: @read_only" in page.inner_text("#turn-9 .details")
    page.click("#turn-9 button")
    assert page.inner_text("#artifact pre") == "the whole report"


def test_what_was_said_is_shown_as_text(page: sync_api.Page) -> None:
    assert page.inner_text("#title") == "Read <b>report</b> 1."


def test_both_themes_can_be_read(page: sync_api.Page) -> None:
    """Text against its ground, by the contrast ratio of WCAG 2.2: at least 4.5."""
    for _ in range(2):
        assert page.evaluate(CONTRAST) >= 4.5
        page.keyboard.press("t")


CONTRAST = """() => {
  const light = (color) => {
    const [r, g, b] = color.match(/\\d+/g).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const texts = ["body", ".head span", ".miss", "footer"].map((each) =>
    light(getComputedStyle(document.querySelector(each)).color));
  return Math.min(...texts.map((text) =>
    (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)));
}"""
