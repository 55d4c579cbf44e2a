"""A server's template and tokenizer without the server: jinja2 and tokenizers, no model."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import AddedToken, Tokenizer

from agent.engine.metrics import EngineMetrics
from agent.engine.request import (
    Chunk,
    MessageSegment,
    Prompt,
    PromptCount,
    Request,
    ServerFacts,
)
from agent.engine.tokens import TokenIds
from agent.errors import EngineRejected
from agent.runtime import bundled_model
from agent.types import JSON

BUNDLED = bundled_model()
DATA = Path(__file__).parents[2] / "shared" / "data" / "tokenizers"
"""Real tokenizers and templates, where somebody has put them beside the checkout."""


class OfflineEngine:
    """Renders and encodes as vLLM does; `stream` only echoes the prompt's ids."""

    def __init__(self, tokenizer: Tokenizer, template: str, *, takes_ids: bool = True) -> None:
        self._tokenizer = tokenizer
        self._takes_ids = takes_ids
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.filters["tojson"] = _tojson
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = lambda _: "26 Jul 2024"
        self._template = environment.from_string(template)

    @property
    def facts(self) -> ServerFacts:
        """A server with a tokenizer."""
        return ServerFacts(url="offline:", model="offline", window=16384, tokenizes=True)

    async def current_facts(self) -> ServerFacts:
        """It stays what it is."""
        return self.facts

    async def count(self, prompt: Prompt) -> PromptCount:
        """The prompt's ids."""
        ids = await self.render(prompt, generation=True)
        return PromptCount(len(ids), TokenIds(ids))

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        """The ids of a prompt of messages."""
        messages = [
            _as_vllm_passes_it(json.loads(segment.json))
            for segment in prompt.segments
            if isinstance(segment, MessageSegment)
        ]
        text = self._template.render(
            messages=messages,
            tools=json.loads(prompt.tools) if prompt.tools else None,
            add_generation_prompt=generation,
            bos_token="<|begin_of_text|>",
            eos_token="<|im_end|>",
        )
        return await self.encode(text)

    async def encode(self, text: str) -> tuple[int, ...]:
        """The ids of a bare text."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    async def decode(self, ids: Sequence[int]) -> str:
        """The text of ids."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=False))

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Echo the ids, if this server takes any."""
        ids = tuple(request.prompt.token_ids)
        yield Chunk(prompt_ids=ids if self._takes_ids else (1, 2, 3), finish_reason="length")

    async def metrics(self, session: str = "") -> EngineMetrics:
        """None."""
        return EngineMetrics()

    async def close(self) -> None:
        """Nothing is open."""


def bundled_engine(*, takes_ids: bool = True) -> OfflineEngine:
    """The bundled model's tokenizer and template."""
    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    template = (BUNDLED / "chat_template.jinja").read_text(encoding="utf-8")
    return OfflineEngine(tokenizer, template, takes_ids=takes_ids)


def real_templates() -> list[Path]:
    """The templates beside the checkout."""
    return sorted(DATA.glob("*.jinja")) if DATA.is_dir() else []


def real_engine(template: Path) -> OfflineEngine:
    """A real template with the real Qwen2 tokenizer, to which Llama's control tokens are added."""
    import zstandard

    packed = (DATA / "qwen2.tokenizer.json.zst").read_bytes()
    text = zstandard.ZstdDecompressor().stream_reader(packed).read().decode()
    tokenizer = Tokenizer.from_str(text)
    names = ("begin_of_text", "start_header_id", "end_header_id", "eot_id", "eom_id", "python_tag")
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", normalized=False) for name in names])
    return OfflineEngine(tokenizer, template.read_text(encoding="utf-8"))


def _as_vllm_passes_it(message: dict[str, JSON]) -> dict[str, JSON]:
    for call in message.get("tool_calls", ()):
        call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    if message["content"] is None:
        message["content"] = ""
    return message


def _tojson(value: JSON, ensure_ascii: bool = False, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def _refuse(reason: str) -> None:
    raise EngineRejected(reason)
