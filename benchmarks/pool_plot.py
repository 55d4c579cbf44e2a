"""Draws what the simulation found: small line charts in one SVG, without any library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log2, log10
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, GAP_X, GAP_Y = 250, 180, 60, 70, 60, 60
COLOURS = {
    "unlimited": "#8c8c8c",
    "best fixed": "#b07d2b",
    "ThunderAgent": "#7b52ab",
    "AIMD": "#2a9d74",
    "pool": "#c8102e",
}


@dataclass(frozen=True)
class Panel:
    """One chart: for each policy its points, by number of sessions; `log` is a logarithmic axis."""

    title: str
    unit: str
    lines: dict[str, list[tuple[int, float]]]
    log: bool = False


def draw(rows: Sequence[Sequence[Panel]]) -> str:
    """The SVG of panels in rows."""
    wide = LEFT + max(len(row) for row in rows) * (WIDTH + GAP_X)
    high = TOP + len(rows) * (HEIGHT + GAP_Y)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{wide}" height="{high}" fill="white"/>',
    ]
    for number, (name, colour) in enumerate(COLOURS.items()):
        x = LEFT + number * 130
        parts.append(f'<line x1="{x}" y1="20" x2="{x + 24}" y2="20" stroke="{colour}" {_STROKE}/>')
        parts.append(f'<text x="{x + 30}" y="24">{escape(name)}</text>')
    for down, row in enumerate(rows):
        for across, panel in enumerate(row):
            place = (LEFT + across * (WIDTH + GAP_X), TOP + down * (HEIGHT + GAP_Y))
            parts += _panel(panel, *place)
    return "\n".join([*parts, "</svg>", ""])


_STROKE = 'stroke-width="2" fill="none"'


def _panel(panel: Panel, left: int, top: int) -> list[str]:
    sessions = sorted({x for line in panel.lines.values() for x, _ in line})
    values = [value for line in panel.lines.values() for _, value in line]
    first, last = log2(sessions[0]), log2(sessions[-1])
    ticks = _ticks(values, log=panel.log)
    low, high = _height(ticks[0], log=panel.log), _height(ticks[-1], log=panel.log)

    def at(x: float, value: float) -> tuple[float, float]:
        across = (log2(x) - first) / ((last - first) or 1)
        up = (_height(value, log=panel.log) - low) / (high - low)
        return round(left + across * WIDTH, 1), round(top + HEIGHT - up * HEIGHT, 1)

    parts = [f'<text x="{left}" y="{top - 8}">{escape(panel.title)}, {escape(panel.unit)}</text>']
    for tick in ticks:
        _, y = at(sessions[0], tick)
        parts.append(f'<line x1="{left}" y1="{y}" x2="{left + WIDTH}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
    for number in sessions:
        x, _ = at(number, ticks[0])
        parts.append(f'<text x="{x}" y="{top + HEIGHT + 16}" text-anchor="middle">{number}</text>')
    for name, line in panel.lines.items():
        points = " ".join("{},{}".format(*at(x, value)) for x, value in line)
        parts.append(f'<polyline points="{points}" stroke="{COLOURS[name]}" {_STROKE}/>')
    return parts


def _height(value: float, *, log: bool) -> float:
    return log10(value) if log else value


def _ticks(values: Sequence[float], *, log: bool) -> list[float]:
    if log:
        lowest, highest = floor(log10(min(values))), ceil(log10(max(values)))
        return [10.0**power for power in range(lowest, max(highest, lowest + 1) + 1)]
    step = 10 ** floor(log10(max(values)))
    step = step / 2 if max(values) / step < 3 else step
    return [step * number for number in range(ceil(max(values) / step) + 1)]
