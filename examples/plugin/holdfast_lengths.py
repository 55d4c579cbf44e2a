"""Lengths in other units, as a tool for Holdfast."""

from __future__ import annotations

from agent import ModelRetry, tool

METRES = {
    "metres": 1.0,
    "kilometres": 1000.0,
    "feet": 0.3048,
    "yards": 0.9144,
    "miles": 1609.344,
    "nautical miles": 1852.0,
}


@tool(read_only=True, idempotent=True, open_world=False)
def convert_length(value: float, from_unit: str, to_unit: str) -> str:
    """Convert a length from one unit to another.

    Args:
        value: The length.
        from_unit: Its unit: metres, kilometres, feet, yards, miles or nautical miles.
        to_unit: The unit that is wanted.
    """
    for each in (from_unit, to_unit):
        if each not in METRES:
            raise ModelRetry(f"The unit {each!r} is not known. The units are: {', '.join(METRES)}.")
    return f"{value * METRES[from_unit] / METRES[to_unit]:.6g} {to_unit}"
