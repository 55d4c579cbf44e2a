"""Patterns for arguments: paths, commands, URLs and other text. Pure, and not to be fooled.

*Covering* is strict and serves rules that allow: everything must match, and what cannot be read for
certain does not. *Touching* is wide and serves rules that ask or deny: one part that matches is
enough, and so is what cannot be read for certain.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic_core import to_jsonable_python

Kind: TypeAlias = Literal["path", "command", "url", "text"]

_PATHS = frozenset(
    [
        "path",
        "paths",
        "file",
        "files",
        "filename",
        "folder",
        "directory",
        "root",
        "cwd",
        "source",
        "destination",
        "target",
    ]
)
_PATH_ENDINGS = ("_path", "_paths", "_file", "_folder", "_directory", "_dir")
_COMMANDS = frozenset({"command", "commands", "cmd"})
_URLS = frozenset({"url", "urls", "uri"})

_ARGUMENT = re.compile(r"([A-Za-z_]\w*)=(.+)", re.DOTALL)
_URL = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_HIDDEN_STEP = re.compile(r"%(2e|2f|5c|00)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Subject:
    """One value in a call's arguments: the name that it stands under, and its text."""

    name: str
    text: str

    @property
    def kind(self) -> Kind:
        """What it is, by its name."""
        if self.name in _PATHS or self.name.endswith(_PATH_ENDINGS):
            return "path"
        if self.name in _COMMANDS:
            return "command"
        return "url" if self.name in _URLS else "text"


def subjects(arguments: Mapping[str, Any]) -> tuple[Subject, ...]:
    """Every value in the arguments, however deep, that is there."""
    plain = to_jsonable_python(dict(arguments), fallback=str, bytes_mode="base64")
    return tuple(_leaves("", plain))


def commands_of(found: Sequence[Subject]) -> tuple[str, ...]:
    """The command lines among them."""
    return tuple(each.text for each in found if each.kind == "command")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a rule says of the arguments: of one by name, or of the one that the call is about.

    A call is about its paths, commands and URLs, or where it has none, about all its values.
    """

    text: str
    argument: str | None = None

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """`PATTERN` or `ARGUMENT=PATTERN`."""
        named = _ARGUMENT.fullmatch(text)
        return cls(named[2], named[1]) if named else cls(text)

    def covers(self, found: Sequence[Subject]) -> bool:
        """Whether everything that the pattern is about matches for certain."""
        meant = self._meant(found)
        return bool(meant) and all(_COVERS[each.kind](self.text, each.text) for each in meant)

    def touches(self, found: Sequence[Subject]) -> bool:
        """Whether anything that the pattern is about may match."""
        meant = self._meant(found)
        return not meant or any(_TOUCHES[each.kind](self.text, each.text) for each in meant)

    def _meant(self, found: Sequence[Subject]) -> list[Subject]:
        if self.argument is not None:
            return [each for each in found if each.name == self.argument]
        return [each for each in found if each.kind != "text"] or list(found)


@lru_cache(maxsize=1024)
def glob_regex(pattern: str) -> re.Pattern[str]:
    """`*` stands for any text, `?` for one character."""
    return re.compile(_translated(pattern, ".*", "."), re.DOTALL)


@lru_cache(maxsize=1024)
def path_regex(pattern: str) -> re.Pattern[str]:
    """`**` stands for any folders, `*` and `?` for a part of one name."""
    parts = pattern.split("/")
    written = ""
    for place, part in enumerate(parts):
        if part != "**":
            written += _translated(part, "[^/]*", "[^/]") + "/"
        elif place < len(parts) - 1:
            written += "(?:[^/]+/)*"
        else:
            written = written.removesuffix("/") + ("(?:/.*)?/" if place else ".*/")
    return re.compile(written.removesuffix("/"), re.DOTALL)


def normal_path(path: str) -> str | None:
    """The path without `.`, `..` and doubled slashes; None where it cannot be read for certain."""
    if "\0" in path:
        return None
    normal = posixpath.normpath(path) if path else "."
    if normal.startswith("//"):
        normal = normal[1:]
    return "" if normal == "." else normal


def parse_command(command: str) -> list[list[str]] | None:
    """The words of each simple command in a shell's command line.

    None where the shell would do more than run plain commands one after another: substitutions,
    redirections, expansions, several lines, assignments, control structures.
    """
    words = _words(command)
    if words is None:
        return None
    parts: list[list[str]] = [[]]
    for word in words:
        if word is None:
            parts.append([])
        else:
            parts[-1].append(word)
    if not parts[-1] and len(parts) > 1 and command.rstrip().endswith((";", "&")):
        parts.pop()
    if any(not part or part[0] in _RESERVED or "=" in part[0] for part in parts):
        return None
    return parts


_RESERVED = frozenset(
    [
        "if",
        "then",
        "else",
        "elif",
        "fi",
        "do",
        "done",
        "while",
        "until",
        "for",
        "case",
        "esac",
        "in",
        "function",
        "select",
        "time",
        "coproc",
    ]
)


_JOINTS = re.compile(r"(&&|\|\||[;&|])(?![;&|])")
_QUOTED = re.compile(r"'([^'\n\r\0]*)'|\"([^\"$`\\!\n\r\0]*)\"")
_PLAIN = re.compile(r"[^\"';&| \t$`\\(){}<>*?\[\]~!#\n\r\0]+")


def _words(command: str) -> list[str | None] | None:
    """The words, with None between two commands; None alone where it cannot be read."""
    found: list[str | None] = []
    place, in_word = 0, False
    while place < len(command):
        if command[place] in " \t":
            place, in_word = place + 1, False
            continue
        if joint := _JOINTS.match(command, place):
            found.append(None)
            place, in_word = joint.end(), False
            continue
        piece = _QUOTED.match(command, place) or _PLAIN.match(command, place)
        if piece is None:
            return None
        text = piece[0] if piece.re is _PLAIN else (piece[1] or piece[2] or "")
        if in_word:
            found[-1] = f"{found[-1]}{text}"
        else:
            found.append(text)
        place, in_word = piece.end(), True
    return found


def _translated(pattern: str, many: str, one: str) -> str:
    return "".join({"*": many, "?": one}.get(each) or re.escape(each) for each in pattern)


def _leaves(name: str, value: Any) -> Iterator[Subject]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from _leaves(str(key), held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _leaves(name, held)
    elif value is not None:
        yield Subject(name, value if isinstance(value, str) else json.dumps(value))


def _text_matches(pattern: str, text: str) -> bool:
    return glob_regex(pattern).fullmatch(text) is not None


def _leaves_root(path: str) -> bool:
    return path.startswith(("/", "~", "../")) or path == ".."


def _path_covered(pattern: str, text: str) -> bool:
    path = normal_path(text)
    if path is None or (_leaves_root(path) and not pattern.startswith("/")):
        return False
    return path_regex(pattern.removeprefix("./")).fullmatch(path) is not None


def _path_touched(pattern: str, text: str) -> bool:
    path = normal_path(text)
    if path is None or _leaves_root(path) != pattern.startswith("/"):
        return True  # a relative and an absolute path may be the same file
    return path_regex(pattern.removeprefix("./")).fullmatch(path) is not None


def _command_covered(pattern: str, text: str) -> bool:
    parts = parse_command(text)
    return parts is not None and all(_words_covered(pattern.split(), part) for part in parts)


def _words_covered(pattern: list[str], words: list[str]) -> bool:
    if pattern[-1:] == ["*"]:
        pattern = pattern[:-1]
        words = words[: len(pattern)]
    return len(words) == len(pattern) and all(
        _word_covered(*each) for each in zip(pattern, words, strict=True)
    )


def _word_covered(pattern: str, word: str) -> bool:
    if pattern == word:
        return True
    return ".." not in word.split("/") and path_regex(pattern).fullmatch(word) is not None


def _command_touched(pattern: str, text: str) -> bool:
    parts = parse_command(text)
    return parts is None or any(_words_touched(pattern.split(), part) for part in parts)


def _words_touched(pattern: list[str], words: list[str]) -> bool:
    """Whether the command begins like the pattern, by its program's name or its path."""
    pattern = pattern[:-1] if pattern[-1:] == ["*"] else pattern
    named = [posixpath.basename(words[0]), *words[1:]]
    return any(
        len(given) >= len(pattern) and all(map(_text_matches, pattern, given))
        for given in (words, named)
    )


def _url_forms(text: str) -> tuple[str, ...]:
    """A URL whole, without its scheme, and its host; none where it cannot be read for certain."""
    if not _URL.fullmatch(text) or _HIDDEN_STEP.search(text):
        return ()
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError:
        return ()
    if not split.hostname or "@" in split.netloc:
        return ()
    scheme = split.scheme.lower()
    shown = "" if port is None or port == _PORTS.get(scheme) else f":{port}"
    host = split.hostname.rstrip(".") + shown
    path = posixpath.normpath("/" + split.path.lstrip("/"))
    return (f"{scheme}://{host}{path}", f"{host}{path}", host)


def _url_covered(pattern: str, text: str) -> bool:
    return any(path_regex(pattern).fullmatch(form) for form in _url_forms(text))


def _url_touched(pattern: str, text: str) -> bool:
    forms = _url_forms(text)
    return not forms or any(path_regex(pattern).fullmatch(form) for form in forms)


_COVERS = {
    "path": _path_covered,
    "command": _command_covered,
    "url": _url_covered,
    "text": _text_matches,
}
_TOUCHES = {
    "path": _path_touched,
    "command": _command_touched,
    "url": _url_touched,
    "text": _text_matches,
}
