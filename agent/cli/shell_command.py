"""A command as a shell takes it."""

from __future__ import annotations

import shlex


def shell_command(words: list[str]) -> str:
    """The command, a flag and its values a line."""
    lines: list[list[str]] = [[]]
    for word in words:
        if word.startswith("-"):
            lines.append([])
        lines[-1].append(shlex.quote(word))
    return " \\\n  ".join(" ".join(line) for line in lines)
