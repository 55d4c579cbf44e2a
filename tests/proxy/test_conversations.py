"""Which conversation a request goes on with, and which prefix is like another."""

from __future__ import annotations

import time
from typing import Any

import pytest

from agent.observe.differing import Sent
from agent.proxy import remembered
from agent.proxy.conversations import Conversation, Conversations
from agent.types import Usage

Message = dict[str, Any]


def system(text: str = "You are kind.") -> Message:
    return {"role": "system", "content": text}


def user(text: str) -> Message:
    return {"role": "user", "content": text}


def says(text: str) -> Message:
    return {"role": "assistant", "content": text}


def calls(id_: str, name: str = "forecast") -> Message:
    call = {"id": id_, "type": "function", "function": {"name": name, "arguments": "{}"}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def result(id_: str, text: str = "Rain.") -> Message:
    return {"role": "tool", "tool_call_id": id_, "content": text}


class Known:
    """Conversations, fed with requests and their answers."""

    def __init__(self, most_bytes: int = 2**30) -> None:
        self.conversations = Conversations(most_bytes)

    def ask(self, *messages: Message, answer: Message | None, **more: Any) -> str:
        """The name of the conversation that the request belongs to."""
        sent = Sent(messages)
        last = self.conversations.find(sent, more.get("name", ""))
        name = more.get("name") or (last.name if last else self.conversations.new_name())
        turn = last.turn + 1 if last else 1
        usage = Usage(10, 0, 1)
        size = more.get("size", 1)
        self.conversations.keep(Conversation(name, turn, sent, answer, usage, 0.0, size))
        return name

    def knows(self, text: str) -> bool:
        """Whether the conversation is known that was begun with the text, and answered with it."""
        return self.conversations.find(Sent((user(text), says(text), user("more")))) is not None


LONG = says("The barges carry sand to the sea.")


def test_a_request_with_the_answer_goes_on() -> None:
    known = Known()
    first = known.ask(system(), user("Hello"), answer=LONG)
    assert known.ask(system(), user("Hello"), LONG, user("And?"), answer=LONG) == first


def test_conversations_that_begin_alike_are_told_apart_by_their_answers() -> None:
    known = Known()
    one = known.ask(user("Hello"), answer=says("One."))
    two = known.ask(user("Hello"), answer=says("Two."))
    assert one != two
    assert known.ask(user("Hello"), says("One."), user("a"), answer=LONG) == one
    assert known.ask(user("Hello"), says("Two."), user("a"), answer=LONG) == two


def test_interleaved_tool_calls_find_their_conversations_by_the_ids_of_the_calls() -> None:
    known = Known()
    asked = user("What is the weather?")
    one = known.ask(asked, answer=calls("c1"))
    two = known.ask(asked, answer=calls("c2"))
    assert known.ask(asked, calls("c2"), result("c2"), answer=LONG) == two
    assert known.ask(asked, calls("c1"), result("c1"), answer=LONG) == one


def test_another_system_prompt_is_the_same_conversation() -> None:
    known = Known()
    first = known.ask(system("It is 12:00."), user("Hello"), answer=LONG)
    assert known.ask(system("It is 12:01."), user("Hello"), LONG, user("a"), answer=LONG) == first


def test_the_same_words_however_they_are_written() -> None:
    """As parts, with nulls, or with spaces around them."""
    known = Known()
    first = known.ask(user("Hello"), answer={**LONG, "refusal": None, "tool_calls": []})
    parts = {"role": "user", "content": [{"type": "text", "text": "Hello"}]}
    answer = says(f" {LONG['content']}\n")
    assert known.ask(parts, answer, user("a"), answer=LONG) == first


@pytest.mark.parametrize(
    "messages",
    [
        (user("Hello!"), LONG, user("Why?"), says("So."), user("a")),
        (LONG, user("Why?"), says("So."), user("a")),
        (user("Hello"), says("No."), user("Why?"), says("So."), user("a")),
        (user("Summary: a talk."), user("Why?"), says("So."), user("a")),
    ],
    ids=("edited", "trimmed", "an-answer-edited", "summarised"),
)
def test_an_edited_conversation_is_the_same(messages: tuple[Message, ...]) -> None:
    known = Known()
    first = known.ask(user("Hello"), answer=LONG)
    known.ask(user("Hello"), LONG, user("Why?"), answer=says("So."))
    known.ask(user("Another"), answer=LONG)
    assert known.ask(*messages, answer=LONG) == first


def test_a_summary_before_a_telling_answer_is_the_same_conversation() -> None:
    known = Known()
    first = known.ask(user("Hello"), LONG, user("Why?"), answer=calls("c9"))
    assert known.ask(user("Summary."), calls("c9"), result("c9"), answer=LONG) == first


def test_a_short_answer_alone_is_no_sign() -> None:
    known = Known()
    first = known.ask(user("Is it so?"), answer=says("Yes."))
    assert known.ask(user("Do you?"), says("Yes."), user("Why?"), answer=LONG) != first


def test_a_shared_beginning_is_no_sign() -> None:
    """Examples, or a document, at the head of each conversation."""
    known = Known()
    head = [user("Example"), says("Good."), user("Another example"), says("Fine.")]
    first = known.ask(*head, user("One"), answer=LONG)
    assert known.ask(*head, user("Two"), answer=LONG) != first


def test_the_same_request_once_more_is_another_conversation() -> None:
    """As when several answers are sampled."""
    known = Known()
    assert known.ask(user("a"), answer=LONG) != known.ask(user("a"), answer=LONG)


def test_the_same_request_after_an_answer_that_never_came_is_the_same() -> None:
    known = Known()
    assert known.ask(user("a"), answer=None) == known.ask(user("a"), answer=LONG)


def test_a_fork_is_another_conversation() -> None:
    known = Known()
    trunk = (user("Hello"), LONG)
    first = known.ask(user("Hello"), answer=LONG)
    assert known.ask(*trunk, user("One"), answer=says("The first of two.")) == first
    assert known.ask(*trunk, user("Two"), answer=says("The second of two.")) != first


def test_a_name_is_believed() -> None:
    known = Known()
    known.ask(user("a"), answer=LONG, name="s")
    assert known.conversations.find(Sent((user("b"),)), "s") is not None
    assert known.conversations.find(Sent((user("a"), LONG, user("b"))), "t") is None


def test_a_name_that_a_client_gave_is_not_given_again() -> None:
    known = Known()
    known.ask(user("a"), answer=LONG, name="conversation-1")
    assert known.ask(user("b"), answer=LONG) == "conversation-2"


def test_the_oldest_are_forgotten_by_number_and_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "REMEMBERED", 2)
    known = Known(most_bytes=100)
    for text in "abc":
        known.ask(user(text), answer=says(text))
    assert not known.knows("a")
    assert known.knows("b")
    known.ask(user("d"), answer=says("d"), size=99)
    assert not known.knows("b")
    assert known.knows("c")
    known.ask(user("e"), answer=says("e"), size=2)
    assert not known.knows("d")


def test_a_long_conversation_counts_with_its_newest_request_only() -> None:
    known = Known(most_bytes=100)
    messages = [user("a")]
    for number in range(20):
        known.ask(*messages, answer=says(f"{number}"), size=90)
        messages += [says(f"{number}"), user("more")]
    assert known.conversations.find(Sent(tuple(messages))) is not None


BOILERPLATE = "Answer in whole sentences, name your sources, and never guess a number. " * 5


def test_the_prefix_that_is_most_alike_is_compared() -> None:
    known = Known()
    known.ask(system(f"It is 12:00. {BOILERPLATE}"), user("a"), answer=LONG)
    known.ask(system("You write poems about the sea and the wind."), user("b"), answer=LONG)
    found = known.conversations.alike(Sent((system(f"It is 12:01. {BOILERPLATE}"),)), 1.0)
    assert found is not None
    assert found.name == "conversation-1"


def test_a_prefix_of_another_kind_is_not_compared() -> None:
    known = Known()
    known.ask(system("You write poems about the sea and the wind."), user("b"), answer=LONG)
    assert known.conversations.alike(Sent((system(f"It is 12:01. {BOILERPLATE}"),)), 1.0) is None


def test_what_was_answered_later_than_a_request_was_sent_is_not_compared() -> None:
    known = Known()
    sent = Sent((system(BOILERPLATE), user("a")))
    later = Conversation("x", 1, sent, LONG, Usage(10, 0, 1), ended=5.0)
    known.conversations.keep(later)
    assert known.conversations.alike(later.prefix, 4.0) is None
    assert known.conversations.alike(later.prefix, 5.0) is later


def test_a_conversation_that_says_the_same_a_thousand_times_takes_no_longer() -> None:
    """An edited one of equal messages is found, and nobody else waits for it."""
    known = Known()
    name = known.ask(*[user("Go on."), says("Done.")] * 2000, user("Go on."), answer=says("Done."))
    began = time.process_time()
    edited = [user("Begin."), *[says("Done."), user("Go on.")] * 2000, says("Done."), user("End.")]
    assert known.ask(*edited, answer=says("Done.")) == name
    assert time.process_time() - began < 2
