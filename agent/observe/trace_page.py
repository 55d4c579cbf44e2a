"""The trace page: one self-contained HTML file that shows a session turn by turn.

It needs no network and may load nothing: its script and its style are named by their hashes, and
everything that somebody said is data, put into the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files

from agent.observe.redaction import Redactor
from agent.observe.timeline import PARTS, Timeline
from agent.types import JSON

MOST_BYTES = 2_500_000
"""Of the page's data. Where the texts are longer, the longest are cut."""

_LENGTHS = (1_000_000, 100_000, 30_000, 10_000, 4_000, 2_000, 1_000, 400, 160, 40)
"""Characters of one text, tried in turn until the data fits."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about.

    Args:
        artifacts: texts by handle, for as many as there is room.
    """

    session: str
    model: str
    title: str
    timeline: Timeline
    artifacts: Mapping[str, str] = field(default_factory=dict)


def render_page(page: Page, redactor: Redactor) -> str:
    """The HTML of `page`, without secrets of known forms."""
    script, style = _asset("page.js"), _asset("page.css")
    parts = {
        "@SCRIPT-HASH@": _hash(script),
        "@STYLE-HASH@": _hash(style),
        "@STYLE@": style,
        "@SCRIPT@": script,
        "@DATA@": _data(page, redactor),
    }
    html = _asset("page.html")
    for name, value in parts.items():
        html = html.replace(name, value, 1)
    return html


def page_data(page: Page) -> dict[str, JSON]:
    """What the page shows, as JSON."""
    line = page.timeline
    return {
        "session": page.session,
        "model": page.model,
        "title": page.title,
        "parts": list(PARTS),
        "turns": [{**asdict(turn), "speed": turn.speed} for turn in line.turns],
        "epochs": [asdict(epoch) for epoch in line.epochs],
        "runs": [asdict(run) for run in line.runs],
    }


def _data(page: Page, redactor: Redactor) -> str:
    whole = redactor.json(page_data(page))
    data: dict[str, JSON] = {}
    for length in _LENGTHS:
        data = {"cut": length, **_cut(whole, length)}
        room = MOST_BYTES - len(_json(data))
        if room >= 0:
            data["artifacts"] = _artifacts(page.artifacts, room, redactor)
            break
    return _json(data)


def _artifacts(artifacts: Mapping[str, str], room: int, redactor: Redactor) -> dict[str, JSON]:
    """The artifacts for which there is room, the shortest first."""
    kept: dict[str, JSON] = {}
    for handle, text in sorted(artifacts.items(), key=lambda each: len(each[1])):
        shown = redactor.text(text)
        room -= len(_json({handle: shown}))
        if room < 0:
            break
        kept[handle] = shown
    return kept


def _cut(value: JSON, length: int) -> JSON:
    match value:
        case str() if len(value) > length:
            return f"{value[:length]} … [{len(value) - length} characters more]"
        case list():
            return [_cut(each, length) for each in value]
        case dict():
            return {name: _cut(each, length) for name, each in value.items()}
        case _:
            return value


def _json(value: JSON) -> str:
    """JSON that cannot end the element that it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _hash(text: str) -> str:
    """As a content security policy names a script or a style (CSP level 2)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _asset(name: str) -> str:
    return (files("agent.observe") / "page" / name).read_text(encoding="utf-8").rstrip("\n")
