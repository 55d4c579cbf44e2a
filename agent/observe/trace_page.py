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

_SCRIPTS = ("turns.js", "view.js")
"""Of every page; one more brings the turns."""

_LENGTHS = (1_000_000, 100_000, 30_000, 10_000, 4_000, 2_000, 1_000, 400, 160, 40)
"""Characters of one text, tried in turn until the data fits."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about.

    Args:
        artifacts: texts by handle, for as many as there is room.
    """

    session: str
    timeline: Timeline
    artifacts: Mapping[str, str] = field(default_factory=dict)


def render_page(page: Page, redactor: Redactor) -> str:
    """The HTML of `page`, without secrets of known forms."""
    return _html("stored.js", _data(page, redactor), connects=False)


def render_live_page() -> str:
    """The HTML of the page that asks its own server for sessions and turns; it holds none."""
    return _html("live.js", "null", connects=True)


def page_data(session: str, line: Timeline) -> dict[str, JSON]:
    """What the page shows, as JSON."""
    return {
        "session": session,
        "model": line.model,
        "title": line.title,
        "parts": list(PARTS),
        "turns": [{**asdict(turn), "speed": turn.speed} for turn in line.turns],
        "epochs": [asdict(epoch) for epoch in line.epochs],
        "runs": [asdict(run) for run in line.runs],
    }


def fitted(whole: JSON, most: int) -> dict[str, JSON]:
    """`whole`, a JSON object, with its longest texts cut until it takes at most `most` bytes; its
    `cut` is the length of the longest that stayed."""
    data: dict[str, JSON] = {}
    for length in _LENGTHS:
        data = {"cut": length, **_cut(whole, length)}
        if len(_json(data)) <= most:
            break
    return data


def _data(page: Page, redactor: Redactor) -> str:
    data = fitted(redactor.json(page_data(page.session, page.timeline)), MOST_BYTES)
    room = MOST_BYTES - len(_json(data))
    data["artifacts"] = _artifacts(page.artifacts, room, redactor)
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


def _html(last: str, data: str, *, connects: bool) -> str:
    """The page with this script after the others."""
    script = "\n".join(_asset(name) for name in (*_SCRIPTS, last))
    style = _asset("page.css")
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    parts = {
        "@POLICY@": f"{policy}; connect-src 'self'" if connects else policy,
        "@STYLE@": style,
        "@SCRIPT@": script,
        "@DATA@": data,
    }
    html = _asset("page.html")
    for name, value in parts.items():
        html = html.replace(name, value, 1)
    return html


def _hash(text: str) -> str:
    """As a content security policy names a script or a style (CSP level 2)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _asset(name: str) -> str:
    return (files("agent.observe") / "page" / name).read_text(encoding="utf-8").rstrip("\n")
