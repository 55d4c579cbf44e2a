"""The registry of what the bundled model is taught: one name, one maker of episodes, one weight.

To teach it something new, write a maker of episodes in a file beside this one and enter it here;
corpus, training, evaluation and report follow the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..dialogue import Episode
from ..words import Words
from . import (
    calls,
    compacted,
    corrected,
    delegated,
    failures,
    far_back,
    files,
    knowledge,
    late_tools,
    left_out,
    noise,
    not_run,
    passages,
    plans,
    talk,
    ten_steps,
)

Maker: TypeAlias = Callable[[Words], Episode]


@dataclass(frozen=True, slots=True)
class Skill:
    """A maker of episodes, the capability that it belongs to, and its share of training."""

    make: Maker
    capability: str
    weight: float


NO_TOOL_FOR_IT = "no tool for it"
TOOLS_FOUND_LATE = "tools found late"
REFERENCES_FAR_BACK = "references far back"
SEVERAL_STEPS = "tasks of several steps"
TEN_STEPS = "tasks of ten steps"

SKILLS: tuple[Skill, ...] = (
    Skill(calls.single_call, "one call", 24),
    Skill(calls.many_arguments, "three or four arguments", 22),
    Skill(calls.parallel_calls, "two calls in one turn", 20),
    Skill(calls.chain, "chain of two calls", 10),
    Skill(calls.asked_value, "value from a result", 7),
    Skill(noise.found_in_noise, "value from a result", 6),
    Skill(calls.follow_up_value, "follow-up", 2),
    Skill(knowledge.search_answer, "answer from documents", 17),
    Skill(knowledge.search_limited, "answer from documents", 2),
    Skill(knowledge.two_questions, "two calls in one turn", 2),
    Skill(knowledge.search_then_calculate, "search, then another tool", 9),
    Skill(knowledge.search_then_write, "search, then another tool", 10),
    Skill(knowledge.answer_then_save, "follow-up", 2.5),
    Skill(knowledge.answer_then_calculate, "follow-up", 2),
    Skill(files.follow_up_sum, "follow-up", 1.5),
    Skill(knowledge.read_answer, "answer from documents", 4),
    Skill(knowledge.not_found, "not found", 6),
    Skill(knowledge.read_not_found, "not found", 1),
    Skill(files.read_file, "files and sums", 2),
    Skill(files.list_files, "files and sums", 2),
    Skill(files.write_file, "files and sums", 2),
    Skill(files.calculate, "files and sums", 3),
    Skill(files.two_sums, "two calls in one turn", 1),
    Skill(failures.failed_tool, "failed tool", 6),
    Skill(failures.one_of_two_failed, "failed tool", 9),
    Skill(failures.recovery, "correction after an error", 8),
    Skill(talk.small_talk, "small talk", 10),
    Skill(talk.what_tools, "what tools there are", 9),
    Skill(talk.no_tool_for_it, NO_TOOL_FOR_IT, 4),
    Skill(left_out.long_result, "long results", 4),
    Skill(left_out.search_inside, "long results", 1),
    Skill(left_out.masked_result, "what was left out", 3),
    Skill(left_out.summarised_beginning, "what was left out", 3),
    Skill(left_out.summary, "summary", 4),
    Skill(left_out.note, "notes", 2),
    Skill(late_tools.found_and_called, TOOLS_FOUND_LATE, 5),
    Skill(late_tools.announced, TOOLS_FOUND_LATE, 2),
    Skill(late_tools.asked_for_tools, TOOLS_FOUND_LATE, 1.5),
    Skill(late_tools.none_found, TOOLS_FOUND_LATE, 1.5),
    Skill(not_run.interrupted, "calls that were not run", 2.5),
    Skill(not_run.not_allowed, "calls that were not run", 2.5),
    Skill(not_run.repeated, "calls that were not run", 2.5),
    Skill(passages.passage_above, "passages in the window", 3),
    Skill(passages.passages_behind, "passages in the window", 3),
    Skill(passages.order_with_passages, "passages in the window", 1.5),
    Skill(far_back.searched, REFERENCES_FAR_BACK, 5),
    Skill(far_back.unasked, REFERENCES_FAR_BACK, 2),
    Skill(delegated.delegated, "delegated tasks", 2.5),
    Skill(plans.search_calculate_write, SEVERAL_STEPS, 6),
    Skill(plans.read_on_calculate_write, SEVERAL_STEPS, 5),
    Skill(ten_steps.ten_steps, TEN_STEPS, 20),
    Skill(ten_steps.shorter, TEN_STEPS, 4),
    Skill(corrected.corrected, "corrected by the user", 9),
    Skill(corrected.builtin_corrected, "corrected by the user", 5),
    Skill(compacted.in_the_middle, "what was left out", 5),
)

LONG_SESSIONS = frozenset({"long results", "what was left out", "summary", "notes"})
"""What only a session that outgrows its window needs."""

REST = frozenset(
    {
        TOOLS_FOUND_LATE,
        "calls that were not run",
        "passages in the window",
        REFERENCES_FAR_BACK,
        "delegated tasks",
        SEVERAL_STEPS,
        TEN_STEPS,
        "corrected by the user",
    }
)
"""The rest of the runtime's language; what is in neither group is the main job."""

CAPABILITIES: tuple[str, ...] = tuple(dict.fromkeys(skill.capability for skill in SKILLS))
