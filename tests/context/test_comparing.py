"""How one prompt came to begin otherwise than the one before, with a template of letters."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.context.comparing import MOST_TRIED, Exchange, how_it_changed
from agent.engine.tokens import TokenIds
from agent.errors import EngineRejected
from agent.observe.differing import Sent
from agent.observe.verdict import Change

Message = dict[str, Any]

SYSTEM = {"role": "system", "content": "Be kind. It is 12:00:01."}
ASKED = {"role": "user", "content": "What do the barges carry?"}
ANSWER = {"role": "assistant", "content": "They carry sand."}
MORE = {"role": "user", "content": "Where to?"}


def plain(messages: Sequence[Message]) -> list[str]:
    """Each message as it is."""
    return [
        f"[{each['role']}] {each.get('reasoning') or ''}{each.get('content') or ''}\n"
        for each in messages
    ]


def forgetful(messages: Sequence[Message]) -> list[str]:
    """As many templates do it: reasoning goes once the user speaks again."""
    last = max(place for place, each in enumerate(messages) if each["role"] == "user")
    return plain(
        [
            each if place > last else {**each, "reasoning": None}
            for place, each in enumerate(messages)
        ]
    )


@dataclass
class Letters:
    """A renderer whose tokens are letters; `refuses` is a text that its template does not take."""

    template: Callable[[Sequence[Message]], list[str]] = plain
    refuses: str = ""
    rendered: list[Sent] = field(default_factory=list)

    async def render(self, sent: Sent, *, generation: bool = True) -> TokenIds:
        if self.refuses and self.refuses in json.dumps(sent.messages):
            raise EngineRejected("the template does not take it")
        self.rendered.append(sent)
        tools = [json.dumps(list(sent.tools))] if sent.tools else []
        lines = [*tools, *self.template(sent.messages)]
        return TokenIds(map(ord, "".join(lines) + ("[assistant] " if generation else "")))

    async def decode(self, ids: Sequence[int]) -> str:
        return "".join(map(chr, ids))

    async def compare(
        self,
        before: Sequence[Message],
        after: Sequence[Message],
        answer: Message | None = ANSWER,
        generated: str | None = None,
        tools: tuple[Any, Any] = ((), ()),
        prefix_messages: int = 0,
    ) -> Change:
        """How `after` came to begin otherwise than `before` and its answer."""
        sent, now = Sent(tuple(before), tools[0]), Sent(tuple(after), tools[1])
        exchange = Exchange(
            sent,
            answer,
            await self.render(sent),
            TokenIds(map(ord, generated)) if generated is not None else TokenIds(),
            prefix_messages,
        )
        return await how_it_changed(exchange, now, await self.render(now), self)


def place(change: Change) -> tuple[Any, ...]:
    assert change.place is not None
    return change.reason, change.place.message, change.place.field


async def test_a_changed_system_prompt_is_the_prefix_with_its_first_token() -> None:
    later = {**SYSTEM, "content": "Be kind. It is 12:00:02."}
    change = await Letters().compare([SYSTEM, ASKED], [later, ASKED, ANSWER, MORE])
    assert place(change) == ("prefix_changed", 0, "content")
    assert change.place is not None
    assert change.place.token == len("[system] Be kind. It is 12:00:0")
    assert (change.place.before[-9:], change.place.after[-9:]) == ("12:00:01.", "12:00:02.")


async def test_a_changed_tool_is_the_prefix() -> None:
    one, other = ({"function": {"name": "tides", "description": text}} for text in ("a", "b"))
    change = await Letters().compare(
        [SYSTEM, ASKED], [SYSTEM, ASKED, ANSWER, MORE], tools=((one,), (other,))
    )
    assert place(change) == ("prefix_changed", None, "tools[0].function.description")


async def test_a_changed_message_behind_the_prefix_is_the_history() -> None:
    change = await Letters().compare(
        [SYSTEM, ASKED], [SYSTEM, {**ASKED, "content": "What?"}, ANSWER, MORE]
    )
    assert place(change) == ("history_changed", 1, "content")


async def test_examples_that_are_known_to_be_the_prefix_count_as_it() -> None:
    change = await Letters().compare(
        [SYSTEM, ASKED], [SYSTEM, {**ASKED, "content": "What?"}, ANSWER, MORE], prefix_messages=2
    )
    assert place(change)[0] == "prefix_changed"


async def test_an_edited_answer_is_the_history_though_its_tokens_are_not_known() -> None:
    edited = {**ANSWER, "content": "They carry gravel."}
    change = await Letters().compare([SYSTEM, ASKED], [SYSTEM, ASKED, edited, MORE])
    assert place(change) == ("history_changed", 2, "content")
    assert change.place is not None
    assert change.place.token is None


async def test_an_edit_that_the_template_evens_out_is_not_blamed() -> None:
    """What differs in the prompt is the reasoning that the template drops."""
    thought = {**ANSWER, "reasoning": "Barges carry sand, and it is so."}
    lines = [ASKED, thought, {"role": "tool", "content": "Rain."}]
    letters = Letters(forgetful)
    change = await letters.compare(
        lines, [*lines, {**ANSWER, "refusal": None}, MORE], generated="They carry sand."
    )
    assert (change.reason, place(change)[1]) == ("template_rewrote", 1)
    assert change.place is not None
    assert change.place.field == "reasoning"


async def test_an_answer_of_other_tokens_is_told() -> None:
    """The text is the same, and what was generated is not what the template writes."""
    change = await Letters().compare(
        [SYSTEM, ASKED], [SYSTEM, ASKED, ANSWER, MORE], generated="They  carry sand."
    )
    assert change.reason in ("generated_differs", "template_rewrote")
    assert change.place is not None
    assert change.place.message == 2


async def test_what_the_template_does_not_take_back_is_not_evened_out() -> None:
    """The earlier role cannot be rendered in its old place any more."""
    later = {**SYSTEM, "role": "user"}
    letters = Letters(refuses="never there")
    before = Sent((SYSTEM, ASKED))
    exchange = Exchange(before, ANSWER, await letters.render(before), TokenIds())
    now = Sent((later, ASKED, ANSWER, MORE))
    prompt = await letters.render(now)
    letters.refuses = '"system"'
    change = await how_it_changed(exchange, now, prompt, letters)
    assert place(change) == ("prefix_changed", 0, "role")


async def test_only_so_many_differences_are_tried() -> None:
    """A conversation that was rewritten as a whole costs a bounded number of renderings."""
    before = [{"role": "user", "content": f"Question {number}"} for number in range(50)]
    after = [{"role": "user", "content": f"  Question {number}\t"} for number in range(51)]

    def stripped(messages: Sequence[Message]) -> list[str]:
        head = "" if len(messages) <= 50 else "more "
        return [head, *plain([{**each, "content": each["content"].strip()} for each in messages])]

    letters = Letters(stripped)
    change = await letters.compare(before, after, answer=None)
    assert change.reason == "template_rewrote"
    assert len(letters.rendered) <= 2 + MOST_TRIED + 8


async def test_the_place_of_a_rewritten_history_is_the_message_that_holds_it() -> None:
    """Found by rendering ever more of the messages."""

    def counting(messages: Sequence[Message]) -> list[str]:
        lines = plain(messages)
        return [*lines[:3], f"({len(messages)})", *lines[3:]] if len(messages) > 4 else lines

    before = [{"role": "user", "content": f"Question {number}"} for number in range(4)]
    change = await Letters(counting).compare(before, [*before, ANSWER, MORE])
    assert place(change)[:2] == ("template_rewrote", 3)
