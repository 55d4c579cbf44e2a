"""Completions for MCP servers by the agent's own model, outside of every session."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context.budget import Budget
from agent.engine.complete import Backoff, complete
from agent.engine.guard import TextGuard
from agent.engine.request import Engine, MessageSegment, Prompt, Request, Sampling
from agent.engine.wire import message_json
from agent.errors import EngineError, ToolFailed, WindowExceeded
from agent.events import Preview
from agent.tooling.hosting import Sampled, SampleRequest
from agent.types import AssistantMessage, Message, SystemMessage, UserMessage


@dataclass(frozen=True, slots=True)
class Sampler:
    """Sends a server's conversation by itself: nothing of a session is in it.

    Args:
        guard: breaks the control tokens' texts in what the server says.
        salt: of the requests; empty is none.
    """

    engine: Engine
    guard: TextGuard
    salt: str = ""

    async def __call__(self, request: SampleRequest) -> Sampled:
        """The model's answer.

        Raises:
            ToolFailed: the budget or the window has no room for it, or the engine fails.
        """
        try:
            return await self._sample(request)
        except (EngineError, WindowExceeded) as error:
            raise ToolFailed(str(error)) from error

    async def _sample(self, request: SampleRequest) -> Sampled:
        system = [SystemMessage(request.system)] if request.system else []
        said = (self._segment(each) for each in (*system, *request.messages))
        prompt = Prompt(tuple(said))
        count = await self.engine.count(prompt)
        room = request.budget - count.tokens
        if room <= 0:
            raise ToolFailed(
                f"The prompt has {count.tokens} tokens; {request.budget} are left for sampling "
                "(sampling_tokens)."
            )
        most = min(
            request.answer_tokens,
            room,
            Budget(self.engine.facts.window, reserve=1).answer_tokens(count),
        )
        asked = Request(
            session=f"mcp:{request.server}",
            prompt=prompt,
            max_tokens=max(1, most),
            sampling=Sampling(temperature=request.temperature),
            salt=self.salt,
        )
        answer = await complete(self.engine, asked, _unwatched, Backoff())
        usage = answer.usage
        return Sampled(
            text=self.guard.mended(answer.message.text),
            model=self.engine.facts.model,
            cut=answer.finish_reason == "length",
            tokens=(usage.prompt_tokens or count.tokens) + usage.completion_tokens,
        )

    def _segment(self, message: SystemMessage | UserMessage | AssistantMessage) -> MessageSegment:
        guarded: Message = type(message)(self.guard.broken(message.text))
        return MessageSegment(message_json(guarded))


def _unwatched(preview: Preview) -> None:
    """Nobody watches."""
