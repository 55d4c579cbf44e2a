"""`shell`: a command, in a sandbox where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent import ModelRetry, ToolContext, ToolFailed, tool

from .processes import Ended, Limits, run
from .sandbox import PATH, sandboxed

_LONGEST = 20_000
"""Characters of a command."""
_MOST_SECONDS = 600

_ENDINGS = {
    "processes": "It had too many processes, and all of them were ended.",
    "memory": "It used too much memory, and all of its processes were ended.",
    "stopped": "It was stopped from outside.",
}


def preview(arguments: Mapping[str, Any], context: ToolContext) -> str:
    """The command, and what it can reach."""
    command = str(arguments.get("command", ""))
    if sandboxed([], context.root, network=False) is None:
        return (
            f"$ {command}\n\nNOT SANDBOXED: bubblewrap is not installed or does not work here. "
            "The command can read and change everything that you can, and use the network."
        )
    network = "with" if context.reach.shell_network else "without"
    return f"$ {command}\n\nIn a sandbox: it can write in {context.root} only, {network} network."


@tool(permission="ask", timeout=_MOST_SECONDS + 10, preview=preview)
async def shell(command: str, context: ToolContext, seconds: int = 60) -> str:
    """Run a command with /bin/sh in the root folder. Returns its output and its exit status.

    Args:
        command: The command line. It gets no input.
        seconds: How long it may take, at most 600.
    """
    _check(command, seconds)
    root = context.root.resolve()
    line = ["/bin/sh", "-c", command]
    boxed = sandboxed(line, root, network=context.reach.shell_network)
    if boxed is None:
        context.logger.warning("shell runs without a sandbox: bubblewrap does not work here")
    ended = await run(
        boxed or line,
        folder=str(root),
        limits=Limits(seconds),
        environment={"PATH": PATH, "HOME": "/tmp", "LANG": "C.UTF-8", "TERM": "dumb"},  # noqa: S108
    )
    return _told(ended, seconds)


def _check(command: str, seconds: int) -> None:
    if not command.strip():
        raise ModelRetry("The command is empty.")
    if len(command) > _LONGEST:
        raise ModelRetry(
            f"The command has {len(command)} characters; at most {_LONGEST} are allowed. "
            "Write a script to a file and run that."
        )
    if "\0" in command:
        raise ModelRetry("The command contains a null character.")
    if not 1 <= seconds <= _MOST_SECONDS:
        raise ModelRetry(f"seconds must be from 1 to {_MOST_SECONDS}, got {seconds}.")


def _told(ended: Ended, seconds: int) -> str:
    output = _text(ended)
    if ended.how == "timeout":
        raise ToolFailed(
            f"The command took longer than {seconds} s, and all of its processes were ended. "
            f"Its output until then:\n{output}"
        )
    if ended.how != "exit":
        raise ToolFailed(f"The command was ended. {_ENDINGS[ended.how]} Its output:\n{output}")
    return f"{output}{_newline(output)}[exit status {_status(ended)}]"


def _status(ended: Ended) -> str:
    if ended.status is None or ended.status >= 0:
        return str(ended.status)
    return f"{128 - ended.status}, ended by signal {-ended.status}"


def _text(ended: Ended) -> str:
    if not ended.omitted:
        return ended.output.decode(errors="replace")
    half = len(ended.output) // 2
    head, tail = ended.output[:half], ended.output[half:]
    return (
        f"{head.decode(errors='replace')}\n[{ended.omitted} bytes left out]\n"
        f"{tail.decode(errors='replace')}"
    )


def _newline(output: str) -> str:
    return "" if not output or output.endswith("\n") else "\n"
