"""What one server asks of the agent, answered in the protocol's words.

The user decides: a server samples only within the tokens that its settings give it, and what it
wants to know of the user is asked where there is somebody to ask, and declined elsewhere.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import mcp_types as types
import structlog
from mcp.client.session import ClientRequestContext

from agent.errors import ToolFailed, ToolRefused
from agent.tooling.arguments import Arguments
from agent.tooling.hosting import Elicitation, Elicited, Host, SampleRequest
from agent.tooling.schema import check_schema
from agent.tooling.waiting import Waiting
from agent.types import AssistantMessage, ToolFailure, UserMessage

_log = structlog.get_logger("agent.mcp")


class Answering:
    """Answers one server, also when it was started again: its budget goes on."""

    def __init__(self, server: str, tokens: int, host: Host) -> None:
        """`tokens` is what its sampling may take in all."""
        self._server = server
        self._left = tokens
        self._host = host
        self._one_at_a_time = asyncio.Lock()
        self._calls: list[Waiting] = []

    @property
    def may_sample(self) -> bool:
        """Whether it is told that it may ask for completions."""
        return self._host.sample is not None and self._left > 0

    @contextmanager
    def during(self, call: Waiting) -> Iterator[None]:
        """While this call runs: it waits where the user is asked, and its timeout with it."""
        self._calls.append(call)
        try:
            yield
        finally:
            self._calls = [each for each in self._calls if each is not call]

    async def sample(
        self, context: ClientRequestContext, params: types.CreateMessageRequestParams
    ) -> types.CreateMessageResult | types.ErrorData:
        """A completion, or why there is none."""
        async with self._one_at_a_time:
            try:
                return await self._sampled(params)
            except ToolFailed as error:
                _log.warning(f"MCP server {self._server} may not sample: {error}")
                return types.ErrorData(code=types.INVALID_REQUEST, message=str(error))

    async def elicit(
        self, context: ClientRequestContext, params: types.ElicitRequestParams
    ) -> types.ElicitResult | types.ErrorData:
        """The user's answer; declined where there is nobody to ask."""
        question = self._question(params)
        if isinstance(question, ToolRefused):
            _log.warning(f"MCP server {self._server} asks for what cannot be params: {question}")
            return types.ErrorData(code=types.INVALID_PARAMS, message=str(question))
        if self._host.elicit is None:
            _log.warning(f"MCP server {self._server} is declined: the user cannot be asked now")
            return types.ElicitResult(action="decline")
        with ExitStack() as waiting:
            for call in self._calls:
                waiting.enter_context(call.for_user())
            answer = await self._put(question)
        action = answer if isinstance(answer, str) else "accept"
        _log.info("MCP server asked the user", server=self._server, action=action)
        if isinstance(answer, str):
            return types.ElicitResult(action=answer)
        return types.ElicitResult(action="accept", content=None if question.url else dict(answer))

    async def _sampled(self, asked: types.CreateMessageRequestParams) -> types.CreateMessageResult:
        if self._host.sample is None or self._left <= 0:
            raise ToolFailed("Its tokens for sampling are spent (sampling_tokens).")
        if asked.tools:
            raise ToolFailed("Tools are not offered to a model that is sampled.")
        sampled = await self._host.sample(
            SampleRequest(
                self._server,
                asked.system_prompt or "",
                tuple(_message(each) for each in asked.messages),
                asked.max_tokens,
                self._left,
                asked.temperature,
            )
        )
        self._left -= sampled.tokens
        _log.info("MCP server sampled", server=self._server, tokens=sampled.tokens, left=self._left)
        text, stopped = _until(sampled.text, asked.stop_sequences or ())
        reason = "stopSequence" if stopped else "maxTokens" if sampled.cut else "endTurn"
        return types.CreateMessageResult(
            role="assistant",
            content=types.TextContent(text=text),
            model=sampled.model,
            stop_reason=reason,
        )

    def _question(self, asked: types.ElicitRequestParams) -> Elicitation | ToolRefused:
        if isinstance(asked, types.ElicitRequestURLParams):
            if not asked.url.startswith(("https://", "http://")):
                return ToolRefused(f"{asked.url!r:.200} is not an address of the web.")
            return Elicitation(self._server, asked.message, url=asked.url)
        try:
            check_schema(f"{self._server} (a question to the user)", asked.requested_schema)
        except ToolRefused as error:
            return error
        return Elicitation(self._server, asked.message, asked.requested_schema)

    async def _put(self, question: Elicitation) -> Elicited:
        """An answer that fits, whatever the program's function gives."""
        assert self._host.elicit is not None
        try:
            answer = await self._host.elicit(question)
        except Exception as error:  # noqa: BLE001 - the program's own function may raise anything
            _log.error("the user could not be asked", server=self._server, exc_info=error)
            return "cancel"
        if not isinstance(answer, Mapping):
            return answer if answer in ("decline", "cancel") else "cancel"
        return {} if question.url else _fitting(question.schema, answer, self._server)


def _fitting(schema: Mapping[str, Any], answer: Mapping[str, Any], server: str) -> Elicited:
    read = Arguments(schema).read(json.dumps(dict(answer)))
    if isinstance(read, ToolFailure):
        _log.warning(f"the answer to MCP server {server} does not fit: {'; '.join(read.details)}")
        return "cancel"
    return read


def _message(said: types.SamplingMessage) -> UserMessage | AssistantMessage:
    texts = []
    for block in said.content_as_list:
        if not isinstance(block, types.TextContent):
            raise ToolFailed("Only text can be sampled from.")
        texts.append(block.text)
    text = "\n".join(texts)
    return UserMessage(text) if said.role == "user" else AssistantMessage(text)


def _until(text: str, stops: Sequence[str]) -> tuple[str, bool]:
    """The text before the first of these, and whether there was one."""
    ends = [at for stop in stops if stop and (at := text.find(stop)) >= 0]
    return (text[: min(ends)], True) if ends else (text, False)
