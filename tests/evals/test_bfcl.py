"""BFCL's multi-turn tasks on a small checkout with an environment of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import ConfigError
from agent.evals.bfcl import SOURCES, Checkout, parsed, verdict

LAMP = '''
class Lamp:
    def __init__(self):
        self.level = 0
        self._log = []

    def _load_scenario(self, scenario, long_context=False):
        self.level = scenario["level"]

    def set_level(self, level):
        """Set it."""
        if level > 10:
            raise ValueError("too bright")
        self.level = level
        return {"level": level}

    def read(self):
        return {"level": self.level}
'''
TASK = {
    "id": "lamp_0",
    "question": [
        [{"role": "user", "content": "Set it to 3."}],
        [{"role": "user", "content": "And read it."}],
    ],
    "initial_config": {"Lamp": {"level": 1}},
    "involved_classes": ["Lamp"],
    "excluded_function": ["hidden"],
}
TRUTH = [["set_level(level=3)"], ["read()"]]


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """The layout of the published package, with one environment."""
    root = tmp_path / "bfcl_eval"
    folder = root / SOURCES
    folder.mkdir(parents=True)
    for package in (folder, *folder.relative_to(tmp_path).parents):
        (tmp_path / package / "__init__.py").touch()
    (folder / "lamp.py").write_text(LAMP)
    data = root / "data"
    for name in ("possible_answer", "multi_turn_func_doc"):
        (data / name).mkdir(parents=True)
    (data / "BFCL_v4_multi_turn_base.json").write_text(json.dumps(TASK) + "\n")
    answer = json.dumps({"id": "lamp_0", "ground_truth": TRUTH})
    (data / "possible_answer" / "BFCL_v4_multi_turn_base.json").write_text(answer)
    documents = [
        {
            "name": name,
            "description": "",
            "parameters": {"type": "dict", "properties": {"level": {"type": "float"}}},
        }
        for name in ("set_level", "hidden")
    ]
    text = "\n".join(map(json.dumps, documents))
    (data / "multi_turn_func_doc" / "lamp.json").write_text(text)
    yield Checkout(tmp_path)
    sys.path[:] = [each for each in sys.path if each != str(tmp_path)]
    for name in [each for each in sys.modules if each.partition(".")[0] == "bfcl_eval"]:
        del sys.modules[name]


def test_the_ground_truth_is_right(checkout: Checkout) -> None:
    """Its calls lead to the state that they lead to."""
    (task,) = checkout.tasks("multi_turn_base")
    assert verdict(checkout, task, TRUTH) is None


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ([["set_level(level=4)"], ["read()"]], "turn 0: Lamp.level"),
        ([[], ["read()"]], "turn 0: Lamp.level"),
        ([["set_level(level=3)"], []], "turn 1: nothing returned"),
        ([["set_level(level=30)"], ["read()"]], "turn 0: Lamp.level"),
        ([["set_level(level=__import__('os'))"], ["read()"]], "turn 0: Lamp.level"),
    ],
)
def test_a_corrupted_answer_is_wrong(checkout: Checkout, calls: list[list[str]], said: str) -> None:
    """Another value, a call left out, one that fails and one that is no literal."""
    (task,) = checkout.tasks("multi_turn_base")
    assert (verdict(checkout, task, calls) or "").startswith(said)


def test_more_calls_than_needed_do_no_harm(checkout: Checkout) -> None:
    """Whoever looks first is right, too."""
    (task,) = checkout.tasks("multi_turn_base")
    assert verdict(checkout, task, [["read()", "set_level(level=3)"], ["read()"]]) is None


def test_function_docs_become_json_schema(checkout: Checkout) -> None:
    """Without what the task excludes."""
    (tool,) = checkout.tools(checkout.tasks("multi_turn_base")[0])
    assert tool.parameters == {"type": "object", "properties": {"level": {"type": "number"}}}


def test_a_folder_without_it_is_refused(tmp_path: Path) -> None:
    """With what is needed."""
    with pytest.raises(ConfigError, match="gorilla"):
        Checkout(tmp_path)


def test_only_calls_with_literals_are_read() -> None:
    """Nothing is evaluated."""
    assert parsed("a.move(1, to=[-2, 'x'])") == ("move", [1], {"to": [-2, "x"]})
    for source in ("1 + 1", "f(g())", "f(", "x"):
        with pytest.raises(ValueError, match=r".+"):
            parsed(source)


def test_a_text_may_hold_other_line_ends_than_the_file(checkout: Checkout) -> None:
    """U+2028 is one in Python, and none in JSON."""
    file = checkout.root / "data" / "BFCL_v4_multi_turn_base.json"
    question = [[{"role": "user", "content": "Set it\u2028to 3."}]]
    file.write_text(json.dumps({**TASK, "question": question}, ensure_ascii=False), "utf-8")
    (task,) = checkout.tasks("multi_turn_base")
    assert task.turns[0][0]["content"] == "Set it\u2028to 3."


def test_a_set_that_is_no_json_is_named(checkout: Checkout) -> None:
    """With its place."""
    file = checkout.root / "data" / "BFCL_v4_multi_turn_base.json"
    file.write_bytes(b"{}\n\xff")
    with pytest.raises(ConfigError, match="is no JSON Lines file"):
        checkout.tasks("multi_turn_base")
