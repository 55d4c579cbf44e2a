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
    ModelOption,
    ProjectOption,
    UrlOption,
    VerboseOption,
    err,
    errors_shown,
    settings_from,
    show_error,
    show_result,
    start_logs,
)
from agent.cli.counting import engine_counter
from agent.cli.evaluation import evaluate_index
from agent.cli.indexing import progress_shown
from agent.cli.render import json_line
from agent.config import Settings
from agent.retrieval import Knowledge, Report, read_questions
from agent.retrieval.listing import existing
from agent.retrieval.servers import open_index


def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders with text.")] = None,
    *,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--eval",
            help='Then answer a JSON Lines file of {"question", "source", "answer"} and report '
            "recall, rank and tokens.",
        ),
    ] = None,
    reembed: Annotated[
        bool,
        typer.Option(
            "--reembed", help="Embed all of it with the model that is set now, whatever it was."
        ),
    ] = False,
    rechunk: Annotated[
        bool,
        typer.Option(
            "--rechunk",
            help="Cut all of it again, into passages of `chunk_tokens` by the tokenizer of the "
            "engine at --url.",
        ),
    ] = False,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Put files into the project's knowledge index, where the search tool finds them."""
    start_logs(verbose=verbose)
    if not (paths or questions or reembed or rechunk):
        raise typer.BadParameter("Name files or folders to index, --reembed, --rechunk or --eval.")
    with errors_shown():
        asked = read_questions(questions) if questions is not None else None
        settings = settings_from(project=project, url=url, model=model)
        for path in paths or ():
            existing(path)  # before an index is made for it
        with closing(open_index(settings, create=bool(paths))) as knowledge:
            if reembed:
                with progress_shown() as tell:
                    space = knowledge.reembed(progress=tell)
                err.print(f"embedded with {space.model}, {space.dimension} numbers each")
            failed = _add(knowledge, paths, settings, as_json=as_json) if paths else False
            if rechunk:
                failed = _rechunk(knowledge, settings, as_json=as_json)
            if asked is not None:
                evaluate_index(knowledge, asked, settings, as_json=as_json)
    if failed:
        raise typer.Exit(FAILED)


def _add(knowledge: Knowledge, paths: list[Path], settings: Settings, *, as_json: bool) -> bool:
    """Index the paths and tell what was done; whether something could not be indexed."""
    with progress_shown() as tell:
        report = knowledge.add(
            [path.absolute() for path in paths],
            settings.project,
            chunk_tokens=settings.chunk_tokens,
            progress=tell,
        )
    return _shown(report, knowledge, settings, as_json=as_json)


def _rechunk(knowledge: Knowledge, settings: Settings, *, as_json: bool) -> bool:
    """Cut all files again and tell what was done; whether something could not be indexed."""
    with engine_counter(settings) as count, progress_shown() as tell:
        report = knowledge.rechunk(
            settings.project, tokens=settings.chunk_tokens, count=count, progress=tell
        )
    recipe = knowledge.recipe
    how = "as the engine counts" if count else "assumed: --url names an engine that counts"
    err.print(
        f"passages aim at {recipe.tokens} tokens, which are {recipe.characters} characters: "
        f"{recipe.characters_per_token} a token, {how}"
    )
    return _shown(report, knowledge, settings, as_json=as_json)


def _shown(report: Report, knowledge: Knowledge, settings: Settings, *, as_json: bool) -> bool:
    """Tell what became of the files; whether something could not be indexed."""
    if as_json:
        show_result(json_line(asdict(report)))
    else:
        err.print(
            f"{report.added} files added, {report.changed} changed, {report.removed} removed, "
            f"{report.unchanged} unchanged; {report.chunks} passages in {knowledge.name}"
        )
        err.print(
            f"left out: {report.ignored} ignored, {report.hidden} hidden, {report.binary} binary, "
            f"{report.links} links, {report.special} special"
        )
        err.print(_kind(knowledge) if report.chunks else "The index is empty: no text was found.")
    if (tokens := knowledge.recipe.tokens) != settings.chunk_tokens:
        err.print(
            f"Its passages aim at {tokens} tokens, and chunk_tokens is {settings.chunk_tokens}: "
            "`agent index --rechunk` cuts them again."
        )
    for path, reason in report.failed:
        show_error(f"{_on_a_line(path)}: {reason}")
    return bool(report.failed)


def _on_a_line(path: str) -> str:
    """A path whose name may have line ends, or bytes that are no text."""
    return path.encode(errors="backslashreplace").decode().replace("\n", "\\n")


def _kind(knowledge: Knowledge) -> str:
    space = knowledge.embedded
    if space is None:
        return "They are found by their words; by meaning, too, with an embedding server."
    return (
        f"They are found by their words and by meaning ({space.model}, scored by "
        f"{knowledge.scoring})."
    )


def search(
    query: Annotated[str, typer.Argument(help="Words to look for.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Passages at most.")] = 5,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", help="Only files that match, as in .gitignore: docs/ or *.md."),
    ] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Print the passages of the knowledge index that fit a query best."""
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project)
        with closing(open_index(settings)) as knowledge:
            found = knowledge.search(query, limit, sources=sources)
    if as_json:
        show_result(json_line([asdict(each) for each in found]))
        return
    for each in found:
        show_result(f"{each.place}:{each.first_line}-{each.last_line}\n{each.text}\n")
    if not found:
        err.print("nothing found")
