"""BFCL's multi-turn sets: calls run in the simulated environments of a checkout.

The environments, questions and answers are those of the Berkeley Function Calling Leaderboard
(Patil et al., ICML 2025; github.com/ShishirPatil/gorilla). A task is right when, after each of its
turns, the environments are in the state that the ground truth leads to, and everything that the
ground truth's calls returned was returned to the model, too, as its published checker asks.
Their code is imported from the checkout: point this only at one that you trust.
"""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.errors import ConfigError
from agent.types import JSON, ToolSpec

PACKAGE = "bfcl_eval"
SOURCES = "eval_checker/multi_turn_eval/func_source_code"
SETS = ("multi_turn_base", "multi_turn_long_context")
TYPES = {"dict": "object", "float": "number", "tuple": "array", "any": "string"}


@dataclass(frozen=True, slots=True)
class Task:
    """One conversation, with the calls that solve each of its turns."""

    id: str
    turns: tuple[tuple[dict[str, JSON], ...], ...]
    """The messages that the user adds in each turn."""
    config: Mapping[str, JSON]
    classes: tuple[str, ...]
    excluded: frozenset[str]
    truth: tuple[tuple[str, ...], ...]
    long_context: bool


class Checkout:
    """A folder with `bfcl_eval`: the repository, its leaderboard folder, or an installed package.

    Raises:
        ConfigError: the folder has no `bfcl_eval` with environments and data.
    """

    def __init__(self, folder: Path) -> None:
        places = (folder, folder / PACKAGE, folder / "berkeley-function-call-leaderboard" / PACKAGE)
        found = [each for each in places if (each / SOURCES).is_dir() and each.name == PACKAGE]
        if not found:
            raise ConfigError(
                f"{folder} has no {PACKAGE}/{SOURCES}: give the folder of a checkout of "
                "ShishirPatil/gorilla or of the unpacked package bfcl-eval"
            )
        self.root = found[0]
        self._modules = dict(self._classes())

    def _classes(self) -> Iterator[tuple[str, str]]:
        """Each environment's class and the module that defines it."""
        for file in sorted((self.root / SOURCES).glob("*.py")):
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    yield node.name, file.stem

    def tasks(self, name: str) -> list[Task]:
        """The tasks of a set, with their answers."""
        questions = self._lines(f"data/BFCL_v4_{name}.json")
        answers = {
            each["id"]: each["ground_truth"]
            for each in self._lines(f"data/possible_answer/BFCL_v4_{name}.json")
        }
        return [
            Task(
                each["id"],
                tuple(tuple(turn) for turn in each["question"]),
                each["initial_config"],
                tuple(each["involved_classes"]),
                frozenset(each.get("excluded_function") or ()),
                tuple(tuple(turn) for turn in answers[each["id"]]),
                "long_context" in name,
            )
            for each in questions
        ]

    def _lines(self, name: str) -> list[JSON]:
        try:
            # Not splitlines: a text in JSON may hold other line ends, such as U+2028.
            lines = (self.root / name).read_text("utf-8").split("\n")
            return [json.loads(line) for line in lines if line.strip()]
        except OSError as error:
            raise ConfigError(f"{self.root / name}: {error.strerror}") from error
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{self.root / name} is no JSON Lines file: {error}") from error

    def tools(self, task: Task) -> tuple[ToolSpec, ...]:
        """The functions of the task's classes, with real JSON Schema."""
        found = [
            each
            for name in task.classes
            for each in self._lines(f"data/multi_turn_func_doc/{self._modules[name]}.json")
        ]
        return tuple(
            ToolSpec(each["name"], each["description"], _schema(each["parameters"]))
            for each in found
            if each["name"] not in task.excluded
        )

    def environment(self, task: Task) -> Environment:
        """Fresh instances of the task's classes, in its first state."""
        home = str(self.root.parent)
        if home not in sys.path:
            sys.path.insert(0, home)
        instances = {name: self._instance(name, task) for name in task.classes}
        return Environment(instances)

    def _instance(self, name: str, task: Task) -> Any:
        module = f"{PACKAGE}.{SOURCES.replace('/', '.')}.{self._modules[name]}"
        try:
            made = getattr(importlib.import_module(module), name)()
        except ImportError as error:
            raise ConfigError(f"{name} of {self.root} needs {error.name}: install it") from error
        if hasattr(made, "_load_scenario"):
            config = deepcopy(task.config.get(name, {}))
            made._load_scenario(config, long_context=task.long_context)
        return made


class Environment:
    """The instances that the calls of one conversation act on."""

    def __init__(self, instances: Mapping[str, Any]) -> None:
        self._instances = instances

    def run(self, name: str, arguments: Mapping[str, Any], given: Sequence[Any] = ()) -> str:
        """What a call returns, as text; its error where it fails."""
        for instance in self._instances.values():
            method = None if name.startswith("_") else getattr(instance, name, None)
            if callable(method):
                try:
                    return _text(method(*given, **arguments))
                except Exception as error:  # noqa: BLE001 - whatever a simulated tool raises
                    return f"Error during execution: {error}"
        return f"Error during execution: name '{name}' is not defined"

    def run_source(self, source: str) -> str:
        """The same for a call in Python's notation with literal arguments."""
        try:
            name, given, arguments = parsed(source)
        except ValueError as error:
            return f"Error during execution: {error}"
        return self.run(name, arguments, given)

    def differs(self, other: Environment) -> str | None:
        """The first attribute in which two environments differ."""
        for name, instance in self._instances.items():
            for key, value in vars(instance).items():
                if key.startswith("_"):
                    continue
                if value != getattr(other._instances[name], key):
                    return f"{name}.{key}"
        return None


def parsed(source: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Name and arguments of a call in Python's notation; nothing is evaluated.

    Raises:
        ValueError: it is no call, or an argument is no literal.
    """
    try:
        node = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{source[:80]}: {error.msg}") from error
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        raise ValueError(f"{source[:80]} is not a call")  # noqa: TRY004 - of text, not of types
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
    given = [ast.literal_eval(each) for each in node.args]
    return name, given, {str(each.arg): ast.literal_eval(each.value) for each in node.keywords}


class Referee:
    """Follows one conversation beside the ground truth and says where it leaves it."""

    def __init__(self, checkout: Checkout, task: Task) -> None:
        self.task = task
        self.environment = checkout.environment(task)
        self._truth = checkout.environment(task)
        self._returned: list[str] = []
        self._wanted: list[str] = []

    def returned(self, text: str) -> None:
        """A call of the model returned this."""
        self._returned.append(text)

    def end_turn(self, number: int) -> str | None:
        """What is wrong after a turn, from 0 on; None where nothing is."""
        self._wanted += [self._truth.run_source(each) for each in self.task.truth[number]]
        if not self.task.truth[number]:
            return None
        different = self._truth.differs(self.environment)
        if different:
            return f"turn {number}: {different} is not as it should be"
        left = list(self._returned)
        for each in self._wanted:
            if each not in left:
                return f"turn {number}: nothing returned {each[:120]}"
            left.remove(each)
        return None


def verdict(checkout: Checkout, task: Task, calls: Sequence[Sequence[str]]) -> str | None:
    """What is wrong with written calls, turn by turn; None where they are right."""
    referee = Referee(checkout, task)
    for number in range(len(task.truth)):
        for source in calls[number] if number < len(calls) else ():
            referee.returned(referee.environment.run_source(source))
        wrong = referee.end_turn(number)
        if wrong:
            return wrong
    return None


def _schema(schema: JSON) -> JSON:
    """With the names that JSON Schema has for its types."""
    if isinstance(schema, list):
        return [_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _schema(value) for key, value in schema.items()}
    if isinstance(made.get("type"), str):
        made["type"] = TYPES.get(made["type"], made["type"])
    return made


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value)
    except (TypeError, ValueError):
        return str(value)
