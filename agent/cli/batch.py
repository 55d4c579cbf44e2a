"""`agent batch`: many runs, resumable."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import typer

from agent.cli.common import (
    DONE,
    FAILED,
    AllowOption,
    DenyOption,
    LogFormat,
    LogFormatOption,
    ModelOption,
    PermissionModeOption,
    ProjectOption,
    StoreOption,
    ToolsOption,
    UrlOption,
    VerboseOption,
    agent_from,
    err,
    errors_shown,
    permissions_from,
    run_async,
    settings_from,
    show_progress,
    start_logs,
)
from agent.cli.entry import INTERRUPTED
from agent.cluster.executor import Executor, LocalExecutor
from agent.config import Settings
from agent.errors import ConfigError
from agent.pool import Limit
from agent.pool.batch import BatchTask, Results, batch_id, open_results, pool_task, read_tasks, work
from agent.reply import Reply
from agent.tenants import check_tenant

EVERY = 10.0
"""Seconds between two lines of progress where stderr is no terminal."""


@dataclass(slots=True)
class Budgets:
    """What a batch may use: tokens computed and generated, and seconds. None is no limit."""

    tokens: int | None
    seconds: float | None


@dataclass(slots=True)
class Progress:
    """How far a batch is; sizes in tokens."""

    total: int
    before: int
    """Results that were there when it began."""
    failed: int
    begun: float = field(default_factory=time.monotonic)
    done: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    used_tokens: int = 0
    _shown: float = float("-inf")

    def add(self, reply: Reply) -> None:
        """Take in a result."""
        self.done += 1
        self.failed += reply.status != "done"
        usage = reply.usage
        self.prompt_tokens += usage.prompt_tokens
        self.cached_tokens += usage.cached_tokens or 0
        computed = usage.prompt_tokens - (usage.cached_tokens or 0)
        self.used_tokens += computed + usage.completion_tokens

    def line(self, executor: Executor) -> str:
        """What is shown: how many, how fast, how long still, and what the server's cache does."""
        seconds = max(time.monotonic() - self.begun, 1e-9)
        rate = self.done / seconds
        left = self.total - self.before - self.done
        remaining = _duration(left / rate) if self.done else "?"
        hits = self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0
        capacity = executor.capacity
        copies = f" ({executor.copies} for isolation)" if executor.copies else ""
        resident = f", {executor.resident} of {capacity} tokens resident" if capacity else ""
        failed = f", {self.failed} failed" if self.failed else ""
        return (
            f"{self.before + self.done} of {self.total} done{failed}, {rate * 60:.1f} a minute, "
            f"{remaining} left, hit rate {hits:.0%}{resident}{copies}, {executor.waiting} waiting"
        )

    def show(self, executor: Executor, *, last: bool = False) -> None:
        """Show the line, from time to time."""
        now = time.monotonic()
        if last or now - self._shown >= (1.0 if err.is_terminal else EVERY):
            self._shown = now
            show_progress(self.line(executor))


def batch(
    tasks: Annotated[
        Path,
        typer.Argument(
            help='JSON Lines: strings, or {"task": …, "id": …, "priority": …, "tenant": …}.'
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where each result is added as it ends.")
    ],
    *,
    limit: Annotated[
        str, typer.Option(help="kv: what the server's cache holds; or how many at a time; or none.")
    ] = "kv",
    ordered: Annotated[
        bool, typer.Option("--ordered", help="Write the results in the order of the tasks.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do again what the output says has failed.")
    ] = False,
    max_tokens: Annotated[
        int | None,
        typer.Option(min=1, help="Stop when so many tokens were computed and generated."),
    ] = None,
    max_seconds: Annotated[
        float | None, typer.Option(min=0.001, help="Stop after so many seconds.")
    ] = None,
    on_ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            help="Do it on a Ray cluster: auto, or the head's HOST:PORT.",
            metavar="ADDRESS",
        ),
    ] = None,
    url: UrlOption = None,
    model: ModelOption = None,
    project: ProjectOption = None,
    store: StoreOption = None,
    tools: ToolsOption = None,
    allow: AllowOption = None,
    deny: DenyOption = None,
    permission_mode: PermissionModeOption = None,
    verbose: VerboseOption = False,
    log_format: LogFormatOption = LogFormat.console,
) -> None:
    """Do many tasks; a batch that was stopped goes on where it was."""
    start_logs(log_format, verbose=verbose)
    with errors_shown():
        wanted = read_tasks(tasks)
        settings = settings_from(
            url=url,
            model=model,
            project=project,
            store=store,
            tools=tools,
            permissions=permissions_from(permission_mode, allow, deny),
        )
        for task in wanted:
            check_tenant(task.tenant, settings.pool.tenants)
        executor = _executor(settings, _limit(limit), on_ray)
        with open_results(output, retry_failed=retry_failed) as results:
            left = results.left(wanted)
            progress = Progress(len(wanted), len(wanted) - len(left), results.failed)
            going = _Batch(executor, results, progress, Budgets(max_tokens, max_seconds))
            run_async(lambda: going.run(left, batch_id(output), ordered=ordered))
    progress.show(executor, last=True)
    raise typer.Exit(going.status)


@dataclass(slots=True)
class _Batch:
    """A batch that runs. `stopped` says why it ended early."""

    executor: Executor
    results: Results
    progress: Progress
    budgets: Budgets
    stopped: Literal["", "interrupted", "budget"] = ""

    @property
    def status(self) -> int:
        """The exit status."""
        if self.stopped == "interrupted":
            return INTERRUPTED
        return FAILED if self.stopped or self.progress.failed else DONE

    async def run(self, tasks: list[BatchTask], name: str, *, ordered: bool) -> None:
        """Do the tasks and write their results."""
        if not tasks:
            return
        attempts = [self.results.attempt(task) for task in tasks]
        given = [
            pool_task(task, name, attempt) for task, attempt in zip(tasks, attempts, strict=True)
        ]
        with _on_interrupt(self._interrupt):
            async with aclosing(self.executor.map(given, work, ordered=ordered)) as ended:
                watching = asyncio.create_task(self._watch())
                try:
                    async for done in ended:
                        self.results.write(tasks[done.index], attempts[done.index], done.reply)
                        self.progress.add(done.reply)
                        self._check_tokens()
                finally:
                    watching.cancel()

    async def _watch(self) -> None:
        while True:
            self.progress.show(self.executor)
            seconds = self.budgets.seconds
            if seconds is not None and time.monotonic() - self.progress.begun >= seconds:
                self._stop("budget", f"the batch has taken its {seconds:g} seconds")
            await asyncio.sleep(0.2)

    def _check_tokens(self) -> None:
        tokens = self.budgets.tokens
        if tokens is not None and self.progress.used_tokens >= tokens:
            self._stop("budget", f"the batch has used its {tokens} tokens")

    def _interrupt(self) -> None:
        self._stop("interrupted", "interrupted")

    def _stop(self, why: Literal["interrupted", "budget"], words: str) -> None:
        if self.stopped:
            return
        self.stopped = why
        show_progress(f"{words}: the turns that run are ended; the same command goes on from here")
        self.executor.close(words)


def _executor(settings: Settings, limit: Limit, on_ray: str | None) -> Executor:
    """What does the tasks.

    Raises:
        ConfigError: Ray is not installed, or its workers would have no engine.
    """
    if on_ray is None:
        agent = agent_from(settings)
        return LocalExecutor(agent, agent.pool(limit))
    if settings.url is None:
        raise ConfigError(
            "--ray needs the engine's address, which all machines reach: give it with --url"
        )
    try:
        from agent.cluster.on_ray import RayExecutor  # an extra
    except ImportError as error:
        raise ConfigError("--ray needs Ray: pip install 'holdfast[ray]'") from error
    return RayExecutor(on_ray, settings, limit)


@contextmanager
def _on_interrupt(act: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C calls `act`; a second one interrupts as ever."""
    loop = asyncio.get_running_loop()

    def first() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        act()

    loop.add_signal_handler(signal.SIGINT, first)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def _limit(text: str) -> Limit:
    if text == "kv":
        return "kv"
    if text == "none":
        return None
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise ConfigError(f"--limit is {text!r}: give kv, a number of sessions, or none")


def _duration(seconds: float) -> str:
    hours, rest = divmod(round(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
