"""`fetch_url`: a page of the web as text."""

from __future__ import annotations

import asyncio
import re
from email.message import Message

from agent import ToolContext, ToolFailed, tool

from .fetching import Fetched, fetch

_HTML = frozenset(("text/html", "application/xhtml+xml"))
_TEXTS = frozenset(
    (
        "application/javascript",
        "application/json",
        "application/toml",
        "application/x-ndjson",
        "application/xml",
        "application/yaml",
    )
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DROPPED = ("script", "style", "noscript", "template", "svg", "iframe", "form")


@tool(read_only=True, permission="ask", timeout=45)
async def fetch_url(url: str, context: ToolContext) -> str | bytes:
    """Fetch a page of the web with http or https. HTML comes as Markdown, other text as it is.

    Args:
        url: The address, such as https://example.org/page.
    """
    fetched = await fetch(url, private=context.reach.private_addresses)
    kind, charset = _content_type(fetched.content_type)
    if kind in _HTML or (not kind and _looks_like_html(fetched.body)):
        declared = _CHARSET.search(fetched.body[:4096])
        charset = charset or (declared[1].decode("ascii") if declared else "")
        html = _decoded(fetched.body, charset)
        return f"{_from(url, fetched)}{await asyncio.to_thread(markdown, html)}"
    if kind.startswith("text/") or kind in _TEXTS or kind.endswith(("+json", "+xml")):
        return f"{_from(url, fetched)}{_decoded(fetched.body, charset)}"
    return fetched.body


def markdown(html: str) -> str:
    """A page's text as Markdown, without scripts and forms. Raises ToolFailed."""
    try:
        from bs4 import BeautifulSoup
        from markdownify import MarkdownConverter
    except ImportError as error:
        raise ToolFailed(
            "HTML cannot be read here: install holdfast with the extra `web`."
        ) from error
    soup = BeautifulSoup(html, "html.parser")
    for each in soup.find_all(_DROPPED):
        each.decompose()
    try:
        text = MarkdownConverter(heading_style="ATX").convert_soup(soup)
    except RecursionError as error:
        raise ToolFailed("The page is nested too deeply to be read.") from error
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or "The page has no text."


def _from(url: str, fetched: Fetched) -> str:
    return "" if fetched.url == url else f"[redirected to {fetched.url}]\n"


def _content_type(header: str) -> tuple[str, str]:
    message = Message()
    message["content-type"] = header
    kind = message.get_content_type() if header else ""
    return kind, message.get_content_charset() or ""


def _decoded(body: bytes, charset: str) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        return body[3:].decode(errors="replace")
    try:
        return body.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # no encoding of text, or one that has no replacements
        return body.decode(errors="replace")


def _looks_like_html(body: bytes) -> bool:
    return body[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html"))
