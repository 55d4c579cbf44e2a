"""The trace page is one file that shows what was said as text and loads nothing."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from agent.events import ModelAnswered, RequestSent, SessionOpened, UserSpoke
from agent.observe.redaction import Redactor
from agent.observe.timeline import timeline
from agent.observe.trace_page import MOST_BYTES, Page, render_page
from agent.types import JSON, AssistantMessage, Usage
from tests.observe.sessions import ARTIFACT, Entry, long_session


class Tags(HTMLParser):
    """The page's elements, and the text of its data."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.data = ""
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.links += [name for name in ("src", "href") if name in given]
        self._in_data = given.get("id") == "data"

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data


def parsed(html: str) -> tuple[Tags, JSON]:
    tags = Tags()
    tags.feed(html)
    return tags, json.loads(tags.data)


def page_of(text: str) -> Page:
    records = [
        SessionOpened("s", "m", "h", None),
        UserSpoke(text),
        RequestSent(1, 120, 0, 50, 1000, 100),
        ModelAnswered(1, AssistantMessage(text), "stop", Usage(120, 0, 5), 1.0, 2.0),
    ]
    entries = [Entry(number, 0.0, record) for number, record in enumerate(records)]
    return Page("s", timeline(entries))


def test_nothing_that_was_said_becomes_a_part_of_the_page() -> None:
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)> @DATA@ @SCRIPT@ &lt;"
    plain, _ = parsed(render_page(page_of("plain"), Redactor()))
    tags, data = parsed(render_page(page_of(attack), Redactor()))
    assert tags.tags == plain.tags
    assert data["turns"][0]["said"] == [attack]
    assert data["title"] == f"{attack[:80]} …"


def test_the_page_loads_nothing() -> None:
    html = render_page(page_of("hello"), Redactor())
    tags, _ = parsed(html)
    assert tags.links == []
    assert "default-src 'none'" in html
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)


def test_secrets_of_known_forms_are_left_out() -> None:
    html = render_page(page_of("my key is sk-abcdefghijklmnop1234567890"), Redactor())
    assert "sk-abcdef" not in html
    assert "[redacted]" in html


def test_texts_are_cut_until_the_page_is_small_and_say_by_how_much() -> None:
    html = render_page(page_of("x" * 3_000_000), Redactor())
    assert len(html) < 3_000_000
    _, data = parsed(html)
    assert data["turns"][0]["said"][0].endswith("characters more]")


def test_artifacts_are_in_the_page_while_there_is_room() -> None:
    line = timeline(long_session(20))
    small, large = "the whole report", "x" * MOST_BYTES
    page = Page("s", line, {ARTIFACT: small, "art_large": large})
    _, data = parsed(render_page(page, Redactor()))
    assert data["artifacts"] == {ARTIFACT: small}
