"""`agent index` and `agent search`: build and query the knowledge index."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import FAILED, JsonOption, ProjectOption, err, errors_shown, settings_from
from agent.retrieval import Knowledge


def index(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders with text.")],
    *,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put files into the project's knowledge index, where the search tool finds them."""
    with errors_shown():
        settings = settings_from(project=project)
        knowledge = Knowledge.open(settings.knowledge_path, create=True)
        try:
            report = knowledge.add([path.absolute() for path in paths], settings.project)
        finally:
            knowledge.close()
    if as_json:
        print(json.dumps(asdict(report), ensure_ascii=False))  # noqa: T201 - the result
    else:
        err.print(
            f"{report.added} files indexed, {report.unchanged} unchanged, "
            f"{report.removed} removed; {report.chunks} passages in {settings.knowledge_path}",
            markup=False,
        )
    for path, reason in report.failed:
        err.print(f"agent: {path}: {reason}", style="red", markup=False)
    if report.failed:
        raise typer.Exit(FAILED)


def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Passages at most.")] = 5,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the passages of the knowledge index that fit a query best."""
    with errors_shown():
        knowledge = Knowledge.open(settings_from(project=project).knowledge_path)
        try:
            found = knowledge.search(query, limit)
        finally:
            knowledge.close()
    if as_json:
        print(json.dumps([asdict(each) for each in found], ensure_ascii=False))  # noqa: T201
        return
    for each in found:
        place = f"{each.source}:{each.first_line}-{each.last_line}"
        print(f"{place}\n{each.text}\n")  # noqa: T201 - the result
    if not found:
        err.print("nothing found")
