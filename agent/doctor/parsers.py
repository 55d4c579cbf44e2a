"""Which parsers a served model needs, by its name and by what it writes."""

from __future__ import annotations

import re

from agent.doctor.facts import Served
from agent.engine.families import Family, find_family, tag_in
from agent.errors import ConfigError

_AUTO = "--enable-auto-tool-choice"


def family_of(served: Served) -> Family | None:
    """The model's family; None where neither its origin nor its name tells."""
    for name in dict.fromkeys((served.root, served.name)):
        try:
            return find_family(name)
        except ConfigError:
            continue
    return None


def tool_parser(served: Served, written: str = "") -> str | None:
    """The parser for the calls of a model.

    What the model or its template has written decides between formats; the name decides between
    the versions of one format, which share their tags.

    Args:
        written: text of the model or of its template.
    """
    family, found = family_of(served), tag_in(written)
    if found is None:
        return family.tool_parser if family else None
    if family is not None and _format(family.tool_parser) == _format(found[1]):
        return family.tool_parser
    return found[1]


def tool_flags(served: Served, written: str = "") -> str:
    """What to start vLLM with so that it reads the model's calls."""
    parser = tool_parser(served, written)
    if parser is None:
        return (
            f"restart vLLM with {_AUTO} --tool-call-parser NAME; the model's card names it "
            "(`vllm serve --help` lists them all)"
        )
    family = family_of(served)
    more = family.flags if family is not None and family.tool_parser == parser else ()
    flags = " ".join((_AUTO, f"--tool-call-parser {parser}", *more))
    return f"restart vLLM with {flags}"


def _format(parser: str) -> str:
    """`deepseek` for deepseek_v31: the versions of a parser read the same tags."""
    return re.split(r"[\d_]", parser, maxsplit=1)[0]
