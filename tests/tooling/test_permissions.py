"""Rules, modes and defaults: what is decided about a call, and why."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.config import PermissionMode, Permissions
from agent.errors import ConfigError
from agent.tooling.permissions import Asked, Policy, parse_rule, session_rule
from agent.tooling.tool import Attributes, Permission

READS = Attributes(read_only=True, destructive=False)
WRITES = Attributes(open_world=False)
MODES = st.sampled_from([None, *get_args(PermissionMode)])
RULES = st.lists(
    st.sampled_from(["write", "w*", "@destructive", "write:docs/**", "other", "@read_only"]),
    max_size=2,
)


def asked(attributes: Attributes = WRITES, path: str = "docs/a", **more: Any) -> Asked:
    return Asked("write", attributes, {"path": path}, **more)


def decided(
    call: Asked, mode: PermissionMode | None = None, **rules: tuple[str, ...]
) -> tuple[str, str, str]:
    verdict = Policy.of(Permissions(mode=mode, **rules)).judge(call)
    return verdict.permission, verdict.rule, verdict.by


@pytest.mark.parametrize(
    ("mode", "reads", "writes", "chosen"),
    [
        (None, "allow", "ask", "allow"),
        ("ask", "allow", "ask", "ask"),
        ("allow", "allow", "allow", "allow"),
        ("deny", "allow", "deny", "deny"),
        ("plan", "allow", "deny", "deny"),
    ],
)
def test_an_unmatched_call_goes_by_its_annotations_and_the_mode(
    mode: PermissionMode | None, reads: str, writes: str, chosen: str
) -> None:
    """What reads runs in every mode; what was chosen runs while no mode is named."""
    assert decided(asked(READS), mode)[0] == reads
    assert decided(asked(), mode)[0] == writes
    assert decided(asked(chosen=True), mode)[0] == chosen


@pytest.mark.parametrize("own", get_args(Permission))
@pytest.mark.parametrize("mode", [None, "ask", "allow", "deny"])
def test_an_unmatched_call_goes_by_what_its_tool_says_first(
    own: Permission, mode: PermissionMode | None
) -> None:
    """Before the annotations and the mode."""
    assert decided(asked(Attributes(permission=own)), mode) == (own, "permission", "tool")


def test_plan_lets_nothing_act_whatever_allows_it() -> None:
    """Neither a rule nor the tool itself."""
    call = asked(Attributes(permission="allow"))
    assert decided(call, "plan", allow=("write",)) == ("deny", "plan", "mode")


def test_deny_beats_ask_and_ask_beats_allow() -> None:
    """In this order, whichever names the call more exactly."""
    rules = {"allow": ("write:docs/a",), "ask": ("write",), "deny": ("@destructive",)}
    assert decided(asked(), **rules) == ("deny", "@destructive", "rule")
    del rules["deny"]
    assert decided(asked(), **rules) == ("ask", "write", "rule")
    del rules["ask"]
    assert decided(asked(), **rules) == ("allow", "write:docs/a", "rule")


@given(MODES, RULES, RULES, RULES, st.booleans(), st.sampled_from(["docs/a", "docs/../x", "/x"]))
def test_precedence_holds_for_all_rules(
    mode: PermissionMode | None,
    allow: list[str],
    ask: list[str],
    deny: list[str],
    chosen: bool,
    path: str,
) -> None:
    """A denied call never runs, an asked one never runs unasked, an added denial opens nothing."""
    call = asked(path=path, chosen=chosen)
    policy = Policy.of(Permissions(mode=mode, allow=allow, ask=ask, deny=deny))
    verdict = policy.judge(call, [parse_rule("write")]).permission
    if any(parse_rule(rule).touches(call) for rule in deny) or mode == "plan":
        assert verdict == "deny"
    elif any(parse_rule(rule).touches(call) for rule in ask):
        assert policy.judge(call).permission == "ask"
    stricter = Policy.of(Permissions(mode=mode, allow=allow, ask=ask, deny=[*deny, "w*"]))
    assert stricter.judge(call).permission == "deny"


def test_what_was_allowed_for_the_session_answers_what_would_be_asked() -> None:
    """And nothing that is denied."""
    remembered = [parse_rule("write")]
    ask = Policy.of(Permissions(ask=("write",)))
    assert (ask.judge(asked(), remembered).by, ask.judge(asked()).by) == ("session", "rule")
    deny = Policy.of(Permissions(deny=("write",)))
    assert deny.judge(asked(), remembered).permission == "deny"


@pytest.mark.parametrize(
    ("rule", "origin", "matches"),
    [
        ("mcp:github/*", "mcp:github", True),
        ("mcp:github/create_*", "mcp:github", True),
        ("mcp:*/*", "mcp:github", True),
        ("mcp:github/delete_*", "mcp:github", False),
        ("mcp:gitlab/*", "mcp:github", False),
        ("mcp:github/*", "holdfast", False),
    ],
)
def test_the_tools_of_an_mcp_server_are_named_by_server_and_tool(
    rule: str, origin: str, matches: bool
) -> None:
    """Whether or not the server's name is part of the tool's."""
    for name in ("create_issue", "github_create_issue", "github__create_issue"):
        assert parse_rule(rule).allows(Asked(name, WRITES, {}, origin=origin)) == matches


def test_an_annotation_names_the_tools_that_have_it() -> None:
    """As in MCP."""
    assert parse_rule("@read_only").allows(asked(READS))
    assert not parse_rule("@read_only").allows(asked())


@pytest.mark.parametrize("rule", ["", " ", "@dangerous", "write:", ":x", "mcp:github", "mcp:/x"])
def test_a_rule_that_cannot_be_read_is_refused_with_the_forms(rule: str) -> None:
    """A typing error must not open or close anything in silence."""
    with pytest.raises(ConfigError, match="permission rule"):
        parse_rule(rule)


@pytest.mark.parametrize(
    ("command", "offered"),
    [
        ("git status -s", "shell:git status -s"),
        ("git a; git b", ""),
        ("git $(x)", ""),
        ("git 'a b'", ""),
        ("git '*'", ""),
    ],
)
def test_a_command_is_remembered_as_it_is(command: str, offered: str) -> None:
    """The rule covers that command, and where none can be written none is offered."""
    call = Asked("shell", Attributes(), {"command": command})
    assert session_rule(call) == offered
    if offered:
        assert parse_rule(offered).allows(call)
        other = Asked("shell", Attributes(), {"command": f"{command} --force"})
        assert not parse_rule(offered).allows(other)


@pytest.mark.parametrize(
    ("call", "offered"),
    [
        (asked(), "write"),
        (Asked("gh__x", WRITES, {}, origin="mcp:gh"), "mcp:gh/x"),
    ],
)
def test_other_calls_are_remembered_by_their_tool(call: Asked, offered: str) -> None:
    """And the rule names it."""
    assert session_rule(call) == offered
    assert parse_rule(offered).allows(call)
