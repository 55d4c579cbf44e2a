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
from tokenizers import Tokenizer

from agent.engine.local import ensure_engine
from agent.types import (
    JSON,
    AssistantMessage,
    Message,
    SystemMessage,
    ToolCall,
    UserMessage,
)

from .chat import answer, text
from .dialogue import Dialogue
from .dialogues import CAPABILITIES
from .generator import dialogue
from .messages import openai_message
from .parts import Parts
from .report import WEIGHTS, model_hash, prompts_hash, write
from .scoring import Reply, Score, judge, summed

SHORTEST = 0.75
"""Of the length that is asked for, the share that a dialogue must have."""
PARTS_AT_ONCE = 3
"""So that the server always has something to do."""
LENGTHS = ((1024, 40), (4096, 5), (8192, 5), (12288, 5))


@dataclass(frozen=True, slots=True)
class Setting:
    """All that makes an evaluation repeatable."""

    url: str
    model: str
    seed: int
    lengths: tuple[tuple[int, int], ...]
    """Prompt tokens, and how many dialogues of each capability are that long."""
    concurrency: int


@dataclass(frozen=True, slots=True)
class Scores:
    """All dialogues, added up in two ways."""

    capabilities: dict[str, Score]
    lengths: dict[int, Score]


class Evaluation:
    """Asks the server and keeps score."""

    def __init__(self, setting: Setting, client: httpx.AsyncClient, parts: Parts) -> None:
        self._setting = setting
        self._client = client
        self._parts = parts
        self._gate = asyncio.Semaphore(PARTS_AT_ONCE)
        self._tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
        self._turnstile = asyncio.Semaphore(setting.concurrency)

    async def run(self) -> Scores:
        """The scores of the capabilities and of the lengths."""
        scores = Scores(
            {capability: Score() for capability in CAPABILITIES},
            {tokens: Score() for tokens, _ in self._setting.lengths},
        )
        for tokens, count in self._setting.lengths:
            parts = (self._part(name, tokens, count) for name in CAPABILITIES)
            found = await asyncio.gather(*parts)
            for name, score in zip(CAPABILITIES, found, strict=True):
                scores.capabilities[name].add(score)
                scores.lengths[tokens].add(score)
        return scores

    async def _part(self, capability: str, tokens: int, count: int) -> Score:
        """One capability at one length; what was asked before is not asked again."""
        total, begun = self._parts.known(f"{capability}, {tokens} tokens", count)
        if begun == count:
            return total
        async with self._gate:
            chosen = await asyncio.to_thread(self._chosen, capability, tokens, count)
            score = summed(await asyncio.gather(*map(self._dialogue, chosen[begun:])))
        self._parts.add(f"{capability}, {tokens} tokens", begun, score)
        total.add(score)
        _tell(
            f"{capability}, {tokens} tokens: calls {total.right_calls}/{total.calls}, "
            f"answers {total.right_answers}/{total.answers}"
        )
        return total

    def _chosen(self, capability: str, tokens: int, count: int) -> list[Dialogue]:
        """The first dialogues from the seed on that are about so long, and not longer."""
        found: list[Dialogue] = []
        seed = self._setting.seed + 100_000 * CAPABILITIES.index(capability)
        while len(found) < count:
            made = dialogue(seed, "test", capability, tokens)
            seed += 1
            if SHORTEST * tokens < self._length(made) <= tokens:
                found.append(made)
        return found

    def _length(self, made: Dialogue) -> int:
        """In tokens; the template writes the same text, which a test holds."""
        return len(self._tokenizer.encode(text(made), add_special_tokens=False).ids)

    async def _dialogue(self, made: Dialogue) -> Score:
        """All turns of the last episode."""
        total = Score(dialogues=1)
        for index in range(made.scored_from, len(made.messages)):
            expected = made.messages[index]
            if isinstance(expected, AssistantMessage) and index not in made.mistakes:
                reply = await self._reply(made, index, self._enough(expected))
                total.add(judge(expected, reply, _last_user_text(made.messages[:index])))
        total.flawless = int(not total.failures)
        return total

    def _enough(self, expected: AssistantMessage) -> int:
        """Tokens of an answer: one that is so much longer than the right one is wrong."""
        return 128 + 2 * len(self._tokenizer.encode(answer(expected)).ids)

    async def _reply(self, made: Dialogue, index: int, most: int) -> Reply:
        body = self._prompt(made, index) | {"temperature": 0, "max_tokens": most}
        async with self._turnstile:
            given = await self._post("/v1/chat/completions", body)
        message = given["choices"][0]["message"]
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
        response = await self._client.post(self._setting.url + path, json=body)
        response.raise_for_status()
        return response.json()


def _last_user_text(messages: Sequence[Message]) -> str:
    return next(each.text for each in reversed(messages) if isinstance(each, UserMessage))


async def evaluate(setting: Setting, parts: Parts) -> tuple[Scores, str]:
    """The scores, and the version of the server that gave them."""
    async with httpx.AsyncClient(timeout=600) as client:
        version = (await client.get(f"{setting.url}/version")).json()["version"]
        return await Evaluation(setting, client, parts).run(), version


def _lengths(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [each.split(":") for each in text.split(",")]
    return tuple((int(tokens), int(count)) for tokens, count in pairs)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--url", help="the server; by default the local engine")
    parser.add_argument("--model", default="holdfast-tiny")
    parser.add_argument("--seed", type=int, default=20_261)
    parser.add_argument(
        "--lengths",
        type=_lengths,
        default=LENGTHS,
        help="TOKENS:COUNT,…: so many dialogues of each capability with so many prompt tokens",
    )
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument(
        "--parts",
        type=Path,
        default=WEIGHTS.parents[1] / "build" / "evaluation-parts.jsonl",
        help="where an evaluation that was interrupted goes on",
    )
    parser.add_argument("--output", type=Path, default=WEIGHTS.parent, help="folder of the report")
    options = parser.parse_args()
    url = options.url or asyncio.run(ensure_engine(model=WEIGHTS, progress=_tell)).url
    url = url.rstrip("/").removesuffix("/v1")
    setting = Setting(url, options.model, options.seed, options.lengths, options.concurrency)
    parts = Parts(options.parts, f"{model_hash()} {prompts_hash()} {setting.seed}")
    scores, version = asyncio.run(evaluate(setting, parts))
    write(options.output, setting.seed, version, scores.capabilities, scores.lengths)


if __name__ == "__main__":
    main()
