"""`agent trust`: consent to run a project's own code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.common import FAILED, errors_shown, show_error, show_result
from agent.errors import ConfigError
from agent.trust import read_code, revoke, trusted_projects
from agent.trust import trust as record_consent


def trust(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The project's directory.")
    ] = None,
    *,
    take_back: Annotated[bool, typer.Option("--revoke", help="Take the consent back.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List the trusted projects.")] = False,
) -> None:
    """Let a project's tools/*.py run, as they are now; changed code needs consent again."""
    with errors_shown():
        if show:
            _list()
        elif directory is None:
            raise ConfigError("give the project's directory, as in: agent trust .")
        elif take_back:
            _revoke(directory)
        else:
            _trust(directory)


def _list() -> None:
    for project in trusted_projects():
        changed = read_code(project).changed
        note = f"  (changed since: {', '.join(changed)})" if changed else ""
        show_result(f"{project}{note}")


def _revoke(directory: Path) -> None:
    if not revoke(directory):
        show_error(f"{directory} was not trusted")
        raise typer.Exit(FAILED)
    show_result(f"{directory.resolve()} is not trusted any more")


def _trust(directory: Path) -> None:
    if not directory.is_dir():
        raise ConfigError(f"the project directory {directory} does not exist")
    code = record_consent(directory)
    if not code.hashes:
        show_result(f"{code.project} is trusted; it has no code of its own yet")
        return
    show_result(f"{code.project} is trusted with this code:")
    for name, digest in code.hashes.items():
        show_result(f"  {name}  sha256 {digest[:16]}")
