"""JSON that a model nearly wrote, where what it meant is no guess.

Commas before a closing bracket, single quotes, Python's `True`, `False` and `None`, braces missing
at the very end, and a code fence around it all. A string or a number that may have been cut, a
list that may have gone on and whatever else is wrong stay wrong: the model is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"```[a-zA-Z]*\n(.*?)\n?```", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<double>"[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<single>'[^'\\]*(?:\\.[^'\\]*)*')
    | (?P<sign>[{}\[\],:])
    | (?P<word>[^\s{}\[\],:"'`]+)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {"True": "true", "False": "false", "None": "null"}
_CLOSES = {"}": "{", "]": "["}


def nearly(text: str) -> str | None:
    """The JSON that `text` was meant to be; None when there is nothing to correct, or no telling.

    What is returned may still not be JSON.
    """
    stripped = text.strip()
    fenced = _FENCE.fullmatch(stripped)
    tokens = _tokens(fenced[1] if fenced else stripped)
    closing = _missing_braces(tokens) if tokens else None
    if not tokens or closing is None:
        return None
    corrected = "".join(_without_last_commas(tokens)) + closing
    return corrected if corrected != text else None


def _tokens(text: str) -> list[str] | None:
    """The text in pieces, each spelled as JSON spells it; None when a piece is of no kind."""
    tokens = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            return None
        place = found.end()
        tokens.append(_spelled(found))
    return tokens


def _spelled(found: re.Match[str]) -> str:
    piece = found[0]
    if found.lastgroup == "single":
        # An escaped quote of the other kind is a quote; one's own needs its escape.
        inner = re.sub(r"\\.|\"", _requoted, piece[1:-1], flags=re.DOTALL)
        return f'"{inner}"'
    return _WORDS.get(piece, piece) if found.lastgroup == "word" else piece


def _requoted(found: re.Match[str]) -> str:
    return {"\\'": "'", '"': '\\"'}.get(found[0], found[0])


def _without_last_commas(tokens: list[str]) -> Iterator[str]:
    told = [token for token in tokens if not token.isspace()]
    for number, token in enumerate(told):
        last = token == "," and number + 1 < len(told) and told[number + 1] in _CLOSES  # noqa: S105
        # A comma after nothing was meant to part what is not there.
        if not last or told[number - 1] in ("{", "[", ",", ":"):
            yield token


def _missing_braces(tokens: list[str]) -> str | None:
    """The braces to add; None when brackets do not fit or the last value may have been cut."""
    told = [token for token in tokens if not token.isspace()]
    opened: list[str] = []
    for token in told:
        if token in ("{", "["):
            opened.append(token)
        elif token in _CLOSES and (not opened or opened.pop() != _CLOSES[token]):
            return None
    if not opened:
        return ""
    return "}" * len(opened) if set(opened) == {"{"} and _is_whole(told) else None


def _is_whole(told: list[str]) -> bool:
    """Whether the text ends in a value of an object that has an end of its own."""
    last = told[-1]
    ends = last in ("}", "]") or last in ("true", "false", "null")
    return ends or (last.startswith('"') and told[-2:-1] == [":"])
