"""`agent index` and `agent search`: build and query the knowledge index."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import (
    FAILED,
    JsonOption,
    ProjectOption,
    VerboseOption,
    err,
    errors_shown,
    settings_from,
    show_error,
    show_result,
    start_logs,
)
from agent.cli.render import json_line
from agent.retrieval import Knowledge


def index(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders with text.")],
    *,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Put files into the project's knowledge index, where the search tool finds them."""
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project)
        with closing(Knowledge.open(settings.knowledge_path, create=True)) as knowledge:
            report = knowledge.add([path.absolute() for path in paths], settings.project)
    if as_json:
        show_result(json_line(asdict(report)))
    else:
        err.print(
            f"{report.added} files indexed, {report.unchanged} unchanged, "
            f"{report.removed} removed; {report.chunks} passages in {settings.knowledge_path}"
        )
    for path, reason in report.failed:
        show_error(f"{path}: {reason}")
    if report.failed:
        raise typer.Exit(FAILED)


def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Passages at most.")] = 5,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Print the passages of the knowledge index that fit a query best."""
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project)
        with closing(Knowledge.open(settings.knowledge_path)) as knowledge:
            found = knowledge.search(query, limit)
    if as_json:
        show_result(json_line([asdict(each) for each in found]))
        return
    for each in found:
        show_result(f"{each.source}:{each.first_line}-{each.last_line}\n{each.text}\n")
    if not found:
        err.print("nothing found")
