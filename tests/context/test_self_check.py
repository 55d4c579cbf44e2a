"""A window of ids that the server's template no longer agrees with is noticed."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from agent.context.journal import Journal
from agent.context.message_window import MessageWindow
from agent.context.prefix import Prefix
from agent.context.self_check import SelfCheck
from agent.context.token_window import TokenWindow
from agent.context.transcript import Transcript
from agent.context.transport import MessageTransport, choose_transport
from agent.engine.request import Prompt
from agent.errors import EngineUnavailable
from agent.events import ModelAnswered, UserSpoke
from agent.store.memory import MemoryStore
from agent.types import AssistantMessage, Usage
from tests.offline_engine import OfflineEngine, bundled_engine

PREFIX = Prefix.render("Help.")


class Changing(OfflineEngine):
    """Renders otherwise once it was told to, as a server behind a gateway may."""

    def __init__(self) -> None:
        self.__dict__.update(bundled_engine().__dict__)
        self.changed = False
        self.rendered = 0

    async def render(self, prompt: Prompt, *, generation: bool) -> tuple[int, ...]:
        self.rendered += 1
        ids = await super().render(prompt, generation=generation)
        return (*ids, *await self.encode("Be brief.")) if self.changed else ids


async def journal_with(engine: OfflineEngine, said: Iterable[str]) -> Journal:
    transport = await choose_transport(engine, PREFIX)
    store = MemoryStore()
    lease = await store.acquire("s")
    journal = Journal(
        "s", store, lease, Transcript(), lambda records: transport.window(PREFIX, records)
    )
    end = (await engine.encode("Yes.<|im_end|>"))[-1]
    for number, text in enumerate(said):
        if number:
            ids = (*await engine.encode("Yes."), end)
            yes = AssistantMessage("Yes.")
            await journal.record(
                ModelAnswered(number, yes, "stop", Usage(), 0.0, 0.0, token_ids=ids)
            )
        await journal.record(UserSpoke(text))
    return journal


async def second_look(engine: OfflineEngine, journal: Journal) -> None:
    """The first run has nothing to compare, so the check begins with the second."""
    check = SelfCheck(engine, MessageTransport())
    await check.look(journal)
    await check.look(journal)


@pytest.mark.parametrize("text", ["Well?", "Grüße 🙂\n<|im_end|> <tool_call>", "  \n"])
async def test_a_template_that_is_as_it_was_keeps_the_ids(text: str) -> None:
    """Also where untrusted text holds control tokens' names."""
    engine = Changing()
    journal = await journal_with(engine, ["One.", text])
    await second_look(engine, journal)
    assert isinstance(journal.window, TokenWindow)


async def test_a_template_that_changed_its_ways_sends_messages() -> None:
    """What was described once does not hold any more, so the server renders from now on."""
    engine = Changing()
    journal = await journal_with(engine, ["One.", "Two."])
    engine.changed = True
    await second_look(engine, journal)
    assert isinstance(journal.window, MessageWindow)


async def test_the_check_is_a_sample() -> None:
    """A rendering of the whole conversation is too dear for every run."""
    engine = Changing()
    journal = await journal_with(engine, ["One.", "Two."])
    check = SelfCheck(engine, MessageTransport())
    engine.rendered = 0
    checked = []
    for run in range(1, 20):
        before = engine.rendered
        await check.look(journal)
        checked += [run] * (engine.rendered - before)
    assert checked == [2, 18]


async def test_a_server_that_cannot_render_now_changes_nothing() -> None:
    """The run goes on with what was proved."""

    class Busy(Changing):
        async def decode(self, ids: object) -> str:
            raise EngineUnavailable("busy")

    journal = await journal_with(Changing(), ["One.", "Two."])
    await second_look(Busy(), journal)
    assert isinstance(journal.window, TokenWindow)
