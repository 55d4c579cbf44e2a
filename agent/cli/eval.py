"""`agent eval`: how well a model calls tools, by suite and by context length."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer

from agent.cli.common import (
    ModelOption,
    UrlOption,
    errors_shown,
    run_async,
    show_progress,
    show_result,
)
from agent.engine.local import ensure_engine
from agent.errors import ConfigError, EngineUnreachable
from agent.evals import bfcl_run, report
from agent.evals.asking import Asker, Server, client_for
from agent.evals.bfcl import SETS, Checkout
from agent.evals.case import Case, Outcome
from agent.evals.suites import SUITES
from agent.models import bundled_model_path
from agent.types import JSON

LENGTHS = (1024, 4096, 8192, 12288)
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
        list[int] | None, typer.Option("--length", help="Prompt tokens; several times.")
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
) -> None:
    """Measure a model's tool calling by suite and context length."""
    with errors_shown():
        names = suite or list(SUITES)
        unknown = [name for name in names if name not in SUITES]
        if unknown:
            raise ConfigError(f"no suite {unknown[0]}: there are {', '.join(SUITES)}")
        before = _read(compare) if compare else None
        checkout = Checkout(bfcl) if bfcl else None
    count = each or (EACH_QUICK if quick else EACH)
    lengths = tuple(length or LENGTHS)
    cases = [
        SUITES[name](seed + number, tokens)
        for name in names
        for tokens in lengths
        for number in range(count)
    ]
    settings: dict[str, JSON] = {
        "suites": list(names),
        "lengths": list(lengths),
        "each": count,
        "seed": seed,
        "bfcl": bool(bfcl),
    }
    made = run_async(
        lambda: _measured(url, model, concurrency, temperature, cases, checkout, count, settings)
    )
    with errors_shown():
        _write(output, made)
    show_result(report.table(made))
    if before:
        show_result(report.compared(before, made))
    show_progress(f"{output}/report.json, report.md, report.svg")


async def _measured(
    url: str | None,
    model: str | None,
    concurrency: int,
    temperature: float,
    cases: list[Case],
    checkout: Checkout | None,
    count: int,
    settings: dict[str, JSON],
) -> JSON:
    server = await _server(url, model, concurrency, temperature)
    begun = time.monotonic()
    async with client_for(server) as client:
        asker = Asker(server, client)
        found: list[Outcome] = await asker.outcomes(cases, _progress(len(cases)))
        if checkout:
            tasks = [task for name in SETS for task in checkout.tasks(name)[:count]]
            told = _progress(len(tasks))
            found += await bfcl_run.outcomes(asker, checkout, tasks, concurrency, told)
    asked = asdict(server) | {"api_key": bool(server.api_key)}
    return report.report_of(settings | {"server": asked}, found, time.monotonic() - begun)


async def _server(
    url: str | None, model: str | None, concurrency: int, temperature: float
) -> Server:
    """The server at an address, or the local engine, with the model that it serves."""
    address = url or os.environ.get("AGENT_URL")
    if not address:
        engine = await ensure_engine(model=bundled_model_path(), progress=show_progress)
        address = engine.url
    address = address.rstrip("/")
    address = address if address.endswith("/v1") else f"{address}/v1"
    key = os.environ.get("AGENT_API_KEY", "")
    name = model or os.environ.get("AGENT_MODEL") or await _served(address, key)
    return Server(address, name, key, temperature, concurrency=concurrency)


async def _served(address: str, key: str) -> str:
    """The first model that the server lists."""
    try:
        async with client_for(Server(address, "", key, timeout=30)) as client:
            answer = (await client.get(f"{address}/models")).raise_for_status().json()
        name: str = answer["data"][0]["id"]
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        raise EngineUnreachable(
            f"{address}/models names no model ({error}): is the server up? --model names one"
        ) from error
    return name


def _progress(total: int) -> Callable[[int], None]:
    step = max(1, total // 20)

    def tell(done: int) -> None:
        if done % step == 0 or done == total:
            show_progress(f"{done} of {total}")

    return tell


def _read(file: Path) -> JSON:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file} is no report: {error}") from error
    if not isinstance(found, dict) or not {"suites", "total"} <= found.keys():
        raise ConfigError(f"{file} is no report of agent eval")
    return found


def _write(folder: Path, made: JSON) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        (folder / "report.json").write_text(text, "utf-8")
        (folder / "report.md").write_text(report.table(made), "utf-8")
        (folder / "report.svg").write_text(report.plot(made), "utf-8")
    except OSError as error:
        raise ConfigError(f"--output {folder}: {error.strerror}") from error
