"""How the server shares its time is judged by what was measured."""

from __future__ import annotations

import pytest

from agent.doctor.busy import Beside, longest_gap
from agent.doctor.scheduling_checks import judged_gap, judged_order
from tests.doctor.conftest import Vllm, findings


def test_a_prompt_in_one_piece_that_stops_others_is_warned_of() -> None:
    """With the flags that cut it."""
    found = judged_gap(Beside(12_000, 3.0, 2.9))
    assert (found.severity, "--enable-chunked-prefill" in found.fix) == ("warning", True)


def test_pieces_between_which_others_go_on_are_well() -> None:
    """Long as the prompt may take."""
    assert judged_gap(Beside(12_000, 6.0, 1.1)).severity == "ok"


def test_a_short_stop_is_no_fault() -> None:
    """However it came about."""
    assert judged_gap(Beside(12_000, 0.3, 0.3)).severity == "ok"


@pytest.mark.parametrize(
    ("answered", "severity", "words"),
    [
        ((1.8, 1.5, 1.2, 0.9, 0.6), "ok", "more urgent"),
        ((0.6, 0.9, 1.2, 1.5, 1.8), "note", "order of their arrival"),
        ((0.6, 0.61, 0.6, 0.62, 0.61), "note", "cannot be told"),
    ],
)
def test_the_order_of_answers_tells_the_policy(
    answered: tuple[float, ...], severity: str, words: str
) -> None:
    """Each was more urgent than the one that was sent before it."""
    found = judged_order(answered)
    assert (found.severity, words in found.seen) == (severity, True)


def test_the_longest_gap_is_between_neighbours() -> None:
    """Not between the ends."""
    assert longest_gap([1.0, 1.5, 3.5, 4.0]) == 2.0
    assert longest_gap([1.0]) == 0.0


async def test_a_server_whose_answers_end_at_once_cannot_be_examined(vllm: Vllm) -> None:
    """A server that takes no `ignore_eos`; the reason is said."""
    vllm.goes_on = False
    found = await findings(vllm)
    assert {found[each].severity for each in ("chunked-prefill", "scheduling-policy")} == {
        "skipped"
    }
    assert "ended before" in found["chunked-prefill"].seen


async def test_a_server_without_a_tokenizer_is_not_put_under_load(vllm: Vllm) -> None:
    """How long a prompt would be is not known."""
    vllm.tokenizes = False
    found = await findings(vllm)
    assert found["chunked-prefill"].severity == "skipped"
    assert not any(each.get("ignore_eos") for each in vllm.bodies)


async def test_a_server_that_ignores_priorities_is_told_from_one_that_obeys(vllm: Vllm) -> None:
    """By the order of its answers, which is all that can be seen."""
    obeys = (await findings(vllm))["scheduling-policy"]
    vllm.priorities = False
    ignores = (await findings(vllm))["scheduling-policy"]
    assert (obeys.severity, ignores.severity) == ("ok", "note")
    assert "--scheduling-policy priority" in ignores.fix
