"""The prompts of an MCP server: text that the user asks for and the model answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import anyio
import mcp_types as types

from agent.errors import ToolFailed
from agent.tooling.context import Artifacts
from agent.tooling.mcp.connection import Connection
from agent.tooling.mcp.paging import pages
from agent.tooling.mcp.results import as_text
from agent.tooling.prompting import PromptArgument, ServerPrompt

PATIENCE = 30.0
"""Seconds that a user waits for a prompt."""


async def prompts_of(connection: Connection) -> list[ServerPrompt]:
    """All its prompts, in its own order.

    Raises:
        ToolFailed: it does not answer.
    """
    found: list[ServerPrompt] = []
    with _patience(connection):
        async for page in pages(connection, lambda client, c: client.list_prompts(cursor=c)):
            found += [_prompt(connection.name, each) for each in page.prompts]
    return found


async def prompt_text(
    connection: Connection, name: str, arguments: Mapping[str, str], artifacts: Artifacts | None
) -> str:
    """One prompt as a message of the user's; who says what is told where the prompt is a dialogue.

    Raises:
        ToolFailed: the server refused, or there is nothing in the prompt.
    """
    with _patience(connection):
        result = await connection.ask(lambda client: client.get_prompt(name, dict(arguments)))
    said = [(each.role, await as_text(each.content, artifacts)) for each in result.messages]
    dialogue = any(role == "assistant" for role, _ in said)
    text = "\n\n".join(f"{role}: {text}" if dialogue else text for role, text in said)
    if not text.strip():
        raise ToolFailed(f"MCP server {connection.name}: the prompt {name} is empty.")
    return text


@contextmanager
def _patience(connection: Connection) -> Iterator[None]:
    try:
        with anyio.fail_after(PATIENCE):
            yield
    except TimeoutError:
        raise ToolFailed(
            f"MCP server {connection.name} did not answer within {PATIENCE:g} s."
        ) from None


def _prompt(server: str, listed: types.Prompt) -> ServerPrompt:
    return ServerPrompt(
        server,
        listed.name,
        listed.description or listed.title or "",
        tuple(
            PromptArgument(each.name, each.description or "", bool(each.required))
            for each in listed.arguments or ()
        ),
    )
