"""`agent new`: a project folder that works at once."""

from __future__ import annotations

import json
import shlex
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from agent.cli.common import errors_shown, show_result
from agent.config import PROJECT_FILE, STATE_DIRECTORY, Settings
from agent.errors import ConfigError
from agent.trust import TOOLS_FOLDER
from agent.trust import trust as record_consent

_HEAD = """\
# Settings of this project. What is commented out has its default; unknown keys are errors.
# The environment and the command line come before this file.
"""

_CHOSEN = {"system": "prompts/system.md", "few_shot": "prompts/few_shot.jsonl"}

_TOOL = '''\
"""A tool of this project: every function with @tool in tools/*.py is offered to the model.

Change it, then say again that you trust the code: agent trust .
"""

from agent import ModelRetry, tool


@tool(read_only=True, idempotent=True, open_world=False)
def count_words(text: str, longest: int = 0) -> str:
    """Count the words of a text.

    Args:
        text: The text, word for word.
        longest: Also name this many of the longest words.
    """
    words = text.split()
    if not words:
        raise ModelRetry("The text is empty. Give the text whose words should be counted.")
    if longest < 1:
        return f"{len(words)} words"
    named = sorted(set(words), key=lambda word: (-len(word), word))[:longest]
    return f"{len(words)} words; the longest: {', '.join(named)}"
'''


def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or a new folder.")],
) -> None:
    """Make a project folder: agent.toml, prompts/, and tools/ with one example."""
    with errors_shown():
        made = _made(directory)
        record_consent(directory)
    for path in made:
        show_result(str(directory / path))
    show_result(f"Try it: cd {shlex.quote(str(directory))} && agent chat")


def settings_file() -> str:
    """The text of `agent.toml`: every key with what it is, and its default commented out."""
    return "\n".join((_HEAD, *_lines(Settings))).rstrip() + "\n"


def _lines(model: type[BaseModel], table: str = "") -> Iterator[str]:
    nested: list[str] = []
    for name, field in model.model_fields.items():
        if name == "project":
            continue
        default = field.get_default(call_default_factory=True, validated_data={})
        if isinstance(default, BaseModel):
            nested += ("", *_comment(field.description), f"# [{name}]")
            nested += _lines(type(default), name)
            continue
        yield from _comment(field.description)
        yield _setting(name, default)
        if not table:
            yield ""
    yield from nested


def _comment(description: str | None) -> list[str]:
    words = " ".join((description or "").split())
    return [f"# {line}" for line in textwrap.wrap(words, 96)]


def _setting(name: str, default: object) -> str:
    if name in _CHOSEN:
        return f"{name} = {json.dumps(_CHOSEN[name])}"
    if default is None:
        return f"# {name} = …  (not set)"
    return f"# {name} = {json.dumps(default)}"


def _made(directory: Path) -> list[str]:
    prompts = files("agent.prompts")
    texts = {
        PROJECT_FILE: settings_file(),
        ".gitignore": f"{STATE_DIRECTORY}/\n__pycache__/\n",
        **{each: (prompts / Path(each).name).read_text("utf-8") for each in _CHOSEN.values()},
        f"{TOOLS_FOLDER}/count_words.py": _TOOL,
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise ConfigError(f"{directory} is not empty: name a new or an empty folder")
        for name, text in texts.items():
            path = directory / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{directory} cannot be made: {error.strerror}") from error
    return list(texts)
