"""Prompts that MCP servers offer to the user, as values; reads their arguments."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from agent.errors import ConfigError
from agent.tooling.context import Artifacts


@dataclass(frozen=True, slots=True)
class PromptArgument:
    """An argument of a prompt; its value is text."""

    name: str
    description: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ServerPrompt:
    """A prompt of an MCP server."""

    server: str
    name: str
    description: str = ""
    arguments: tuple[PromptArgument, ...] = ()

    @property
    def full_name(self) -> str:
        """`server:name`, by which it is asked for."""
        return f"{self.server}:{self.name}"

    @property
    def usage(self) -> str:
        """`server:name needed=… [other=…]`."""
        shown = (f"{a.name}=…" if a.required else f"[{a.name}=…]" for a in self.arguments)
        return " ".join((self.full_name, *shown))

    def read(self, words: str) -> dict[str, str]:
        """The arguments in what the user typed: `name=value`, quoted as in a shell, or values in
        the order of the arguments. Of a prompt with one argument, the whole text is its value.

        Raises:
            ConfigError: an argument is unknown, missing or given twice, or a quote is not closed.
        """
        names = [each.name for each in self.arguments]
        words = words.strip()
        if words and len(names) == 1 and not words.startswith(f"{names[0]}="):
            return {names[0]: words}
        try:
            parts = shlex.split(words)
        except ValueError as error:
            raise ConfigError(f"prompt {self.full_name}: {error}, in {words!r}") from error
        given: dict[str, str] = {}
        for part in parts:
            name, equals, value = part.partition("=")
            if not (equals and name in names):
                name, value = next((n for n in names if n not in given), part), part
            if name in given or name not in names:
                raise ConfigError(f"prompt {self.full_name} does not take {part!r}: {self.usage}")
            given[name] = value
        return self.checked(given)

    def checked(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """The arguments as they are.

        Raises:
            ConfigError: one is unknown or missing.
        """
        names = {each.name for each in self.arguments}
        if strange := sorted(arguments.keys() - names):
            raise ConfigError(
                f"prompt {self.full_name} does not take {', '.join(strange)}: {self.usage}"
            )
        missing = [a.name for a in self.arguments if a.required and a.name not in arguments]
        if missing:
            raise ConfigError(f"prompt {self.full_name} needs {', '.join(missing)}: {self.usage}")
        return dict(arguments)


class Prompts(Protocol):
    """The prompts of all servers of an agent."""

    async def prompts(self) -> tuple[ServerPrompt, ...]:
        """By server and name; a server that does not answer is left out, and named in the log."""
        ...

    async def prompt(
        self, prompt: ServerPrompt, arguments: Mapping[str, str], artifacts: Artifacts | None
    ) -> str:
        """The prompt as one message of the user's. What is no text is kept as an artifact.

        Raises:
            ToolFailed: the server refused, or could not be reached.
        """
        ...
