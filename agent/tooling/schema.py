"""JSON Schemas of tools: checked before the model sees them, and always the same bytes.

One bad schema would turn every request of a session into a 400, so a tool that brings one is
refused when it is registered, with its name and the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
)
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator

from agent.errors import ToolRefused
from agent.tooling.patterns import compiled
from agent.types import JSON

Schema: TypeAlias = dict[str, JSON]
Path: TypeAlias = tuple[str | int, ...]

_DIALECTS: dict[str, type[Validator]] = {
    (dialect.META_SCHEMA.get("$id") or dialect.META_SCHEMA["id"]).rstrip("#"): dialect
    for dialect in (
        Draft4Validator,
        Draft6Validator,
        Draft7Validator,
        Draft201909Validator,
        Draft202012Validator,
    )
}

HOLDS_SCHEMA = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
HOLDS_LIST = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
HOLDS_NAMES = frozenset(
    {
        "$defs",
        "definitions",
        "dependencies",
        "dependentSchemas",
        "patternProperties",
        "properties",
    }
)
_LEADING = (
    "$schema",
    "$ref",
    "type",
    "description",
    "enum",
    "const",
    "default",
    "format",
    "items",
    "properties",
    "required",
    "additionalProperties",
)
"""The keywords that come first, as people write them; the others follow by the alphabet."""
_PLACE = {keyword: place for place, keyword in enumerate(_LEADING)}


def check_schema(tool: str, schema: Mapping[str, JSON]) -> None:
    """Raises ToolRefused, naming `tool` and the JSON path, for a schema that cannot be used."""
    try:
        _check_dialect(tool, schema)
        _check_references(tool, schema)
        _check_evaluated(tool, schema)
    except RecursionError:
        raise ToolRefused(f"Tool {tool}: its schema is nested too deeply.") from None


def canonical(schema: Mapping[str, JSON]) -> Schema:
    """The schema with its keywords in a fixed order and without titles.

    Names of properties and definitions keep the order in which they are given. Titles say again
    what the names say, and cost tokens in every prompt.
    """
    ordered = sorted(
        (keyword for keyword in schema if keyword != "title"),
        key=lambda keyword: (_PLACE.get(keyword, len(_PLACE)), keyword),
    )
    return {keyword: _canonical_value(keyword, schema[keyword]) for keyword in ordered}


def foreign(tool: str, schema: Mapping[str, JSON]) -> Schema:
    """A copy of somebody else's schema in which equal schemas have equal bytes.

    Raises ToolRefused when the schema is not JSON.
    """
    try:
        copy = json.loads(json.dumps(schema, sort_keys=True, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise ToolRefused(f"Tool {tool}: its schema is not JSON: {error}.") from error
    if not isinstance(copy, dict):
        raise ToolRefused(f"Tool {tool}: its schema is not an object at $.")
    return copy


def validator_for(schema: Mapping[str, JSON]) -> type[Validator]:
    """The dialect that the schema declares, else draft 2020-12. Raises KeyError when unknown."""
    if "$schema" not in schema:
        return Draft202012Validator
    return _DIALECTS[str(schema["$schema"]).rstrip("#")]


def json_path(path: Path) -> str:
    """`("properties", "a", 0)` as `$.properties.a[0]`."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


def _canonical_value(keyword: str, value: JSON) -> JSON:
    if keyword in HOLDS_NAMES and isinstance(value, dict):
        return {name: _canonical_schema(held) for name, held in value.items()}
    if keyword in HOLDS_LIST and isinstance(value, list):
        return [_canonical_schema(held) for held in value]
    if keyword in HOLDS_SCHEMA:
        return _canonical_schema(value)
    return value


def _canonical_schema(value: JSON) -> JSON:
    return canonical(value) if isinstance(value, dict) else value


def _check_dialect(tool: str, schema: Mapping[str, JSON]) -> None:
    try:
        dialect = validator_for(schema)
    except KeyError:
        raise ToolRefused(
            f"Tool {tool}: unknown dialect {schema['$schema']!r} at $.$schema. "
            f"Known are: {', '.join(_DIALECTS)}."
        ) from None
    wrong = best_match(dialect(dialect.META_SCHEMA).iter_errors(dict(schema)))
    if wrong is not None:
        raise ToolRefused(f"Tool {tool}: wrong schema at {wrong.json_path}: {wrong.message}.")
    if schema.get("type") != "object":
        raise ToolRefused(f'Tool {tool}: the schema of arguments needs "type": "object" at $.type.')


def _check_references(tool: str, schema: Mapping[str, JSON]) -> None:
    anchors = {
        held[keyword]
        for _, held in _walk(schema)
        for keyword in ("$anchor", "$dynamicAnchor")
        if keyword in held
    }
    for path, held in _walk(schema):
        if path and "$id" in held:
            raise ToolRefused(
                f"Tool {tool}: a nested $id at {json_path(path)}. Refer by #/$defs/NAME instead."
            )
        for keyword in ("$ref", "$dynamicRef"):
            if keyword in held:
                _check_reference(tool, schema, anchors, (*path, keyword), str(held[keyword]))
        _check_patterns(tool, path, held)


def _check_reference(
    tool: str, schema: Mapping[str, JSON], anchors: set[str], path: Path, reference: str
) -> None:
    if not reference.startswith("#"):
        raise ToolRefused(
            f"Tool {tool}: the remote reference {reference!r} at {json_path(path)} is not "
            "followed. Put the schema into $defs."
        )
    if not _resolves(schema, anchors, reference[1:]):
        raise ToolRefused(
            f"Tool {tool}: the reference {reference!r} at {json_path(path)} leads nowhere."
        )


def _resolves(schema: Mapping[str, JSON], anchors: set[str], fragment: str) -> bool:
    if not fragment:
        return True
    if not fragment.startswith("/"):
        return fragment in anchors
    node: Any = schema
    for escaped in unquote(fragment[1:]).split("/"):
        part = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping) and part in node:
            node = node[part]
        elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
            node = node[int(part)]
        else:
            return False
    return isinstance(node, Mapping | bool)


def _check_patterns(tool: str, path: Path, schema: Mapping[str, JSON]) -> None:
    patterns = [((*path, "pattern"), schema["pattern"])] if "pattern" in schema else []
    patterns += [((*path, "patternProperties"), key) for key in schema.get("patternProperties", ())]
    for place, pattern in patterns:
        try:
            compiled(pattern)
        except re.error as error:
            raise ToolRefused(
                f"Tool {tool}: the pattern {pattern!r} at {json_path(place)} is wrong: {error}."
            ) from error


def _check_evaluated(tool: str, schema: Mapping[str, JSON]) -> None:
    """What jsonschema calls evaluated it finds with patterns of its own, which nothing stops."""
    places = {keyword: path for path, held in _walk(schema) for keyword in held}
    if {"patternProperties", "unevaluatedProperties"} <= places.keys():
        raise ToolRefused(
            f"Tool {tool}: unevaluatedProperties at "
            f"{json_path(places['unevaluatedProperties'])} in a schema with patternProperties. "
            "Use additionalProperties."
        )


def _walk(schema: JSON, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, JSON]]]:
    """Every schema inside `schema`, itself first; values that are data are left out."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for keyword, value in schema.items():
        if keyword in HOLDS_NAMES and isinstance(value, Mapping):
            for name, held in value.items():
                yield from _walk(held, (*path, keyword, name))
        elif keyword in HOLDS_LIST and isinstance(value, list):
            for number, held in enumerate(value):
                yield from _walk(held, (*path, keyword, number))
        elif keyword in HOLDS_SCHEMA:
            yield from _walk(value, (*path, keyword))
