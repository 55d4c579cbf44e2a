"""`agent serve --replicas`: several servers of one model, and the router in front of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import typer

from agent.cli.common import show_progress
from agent.cli.shell_command import shell_command
from agent.engine.command import ServeOptions, gpu_command
from agent.engine.home import EngineHome
from agent.engine.local import make_order
from agent.engine.plan import cpu_command, has_gpu
from agent.engine.replicated import Replicated, serve_replicas
from agent.engine.router import (
    PROGRAM,
    Replica,
    find_router,
    gpus_of_each,
    replicas_of,
    router_arguments,
    visible_gpus,
)
from agent.engine.state import EngineState
from agent.errors import ConfigError


def check_alone(number: int, others: dict[str, bool]) -> None:
    """Refuse what several replicas do not go together with.

    Raises:
        ConfigError: one of these flags was given.
    """
    for flag, given in others.items():
        if number > 1 and given:
            raise ConfigError(
                f"--replicas and {flag} do not go together: {flag} is for a single server. "
                f"agent serve --print --replicas {number} shows the commands to start one by one."
            )


def print_replicas(options: ServeOptions, number: int, home: EngineHome, *, here: bool) -> None:
    """Show all commands.

    Args:
        here: the servers are this machine's CPU build.
    """
    replicas = replicas_of(options, number, None if here else _numbered(options, number))
    for place, each in enumerate(replicas, 1):
        typer.echo(f"# replica {place} of {number}")
        typer.echo(shell_command(_command(each, home, here=here)))
    typer.echo("# the router, where clients connect")
    typer.echo(shell_command([PROGRAM, *router_arguments(options, replicas)]))


def _command(replica: Replica, home: EngineHome, *, here: bool) -> list[str]:
    if here:
        return cpu_command(replica.options, home)
    settings = [f"{name}={value}" for name, value in replica.environment.items()]
    return ["env", *settings, *gpu_command(replica.options)]


def _gpus(options: ServeOptions, number: int) -> list[str] | None:
    if not has_gpu():
        return None
    visible = visible_gpus()
    return _numbered(options, number) if visible is None else visible


def _numbered(options: ServeOptions, number: int) -> list[str]:
    """As many GPUs as are needed, from 0."""
    return [str(each) for each in range(number * gpus_of_each(options))]


def start_replicas(
    options: ServeOptions, number: int, home: EngineHome, on_ready: Callable[[EngineState], None]
) -> None:
    """Serve them until Ctrl-C.

    Raises:
        ConfigError: there are not so many GPUs or ports.
        EngineLaunchError: the router is not installed, or one of them did not start.
    """
    router = find_router()
    replicas = replicas_of(options, number, _gpus(options, number))
    orders = []
    for each in replicas:
        order = make_order(each.options, home, show_progress, idle_seconds=0, chosen=True)
        attempts = tuple(
            replace(attempt, environment={**attempt.environment, **each.environment})
            for attempt in order.plan.attempts
        )
        orders.append(replace(order, plan=replace(order.plan, attempts=attempts)))
    arguments = router_arguments(options, replicas)
    wanted = Replicated(orders, router, arguments, options.host, options.port)
    serve_replicas(wanted, home, show_progress, on_ready)
