"""The evaluation report: a JSON file with all that identifies it, and a table to read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from agent.context import formats
from agent.types import JSON

from .dialogues import LONG_SESSIONS, REST
from .scoring import Score, interval, summed

MODELS = Path(__file__).parents[1]
WEIGHTS = MODELS / "holdfast-tiny"


def model_hash() -> str:
    """What was measured: weights, tokenizer and template."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json", "chat_template.jinja"):
        digest.update((WEIGHTS / name).read_bytes())
    return digest.hexdigest()[:16]


def prompts_hash() -> str:
    """The default prefix that the dialogues begin with."""
    prompts = resources.files("agent.prompts")
    digest = hashlib.sha256()
    for name in ("system.md", "few_shot.jsonl"):
        digest.update(prompts.joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


def write(
    folder: Path,
    seed: int,
    version: str,
    scores: Mapping[str, Score],
    lengths: Mapping[int, Score],
) -> None:
    """`evaluation.json` and `evaluation.md`, by capability and by length of the prompts."""
    report = {
        "seed": seed,
        "longest_prompt_tokens": max(lengths),
        "vllm": version,
        "model": model_hash(),
        "prompts": prompts_hash(),
        "formats": formats.fingerprint(),
        "total": _entry(summed(list(scores.values()))),
        "capabilities": {name: _entry(score) for name, score in scores.items()},
        "lengths": {str(tokens): _counts(score) for tokens, score in lengths.items()},
    }
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluation.json").write_text(text, "utf-8")
    (folder / "evaluation.md").write_text(table(report), "utf-8")


def _entry(score: Score) -> dict[str, JSON]:
    return _counts(score) | {"failures": score.failures}


def _counts(score: Score) -> dict[str, JSON]:
    return {
        "dialogues": score.dialogues,
        "flawless": score.flawless,
        "calls": score.calls,
        "right_calls": score.right_calls,
        "answers": score.answers,
        "right_answers": score.right_answers,
    }


def table(report: Mapping[str, JSON]) -> str:
    """The report for people."""
    lines = [
        "# Evaluation of the bundled model",
        "",
        f"Dialogues that it was never trained on (seed {report['seed']}, prompts up to "
        f"{report['longest_prompt_tokens']} tokens), through vLLM {report['vllm']} with automatic "
        "tool choice and the hermes parser, at temperature 0. Names of tools and parameters, "
        "values and most phrasings are disjoint from training; the built-in tools are what they "
        "are. In brackets: the 95% interval (Wilson).",
        "",
        f"Model `{report['model']}`, prompts `{report['prompts']}`, formats `{report['formats']}`.",
        "",
        "| capability | dialogues | calls exact | answers exact | dialogues without a mistake |",
        "| --- | ---: | --- | --- | --- |",
    ]
    capabilities = report["capabilities"]
    lines += [_row(name, entry) for name, entry in capabilities.items()]
    lines.append(_row("**the main job**", main_job(report)))
    for title, group in (("long sessions", LONG_SESSIONS), ("the rest of the language", REST)):
        entries = [entry for name, entry in capabilities.items() if name in group]
        if entries:
            lines.append(_row(f"**{title}**", _added(entries)))
    lines.append(_row("**all**", report["total"]))
    lengths = report.get("lengths", {})
    lines += [_row(f"prompts up to {tokens} tokens", each) for tokens, each in lengths.items()]
    return "\n".join(lines) + "\n"


def main_job(report: Mapping[str, JSON]) -> dict[str, int]:
    """The capabilities that a session needs before it outgrows its window, added up."""
    entries = report["capabilities"].items()
    return _added([entry for name, entry in entries if name not in LONG_SESSIONS | REST])


def _added(entries: Sequence[Mapping[str, JSON]]) -> dict[str, int]:
    counted = ("dialogues", "flawless", "calls", "right_calls", "answers", "right_answers")
    return {key: sum(entry[key] for entry in entries) for key in counted}


def _row(name: str, entry: Mapping[str, JSON]) -> str:
    cells = [
        name,
        str(entry["dialogues"]),
        _share(entry["right_calls"], entry["calls"]),
        _share(entry["right_answers"], entry["answers"]),
        _share(entry["flawless"], entry["dialogues"]),
    ]
    return "| " + " | ".join(cells) + " |"


def _share(right: int, total: int) -> str:
    if not total:
        return "–"
    low, high = interval(right, total)
    return f"{right}/{total} = {right / total:.1%} [{low:.1%}, {high:.1%}]"
