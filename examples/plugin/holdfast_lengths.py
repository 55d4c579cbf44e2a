"""Lengths in other units, as a tool for Holdfast."""

from __future__ import annotations

from agent import ModelRetry, tool

METRES = {"m": 1.0, "km": 1000.0, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344, "nmi": 1852.0}


@tool(read_only=True, idempotent=True, open_world=False)
def convert_length(value: float, unit: str, to: str) -> str:
    """Convert a length from one unit to another.

    Args:
        value: The length.
        unit: Its unit: m, km, ft, yd, mi or nmi.
        to: The unit that is wanted.
    """
    for each in (unit, to):
        if each not in METRES:
            raise ModelRetry(f"The unit {each!r} is not known. The units are: {', '.join(METRES)}.")
    return f"{value * METRES[unit] / METRES[to]:.6g} {to}"
