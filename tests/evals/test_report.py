"""The report says what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from agent.evals.case import Outcome
from agent.evals.report import compared, plot, report_of, table


def outcome(suite: str, tokens: int, *, right: bool) -> Outcome:
    return Outcome(suite, "a & b", tokens, "calls", right, tokens - 10, 0.5, "f({})", "g({})")


def outcomes(right: int) -> list[Outcome]:
    return [outcome("needle", 1024, right=number < right) for number in range(40)]


def test_shares_are_counted_by_suite_and_length() -> None:
    """With every wrong turn."""
    made = report_of({"seed": 1}, [*outcomes(30), outcome("state", 4096, right=True)], 20.0)
    assert made["suites"]["needle"]["1024"]["right"] == 30
    assert made["suites"]["state"]["4096"]["prompt_tokens"] == 4086
    assert (made["total"]["right"], made["turns"], len(made["wrong"])) == (31, 41, 10)
    assert "| needle | 30/40 = 75.0% [59.8%, 85.8%] | – |" in table(made)


def test_the_plot_is_svg() -> None:
    """One line for each suite."""
    made = report_of({}, [*outcomes(30), outcome("<b>", 4096, right=True)], 1.0)
    tree = ElementTree.fromstring(plot(made))
    assert len([each for each in tree.iter() if each.tag.endswith("polyline")]) == 2


def test_two_reports_are_compared() -> None:
    """In points, and whether their intervals are apart."""
    before, after = (report_of({}, outcomes(right), 1.0) for right in (10, 38))
    assert "| needle | 1024 | 25.0% | 95.0% | +70.0 | yes |" in compared(before, after)
    assert "| all |  | 25.0% | 25.0% | +0.0 | no |" in compared(before, before)
