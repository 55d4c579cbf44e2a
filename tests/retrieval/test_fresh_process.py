"""The same files make the same passages in any process."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import hashlib
import json
from agent.retrieval.chunking import chunks
TEXTS = {
    "a.md": "# A\\n\\n" + "\\n\\n".join(f"## Part {n}\\n\\n" + "word " * 150 for n in range(9)),
    "b.py": "import os\\n\\n" + "\\n\\n".join(f"def f{n}():\\n    return 1" for n in range(90)),
    "c.csv": "name,age\\n" + "\\n".join(f"person {n},{n}" for n in range(400)),
    "d.json": json.dumps({"people": [{"name": f"p{n}", "b": n} for n in range(300)]}),
    "e.js": "\\n".join(f"function f{n}() {{\\n  return {n};\\n}}" for n in range(90)),
}
digest = hashlib.sha256()
for source, text in TEXTS.items():
    made = list(chunks(source, text))
    assert len(made) > 1, source
    for each in made:
        digest.update(repr(each).encode())
print(digest.hexdigest())
"""


def digest(seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_passages_do_not_depend_on_the_process() -> None:
    assert digest("1") == digest("2") != ""
