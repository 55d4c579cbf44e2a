"""A run of indexing is killed again and again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from agent.retrieval import Found, Knowledge

KILLS = 20 if os.environ.get("HOLDFAST_FULL") else 4
FILES = 120 * KILLS


def write(folder: Path, word: str) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        (folder / f"{number:04}.md").write_text(f"# File {number}\n\nThe {word} of {number}.\n")


def content(path: Path | str) -> list[Found]:
    with closing(Knowledge.open(path)) as knowledge:
        return knowledge.passages()


def test_kills_leave_the_old_index_whole_and_no_work_is_done_twice(
    tmp_path: Path, place: Path | str
) -> None:
    """Readers see the old or the new index; the end is that of a run that nobody killed."""
    folder, log = tmp_path / "docs", tmp_path / "cut"
    write(folder, "ferry")
    with closing(Knowledge.open(place, create=True)) as knowledge:
        knowledge.add([folder], folder)
    old = content(place)
    write(folder, "train")
    with closing(Knowledge.open(tmp_path / "whole.db", create=True)) as knowledge:
        knowledge.add([folder], folder)
    new = content(tmp_path / "whole.db")
    command = [sys.executable, "-m", "tests.retrieval.indexing", str(place), str(folder), str(log)]
    generator = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as run:
            assert run.stdout
            assert run.stdout.readline() == b"begin\n"
            time.sleep(generator.uniform(0, 1.2))
            assert content(place) in (old, new)
            run.kill()
            killed += run.wait() != 0
        assert content(place) in (old, new)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)

    assert killed
    assert content(place) == new
    cut = log.read_text().splitlines()
    assert set(cut) == {each.source for each in new}
    # A kill takes at most what was finished since the last commit, half a second before.
    assert len(cut) <= FILES + killed * 110
