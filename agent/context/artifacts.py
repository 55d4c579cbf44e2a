"""Reads artifacts for the model: page by page, or the lines that hold a query.

Offsets are characters of the artifact's text. Bytes that are not UTF-8 read as the replacement
character, so that a text in another encoding can be read too; `Session.artifact` has the bytes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from agent.context import formats
from agent.context.measure import Measure, characters_for, to_line_end
from agent.errors import ArtifactMissing, ModelRetry, StoreError, ToolFailed
from agent.store.base import ArtifactStore

_LONGEST_LINE = 200
"""Characters of a found line; of a longer one, so many around what was found."""

_BEFORE = 80
"""The most characters that an excerpt of a longer line begins before what was found."""

_SHOWN_OF_AN_ARGUMENT = 40
"""Characters of a wrong handle or query that the model reads again."""


@dataclass(frozen=True, slots=True)
class Found:
    """The first of the lines that hold a query, each with its offset, and how many do."""

    lines: Sequence[tuple[int, str]]
    count: int


@dataclass(frozen=True, slots=True)
class ArtifactReader:
    """The tools' `Artifacts` over a store. No answer takes more than `page_tokens`."""

    store: ArtifactStore
    measure: Measure
    page_tokens: int

    async def read(self, handle: str, offset: int, query: str) -> str:
        """A page from the offset on, or with a query the lines from there on that hold it."""
        text = await self._text(handle)
        whole = formats.Artifact(handle, len(text))
        if not 0 <= offset < max(1, len(text)):
            raise ModelRetry(
                f"{handle} has {len(text)} characters: offset must be from 0 to "
                f"{max(0, len(text) - 1)}, got {offset}."
            )
        if not query:
            return await self.measure.patiently(partial(self._page, text, offset, whole))
        if not query.strip():
            raise ModelRetry("The query is blank. Leave it out, or give words to search for.")
        found = await self._find(text, query.strip(), offset, whole)
        return await self.measure.patiently(partial(self._lines, found, whole))

    async def keep(self, content: bytes, media_type: str) -> str:
        """Store it, and say under which handle."""
        try:
            handle = await self.store.put(content)
        except StoreError as error:
            raise ToolFailed(str(error)) from error
        return formats.not_text(len(content), media_type, handle)

    async def _text(self, handle: str) -> str:
        try:
            content = await self.store.get(handle)
        except ArtifactMissing as error:
            raise ModelRetry(
                f"There is no artifact {_shortened(handle)}. Give a handle as it was shown, such "
                "as art_0123456789."
            ) from error
        except StoreError as error:
            raise ToolFailed(str(error)) from error
        return content.decode("utf-8", "replace")

    async def _page(self, text: str, offset: int, whole: formats.Artifact, measure: Measure) -> str:
        def of_size(size: int) -> str:
            return formats.page(text[offset : offset + size], offset, whole)

        limit = self.page_tokens
        most = min(len(text) - offset, characters_for(limit))
        size = await measure.longest(of_size, most, limit)
        if offset + size == len(text):
            return of_size(size)
        at_line = of_size(len(to_line_end(text[offset : offset + size])))
        return at_line if await measure.tokens(at_line) <= limit else of_size(size)

    async def _find(self, text: str, query: str, offset: int, whole: formats.Artifact) -> Found:
        most = characters_for(self.page_tokens)
        found = await asyncio.to_thread(find, text, query, offset, most)
        if offset and not found.count:
            raise ModelRetry(
                f"Nothing in {whole.handle} from character {offset} on holds "
                f'"{_shortened(query)}". Search from offset 0.'
            )
        return found

    async def _lines(self, found: Found, whole: formats.Artifact, measure: Measure) -> str:
        """As many of the found lines as there is room for, or as much of the first."""

        def of_lines(number: int) -> str:
            return formats.found_lines(found.lines[:number], found.count - number, whole)

        number = await measure.longest(of_lines, len(found.lines), self.page_tokens)
        if number or not found.count:
            return of_lines(number)
        offset, line = found.lines[0]

        def of_size(size: int) -> str:
            return formats.found_lines([(offset, line[:size])], found.count - 1, whole)

        return of_size(await measure.longest(of_size, len(line), self.page_tokens))


def find(text: str, query: str, offset: int, most_characters: int) -> Found:
    """The lines that hold `query` in any case; if none does, those that hold all of its words.

    Args:
        offset: where to begin, in characters.
        most_characters: of all lines that are given; the first is given in any case.
    """
    before = min(_BEFORE, most_characters // 256)
    plain, *words = (re.compile(re.escape(each), re.IGNORECASE) for each in _wanted(query))
    found = _collected(text, _places(text, [plain], offset, before), most_characters)
    if found.count or len(words) < 2:
        return found
    return _collected(text, _places(text, words, offset, before), most_characters)


def _wanted(query: str) -> list[str]:
    return [query, *query.split()]


def _collected(text: str, places: Iterator[slice], most_characters: int) -> Found:
    lines: list[tuple[int, str]] = []
    count = 0
    for place in places:
        count += 1
        if not lines or most_characters > 0:
            lines.append((place.start, text[place]))
        most_characters -= place.stop - place.start + len(str(place.start)) + 3
    return Found(lines, count)


def _places(
    text: str, patterns: Sequence[re.Pattern[str]], offset: int, before: int
) -> Iterator[slice]:
    """The lines, or the parts of long lines, that hold all patterns."""
    first, *others = patterns
    start = end = -1
    while found := first.search(text, offset):
        if found.start() > end:  # in a line of megabytes its ends are looked for once
            start = text.rfind("\n", max(end, 0), found.start()) + 1
            end = text.find("\n", found.start())
            end = len(text) if end < 0 else end
        if not all(other.search(text, start, end) for other in others):
            offset = end
        else:
            place = _excerpt(start, end, found.start(), before)
            yield place
            offset = place.stop
        offset = max(offset, found.start() + 1)


def _excerpt(start: int, end: int, found: int, before: int) -> slice:
    if end - start <= _LONGEST_LINE:
        return slice(start, end)
    begin = max(start, found - before)
    return slice(begin, min(end, begin + _LONGEST_LINE))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_OF_AN_ARGUMENT else f"{text[: _SHOWN_OF_AN_ARGUMENT - 1]}…"
