"""The system prompt and the few-shot examples that an agent was given, and the prefix of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from agent.assembly import read_prompt
from agent.config import Settings
from agent.context.few_shot import examples_for, message_from_openai, read_few_shot
from agent.context.prefix import Prefix
from agent.tooling.strict import constrained
from agent.types import Message, ToolSpec

FewShotGiven: TypeAlias = Sequence[Message | Mapping[str, Any]] | Path
"""Messages, OpenAI messages, or a JSON Lines file of these."""


@dataclass(frozen=True, slots=True)
class GivenPrompts:
    """What was given in code; None comes from the files that the settings name."""

    settings: Settings
    system: str | None
    few_shot: Sequence[Message | Mapping[str, Any]] | None

    def render(self, tools: Sequence[ToolSpec]) -> Prefix:
        """The prefix with these tools, and with those examples that call no others.

        Raises:
            ConfigError: a prompt file cannot be read.
        """
        system = self.system
        if system is None:
            system = read_prompt(self.settings.system, "system.md").strip()
        examples = examples_for(self._examples(), [each.name for each in tools])
        return Prefix.render(system, examples, constrained(tools, self.settings.strict_tools))

    def _examples(self) -> tuple[Message, ...]:
        if self.few_shot is None:
            source = self.settings.few_shot
            return read_few_shot(read_prompt(source, "few_shot.jsonl"), str(source or "few_shot"))
        return tuple(
            message_from_openai(each, "few_shot") if isinstance(each, Mapping) else each
            for each in self.few_shot
        )
