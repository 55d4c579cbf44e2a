"""What a parser makes of a document."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """A document that is not parsed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, or of a whole document that has none."""

    number: int
    """From 1; 0 for a document without pages."""
    title: str
    text: str
