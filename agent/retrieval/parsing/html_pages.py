"""HTML as Markdown: headings, text, lists and tables, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from agent.retrieval.parsing.page import Page

_DROPPED = ("script", "style", "noscript", "template", "svg", "iframe", "form", "nav", "img")


def pages(data: bytes) -> Iterator[Page]:
    """The page, under its title; its encoding is the one that it declares."""
    soup = BeautifulSoup(data, "html.parser")
    title = " ".join(soup.title.get_text().split())[:200] if soup.title else ""
    for each in soup.find_all((*_DROPPED, "title")):
        each.decompose()
    text = MarkdownConverter(heading_style="ATX").convert_soup(soup)
    lines = (line.rstrip() for line in text.split("\n"))
    yield Page(0, title, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())
