"""How a session's prompts travel: as token ids where that is proved, else as messages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, Protocol, TypeAlias

import structlog

from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.context.probe_cache import Learned, ProbeCache
from agent.context.template import Glue, Indescribable, Template, learn_template
from agent.context.token_window import TokenWindow
from agent.context.window import Window
from agent.engine.guard import NO_GUARD, TextGuard, proved_guard, well_known_guard
from agent.engine.request import Chunk, Engine, MessageSegment, Prompt, Request, TokenSegment
from agent.engine.tokens import TokenIds
from agent.engine.vocabulary import NO_MARKERS, Markers, encode_untrusted, find_markers
from agent.engine.wire import message_json
from agent.errors import EngineError, EngineRejected
from agent.events import ModelAnswered, Record, ToolFinished, UserSpoke
from agent.types import (
    AssistantMessage,
    Message,
    ToolCall,
    ToolMessage,
    ToolOutcome,
    Usage,
    UserMessage,
)

_log = structlog.get_logger("agent.context")

WARM_UP = "warm-up"
"""The session of the request that proves that ids are taken."""

_HARD_TEXT = 'Grüße!\n\n  {"a": [1, 2], "b": "\\n"}\t— 日本語 🙂 <b>&amp;</b>\n- x'
"""What the proof writes: line ends, quotes, indentation, several scripts."""


_CALLS = (ToolCall("q7call001", "q7tool", "{}"), ToolCall("q7call002", "q7tool", "{}"))


ReasoningPolicy: TypeAlias = Literal["keep", "template"]
"""Whether earlier reasoning stays in the window until a compaction, or the template decides."""


class Transport(Protocol):
    """Makes the windows of sessions."""

    @property
    def name(self) -> str: ...

    @property
    def messages(self) -> MessageTransport:
        """For sessions that travel as messages whatever the others do."""
        ...

    @property
    def warmed(self) -> TokenIds:
        """A prompt that the server has seen while it was probed; empty if there was none."""
        ...

    @property
    def found(self) -> int | None:
        """Tokens of that prompt that the server had cached already; None if it does not say."""
        ...

    @property
    def fingerprint(self) -> str:
        """Of the chat template by which token ids are written; empty where none are."""
        ...

    def window(self, prefix: Prefix, records: Sequence[Record]) -> Window:
        """A window that holds what these records say."""
        ...


@dataclass(frozen=True, slots=True)
class MessageTransport:
    """OpenAI messages; the server renders and encodes the whole conversation for each request."""

    guard: TextGuard = NO_GUARD
    """Breaks control tokens' texts in what users, tools and documents say."""
    alternates: bool = False
    """Whether the template wants an answer before each user message."""
    markers: Markers = NO_MARKERS
    """The guard's, with their ids."""
    name: str = "messages"
    warmed: TokenIds = field(default_factory=TokenIds)
    found: int | None = None
    fingerprint: str = ""

    @property
    def messages(self) -> MessageTransport:
        """Itself."""
        return self

    def window(self, prefix: Prefix, records: Sequence[Record]) -> MessageWindow:
        """A window of messages."""
        return MessageWindow(
            prefix, records, self.guard, alternates=self.alternates, markers=self.markers
        )


@dataclass(frozen=True, slots=True)
class TokenTransport:
    """Token ids for sessions with this prefix; others are sent as messages."""

    engine: Engine
    prefix: Prefix
    template: Template
    markers: Markers
    messages: MessageTransport = field(default_factory=MessageTransport)
    """For sessions that travel as messages all the same."""
    warmed: TokenIds = field(default_factory=TokenIds)
    """A prompt with the prefix that the server has seen."""
    found: int | None = None
    """Tokens of it that were cached already."""
    name: str = "ids"

    @property
    def fingerprint(self) -> str:
        """Without what the template makes of the prefix, which has a hash of its own."""
        template = replace(self.template, prefix=Glue((), ""))
        return hashlib.sha256(repr(template).encode()).hexdigest()[:16]

    def window(self, prefix: Prefix, records: Sequence[Record]) -> Window:
        """A window of ids, unless the session has another prefix or was not recorded with ids."""
        answers = (record for record in records if isinstance(record, ModelAnswered))
        if prefix != self.prefix or not all(answer.token_ids for answer in answers):
            return self.messages.window(prefix, records)
        encode = partial(encode_untrusted, self.engine, self.markers)
        return TokenWindow(prefix, self.template, encode, records)


async def choose_transport(
    engine: Engine,
    prefix: Prefix,
    cache: ProbeCache | None = None,
    *,
    reasoning: ReasoningPolicy = "keep",
) -> Transport:
    """Token ids if this server takes them and its template can be described; else messages.

    Proved, not believed: what the windows would send is compared with the server's own rendering,
    and a request with ids has to come back with the same ids. That request also warms the prefix.

    Args:
        cache: where earlier proofs are kept; None proves anew.
        reasoning: `template` leaves it to the model's template which reasoning stays, so the server
            has to render every request.
    """
    if not engine.facts.tokenizes:
        _log.info("the tokenizer cannot be asked: control tokens of known families are guarded")
        return MessageTransport(well_known_guard())
    learned = cache.get(engine.facts, prefix) if cache is not None else None
    if learned is None:
        learned, warmed, found = await _learn(engine, prefix)
        if cache is not None:
            cache.put(engine.facts, prefix, learned)
    else:
        warmed, found = TokenIds(), None
    messages = MessageTransport(learned.guard, learned.alternates, learned.markers)
    if learned.template is None or reasoning == "template":
        return replace(messages, warmed=warmed, found=found)
    return TokenTransport(
        engine, prefix, learned.template, learned.markers, messages, warmed, found
    )


async def _learn(engine: Engine, prefix: Prefix) -> tuple[Learned, TokenIds, int | None]:
    """What this server's tokenizer and template do, a prompt that it has seen meanwhile, and how
    many tokens of that it had cached."""
    try:
        markers = await find_markers(engine)
        guard = await proved_guard(markers, partial(_render_user, engine, prefix))
    except EngineError as reason:
        _log.info("the control tokens could not be learned", reason=str(reason))
        return Learned(None, Markers({}), well_known_guard()), TokenIds(), None
    if not guard.proved:
        _log.warning("broken control tokens are put together again by this tokenizer")
    learned = Learned(None, markers, guard, await _alternates(engine, prefix))
    try:
        template, warmed, found = await _proved(engine, prefix, markers)
    except (Indescribable, EngineError) as reason:
        _log.info("prompts are sent as messages", reason=str(reason))
        return learned, TokenIds(), None
    return replace(learned, template=template), warmed, found


async def _alternates(engine: Engine, prefix: Prefix) -> bool:
    """Whether the template refuses a user message that follows another or results."""
    user, call = UserMessage("Hello"), _CALLS[0]
    asked = AssistantMessage(tool_calls=(call,))
    orders: list[list[Message]] = [
        [user, user],
        [user, asked, ToolMessage(call.id, call.name, "Hello"), user],
    ]
    try:
        for order in orders:
            await _render(engine, prefix, order, True)
    except EngineRejected:
        return True
    except EngineError as reason:
        _log.info("the order of messages was not learned", reason=str(reason))
    return False


async def _proved(
    engine: Engine, prefix: Prefix, markers: Markers
) -> tuple[Template, TokenIds, int | None]:
    template = await learn_template(
        partial(_render, engine, prefix), engine.decode, markers.ids.values()
    )
    transport = TokenTransport(engine, prefix, template, markers)
    await _prove_rendering(transport)
    return template, *await _prove_ids_are_taken(transport)


async def _render_user(engine: Engine, prefix: Prefix, text: str) -> tuple[int, ...]:
    return await _render(engine, prefix, [UserMessage(text)], True)


async def _render(
    engine: Engine, prefix: Prefix, messages: Iterable[Message], generation: bool
) -> tuple[int, ...]:
    segments = (MessageSegment(message_json(message)) for message in messages)
    prompt = Prompt((*prefix.segments, *segments), prefix.tools)
    return await engine.render(prompt, generation=generation)


async def _prove_rendering(transport: TokenTransport) -> None:
    """Compare what windows write with what the server renders.

    Of a conversation with an answer only what follows the answer is compared: the answer itself
    stays as it was generated, however the template would write it.

    Raises:
        Indescribable: they differ.
    """
    user, spoke = UserMessage(_HARD_TEXT), UserSpoke(_HARD_TEXT)
    opening = await _written(transport, [spoke])
    if opening != TokenIds(await _render(transport.engine, transport.prefix, [user], True)):
        raise Indescribable("the first user message is rendered otherwise than described")
    said = AssistantMessage("Well.")
    later = await _written(transport, [spoke, _answered(transport, said), spoke])
    await _prove_end(transport, later[len(opening) :], [user, said, user])
    for calls in (_CALLS, _CALLS[:1]):
        asked = AssistantMessage(tool_calls=calls)
        results = [
            ToolMessage(call.id, call.name, f"{number} {_HARD_TEXT}")
            for number, call in enumerate((calls[0], calls[-1]))
        ]
        finished = [
            ToolFinished(call, ToolOutcome(), result.text)
            for call, result in zip(_CALLS, results, strict=True)
        ]
        answered = _answered(transport, AssistantMessage(tool_calls=_CALLS))
        later = await _written(transport, [spoke, answered, *finished])
        with suppress(EngineRejected):  # a template may allow one call an answer only
            await _prove_end(transport, later[len(opening) :], [user, asked, *results])
            return


async def _prove_end(transport: TokenTransport, end: TokenIds, messages: Sequence[Message]) -> None:
    rendered = TokenIds(await _render(transport.engine, transport.prefix, messages, True))
    if rendered[-len(end) :] != end:
        raise Indescribable("a later message is rendered otherwise than described")


async def _prove_ids_are_taken(transport: TokenTransport) -> tuple[TokenIds, int | None]:
    """Send ids and see whether the server used them.

    Returns:
        What it has seen, and how many tokens of that it had cached.

    Raises:
        Indescribable: it used something else.
        EngineError: it refused.
    """
    ids = await _written(transport, [UserSpoke("Hello")])
    request = Request(WARM_UP, Prompt((TokenSegment(ids),), transport.prefix.tools), max_tokens=1)
    chunks = [chunk async for chunk in transport.engine.stream(request)]
    if ids not in [TokenIds(chunk.prompt_ids or ()) for chunk in chunks]:
        raise Indescribable("the server does not take token ids in place of messages")
    return ids, found_cached(chunks)


def found_cached(chunks: Iterable[Chunk]) -> int | None:
    """How many tokens of a prompt were cached, as its answer says."""
    reported = [each.usage.cached_tokens for each in chunks if each.usage is not None]
    return reported[-1] if reported else None


async def _written(transport: TokenTransport, records: Sequence[Record]) -> TokenIds:
    return (await transport.window(transport.prefix, records).prompt()).token_ids


def _answered(transport: TokenTransport, message: AssistantMessage) -> ModelAnswered:
    template = transport.template
    after = template.tool_after_answer if message.tool_calls else template.user_after_answer
    ended = after.ids[:1]
    return ModelAnswered(1, message, "stop", Usage(), 0.0, 0.0, token_ids=ended)
