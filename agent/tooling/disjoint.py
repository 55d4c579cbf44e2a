"""Whether two schemas exclude each other: what makes a `oneOf` the same as an `anyOf`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from agent.types import JSON

_TELLING = ("enum", "const", "type")
"""The keywords that are looked at; all others can only take fewer values."""


def disjoint(one: JSON, other: JSON, root: Mapping[str, JSON]) -> bool:
    """Whether plainly no value satisfies both; False also where that is open.

    They are told apart by their types, their choices, or the choices of a property that both
    require (a discriminator).

    Args:
        root: the schema in which `#/$defs/NAME` and `#/definitions/NAME` lie.
    """
    first, second = _resolved(one, root), _resolved(other, root)
    for chosen, judge in ((first, second), (second, first)):
        if (values := _choices(chosen)) is not None:
            return not any(_may_take(judge, value) for value in values)
    kinds = _kinds(first) & _kinds(second)
    return not kinds or (kinds == {"object"} and _told_apart(first, second, root))


def _resolved(schema: JSON, root: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Behind one reference; of what is not plain, a schema that takes everything."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    parts = reference.split("/") if isinstance(reference, str) else []
    if len(parts) == 3 and isinstance(root.get(parts[1]), Mapping):
        schema = root[parts[1]].get(parts[2])
    return schema if isinstance(schema, Mapping) else {}


def _choices(schema: Mapping[str, JSON]) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _may_take(schema: Mapping[str, JSON], value: Any) -> bool:
    telling = {key: schema[key] for key in _TELLING if key in schema}
    return bool(Draft202012Validator(telling).is_valid(value))


def _kinds(schema: Mapping[str, JSON]) -> set[str]:
    """The types of its values, an integer being a number."""
    given = schema.get("type")
    if given is None:
        return {"array", "boolean", "null", "number", "object", "string"}
    types = given if isinstance(given, list) else [given]
    return {"number" if each == "integer" else each for each in types}


def _told_apart(
    one: Mapping[str, JSON], other: Mapping[str, JSON], root: Mapping[str, JSON]
) -> bool:
    both = set(one.get("required", ())) & set(other.get("required", ()))
    pairs = ((_property(one, name, root), _property(other, name, root)) for name in sorted(both))
    return any(
        (values := _choices(first)) is not None
        and not any(_may_take(second, value) for value in values)
        for first, second in pairs
    )


def _property(
    schema: Mapping[str, JSON], name: str, root: Mapping[str, JSON]
) -> Mapping[str, JSON]:
    return _resolved(schema.get("properties", {}).get(name), root)
