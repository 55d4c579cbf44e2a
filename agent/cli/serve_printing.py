"""`agent serve --print`: the commands that it would run, or that the user runs elsewhere."""

from __future__ import annotations

import typer

from agent.cli.common import show_progress
from agent.cli.serve_replicas import print_replicas
from agent.cli.shell_command import shell_command
from agent.engine.command import ServeOptions, docker_command, family_of, node_commands
from agent.engine.home import EngineHome
from agent.engine.plan import cpu_command


def print_commands(
    options: ServeOptions, replicas: int, home: EngineHome, *, docker: bool, here: bool
) -> None:
    """Show the commands, and what has to be known of the model's family.

    Args:
        docker: the command of vLLM's container.
        here: the command of this machine's CPU build.
    """
    show_note(options)
    if replicas > 1:
        print_replicas(options, replicas, home, here=here)
    elif docker:
        typer.echo(shell_command(docker_command(options)))
    elif here:
        typer.echo(shell_command(cpu_command(options, home)))
    else:
        _print_nodes(node_commands(options))


def _print_nodes(commands: list[list[str]]) -> None:
    for number, command in enumerate(commands, 1):
        if len(commands) > 1:
            typer.echo(f"# {number} of {len(commands)}: {_place(command, number)}")
        typer.echo(shell_command(command))


def show_note(options: ServeOptions) -> None:
    """Tell what has to be known of the model's family."""
    note = "" if options.pooling else family_of(options).note
    if note:
        show_progress(f"note: {note}")


def _place(command: list[str], number: int) -> str:
    if command[0] == "vllm" and "--node-rank" not in command:
        return "on the first machine, when all have joined"
    return "on the first machine" if number == 1 else f"on machine {number}"
