"""Measures the bundled model as it is used: `python -m agent.models.training.evaluate --url …`.

Dialogues that it was never trained on go through a server's chat completions with automatic tool
choice. Nothing is executed: results are the generator's. Each turn is asked for with the right
history before it, so that one mistake is counted once; a dialogue is flawless when all its turns
are right.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.engine.local import ensure_engine
from agent.types import (
    JSON,
    AssistantMessage,
    Message,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)

from .dialogue import Dialogue
from .dialogues import CAPABILITIES
from .generator import dialogue
from .report import WEIGHTS, write
from .scoring import Reply, Score, judge, summed


@dataclass(frozen=True, slots=True)
class Setting:
    """All that makes an evaluation repeatable."""

    url: str
    model: str
    seed: int
    each: int
    """Dialogues of each capability."""
    tokens: int
    """The longest prompt, in tokens."""
    concurrency: int


class Evaluation:
    """Asks the server and keeps score."""

    def __init__(self, setting: Setting, client: httpx.AsyncClient) -> None:
        self._setting = setting
        self._client = client
        self._turnstile = asyncio.Semaphore(setting.concurrency)

    async def run(self) -> dict[str, Score]:
        """The score of each capability."""
        scores: dict[str, Score] = {}
        for number, capability in enumerate(CAPABILITIES):
            chosen = await self._chosen(capability, number)
            scores[capability] = summed(await asyncio.gather(*map(self._dialogue, chosen)))
            score = scores[capability]
            print(
                f"{capability}: calls {score.right_calls}/{score.calls}, "
                f"answers {score.right_answers}/{score.answers}",
                file=sys.stderr,
                flush=True,
            )
        return scores

    async def _chosen(self, capability: str, number: int) -> list[Dialogue]:
        """The first dialogues from the seed on that are not too long."""
        found: list[Dialogue] = []
        seed = self._setting.seed + 100_000 * number
        while len(found) < self._setting.each:
            made = dialogue(seed, "test", capability)
            seed += 1
            if await self._length(made) <= self._setting.tokens:
                found.append(made)
        return found

    async def _length(self, made: Dialogue) -> int:
        body = self._prompt(made, len(made.messages))
        body.pop("tool_choice", None)
        answer = await self._post("/tokenize", body)
        count: int = answer["count"]
        return count

    async def _dialogue(self, made: Dialogue) -> Score:
        """All turns of the last episode."""
        total = Score(dialogues=1)
        for index in range(made.scored_from, len(made.messages)):
            expected = made.messages[index]
            if isinstance(expected, AssistantMessage) and index not in made.mistakes:
                reply = await self._reply(made, index)
                total.add(judge(expected, reply, _last_user_text(made.messages[:index])))
        total.flawless = int(not total.failures)
        return total

    async def _reply(self, made: Dialogue, index: int) -> Reply:
        body = self._prompt(made, index) | {"temperature": 0, "max_tokens": 512}
        async with self._turnstile:
            answer = await self._post("/v1/chat/completions", body)
        message = answer["choices"][0]["message"]
        calls = tuple(
            ToolCall(each["id"], each["function"]["name"], each["function"]["arguments"])
            for each in message.get("tool_calls") or ()
        )
        return Reply(message.get("content") or "", calls)

    def _prompt(self, made: Dialogue, index: int) -> dict[str, JSON]:
        system: tuple[Message, ...] = () if made.system is None else (SystemMessage(made.system),)
        before = (*system, *made.few_shot, *made.messages[:index])
        body: dict[str, JSON] = {
            "model": self._setting.model,
            "messages": [openai_message(each) for each in before],
        }
        if made.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.description,
                        "parameters": tool.parameters,
                    },
                }
                for tool in made.tools
            ]
            body["tool_choice"] = "auto"
        return body

    async def _post(self, path: str, body: dict[str, JSON]) -> JSON:
        answer = await self._client.post(self._setting.url + path, json=body)
        answer.raise_for_status()
        return answer.json()


def openai_message(message: Message) -> dict[str, JSON]:
    """One message as the server's API takes it."""
    match message:
        case ToolMessage():
            return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
        case AssistantMessage(tool_calls=calls) if calls:
            made = [
                {
                    "id": each.id,
                    "type": "function",
                    "function": {"name": each.name, "arguments": each.arguments},
                }
                for each in calls
            ]
            return {"role": "assistant", "content": message.text or None, "tool_calls": made}
        case _:
            return {"role": message.role, "content": message.text}


def _last_user_text(messages: Sequence[Message]) -> str:
    return next(each.text for each in reversed(messages) if isinstance(each, UserMessage))


async def evaluate(setting: Setting) -> tuple[dict[str, Score], str]:
    """The scores, and the version of the server that gave them."""
    async with httpx.AsyncClient(timeout=600) as client:
        version = (await client.get(f"{setting.url}/version")).json()["version"]
        return await Evaluation(setting, client).run(), version


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--url", help="the server; by default the local engine")
    parser.add_argument("--model", default="holdfast-tiny")
    parser.add_argument("--seed", type=int, default=20_261)
    parser.add_argument("--each", type=int, default=40, help="dialogues of each capability")
    parser.add_argument("--tokens", type=int, default=4096, help="the longest prompt")
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--output", type=Path, default=WEIGHTS.parent, help="folder of the report")
    options = parser.parse_args()
    url = options.url or asyncio.run(ensure_engine(model=WEIGHTS, progress=_tell)).url
    url = url.rstrip("/").removesuffix("/v1")
    setting = Setting(
        url, options.model, options.seed, options.each, options.tokens, options.concurrency
    )
    scores, version = asyncio.run(evaluate(setting))
    write(options.output, setting.seed, setting.tokens, version, scores)


if __name__ == "__main__":
    main()
