"""Documents that are no plain text: PDF, DOCX and HTML, as pages of text."""

from agent.retrieval.parsing.formats import Format, format_of
from agent.retrieval.parsing.page import Page, Refused

__all__ = ["Format", "Page", "Refused", "format_of"]
