"""The report of an evaluation: JSON with all that repeats it, a table, a plot, a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from html import escape

from agent.evals.case import Outcome
from agent.models.training.scoring import interval
from agent.types import JSON

COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7b4b94", "#b58900", "#444444", "#00868b")


def report_of(settings: Mapping[str, JSON], outcomes: Sequence[Outcome], seconds: float) -> JSON:
    """The settings, the shares by suite, capability and length, and every turn that was wrong."""
    return {
        "settings": dict(settings),
        "turns": len(outcomes),
        "seconds": round(seconds, 1),
        "turns_per_second": round(len(outcomes) / seconds, 3) if seconds else 0.0,
        "total": _share(outcomes),
        "suites": {name: _by_length(each) for name, each in _grouped(outcomes, "suite").items()},
        "capabilities": {
            f"{suite}: {name}": _share(found)
            for suite, each in _grouped(outcomes, "suite").items()
            for name, found in _grouped(each, "capability").items()
        },
        "kinds": {name: _share(each) for name, each in _grouped(outcomes, "kind").items()},
        "wrong": [asdict(each) for each in outcomes if not each.right],
    }


def _grouped(outcomes: Iterable[Outcome], key: str) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for each in outcomes:
        found.setdefault(str(getattr(each, key)), []).append(each)
    return found


def _by_length(outcomes: Sequence[Outcome]) -> dict[str, JSON]:
    return {tokens: _share(each) for tokens, each in _grouped(outcomes, "tokens").items()}


def _share(outcomes: Sequence[Outcome]) -> dict[str, JSON]:
    right = sum(each.right for each in outcomes)
    low, high = interval(right, len(outcomes))
    return {
        "right": right,
        "turns": len(outcomes),
        "low": round(low, 4),
        "high": round(high, 4),
        "prompt_tokens": round(sum(each.prompt_tokens for each in outcomes) / len(outcomes))
        if outcomes
        else 0,
    }


def table(report: JSON) -> str:
    """Suites by length, then capabilities, as Markdown; in brackets Wilson's 95% interval."""
    lengths = sorted({int(each) for suite in report["suites"].values() for each in suite})
    head = ["suite", *(f"{each} tokens" for each in lengths)]
    lines = [_line(head), _line(["---"] * len(head))]
    for name, suite in report["suites"].items():
        lines.append(_line([name, *(_cell(suite.get(str(each))) for each in lengths)]))
    lines += ["", _line(["capability", "right"]), _line(["---", "---"])]
    lines += [_line([name, _cell(each)]) for name, each in report["capabilities"].items()]
    lines += [_line([f"all {name}", _cell(each)]) for name, each in report["kinds"].items()]
    lines.append(_line(["all", _cell(report["total"])]))
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(share: Mapping[str, JSON] | None) -> str:
    if not share or not share["turns"]:
        return "–"
    right, turns = share["right"], share["turns"]
    return f"{right}/{turns} = {right / turns:.1%} [{share['low']:.1%}, {share['high']:.1%}]"


def compared(before: JSON, after: JSON) -> str:
    """The difference of two reports by suite and length, in points, as Markdown."""
    lines = [_line(["suite", "tokens", "before", "after", "points", "distinct"])]
    lines.append(_line(["---"] * 6))
    for name, suite in after["suites"].items():
        for tokens, share in suite.items():
            old = before["suites"].get(name, {}).get(tokens)
            if old and old["turns"] and share["turns"]:
                lines.append(_line([name, tokens, *_difference(old, share)]))
    lines.append(_line(["all", "", *_difference(before["total"], after["total"])]))
    return "\n".join(lines) + "\n"


def _difference(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> list[str]:
    was, now = old["right"] / old["turns"], new["right"] / new["turns"]
    apart = old["high"] < new["low"] or new["high"] < old["low"]
    return [f"{was:.1%}", f"{now:.1%}", f"{100 * (now - was):+.1f}", "yes" if apart else "no"]


def plot(report: JSON) -> str:
    """Score against context length, one line for each suite, as SVG."""
    width, height, left, top = 640, 360, 60, 20
    lengths = [int(each) for suite in report["suites"].values() for each in suite] or [1]
    longest = max(lengths)

    def at(tokens: int, share: float) -> str:
        x = left + (width - left - 150) * tokens / longest
        return f"{x:.1f},{top + (height - top - 50) * (1 - share):.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(0, share).split(",")
        parts.append(f'<path d="M{x},{y} h{width - left - 150}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{left - 8}" y="{float(y) + 4}" text-anchor="end">{share:.0%}</text>'
        )
    for tokens in sorted(set(lengths)):
        x, y = at(tokens, 0).split(",")
        parts.append(f'<text x="{x}" y="{float(y) + 18}" text-anchor="middle">{tokens}</text>')
    for number, (name, suite) in enumerate(report["suites"].items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [
            at(int(tokens), share["right"] / share["turns"])
            for tokens, share in sorted(suite.items(), key=lambda item: int(item[0]))
            if share["turns"]
        ]
        path = " ".join(points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
            for x, y in (point.split(",") for point in points)
        ]
        below = top + 14 + 18 * number
        parts.append(f'<text x="{width - 130}" y="{below}" fill="{colour}">{escape(name)}</text>')
    parts.append(f'<text x="{left}" y="{height - 8}">prompt tokens; share of turns right</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
