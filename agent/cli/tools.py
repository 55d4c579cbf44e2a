"""`agent tools`: what is registered, with schemas."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from agent.cli.common import FAILED, JsonOption, ProjectOption, err, errors_shown, settings_from
from agent.errors import ConfigError
from agent.runtime import Agent
from agent.tooling import Registered, entry_point_tools

app = typer.Typer(help="What tools there are, and a way to try them.", no_args_is_help=True)


@app.command("list")
def list_tools(*, as_json: JsonOption = False) -> None:
    """List the installed tools with their origin."""
    discovered = entry_point_tools()
    if as_json:
        print(json.dumps([_described(each) for each in discovered.tools]))  # noqa: T201
    else:
        for each in discovered.tools:
            summary = each.tool.description.splitlines()[0] if each.tool.description else ""
            print(f"{each.tool.name:<14} {each.origin:<14} {summary}")  # noqa: T201
    for broken in discovered.broken:
        err.print(
            f"agent: plugin {broken.name} of {broken.origin} is broken: {broken.reason}",
            style="red",
            markup=False,
        )
    if discovered.broken:
        raise typer.Exit(FAILED)


@app.command("show")
def show_tool(name: Annotated[str, typer.Argument(help="The tool's name.")]) -> None:
    """Print what the model is told of one tool, and what the tool says of its effects."""
    with errors_shown():
        print(json.dumps(_described(_installed(name)), indent=2))  # noqa: T201


@app.command("call")
def call_tool(
    name: Annotated[str, typer.Argument(help="The tool's name.")],
    arguments: Annotated[str, typer.Argument(help="The arguments as JSON.")] = "{}",
    *,
    project: ProjectOption = None,
) -> None:
    """Run one tool as the model would, and print what the model would read."""
    with errors_shown():
        settings = settings_from(project=project, tools=[_installed(name).tool.name])
        outcome, text = asyncio.run(Agent(settings=settings).call_tool(name, arguments))
    print(text)  # noqa: T201 - the result
    if not outcome.ok:
        raise typer.Exit(FAILED)


def _installed(name: str) -> Registered:
    tools = entry_point_tools().tools
    for each in tools:
        if each.tool.name == name:
            return each
    known = ", ".join(each.tool.name for each in tools)
    raise ConfigError(f"no installed tool is named {name!r}. There are: {known}")


def _described(registered: Registered) -> dict[str, object]:
    tool = registered.tool
    return {
        "name": tool.name,
        "origin": registered.origin,
        "description": tool.description,
        "parameters": tool.parameters,
        "read_only": tool.attributes.read_only,
        "idempotent": tool.attributes.idempotent,
        "destructive": tool.attributes.destructive,
    }
