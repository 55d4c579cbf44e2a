"""`agent index --eval`: how well the knowledge index answers questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.table import Table

from agent.cli.common import err, show_error, show_result
from agent.cli.counting import engine_counter
from agent.cli.render import json_line
from agent.config import Settings
from agent.retrieval import Evaluation, Knowledge, Question, evaluate

_KS = (1, 3, 5, 10)

_CHARACTERS_PER_TOKEN = 4
"""Of English with most tokenizers; for when no engine is there to count."""


def evaluate_index(
    knowledge: Knowledge, asked: Sequence[Question], settings: Settings, *, as_json: bool
) -> None:
    """Print recall, rank and tokens of the answers to questions."""
    _show_missing(knowledge, asked)
    with engine_counter(settings) as count:
        figures = evaluate(knowledge.hits, asked, _KS, count or _by_length)
    if as_json:
        counted = "engine" if count else "characters / 4"
        show_result(json_line({"tokens_by": counted, "at": [asdict(each) for each in figures]}))
        return
    err.print(_table(figures, exact=count is not None))


def _show_missing(knowledge: Knowledge, asked: Sequence[Question]) -> None:
    """Tell of files that nothing can be found in."""
    held = knowledge.sources()
    missing = [each.source for each in asked if each.source and each.source not in held]
    if missing:
        show_error(
            f"{len(missing)} of {len(asked)} questions name a file that the index does not have, "
            f"such as {missing[0]}. `agent search` shows how it names files."
        )


def _by_length(text: str) -> int:
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def _table(figures: Sequence[Evaluation], *, exact: bool) -> Table:
    tokens = "tokens" if exact else "tokens (characters / 4)"
    table = Table(
        title=f"{figures[0].questions} questions, {figures[0].milliseconds:.1f} ms a search"
    )
    for name in ("k", "recall@k", "MRR", tokens, "tokens per answer found"):
        table.add_column(name, justify="right")
    for each in figures:
        price = "-" if each.tokens_per_answer is None else f"{each.tokens_per_answer:.0f}"
        table.add_row(
            str(each.k), f"{each.recall:.3f}", f"{each.mrr:.3f}", f"{each.tokens:.0f}", price
        )
    return table
