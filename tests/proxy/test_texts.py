"""What is said of a completion, with a server whose tokens are letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.proxy import completions
from agent.proxy.answers import Answered, Reply
from agent.proxy.observed import Observed
from agent.proxy.watcher import Watcher
from agent.types import Usage
from tests.proxy.fake_upstream import BLOCK, FakeUpstream

FACTS = "Barges carry sand to the sea. Tugs pull them against the stream, by day and by night. "
ANSWER = " It is far, and further still by night."


@dataclass
class Lab:
    """A watched server that finds of a prompt what it begins with of those before."""

    server: FakeUpstream = field(default_factory=FakeUpstream)
    cache: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watcher = Watcher(self.server.upstream())

    async def ask(self, prompt: Any, *, cached: int | None = -1, **told: Any) -> Observed:
        """Ask; `cached` in place of what the server finds, `body` beside the prompt."""
        text = prompt if isinstance(prompt, str) else "".join(map(chr, prompt))
        spelled = self.server.spelled(text)
        found = max((_common(spelled, each) for each in self.cache), default=0)
        found = min(found, len(spelled) - 1) // BLOCK * BLOCK
        usage = Usage(len(spelled), found if cached == -1 else cached, len(ANSWER))
        asked = completions.asked({"prompt": prompt, **told.pop("body", {})})
        reply = Reply(told.pop("answer", ANSWER), told.pop("usage", usage))
        seen = await self.watcher.observe(Answered(asked, reply, **told))
        self.cache.append(spelled + ANSWER[:-1])
        return seen


def _common(one: str, other: str) -> int:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return same


def missed(seen: Observed) -> str | None:
    return seen.miss.reason if seen.miss is not None else None


async def test_a_growing_text_is_healthy_and_asks_the_server_nothing() -> None:
    lab, prompt = Lab(), f"{FACTS}Q: How far?\nA:"
    seen = [await lab.ask(prompt)]
    asked = len(lab.server.asked)
    for number in range(5):
        prompt += f"{ANSWER}\nQ: And {number}?\nA:"
        seen.append(await lab.ask(prompt))
    assert [missed(each) for each in seen] == [None] * 6
    assert [(each.conversation, each.turn) for each in seen] == [("text-1", n) for n in range(1, 7)]
    assert all(each.usage and each.expected == each.usage.cached_tokens for each in seen)
    assert len(lab.server.asked) == asked


async def test_a_text_that_grows_without_its_answers_is_healthy() -> None:
    """As an editor's does, where each letter typed asks anew."""
    lab = Lab()
    for count in range(3, 40, 4):
        seen = await lab.ask(FACTS + FACTS[:count])
        assert (missed(seen), seen.conversation) == (None, "text-1")


async def test_a_changed_beginning_is_found_with_its_place() -> None:
    lab = Lab()
    await lab.ask(f"It is 12:00:01. {FACTS}Q: How far?\nA:")
    seen = await lab.ask(f"It is 12:00:02. {FACTS}Q: How far?\nA:{ANSWER} And?")
    assert (missed(seen), seen.conversation, seen.turn) == ("prefix_changed", "text-1", 2)
    assert seen.miss is not None
    place = seen.miss.place
    assert place is not None
    assert (place.token, place.message, place.field) == (13, None, "prompt")
    assert "12:00:01" in place.before
    assert "12:00:02" in place.after
    assert (
        seen.miss.tokens
        == seen.expected
        == len(f"It is 12:00:01. {FACTS}Q: How far?\nA:") // 16 * 16
    )


async def test_a_changed_beginning_is_found_from_text_to_text() -> None:
    lab = Lab()
    await lab.ask(f"It is 12:00:01. {FACTS}")
    seen = await lab.ask(f"It is 12:00:02. {FACTS}")
    assert (missed(seen), seen.turn) == ("prefix_changed", 1)


async def test_questions_behind_the_same_examples_are_healthy() -> None:
    lab = Lab()
    for number in range(4):
        seen = await lab.ask(f"{FACTS}Q: How much do {number**9} barges carry?\nA:")
        assert missed(seen) is None
    assert seen.conversation == "text-4"
    assert seen.expected == seen.usage.cached_tokens if seen.usage else False


async def test_ids_are_diagnosed_without_a_tokenizer() -> None:
    lab = Lab(FakeUpstream(fails=404))
    ids = [ord(letter) for letter in FACTS]
    await lab.ask(ids)
    assert missed(await lab.ask([*ids, *map(ord, FACTS)])) is None


async def test_changed_ids_are_shown_as_words() -> None:
    lab = Lab()
    first, second = (f"It is 12:00:0{n}. {FACTS}" for n in (1, 2))
    await lab.ask([*map(ord, first)])
    seen = await lab.ask([*map(ord, second + " And?")])
    assert missed(seen) == "prefix_changed"
    assert seen.miss is not None
    assert seen.miss.place is not None
    assert seen.miss.place.token == 13
    assert seen.miss.place.after.startswith("2. Barges")


async def test_an_answer_in_other_tokens_is_found() -> None:
    """Two letters of it are one token when it is read again."""
    lab = Lab(FakeUpstream(spelled=lambda text: text.replace("far", "f#")))
    await lab.ask(FACTS)
    seen = await lab.ask(f"{FACTS}{ANSWER} And?")
    assert missed(seen) == "generated_differs"
    assert seen.miss is not None
    assert seen.miss.tokens == 32


async def test_a_last_word_that_goes_on_is_no_loss() -> None:
    """Where a prompt ended, its words and those behind it can become other tokens."""
    lab = Lab(FakeUpstream(spelled=lambda text: text.replace("fared", "#")))
    prompt = f"{FACTS}xxxxx fare"
    assert len(prompt) % BLOCK == 0
    await lab.ask(prompt)
    seen = await lab.ask(f"{prompt}d better.")
    assert seen.usage is not None
    assert seen.usage.cached_tokens == len(prompt) - BLOCK
    assert missed(seen) is None


async def test_a_restart_is_found() -> None:
    lab = Lab()
    await lab.ask(FACTS)
    lab.server.started += 2_000_000_000
    assert missed(await lab.ask(f"{FACTS}{ANSWER} And?", cached=0)) == "server_restarted"
    assert missed(await lab.ask(f"{FACTS}{ANSWER} And?{ANSWER} So?")) is None


async def test_eviction_by_other_requests_is_found() -> None:
    lab = Lab()
    await lab.ask(FACTS)
    lab.server.looked_up += 20_000
    assert missed(await lab.ask(f"{FACTS}{ANSWER} And?", cached=0)) == "evicted"


async def test_another_salt_is_found() -> None:
    lab = Lab()
    await lab.ask(FACTS, body={"cache_salt": "a"})
    seen = await lab.ask(f"{FACTS} And?", cached=0, body={"cache_salt": "b"})
    assert missed(seen) == "salt_or_lora_changed"
    assert seen.miss is not None
    assert seen.miss.evidence == "cache_salt 'a' is now 'b'"


async def test_what_is_not_reported_is_said() -> None:
    lab = Lab()
    told = [
        await lab.ask(FACTS, usage=None),
        await lab.ask(FACTS, usage=None, answer=None),
        await lab.ask(FACTS, cached=None),
    ]
    assert [missed(each) for each in told] == ["not_reported"] * 3
    evidence = [each.miss.evidence if each.miss else "" for each in told]
    assert "include_usage" in evidence[0]
    assert "did not come to an end" in evidence[1]
    assert "how many tokens were cached" in evidence[2]


async def test_a_request_sent_before_the_last_answer_came_expects_nothing() -> None:
    lab = Lab()
    await lab.ask(FACTS, began=1.0, ended=5.0)
    seen = await lab.ask(f"{FACTS} And?", cached=0, began=4.0, ended=6.0)
    assert (seen.expected, seen.miss) == (None, None)


@pytest.mark.parametrize("fails", [404, 500])
async def test_without_a_tokenizer_no_reason_is_made_up(fails: int) -> None:
    lab = Lab(FakeUpstream(fails=fails))
    await lab.ask(f"It is 12:00:01. {FACTS}")
    seen = await lab.ask(f"It is 12:00:02. {FACTS} And?")
    assert missed(seen) == "unexplained"


async def test_a_prompt_of_which_other_tokens_were_read_is_not_explained() -> None:
    lab = Lab()
    await lab.ask(f"It is 12:00:01. {FACTS}")
    text = f"It is 12:00:02. {FACTS} And?"
    seen = await lab.ask(text, usage=Usage(len(text) + 5, 0, 9))
    assert missed(seen) == "unexplained"
    assert seen.miss is not None
    assert f"of which {len(text) + 5} were read" in seen.miss.evidence


async def test_a_named_text_that_is_another_expects_nothing() -> None:
    lab = Lab()
    await lab.ask(f"{FACTS}Q: How far?\nA:", name="mine")
    seen = await lab.ask("Quite another thing. " * 5, name="mine")
    assert (seen.conversation, seen.turn, seen.miss) == ("mine", 2, None)
