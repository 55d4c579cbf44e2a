"""Searches open files for a regular expression, as ripgrep would. A program by itself.

    python -I -S matching.py PATTERN IGNORE_CASE MOST DESCRIPTOR…

It is a process of its own because Python's expressions can take for ever, and a process can be
ended. For each line that matches it prints `DESCRIPTOR`, NUL, the line's number, `:` and the line.
"""

from __future__ import annotations

import os
import re
import sys


def main() -> int:
    """Searches; 2 when the pattern is wrong."""
    pattern, ignore_case, most, *descriptors = sys.argv[1:]
    try:
        expression = re.compile(pattern, re.IGNORECASE if ignore_case == "1" else 0)
    except (re.error, OverflowError, RecursionError) as error:
        sys.stdout.write(f"{error}\n")
        return 2
    for descriptor in map(int, descriptors):
        with os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read()
        if b"\0" not in data:
            _print_matches(expression, descriptor, data.decode(errors="replace"), int(most))
    return 0


def _print_matches(expression: re.Pattern[str], descriptor: int, text: str, most: int) -> None:
    found = 0
    for number, line in enumerate(text.split("\n"), 1):
        if found < most and expression.search(line):
            found += 1
            sys.stdout.buffer.write(f"{descriptor}\0{number}:{line[:1000]}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
