"""What a search of the knowledge index finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a document, with where it stands and how well it fits the query."""

    id: str
    """Eight hexadecimal digits, the same as long as source and text are."""
    source: str
    """The file's path, relative to the root that it was indexed from."""
    first_line: int
    last_line: int
    text: str
    title: str
    """The headings above it, outermost first, joined by ` > `; may be empty."""
    score: float
    """Larger is better; comparable within one search only."""
    page: int = 0
    """The page that the lines are counted on, from 1; 0 where the file has no pages."""
    position: int = 0
    """Its number in the index: the next passage of a file has the next one. 0 is unknown."""

    @property
    def place(self) -> str:
        """The source, with the page as RFC 8118 names it: `manual.pdf#page=3`."""
        return f"{self.source}#page={self.page}" if self.page else self.source
