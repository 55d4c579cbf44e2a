"""Asks a server for the turns of cases, several at once, and judges the replies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from agent.errors import EngineError, EngineUnreachable
from agent.evals.case import Case, Outcome
from agent.models.training.evaluate import openai_message
from agent.models.training.scoring import Reply, judge, shown, shown_message
from agent.types import JSON, AssistantMessage, SystemMessage, ToolCall, ToolSpec


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model is, and how it is asked."""

    url: str
    """With its `/v1`."""
    model: str
    api_key: str = ""
    temperature: float = 0.0
    answer_tokens: int = 512
    concurrency: int = 4
    timeout: float = 600.0
    """Seconds for one request."""


class Asker:
    """One client for all requests."""

    def __init__(self, server: Server, client: httpx.AsyncClient) -> None:
        self._server = server
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

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(counted(case)) for case in cases]
        return [outcome for task in tasks for outcome in task.result()]

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
        message = answer["choices"][0]["message"]
        calls = tuple(
            ToolCall(each["id"], each["function"]["name"], each["function"]["arguments"])
            for each in message.get("tool_calls") or ()
        )
        return Reply(message.get("content") or "", calls), answer["usage"]["prompt_tokens"]

    async def _post(self, path: str, body: dict[str, JSON]) -> JSON:
        try:
            answer = await self._client.post(self._server.url + path, json=body)
        except httpx.HTTPError as error:
            raise EngineUnreachable(
                f"{self._server.url}: {error or type(error).__name__}"
            ) from error
        if answer.is_error:
            raise EngineError(f"{self._server.url}{path}: {answer.status_code} {answer.text[:400]}")
        return answer.json()


def _right(case: Case, expected: AssistantMessage, reply: Reply) -> bool:
    if case.holds and not expected.tool_calls:
        return not reply.calls and all(each in reply.text for each in case.holds)
    return not judge(expected, reply, "").failures


def _function(tool: ToolSpec) -> dict[str, JSON]:
    spec = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": spec}


def client_for(server: Server) -> httpx.AsyncClient:
    """A client with the server's key and patience."""
    headers = {"Authorization": f"Bearer {server.api_key}"} if server.api_key else {}
    return httpx.AsyncClient(timeout=server.timeout, headers=headers)
