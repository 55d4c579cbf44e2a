"""What the newest run refers to stays readable when the passage leaves the window."""

from __future__ import annotations

from dataclasses import replace

from agent.context.epoch import visible
from agent.context.ledger import Piece, rendered, standing
from agent.context.references import with_references_kept
from agent.context.transcript import Entry
from agent.events import EpochOpened, GivenPassage, Record, Replacement, ToolFinished, UserSpoke
from agent.types import ToolCall, ToolOutcome, Usage

PLACE = GivenPassage("aaaaaaaa", "a.md", 1, 2)
SHOWN = Piece(PLACE, "one\ntwo")
ABOVE = Piece(replace(PLACE, above=True), "")
CALL = ToolCall("call-1", "search", "{}")


def result(*pieces: Piece) -> ToolFinished:
    passages = tuple(each.given for each in pieces)
    return ToolFinished(CALL, ToolOutcome(), rendered(pieces), passages=passages)


def entries(*records: Record) -> list[Entry]:
    return [Entry(number, 0.0, record) for number, record in enumerate(records)]


def epoch(first: int, *masked: Replacement) -> EpochOpened:
    return EpochOpened(1, first, "So far." if first else "", masked, (), "", 0, Usage())


def test_a_passage_that_leaves_takes_the_place_of_its_reference() -> None:
    """Whether its result is masked or summarised; and it stands there for the ledger."""
    log = entries(UserSpoke("a"), result(SHOWN), UserSpoke("b"), result(ABOVE))
    for opened in (epoch(0, Replacement(1, "[masked]")), epoch(2)):
        kept = with_references_kept(log, opened)
        seen = [each.record for each in visible([*log, Entry(4, 0.0, kept)])]
        assert list(standing(seen)) == [SHOWN]
        assert kept.masked[-1] == Replacement(3, SHOWN.rendered)


def test_a_reference_to_what_stays_is_left_alone() -> None:
    """Nothing stands in the window twice."""
    log = entries(UserSpoke("a"), result(SHOWN), UserSpoke("b"), result(ABOVE))
    assert with_references_kept(log, epoch(0)).masked == ()


def test_references_of_earlier_runs_are_left_alone() -> None:
    """They were answered, and the passage would be paid for again."""
    log = entries(UserSpoke("a"), result(SHOWN), UserSpoke("b"), result(ABOVE), UserSpoke("c"))
    masked = Replacement(1, "[masked]")
    assert with_references_kept(log, epoch(0, masked)).masked == (masked,)


def test_two_references_get_one_passage() -> None:
    """The second still refers to the first."""
    log = entries(UserSpoke("a"), result(SHOWN), UserSpoke("b"), result(ABOVE, ABOVE))
    (kept,) = with_references_kept(log, epoch(2)).masked
    assert kept.text == rendered([SHOWN, ABOVE])


def test_what_was_retrieved_for_a_message_is_kept_the_same_way() -> None:
    """References stand behind the user's words, too."""
    said = UserSpoke("b", retrieved=ABOVE.rendered, passages=(ABOVE.given,))
    log = entries(UserSpoke("a"), result(SHOWN), said)
    assert with_references_kept(log, epoch(2)).masked == (Replacement(2, SHOWN.rendered),)
