"""Which calls may run: rules, modes and what a tool says of itself. Values in, a value out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from agent.config import PermissionMode, Permissions
from agent.errors import ConfigError
from agent.events import DecidedBy
from agent.tooling.matching import Pattern, commands_of, glob_regex, parse_command, subjects
from agent.tooling.tool import Attributes, Permission

ANNOTATIONS = ("read_only", "destructive", "idempotent", "open_world")
"""What a rule may name with an `@` before it."""

MCP = "mcp:"
"""An MCP server's tools are named in rules as `mcp:SERVER/TOOL`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that wants to run.

    Args:
        tool: its name.
        attributes: what it says of itself.
        arguments: as the tool's function gets them, defaults included.
        origin: where the tool comes from; an MCP server's is `mcp:SERVER`.
        chosen: whether the program gave the tool in code, or the user named one that stays inside
            the project.
    """

    tool: str
    attributes: Attributes
    arguments: Mapping[str, Any]
    origin: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with a call, and which rule or default said so."""

    permission: Permission
    rule: str
    by: DecidedBy


@dataclass(frozen=True, slots=True)
class Rule:
    """Names calls: `TOOL`, `TOOL:PATTERN`, `TOOL:ARGUMENT=PATTERN`, `@ANNOTATION`, `mcp:SERVER/TOOL`.

    A rule that allows is strict: it must be certain that all of a call is meant. A rule that asks
    or denies is wide: it is enough that a part may be meant.
    """  # noqa: E501 - the forms on one line

    text: str
    tool: str
    origin: str = ""
    pattern: Pattern | None = None

    def allows(self, asked: Asked) -> bool:
        """Whether all that the call does is named by the rule."""
        return self._names(asked) and (
            self.pattern is None or self.pattern.covers(subjects(asked.arguments))
        )

    def touches(self, asked: Asked) -> bool:
        """Whether a part of what the call does may be named by the rule."""
        return self._names(asked) and (
            self.pattern is None or self.pattern.touches(subjects(asked.arguments))
        )

    def _names(self, asked: Asked) -> bool:
        if self.tool.startswith("@"):
            return bool(getattr(asked.attributes, self.tool[1:]))
        if not self.origin:
            return glob_regex(self.tool).fullmatch(asked.tool) is not None
        if glob_regex(self.origin).fullmatch(asked.origin) is None:
            return False
        return any(glob_regex(self.tool).fullmatch(name) for name in _mcp_names(asked))


def parse_rule(text: str) -> Rule:
    """The rule that `text` writes.

    Raises:
        ConfigError: it is none.
    """
    origin = ""
    rest = text.strip()
    if rest.startswith(MCP):
        server, slash, rest = rest.removeprefix(MCP).partition("/")
        if not server or not slash:
            raise ConfigError(f"permission rule {text!r}: an MCP tool is named mcp:SERVER/TOOL")
        origin = MCP + server
    name, colon, pattern = rest.partition(":")
    if not name or (colon and not pattern):
        raise ConfigError(
            f"permission rule {text!r}: write TOOL, TOOL:PATTERN, TOOL:ARGUMENT=PATTERN, "
            "@ANNOTATION or mcp:SERVER/TOOL"
        )
    if name.startswith("@") and name[1:] not in ANNOTATIONS:
        known = ", ".join(f"@{each}" for each in ANNOTATIONS)
        raise ConfigError(f"permission rule {text!r}: the annotations are {known}")
    return Rule(text.strip(), name, origin, Pattern.parse(pattern) if colon else None)


Rules: TypeAlias = tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules and the mode of an agent. Deny beats ask, and ask beats allow."""

    mode: PermissionMode | None = None
    allow: Rules = ()
    ask: Rules = ()
    deny: Rules = ()

    @classmethod
    def of(cls, permissions: Permissions) -> Policy:
        """The policy that the settings write.

        Raises:
            ConfigError: a rule cannot be read.
        """
        return cls(
            permissions.mode,
            _parsed(permissions.allow),
            _parsed(permissions.ask),
            _parsed(permissions.deny),
        )

    def judge(self, asked: Asked, remembered: Collection[Rule] = ()) -> Verdict:
        """What is to be done with a call.

        Args:
            remembered: what the user allowed for the rest of the session. It answers what would
                be asked; what is denied stays denied.
        """
        verdict = self._judge(asked)
        if verdict.permission != "ask":
            return verdict
        for rule in remembered:
            if rule.allows(asked):
                return Verdict("allow", rule.text, "session")
        return verdict

    def _judge(self, asked: Asked) -> Verdict:
        for rule in self.deny:
            if rule.touches(asked):
                return Verdict("deny", rule.text, "rule")
        if self.mode == "plan" and not asked.attributes.read_only:
            return Verdict("deny", "plan", "mode")
        for rule in self.ask:
            if rule.touches(asked):
                return Verdict("ask", rule.text, "rule")
        for rule in self.allow:
            if rule.allows(asked):
                return Verdict("allow", rule.text, "rule")
        return self._unmatched(asked)

    def _unmatched(self, asked: Asked) -> Verdict:
        if asked.attributes.permission is not None:
            return Verdict(asked.attributes.permission, "permission", "tool")
        if asked.attributes.read_only:
            return Verdict("allow", "@read_only", "tool")
        if self.mode is None and asked.chosen:
            return Verdict("allow", "chosen", "tool")
        if self.mode is None or self.mode == "plan":
            return Verdict("ask", "ask", "mode")
        return Verdict(self.mode, self.mode, "mode")


def session_rule(asked: Asked) -> str:
    """The narrowest rule that is offered to be remembered after a question; empty for none.

    A command is remembered as it is, everything else by its tool.
    """
    commands = commands_of(subjects(asked.arguments))
    if not commands:
        return f"{asked.origin}/{_mcp_names(asked)[0]}" if _is_mcp(asked) else asked.tool
    parts = parse_command(commands[0])
    if len(commands) > 1 or parts is None or len(parts) > 1:
        return ""
    plain = all(word and not set(word) & set("*?[]=\"' ") for word in parts[0])
    return f"{asked.tool}:{' '.join(parts[0])}" if plain else ""


def _parsed(rules: Iterable[str]) -> Rules:
    return tuple(parse_rule(each) for each in rules)


def _is_mcp(asked: Asked) -> bool:
    return asked.origin.startswith(MCP)


def _mcp_names(asked: Asked) -> tuple[str, ...]:
    """The tool's name, without the server's in front of it where it stands there, and with it."""
    server = asked.origin.removeprefix(MCP)
    for joint in ("__", "_", "-"):
        if asked.tool.startswith(server + joint):
            return (asked.tool.removeprefix(server + joint), asked.tool)
    return (asked.tool,)
