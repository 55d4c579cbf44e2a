"""`agent eval`: how well a model calls tools, by suite and by context length."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from agent.cli.common import (
    ModelOption,
    ProjectOption,
    UrlOption,
    errors_shown,
    run_async,
    settings_from,
    show_progress,
    show_result,
)
from agent.config import Settings
from agent.engine.given_address import address_of, shown
from agent.engine.local import local_engine
from agent.errors import ConfigError
from agent.evals import bfcl_run, report
from agent.evals.asking import Asker
from agent.evals.bfcl import SETS, Checkout
from agent.evals.case import Case, Outcome
from agent.evals.server import check_fits, client_for, server_at
from agent.evals.suites import SUITES
from agent.models import bundled_model_path
from agent.types import JSON

LENGTHS = (1024, 4096, 8192, 12288)
SHORTEST = 256
"""Prompt tokens: the shortest in which every suite has room for its question."""

EACH, EACH_QUICK = 46, 6
"""Cases of each suite at each length."""


def evaluate(
    *,
    url: UrlOption = None,
    model: ModelOption = None,
    suite: Annotated[
        list[str] | None,
        typer.Option("--suite", help=f"Only this one of {', '.join(SUITES)}; several times."),
    ] = None,
    length: Annotated[
        list[int] | None,
        typer.Option("--length", min=SHORTEST, help="Prompt tokens; several times."),
    ] = None,
    each: Annotated[
        int | None, typer.Option("--each", min=1, help="Cases of each suite at each length.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help=f"{EACH_QUICK} cases of each.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Other cases for another seed.")] = 20_261,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Requests at once.")] = 4,
    temperature: Annotated[float, typer.Option("--temperature", min=0.0)] = 0.0,
    bfcl: Annotated[
        Path | None,
        typer.Option("--bfcl", help="A trusted checkout with bfcl_eval: its multi-turn tasks too."),
    ] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", help="An earlier report.json to compare with.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", help="Folder of the report.")] = Path(
        "eval-report"
    ),
    project: ProjectOption = None,
) -> None:
    """Measure a model's tool calling by suite and context length."""
    with errors_shown():
        plan = _Plan(
            suites=_known(suite or list(SUITES)),
            lengths=tuple(length or LENGTHS),
            each=each or (EACH_QUICK if quick else EACH),
            seed=seed,
            checkout=Checkout(bfcl) if bfcl else None,
        )
        before = _read(compare) if compare else None
        _check_writable(output)  # before what takes hours
        settings = settings_from(url=url, model=model, project=project)
    made = run_async(lambda: _measured(settings, plan, concurrency, temperature))
    with errors_shown():
        _write(output, made)
    show_result(report.table(made))
    if before:
        show_result(report.compared(before, made))
    show_progress(f"{output}/report.json, report.md, report.svg")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is asked: `each` cases of each suite at each of the lengths, in prompt tokens."""

    suites: tuple[str, ...]
    lengths: tuple[int, ...]
    each: int
    seed: int
    checkout: Checkout | None

    @property
    def cases(self) -> list[Case]:
        """The cases, the same for the same plan."""
        return [
            SUITES[name](self.seed + number, tokens)
            for name in self.suites
            for tokens in self.lengths
            for number in range(self.each)
        ]

    @property
    def settings(self) -> dict[str, JSON]:
        """What the report says of it."""
        return {
            "suites": list(self.suites),
            "lengths": list(self.lengths),
            "each": self.each,
            "seed": self.seed,
            "bfcl": self.checkout is not None,
        }


async def _measured(settings: Settings, plan: _Plan, concurrency: int, temperature: float) -> JSON:
    async with AsyncExitStack() as opened:
        address, model = settings.url, settings.model
        if address is None:
            local = local_engine(model=bundled_model_path(), progress=show_progress)
            address = (await opened.enter_async_context(local)).url
        server = await server_at(
            address, model, settings.api_key or "", temperature=temperature, concurrency=concurrency
        )
        check_fits(server, max(plan.lengths))
        cases = plan.cases
        begun = time.monotonic()
        asker = Asker(server, await opened.enter_async_context(client_for(server)))
        found: list[Outcome] = await asker.outcomes(cases, _progress(len(cases)))
        if plan.checkout:
            tasks = [each for name in SETS for each in plan.checkout.tasks(name)[: plan.each]]
            told = _progress(len(tasks))
            found += await bfcl_run.outcomes(asker, plan.checkout, tasks, concurrency, told)
    where = shown(address_of(server.url))
    asked = asdict(server) | {"api_key": bool(server.api_key), "url": where}
    return report.report_of(plan.settings | {"server": asked}, found, time.monotonic() - begun)


def _known(names: list[str]) -> tuple[str, ...]:
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        raise ConfigError(f"no suite {unknown[0]}: there are {', '.join(SUITES)}")
    return tuple(names)


def _progress(total: int) -> Callable[[int], None]:
    step = max(1, total // 20)

    def tell(done: int) -> None:
        if done % step == 0 or done == total:
            show_progress(f"{done} of {total}")

    return tell


def _read(file: Path) -> JSON:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"{file} is no report: {error}") from error
    try:
        report.compared(found, found)  # before what takes hours
    except (LookupError, TypeError, AttributeError, ArithmeticError, ValueError) as error:
        raise ConfigError(
            f"{file} is no report of agent eval: name the report.json of an earlier one"
        ) from error
    return found


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigError(f"--output {folder}: {error.strerror}") from error


def _write(folder: Path, made: JSON) -> None:
    try:
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        (folder / "report.json").write_text(text, "utf-8")
        (folder / "report.md").write_text(report.table(made), "utf-8")
        (folder / "report.svg").write_text(report.plot(made), "utf-8")
    except OSError as error:
        raise ConfigError(f"--output {folder}: {error.strerror}") from error
