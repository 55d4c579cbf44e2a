"""What hostile documents of the largest size cost, and what becomes of them.

    python benchmarks/hostile_documents.py [--megabytes 10] [NAME…]

Each is cut by a process of its own, as `agent index` does it. A line says what it is, the seconds
of processor time, and the passages or why there are none.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

from agent.retrieval.chunking import TARGET
from agent.retrieval.cutting import Cutter, Uncuttable

REPORT = Path(__file__).resolve().parents[1] / "build" / "bench-hostile-documents.json"

HEADINGS = "".join(f"{'#' * level} {'h' * 200}\n" for level in range(1, 6))

REPEATED = {
    "words.txt": ("", "word ", ""),
    "letters.txt": ("", "x", ""),
    "spaces.txt": ("", " ", ""),
    "lines.txt": ("", "a\n", ""),
    "blank-lines.txt": ("a\n\n", "\n", "b"),
    "paragraphs.txt": ("", "a\n\n", ""),
    "line.md": ("", "# word ", ""),
    "quotes.md": ("", ">", ""),
    "headings.md": ("", "# a\n", ""),
    "deep-headings.md": (HEADINGS, "###### b\n\nx\n", ""),
    "fences.md": ("```\n", "x ```` \n", ""),
    "string.py": ("x = '", "y", "'"),
    "parentheses.py": ("", "(", ""),
    "definitions.py": ("", "def f(): pass\n", ""),
    "line.js": ("", "function a(){} ", ""),
    "functions.js": ("", "function a(){}\n\n", ""),
    "keywords.js": ("", "public ", ""),
    "cells.csv": ("", "a,", ""),
    "field.csv": ('"', "b", '"'),
    "quote.csv": ('a,b\n"', "1,2\n", ""),
    "rows.csv": ("name,age\n", "1,2\n", ""),
    "string.json": ('"', "s", '"'),
    "numbers.json": ("[", "1,", "1]"),
    "records.json": ("[", '{"name":"Ann","age":31},', "1]"),
    "brackets.json": ("", "[", ""),
    "objects.json": ("", '{"a":', ""),
    "backslashes.json": ('"', "\\", ""),
    "lines.jsonl": ("", "1\n", ""),
    "paragraphs.html": ("", "<p>a</p>", ""),
    "open.html": ("", "<p>", ""),
    "angles.html": ("", "<", ""),
    "comments.html": ("", "<!--", ""),
    "ampersands.html": ("", "&", ""),
    "sections.html": ("", "<![CDATA[", ""),
    "attributes.html": ("<p ", "a=1 ", ">"),
    "table.html": ("<table>", "<tr><td>a</td></tr>", ""),
}
"""What a document begins with, what it is filled with, and its end."""


def document(name: str, size: int) -> bytes:
    """It has so many bytes."""
    head, filling, end = REPEATED[name]
    room = size - len(head) - len(end)
    return (head + (filling * (room // len(filling) + 1))[:room] + end).encode()


def measured(name: str, data: bytes) -> dict[str, object]:
    """What it costs to cut it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    cutter = Cutter()
    try:
        made = cutter.chunks(name, data, TARGET)
        became = f"{len(made):,} passages"
        longest = max((len(each.text) for each in made), default=0)
    except Uncuttable as error:
        became, longest = str(error), 0
    finally:
        cutter.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "document": name,
        "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "elapsed": time.perf_counter() - began,
        "became": became,
        "longest": longest,
    }


def main() -> None:
    """Print a line for each, and write all of them to `build/`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("names", nargs="*", default=[*REPEATED])
    asked = parser.parse_args()
    rows = []
    for name in asked.names:
        row = measured(name, document(name, int(asked.megabytes * 1_000_000)))
        rows.append(row)
        print(f"{name:18} {row['seconds']:6.1f} s  {row['became']}", flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"megabytes": asked.megabytes, "documents": rows}, indent=1))


if __name__ == "__main__":
    main()
