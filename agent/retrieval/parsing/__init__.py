"""Documents that are no plain text: PDF, DOCX and HTML, parsed in a process of their own."""

from agent.retrieval.parsing.formats import Format, format_of
from agent.retrieval.parsing.page import Page
from agent.retrieval.parsing.parser import Parser, Unparsable

__all__ = ["Format", "Page", "Parser", "Unparsable", "format_of"]
