"""`agent tools`: what is registered, with schemas."""

from __future__ import annotations

import json
from typing import Annotated, get_args

import typer

from agent.assembly import choose_tools
from agent.cli.common import (
    FAILED,
    JsonOption,
    ProjectOption,
    VerboseOption,
    errors_shown,
    run_async,
    settings_from,
    show_error,
    show_result,
    start_logs,
)
from agent.cli.mcp_login import login, logout
from agent.cli.mcp_tools import (
    McpTools,
    list_mcp_tools,
    mcp_tool,
    names_mcp_tool,
    only_its_server,
)
from agent.cli.render import json_line
from agent.config import Settings
from agent.errors import ConfigError
from agent.observe.printable import escaped
from agent.project_tools import PROJECT, project_tools
from agent.runtime import Agent
from agent.tooling import Registered, Tool, entry_point_tools
from agent.tooling.names import allowed_name
from agent.tooling.strict import Constrains, strict_schema

app = typer.Typer(help="What tools there are, and a way to try them.", no_args_is_help=True)

app.command("login")(login)
app.command("logout")(logout)


@app.command("list")
def list_tools(
    *,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
) -> None:
    """List the tools with their origin, and whether the project offers them.

    The MCP servers that `agent.toml` names are started for it, if you trust the project.
    """
    start_logs(verbose=verbose)
    discovered = entry_point_tools()
    with errors_shown():
        settings = settings_from(project=project)
        offered = choose_tools(settings.tools, settings.project)
        mine = offered if settings.tools is None else project_tools(settings.project)
        own = [each for each in mine if each.origin == PROJECT]
    enabled = {(each.tool.name, each.origin) for each in offered}
    listed = [
        (each, "enabled" if (each.tool.name, each.origin) in enabled else "disabled")
        for each in (*discovered.tools, *own)
    ]
    served = _served(settings)
    listed += [
        (each, "disabled" if offered.get(each.tool.name) else "enabled") for each in served.tools
    ]
    if as_json:
        show_result(json_line([{**_described(each), "state": state} for each, state in listed]))
    else:
        for each, state in listed:
            summary = each.tool.description.partition("\n")[0]
            show_result(f"{each.tool.name:<14} {each.origin:<14} {state:<8} {summary}")
    for broken in discovered.broken:
        show_error(f"plugin {broken.name} of {broken.origin} is broken: {broken.reason}")
    if discovered.broken or served.failed:
        raise typer.Exit(FAILED)


@app.command("show")
def show_tool(
    name: Annotated[str, typer.Argument(help="The tool's name.")],
    *,
    project: ProjectOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Print what the model is told of one tool, and what the tool says of its effects."""
    start_logs(verbose=verbose)
    with errors_shown():
        described = _described(_named(name, settings_from(project=project)))
    show_result(escaped(json.dumps(described, indent=2, ensure_ascii=False)))


@app.command("call")
def call_tool(
    name: Annotated[str, typer.Argument(help="The tool's name.")],
    arguments: Annotated[str, typer.Argument(help="The arguments as JSON.")] = "{}",
    *,
    project: ProjectOption = None,
    verbose: VerboseOption = False,
) -> None:
    """Run one tool as the model would, and print what the model would read."""
    start_logs(verbose=verbose)
    with errors_shown():
        settings = settings_from(project=project)
        mine = () if names_mcp_tool(name, settings) else (_named(name, settings).tool.name,)
        called = mine[0] if mine else allowed_name(name)
        needed = only_its_server(name, settings).model_copy(update={"tools": mine})
        agent = Agent(settings=needed)
    outcome, text = run_async(lambda: agent.call_tool(called, arguments))
    show_result(text)
    if not outcome.ok:
        raise typer.Exit(FAILED)


def _served(settings: Settings) -> McpTools:
    """What MCP servers offer; without the SDK that is nothing, and a failure."""
    try:
        return list_mcp_tools(settings)
    except ConfigError as error:
        show_error(str(error))
        return McpTools(failed=True)


def _named(name: str, settings: Settings) -> Registered:
    """The tool of this name; an installed one also by the name that its package gives it."""
    if names_mcp_tool(name, settings):
        return mcp_tool(name, settings)
    for each in entry_point_tools().tools:
        if each.tool.original_name and name in (each.tool.name, each.tool.original_name):
            return each
    (found,) = choose_tools([name], settings.project)
    return found


def _described(registered: Registered) -> dict[str, object]:
    tool = registered.tool
    return {
        "name": tool.name,
        **({"original_name": tool.original_name} if tool.original_name else {}),
        "origin": registered.origin,
        "description": tool.description,
        "parameters": tool.parameters,
        "read_only": tool.attributes.read_only,
        "idempotent": tool.attributes.idempotent,
        "destructive": tool.attributes.destructive,
        "strict": {mode: _strictness(tool, mode) for mode in get_args(Constrains)},
    }


def _strictness(tool: Tool, constrains: Constrains) -> str:
    """Whether a server's strict mode can express the tool's schema exactly, and why not."""
    reasons = strict_schema(tool.parameters, constrains).reasons
    return f"no: {'; '.join(reasons)}" if reasons else "yes"
