"""Schemas that others wrote for their own readers, made JSON Schema where their meaning is plain.

Only what can mean one thing is changed, and each change is told. What could mean several things is
refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from agent.errors import ToolRefused
from agent.tooling.schema import (
    HOLDS_LIST,
    HOLDS_NAMES,
    HOLDS_SCHEMA,
    Path,
    Schema,
    foreign,
    json_path,
)
from agent.types import JSON

Repairs: TypeAlias = tuple[str, ...]
"""What was changed, one sentence each, with the tool and the JSON path."""

_ANY = "any"
_TYPES = {
    **{
        name: name
        for name in ("array", "boolean", "integer", "null", "number", "object", "string", _ANY)
    },
    "bool": "boolean",
    "dict": "object",
    "double": "number",
    "float": "number",
    "int": "integer",
    "list": "array",
    "none": "null",
    "str": "string",
    "tuple": "array",
}
_TELLS_TYPE = {
    "properties": "object",
    "additionalProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minLength": "string",
    "maxLength": "string",
    "pattern": "string",
}
_SAYS_MORE = frozenset({"$ref", "$dynamicRef", "allOf", "anyOf", "const", "if", "not", "oneOf"})
_FLAGS = {True: True, False: False, "true": True, "false": False}


def repair_schema(tool: str, parameters: Mapping[str, JSON]) -> tuple[Schema, Repairs]:
    """A copy of `parameters` that is JSON Schema, and what was changed to make it so.

    Keywords that JSON Schema does not have, such as `optional`, stay: they have no effect.

    Raises:
        ToolRefused: something in it could mean several things; the message names the JSON path.
    """
    repair = _Repair(tool)
    try:
        schema = repair.root(foreign(tool, parameters))
    except RecursionError:
        raise ToolRefused(f"Tool {tool}: its schema is nested too deeply.") from None
    return schema, tuple(repair.told)


class _Repair:
    def __init__(self, tool: str) -> None:
        self._tool = tool
        self.told: list[str] = []

    def root(self, schema: Schema) -> Schema:
        repaired = self._schema(schema, ())
        if "type" not in repaired:
            self._tell(("type",), "the type of arguments is object")
            repaired["type"] = "object"
        return repaired

    def _tell(self, path: Path, what: str) -> None:
        self.told.append(f"Tool {self._tool}: {what} at {json_path(path)}")

    def _refusal(self, path: Path, what: str) -> ToolRefused:
        return ToolRefused(f"Tool {self._tool}: {what} at {json_path(path)}.")

    def _any(self, value: JSON, path: Path) -> JSON:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            self._tell(path, f"the schema {value!r} is a type alone")
            return self._schema({"type": value}, path)
        if not isinstance(value, dict):
            raise self._refusal(path, f"{value!r} is not a schema")
        return self._schema(value, path)

    def _schema(self, given: Schema, path: Path) -> Schema:
        schema = dict(given)
        if "type" in schema:
            self._name_type(schema, path)
        else:
            self._infer_type(schema, path)
        self._name_items(schema, path)
        self._take_required(schema, path)
        for keyword, value in schema.items():
            schema[keyword] = self._inside(keyword, value, (*path, keyword))
        return schema

    def _inside(self, keyword: str, value: JSON, path: Path) -> JSON:
        if keyword in HOLDS_NAMES and isinstance(value, dict):
            return {
                name: held if isinstance(held, list) else self._any(held, (*path, name))
                for name, held in value.items()
            }
        if keyword in HOLDS_LIST and isinstance(value, list):
            return [self._any(held, (*path, number)) for number, held in enumerate(value)]
        return self._any(value, path) if keyword in HOLDS_SCHEMA else value

    def _name_type(self, schema: Schema, path: Path) -> None:
        given = schema["type"]
        names = [
            self._type(each, (*path, "type"))
            for each in (given if isinstance(given, list) else [given])
        ]
        if _ANY in names:
            del schema["type"]
            self._tell((*path, "type"), f"{given!r} is no limit")
            return
        named = list(dict.fromkeys(names)) if isinstance(given, list) else names[0]
        if named != given:
            schema["type"] = named
            self._tell((*path, "type"), f"{given!r} is {named!r}")

    def _type(self, name: JSON, path: Path) -> str:
        known = _TYPES.get(name.lower()) if isinstance(name, str) else None
        if known is None:
            raise self._refusal(path, f"{name!r} is not a type that JSON has")
        return known

    def _infer_type(self, schema: Schema, path: Path) -> None:
        if _SAYS_MORE & schema.keys():
            return
        told = {kind for keyword, kind in _TELLS_TYPE.items() if keyword in schema}
        if not told and isinstance(schema.get("enum"), list):
            told = {_type_of(each) for each in schema["enum"]}
        if len(told) == 1:
            schema["type"] = told.pop()
            self._tell((*path, "type"), f"the missing type is {schema['type']!r}")

    def _name_items(self, schema: Schema, path: Path) -> None:
        """A list of `items`, one for each place, has been `prefixItems` since draft 2020-12."""
        if not isinstance(schema.get("items"), list) or "$schema" in schema:
            return
        if "prefixItems" in schema:
            raise self._refusal((*path, "items"), "a list of items beside prefixItems")
        schema["prefixItems"] = schema.pop("items")
        self._tell((*path, "items"), "a list of items is prefixItems")

    def _take_required(self, schema: Schema, path: Path) -> None:
        """A property that says of itself that it is required is named in the list beside it."""
        if "required" in schema and not isinstance(schema["required"], list):
            # The parent has taken its property's; here nobody asks for the value by name.
            self._tell((*path, "required"), f"{schema.pop('required')!r} says nothing")
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return
        required = list(schema.get("required", []))
        schema["properties"] = {
            name: self._without_flag(name, held, (*path, "properties", name), required)
            for name, held in properties.items()
        }
        if required:
            schema["required"] = required

    def _without_flag(self, name: str, held: JSON, path: Path, required: list[JSON]) -> JSON:
        if not isinstance(held, dict) or isinstance(held.get("required", []), list):
            return held
        flag = held["required"]
        spelled = flag.lower() if isinstance(flag, str) else flag
        if not isinstance(spelled, bool | str) or spelled not in _FLAGS:
            raise self._refusal((*path, "required"), f"{flag!r} is neither true nor false")
        if _FLAGS[spelled] and name not in required:
            required.append(name)
        self._tell((*path, "required"), f"{flag!r} belongs into the list of the object")
        return {keyword: value for keyword, value in held.items() if keyword != "required"}


def _type_of(value: JSON) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "null"
