"""Patterns for arguments cannot be fooled: what covers is certain, what touches is wide."""

from __future__ import annotations

import posixpath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.tooling.matching import Pattern, parse_command, subjects

NAMES = st.sampled_from(["docs", "x", "..", ".", "", "a.md", "docs2", "…"])
PATHS = st.builds("/".join, st.lists(NAMES, min_size=1, max_size=7))


def covers(pattern: str, **arguments: Any) -> bool:
    return Pattern.parse(pattern).covers(subjects(arguments))


def touches(pattern: str, **arguments: Any) -> bool:
    return Pattern.parse(pattern).touches(subjects(arguments))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/**", "docs/a.md"),
        ("docs/**", "./docs//b/../a.md"),
        ("docs/**", "x/../docs/a/b"),
        ("**/*.md", "a.md"),
        ("**/*.md", "x/y/a.md"),
        ("docs/*/a.md", "docs/x/a.md"),
        ("**", "anything/at/all"),
        ("/srv/**", "/srv/data/x"),
    ],
)
def test_a_path_pattern_covers_the_normalised_path(pattern: str, path: str) -> None:
    """However the path is written."""
    assert covers(pattern, path=path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("docs/**", "docs/../x"),
        ("docs/**", "docs/a/../../x"),
        ("docs/**", "docs2/a"),
        ("docs/**", "/docs/a"),
        ("docs/**", "docs/a\0.md"),
        ("docs/*", "docs/a/b"),
        ("**", "../x"),
        ("**", "/etc/passwd"),
        ("**", "~/x"),
        ("*.md", "x/a.md"),
    ],
)
def test_a_path_outside_of_the_pattern_is_not_covered(pattern: str, path: str) -> None:
    """Steps up, other roots and names that only begin alike."""
    assert not covers(pattern, path=path)


@given(PATHS)
def test_what_docs_covers_lies_in_docs(path: str) -> None:
    """For every path: covered means that it is in the folder, after all steps up and down."""
    normal = posixpath.normpath(path or ".")
    inside = normal == "docs" or normal.startswith("docs/")
    assert covers("docs/**", path=path) == inside


@given(st.lists(st.sampled_from(["docs", "x", "**", "*", "a*"]), max_size=6), PATHS)
def test_what_is_covered_is_touched(parts: list[str], path: str) -> None:
    """A rule that denies never misses what the same rule would allow."""
    pattern = "/".join(parts) or "**"
    assert not covers(pattern, path=path) or touches(pattern, path=path)


def test_a_relative_rule_touches_an_absolute_path() -> None:
    """It may be the same file."""
    assert touches("secrets/**", path="/home/me/project/secrets/key")


@pytest.mark.parametrize(
    "command",
    ["git", "git status", "git log && git diff", "git a; git b", "git log | git x", "git a &"],
)
def test_a_command_pattern_covers_commands_whose_every_part_matches(command: str) -> None:
    """Lists and pipes of nothing but git."""
    assert covers("git *", command=command)


@pytest.mark.parametrize(
    "command",
    [
        "git x; rm y",
        "git x && rm y",
        "git x || rm y",
        "git x | sh",
        "git x & rm y",
        "git x\nrm y",
        "git x\rrm y",
        "git $(rm y)",
        "git `rm y`",
        "git ${IFS}x",
        'git "$(rm y)"',
        "git <(rm y)",
        "git x > /etc/passwd",
        "git x 2>&1",
        "(git x)",
        "{ git x; }",
        "git x 'unfinished",
        "git x \\\nrm",
        "GIT=1 git x",
        "rm git",
        "gitx",
        "git; ",
        ";git",
        "git ;; git",
        "git x |& sh",
        "",
    ],
)
def test_a_command_pattern_is_not_passed_by_compound_commands(command: str) -> None:
    """Nothing else than plain git commands runs under an allowance for git."""
    if command == "git; ":
        assert covers("git *", command=command)
        return
    assert not covers("git *", command=command)


@given(
    st.text(alphabet="gitrm xy;|&$()`\\\n'\"<>=*~{}#", max_size=14),
    st.sampled_from([";", "&&", "||", "|", "&", "\n", "$(", "`", "<(", ">"]),
)
def test_no_text_before_another_command_hides_it(text: str, joint: str) -> None:
    """Whatever stands around it, `rm` beside git is never covered, unless it is quoted text."""
    command = f"git {text}{joint} rm y"
    parts = parse_command(command)
    if covers("git *", command=command):
        assert parts is not None
        assert all(part[0] == "git" for part in parts)
        assert text.count("'") % 2 or text.count('"') % 2  # the joint stands in quotes


@pytest.mark.parametrize("command", ["cat docs/a.md", "cat docs/a.md; cat docs/b.md"])
def test_a_word_of_a_command_pattern_is_a_path_pattern(command: str) -> None:
    """`*` in a word stays in one folder."""
    assert covers("cat docs/*", command=command)


@pytest.mark.parametrize(
    "command", ["cat docs/../x", "cat docs/a/b", "cat docs/a x", "cat docs/*", "cat docs/{a,../b}"]
)
def test_a_word_of_a_command_does_not_step_out(command: str) -> None:
    """Nor bring more words, nor let the shell make some."""
    assert not covers("cat docs/*", command=command)


@pytest.mark.parametrize(
    "command",
    [
        "rm x",
        "git x; rm y",
        "/bin/rm y",
        '"rm" y',
        "r'm' y",
        "echo $(rm y)",
        "x=rm; $x y",
        "if true; then rm y; fi",
        "echo\nrm y",
    ],
)
def test_a_denied_command_is_found_in_every_part_and_in_what_cannot_be_read(command: str) -> None:
    """Quotes and paths do not hide it."""
    assert touches("rm *", command=command)


def test_another_command_is_not_touched() -> None:
    """A denied command leaves the rest alone."""
    assert not touches("rm *", command="git rm x && ls -l")


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("https://docs.python.org/3/**", "https://docs.python.org/3/library/re.html?x=1#y"),
        ("docs.python.org", "https://docs.python.org/3/"),
        ("*.python.org", "https://DOCS.python.org:443/x"),
        ("docs.python.org/**", "http://docs.python.org/x"),
    ],
)
def test_a_url_pattern_covers_scheme_host_and_path(pattern: str, url: str) -> None:
    """As far as it names them."""
    assert covers(pattern, url=url)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.com/.python.org/",
        "https://evil.com?.python.org",
        "https://evil.com#.python.org",
        "https://docs.python.org@evil.com/",
        "https://evil.com\\.python.org/",
        "https://docs.python.org.evil.com/",
        "https://python.org:x/",
        "//",
        "",
    ],
)
def test_a_url_that_only_looks_like_the_host_is_not_covered(url: str) -> None:
    """The host is what a client would connect to."""
    assert not covers("*.python.org", url=url)
    assert not covers("https://*.python.org/**", url=url)


@pytest.mark.parametrize("url", ["https://x.org/a/../b", "https://x.org/a/%2e%2e/b"])
def test_a_url_does_not_step_out_of_its_path(url: str) -> None:
    """Written openly or encoded."""
    assert not covers("https://x.org/a/**", url=url)


def test_all_paths_of_a_call_must_be_covered_and_one_is_enough_to_touch() -> None:
    """Moving a file out of a folder is not an act within the folder."""
    move = {"source": "docs/a", "destination": "secrets/a"}
    assert not covers("docs/**", **move)
    assert touches("secrets/**", **move)


def test_values_deep_inside_are_found() -> None:
    """Lists of objects have paths too."""
    assert not covers("docs/**", edits=[{"path": "docs/a"}, {"path": "x"}])
    assert touches("x", edits=[{"path": "docs/a"}, {"path": "x"}])


def test_a_rule_may_name_its_argument() -> None:
    """Any argument, by its name; one that is missing is not covered, and may be anything."""
    assert covers("to=*@example.org", to="me@example.org", text="secret")
    assert not covers("to=*@example.org", to="me@evil.org", text="x@example.org")
    assert not covers("to=*", text="x")
    assert touches("to=*@evil.org", text="x")


def test_a_call_that_is_about_nothing_else_is_about_all_its_values() -> None:
    """Each must match."""
    assert covers("a*", one="ab", other="ac")
    assert not covers("a*", one="ab", other="bc")
