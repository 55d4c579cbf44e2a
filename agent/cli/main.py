"""The command `agent`."""

from __future__ import annotations

import sys

import typer

from agent.cli import sessions, tools
from agent.cli.batch import batch
from agent.cli.chat import chat
from agent.cli.common import end
from agent.cli.doctor import doctor
from agent.cli.eval import evaluate
from agent.cli.knowledge import index, search
from agent.cli.new import new
from agent.cli.proxy import proxy
from agent.cli.run import run
from agent.cli.serve import serve
from agent.cli.top import top
from agent.cli.trace import trace
from agent.cli.trust import trust
from agent.cli.ui import ui

app = typer.Typer(
    name="agent",
    help="An agent runtime for long-context tool calling on vLLM.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(chat)
app.command()(run)
app.command()(batch)
app.command(context_settings={"allow_extra_args": True})(serve)
app.command("eval")(evaluate)
app.command()(index)
app.command()(search)
app.add_typer(sessions.app, name="sessions")
app.add_typer(tools.app, name="tools")
app.command()(new)
app.command()(trust)
app.command()(trace)
app.command()(top)
app.command()(ui)
app.command()(proxy)
app.command()(doctor)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character must not end a run.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    sys.exit(end(app))
