"""A part of the work for a sub-agent, whose long way to the answer stays out of this window."""

from __future__ import annotations

from agent import ModelRetry, ToolContext, ToolFailed, tool

_LONGEST_TASK = 20_000
"""Characters of a task."""
_SECONDS = 1800.0


@tool(timeout=_SECONDS, open_world=False)
async def delegate(task: str, context: ToolContext) -> str:
    """Give a task to a sub-agent with the same tools. It sees nothing of this conversation; its answer is the result.

    Args:
        task: All that the sub-agent needs to know, and what it should answer.
    """  # noqa: E501 - the model reads the description as it stands, on one line
    if not task.strip():
        raise ModelRetry("The task is empty. Say what the sub-agent should do.")
    if len(task) > _LONGEST_TASK:
        raise ModelRetry(f"The task has {len(task)} characters; at most {_LONGEST_TASK} are read.")
    if context.delegate is None:
        raise ToolFailed("No sub-agent can be started here. Do the task yourself.")
    return await context.delegate(task)
