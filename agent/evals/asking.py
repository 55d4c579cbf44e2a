"""Asks a server for the turns of cases, several at once, and judges the replies."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import httpx

from agent.engine.faults import rejection, said_in
from agent.engine.given_address import without_password
from agent.engine.whole import ANSWER, Limit, read_whole
from agent.errors import EngineError
from agent.evals.case import Case, Outcome
from agent.evals.server import Server
from agent.models.training.messages import openai_message
from agent.models.training.scoring import Reply, judge, shown, shown_message
from agent.types import JSON, AssistantMessage, SystemMessage, ToolCall, ToolSpec

Result = TypeVar("Result")

_QUOTED = 400
"""Characters of an answer that an error shows."""


class Asker:
    """One client for all requests."""

    def __init__(self, server: Server, client: httpx.AsyncClient) -> None:
        self._server = server
        self._named = without_password(server.url)
        self._client = client
        self._turnstile = asyncio.Semaphore(server.concurrency)

    async def outcomes(
        self, cases: Sequence[Case], progress: Callable[[int], None]
    ) -> list[Outcome]:
        """The outcome of every asked turn, in the order of the cases.

        Raises:
            EngineError: the server refused a request, with what it said.
        """
        done = 0

        async def counted(case: Case) -> list[Outcome]:
            nonlocal done
            found = await self._case(case)
            done += 1
            progress(done)
            return found

        found = await all_of(counted(case) for case in cases)
        return [outcome for each in found for outcome in each]

    async def _case(self, case: Case) -> list[Outcome]:
        made = case.dialogue
        before = () if made.system is None else (SystemMessage(made.system),)
        history = [openai_message(each) for each in (*before, *made.few_shot)]
        found: list[Outcome] = []
        for index, message in enumerate(made.messages):
            asked = index >= made.scored_from and index not in made.mistakes
            if asked and isinstance(message, AssistantMessage):
                found.append(await self._turn(case, history, message))
            history.append(openai_message(message))
        return found

    async def _turn(
        self, case: Case, history: list[dict[str, JSON]], expected: AssistantMessage
    ) -> Outcome:
        async with self._turnstile:
            begun = time.monotonic()
            reply, prompt_tokens = await self.reply(history, case.dialogue.tools)
        return Outcome(
            case.suite,
            case.capability,
            case.tokens,
            "calls" if expected.tool_calls else "answer",
            _right(case, expected, reply),
            prompt_tokens,
            round(time.monotonic() - begun, 3),
            shown_message(expected),
            shown(reply),
        )

    async def reply(
        self, history: list[dict[str, JSON]], tools: Sequence[ToolSpec]
    ) -> tuple[Reply, int]:
        """What the model says next, and the tokens of its prompt."""
        server = self._server
        body: dict[str, JSON] = {
            "model": server.model,
            "messages": list(history),
            "temperature": server.temperature,
            "max_tokens": server.answer_tokens,
        }
        if tools:
            body["tools"] = [_function(each) for each in tools]
            body["tool_choice"] = "auto"
        answer = await self._post("/chat/completions", body)
        try:
            return _reply(answer["choices"][0]["message"]), _prompt_tokens(answer)
        except (AttributeError, KeyError, IndexError, TypeError) as error:
            raise EngineError(
                f"{self._named} answered in another form than OpenAI's chat API has: "
                f"{json.dumps(answer)[:_QUOTED]}"
            ) from error

    async def _post(self, path: str, body: dict[str, JSON]) -> JSON:
        request = self._client.build_request("POST", self._server.url + path, json=body)
        limit = Limit(ANSWER.bytes, self._server.timeout)
        answer = await read_whole(self._client, request, limit, self._named)
        if answer.status >= 400:
            raise rejection(answer.status, said_in(answer.text), self._named)
        try:
            return json.loads(answer.text)
        except (ValueError, RecursionError) as error:
            raise EngineError(
                f"{self._named}{path} answered with no JSON: {answer.text[:_QUOTED]}"
            ) from error


async def all_of(work: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """What all of it gives, in order; when one fails the others are ended.

    Raises:
        Exception: the first failure, as it is.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except* Exception as failures:  # noqa: BLE001 - raised again below
        first: BaseException = failures
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
    else:
        return [each.result() for each in tasks]
    raise first


def _reply(message: JSON) -> Reply:
    """The assistant's message, whatever a server leaves out of it."""
    calls = tuple(
        ToolCall(
            str(each.get("id") or number),
            str(each["function"]["name"]),
            str(each["function"].get("arguments") or "{}"),
        )
        for number, each in enumerate(message.get("tool_calls") or ())
    )
    content = message.get("content") or ""
    return Reply(content if isinstance(content, str) else json.dumps(content), calls)


def _prompt_tokens(answer: JSON) -> int:
    tokens = (answer.get("usage") or {}).get("prompt_tokens")
    return tokens if isinstance(tokens, int) else 0


def _right(case: Case, expected: AssistantMessage, reply: Reply) -> bool:
    if case.holds and not expected.tool_calls:
        return not reply.calls and all(each in reply.text for each in case.holds)
    return not judge(expected, reply, "").failures


def _function(tool: ToolSpec) -> dict[str, JSON]:
    spec = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": spec}
