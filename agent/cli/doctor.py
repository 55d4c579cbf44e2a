"""`agent doctor`: what the server can do, what is misconfigured, and what to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from agent.cli.common import (
    DONE,
    FAILED,
    UNREACHABLE,
    JsonOption,
    ModelOption,
    ProjectOption,
    UrlOption,
    VerboseOption,
    errors_shown,
    run_async,
    settings_from,
    show_progress,
    show_result,
    start_logs,
)
from agent.cli.render import json_line
from agent.doctor.checks import CHECKS
from agent.doctor.examine import Report, examine
from agent.doctor.finding import Finding, Severity
from agent.doctor.prefix_lint import PrefixReport, lint
from agent.errors import ConfigError
from agent.runtime import Agent

_NAME = max(len(check.id) for check in CHECKS)
_SEVERITY = len("warning")
_TOLD_APART = 3
"""More checks that are skipped for one reason share a line."""

_TOLD: tuple[Severity, ...] = ("failure", "warning", "note", "skipped")


def doctor(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE.py:NAME]",
            help="With --prefix: an Agent in your code, or a function that returns one, in place "
            "of the project's; MODULE:NAME as well.",
            show_default=False,
        ),
    ] = None,
    *,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    prefix_only: Annotated[
        bool,
        typer.Option("--prefix", help="Build the prefix twice and name what differs; no server."),
    ] = False,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Examine the server: what it can do, what is misconfigured, and what to change."""
    start_logs(verbose=verbose)
    if prefix_only:
        with errors_shown():
            settings = settings_from(url=url, model=model, project=project)
            linted = lint(settings.project, target or "")
        lines = json_line(linted.to_json()) if as_json else "\n".join(_linted(linted))
        show_result(lines)
        raise typer.Exit(FAILED if linted.volatile else DONE)
    with errors_shown():
        if target is not None:
            raise ConfigError(f"{target}: an agent in your code is examined with --prefix")
        settings = settings_from(url=url, model=model, project=project)
        prefix = Agent(settings=settings).render_prefix()
    report = run_async(lambda: examine(settings, prefix, show_progress))
    show_result(json_line(report.to_json()) if as_json else "\n".join(_lines(report)))
    raise typer.Exit(_status(report))


def _linted(report: PrefixReport) -> Iterator[str]:
    for each in report.volatile:
        yield f"failure  {each.field or 'the prefix cannot always be built'}"
        yield f"         from: {each.origin or 'code'}"
        yield f"         {each.before!r} is {each.after!r}"
        yield f"         changes with {each.depends_on}"
    what = f"{report.messages} messages, {report.tools} tools"
    if report.volatile:
        yield f"{len(report.volatile)} values of the prefix differ between two builds ({what})"
    else:
        yield f"the prefix is the same bytes in both builds ({what})"


def _status(report: Report) -> int:
    if report.unreachable:
        return UNREACHABLE
    return FAILED if report.failed else DONE


def _lines(report: Report) -> Iterator[str]:
    yield report.url
    skipped = Counter(each.seen for each in report.findings if each.severity == "skipped")
    for each in report.findings:
        if skipped[each.seen] <= _TOLD_APART or each.severity != "skipped":
            yield from _told(each)
    for reason, times in skipped.items():
        if times > _TOLD_APART:
            yield f"{'skipped':<{_SEVERITY}}  {f'{times} checks':<{_NAME}}  {reason}"
    counted = Counter(each.severity for each in report.findings)
    said = [f"{counted[severity]} {severity}" for severity in _TOLD if counted[severity]]
    yield ", ".join(said) or "all is well"


def _told(finding: Finding) -> Iterator[str]:
    yield f"{finding.severity:<{_SEVERITY}}  {finding.id:<{_NAME}}  {finding.seen}"
    if finding.fix:
        yield f"{'':<{_SEVERITY}}  {'':<{_NAME}}  fix: {finding.fix}"
