"""Names of tools: what OpenAI's API allows, and a name for a tool whose own is not allowed."""

from __future__ import annotations

import hashlib
import re

from agent.errors import ToolRefused

LONGEST_NAME = 64
"""Characters of a tool's name."""

_NAME = re.compile(rf"[a-zA-Z0-9_-]{{1,{LONGEST_NAME}}}")
_FORBIDDEN = re.compile(r"[^a-zA-Z0-9_-]+")
_DIGEST = 6


def check_name(name: str) -> None:
    """Raises ToolRefused for a tool name that OpenAI's API would refuse."""
    if not _NAME.fullmatch(name):
        raise ToolRefused(
            f"Tool {name!r}: a name has 1 to {LONGEST_NAME} letters, digits, `_` and `-`. "
            'Give it another with @tool(name="…").'
        )


def allowed_name(name: str) -> str:
    """The name itself where it is allowed, else one that reads like it: `math.sqrt` becomes
    `math_sqrt_3f2a91`.

    It depends on nothing but `name`, so that a tool is called the same in every session. The
    digits are those of the name's hash: they keep `a.b` apart from `a/b` and from `a_b`.
    """
    if _NAME.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    readable = _FORBIDDEN.sub("_", name).strip("_")[: LONGEST_NAME - _DIGEST - 1]
    return f"{readable or 'tool'}_{digest}"
