"""Schemas for servers that constrain decoding: the same verdicts as the original, or none.

With `"strict": true` vLLM makes a grammar of a tool's parameters, and OpenAI's API does the like.
Both know a part of JSON Schema only: xgrammar ignores some keywords silently, takes objects that do
not say `additionalProperties` as closed, and the type beside an `enum` as said. So a schema is
converted only as far as no instance changes its verdict; else the reasons are given.

https://docs.vllm.ai/en/latest/features/tool_calling.html,
https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal, TypeAlias

from jsonschema import Draft202012Validator

from agent.tooling.disjoint import disjoint
from agent.tooling.schema import Path, Schema, canonical, json_path, validator_for
from agent.types import JSON, ToolSpec

Constrains: TypeAlias = Literal["vllm", "openai"]
"""Whose strict mode: OpenAI's wants every property required, too."""

_ANNOTATIONS = ("description", "default", "examples")
_SILENT = frozenset(
    {"$comment", "$defs", "$schema", "definitions", "deprecated", "readOnly", "title", "writeOnly"}
)
"""They decide nothing about an instance; definitions are converted where they are referred to."""
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_COUNTS = ("maxItems", "minItems")
_OF_TYPE = {
    "object": frozenset(
        {
            "additionalProperties",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "maxProperties",
            "minProperties",
            "patternProperties",
            "properties",
            "propertyNames",
            "required",
            "unevaluatedProperties",
        }
    ),
    "array": frozenset(
        {
            "additionalItems",
            "contains",
            "items",
            "maxContains",
            "maxItems",
            "minContains",
            "minItems",
            "prefixItems",
            "unevaluatedItems",
            "uniqueItems",
        }
    ),
    "string": frozenset(
        {
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "format",
            "maxLength",
            "minLength",
            "pattern",
        }
    ),
    "number": frozenset({*_BOUNDS, "multipleOf"}),
}
"""The keywords that decide about values of one type only."""
_KEPT = {
    "object": frozenset({"additionalProperties", "properties", "required"}),
    "array": frozenset({"items", *_COUNTS}),
    "string": frozenset[str](),
    "number": frozenset(_BOUNDS),
}
_DEFINITIONS = ("$defs", "definitions")
_LARGEST = 2**53
"""Beyond it neither JSON's numbers nor the engines' grammars are exact."""


@dataclass(frozen=True, slots=True)
class Strict:
    """What became of a schema: a strict one of the same verdicts, or why there is none."""

    schema: Schema | None
    reasons: tuple[str, ...] = ()
    """Each with its JSON path; empty where there is a schema."""


def strict_schema(schema: Mapping[str, JSON], constrains: Constrains = "vllm") -> Strict:
    """The schema as `constrains` enforces it, if every instance keeps its verdict.

    Objects have to be closed and values to have a type. `const` becomes `enum`, an `enum` loses the
    values that its own type refuses, `oneOf` whose branches exclude each other becomes `anyOf`, and
    keywords that cannot matter are left out. Optional properties stay optional; a required property
    that takes null would refuse what the original takes, so OpenAI's mode does not get those.

    Args:
        schema: one that `check_schema` took.
    """
    if validator_for(schema).META_SCHEMA.get("id") is not None:
        return Strict(None, ("$.$schema: a dialect before draft 6 decides otherwise",))
    conversion = _Conversion(schema, constrains)
    try:
        converted = conversion.schema(schema, ())
        for name in conversion.reached:
            container, key = name
            held = conversion.schema(schema[container][key], (container, key))
            converted.setdefault(container, {})[key] = held
    except RecursionError:
        return Strict(None, ("$: nested too deeply",))
    if conversion.reasons:
        return Strict(None, tuple(conversion.reasons))
    return Strict(canonical(converted))


def constrained(specs: Iterable[ToolSpec], constrains: Constrains | None) -> tuple[ToolSpec, ...]:
    """The tools as a server that constrains decoding is told of them: strict where they can be."""
    if constrains is None:
        return tuple(specs)
    return tuple(_constrained(each, constrains) for each in specs)


def _constrained(spec: ToolSpec, constrains: Constrains) -> ToolSpec:
    converted = strict_schema(spec.parameters, constrains).schema
    return spec if converted is None else replace(spec, parameters=converted, strict=True)


@dataclass(slots=True)
class _Conversion:
    root: Mapping[str, JSON]
    constrains: Constrains
    reasons: list[str] = field(default_factory=list)
    reached: list[tuple[str, str]] = field(default_factory=list)
    """The definitions that something refers to; it grows while they are converted."""

    def schema(self, schema: JSON, path: Path) -> Schema:
        """One schema inside; what cannot be kept is in the reasons."""
        if not isinstance(schema, Mapping):
            return self._refuse(path, "a schema that is true or false has no type")
        kept = self._annotations(schema)
        deciding = {key: held for key, held in schema.items() if key not in _SILENT | kept.keys()}
        for annotation in _ANNOTATIONS:
            deciding.pop(annotation, None)
        if "enum" in deciding or "const" in deciding:
            return {**kept, **self._choices(deciding, path)}
        for keyword in ("$ref", "anyOf", "oneOf", "allOf"):
            if keyword in deciding:
                return {**kept, **self._composed(keyword, deciding, path)}
        return {**kept, **self._typed(deciding, path)}

    def _annotations(self, schema: Mapping[str, JSON]) -> Schema:
        """OpenAI's mode takes the description only."""
        told = _ANNOTATIONS if self.constrains == "vllm" else _ANNOTATIONS[:1]
        return {key: schema[key] for key in told if key in schema}

    def _choices(self, schema: Schema, path: Path) -> Schema:
        """`enum` and `const`, without the values that the keywords beside them refuse."""
        beside = schema.keys() - {"enum", "const", "type", *_BOUNDS}
        if beside or not path:
            what = f"{_named(beside)} beside enum" if beside else "enum in place of an object"
            return self._refuse(path, what)
        values = schema.get("enum", [schema.get("const")])
        validator = Draft202012Validator(schema)
        taken = [value for value in values if validator.is_valid(value)]
        if not taken:
            return self._refuse(path, "no value is allowed")
        types = sorted({_type_of(value) for value in taken})
        return {"type": types[0] if len(types) == 1 else types, "enum": taken}

    def _composed(self, keyword: str, schema: Schema, path: Path) -> Schema:
        beside = schema.keys() - {keyword}
        if beside:
            return self._refuse(path, f"{_named(beside)} beside {keyword}")
        if not path:
            return self._refuse(path, f"{keyword} in place of an object")
        if keyword == "$ref":
            return self._reference(str(schema["$ref"]), path)
        branches = [
            self.schema(held, (*path, keyword, number))
            for number, held in enumerate(schema[keyword])
        ]
        if keyword == "allOf":
            return branches[0] if len(branches) == 1 else self._refuse(path, "several in allOf")
        pairs = combinations(schema[keyword], 2) if keyword == "oneOf" else ()
        if not all(disjoint(*pair, self.root) for pair in pairs):
            return self._refuse(path, "branches of oneOf that one value may satisfy together")
        return {"anyOf": branches}

    def _reference(self, reference: str, path: Path) -> Schema:
        if reference == "#":
            return {"$ref": reference}
        parts = reference.split("/")
        if len(parts) != 3 or parts[1] not in _DEFINITIONS or not _plain(parts[2]):
            return self._refuse(path, f"the reference {reference} is not to #/$defs/NAME")
        target = (parts[1], parts[2])
        if target[1] not in self.root.get(target[0], {}):
            return self._refuse(path, f"the reference {reference} leads nowhere")
        if self._leads_round(reference):
            return self._refuse(path, f"the reference {reference} leads back to itself")
        if target not in self.reached:
            self.reached.append(target)
        return {"$ref": reference}

    def _leads_round(self, reference: str) -> bool:
        """Whether following references alone never ends."""
        seen: set[str] = set()
        while reference not in seen and reference != "#":
            seen.add(reference)
            _, container, name = reference.split("/")
            held = self.root.get(container, {}).get(name)
            reference = str(held.get("$ref", "#")) if isinstance(held, Mapping) else "#"
            if reference.count("/") != 2:
                return False
        return reference != "#"

    def _typed(self, schema: Schema, path: Path) -> Schema:
        given = schema.get("type")
        if given is None:
            return self._refuse(path, "no type")
        types = given if isinstance(given, list) else [given]
        kinds = {"number" if each == "integer" else each for each in types}
        kept: Schema = {"type": given}
        for kind, keywords in _OF_TYPE.items():
            present = keywords & schema.keys()
            if kind not in kinds:
                continue
            if lost := present - _KEPT[kind]:
                self._refuse(path, f"{_named(lost)} cannot be kept")
            kept |= self._of_kind(kind, types, {key: schema[key] for key in present}, path)
        if unknown := schema.keys() - {"type"} - frozenset().union(*_OF_TYPE.values()):
            self._refuse(path, f"{_named(unknown)} cannot be kept")
        return kept

    def _of_kind(self, kind: str, types: Iterable[str], schema: Schema, path: Path) -> Schema:
        match kind:
            case "object":
                return self._object(schema, path)
            case "array":
                return self._array(schema, path)
            case "number":
                return self._number(schema, "number" not in types, path)
            case _:
                return {}

    def _object(self, schema: Schema, path: Path) -> Schema:
        properties = schema.get("properties", {})
        required = schema.get("required", [])
        if schema.get("additionalProperties") is not False:
            self._refuse(path, "other properties are allowed: additionalProperties is not false")
        if missing := set(required) - properties.keys():
            self._refuse(path, f"{_named(missing)} is required and no property")
        optional = properties.keys() - set(required)
        if optional and self.constrains == "openai":
            self._refuse(path, f"{_named(optional)} may be left out")
        return {
            "properties": {
                name: self.schema(held, (*path, "properties", name))
                for name, held in properties.items()
            },
            **({"required": list(required)} if required or self.constrains == "openai" else {}),
            "additionalProperties": False,
        }

    def _array(self, schema: Schema, path: Path) -> Schema:
        if "items" not in schema:
            return self._refuse(path, "items of every kind are allowed")
        least, most = schema.get("minItems", 0), schema.get("maxItems", math.inf)
        if least > most:
            return self._refuse(path, "no value is allowed")
        bounds: Schema = {key: int(held) for key, held in schema.items() if key in _COUNTS}
        return {"items": self.schema(schema["items"], (*path, "items")), **bounds}

    def _number(self, schema: Schema, whole: bool, path: Path) -> Schema:
        bounds = _whole(schema) if whole else dict(schema)
        if any(abs(held) > _LARGEST for held in bounds.values()):
            return self._refuse(path, f"a bound beyond {_LARGEST}")
        lowest = max(bounds.get("minimum", -math.inf), bounds.get("exclusiveMinimum", -math.inf))
        highest = min(bounds.get("maximum", math.inf), bounds.get("exclusiveMaximum", math.inf))
        if lowest > highest or (lowest == highest and bounds.keys() & set(_BOUNDS[2:])):
            return self._refuse(path, "no value is allowed")
        return bounds

    def _refuse(self, path: Path, reason: str) -> Schema:
        self.reasons.append(f"{json_path(path)}: {reason}")
        return {}


def _named(keywords: Iterable[str]) -> str:
    return ", ".join(sorted(keywords))


def _plain(name: str) -> bool:
    """Whether engines find a definition of this name: they do not read escapes."""
    return "~" not in name and "%" not in name


def _whole(bounds: Schema) -> Schema:
    """The bounds of integers, as integers: some engines refuse others."""
    least = [math.ceil(bounds["minimum"])] if "minimum" in bounds else []
    if "exclusiveMinimum" in bounds:
        least.append(math.floor(bounds["exclusiveMinimum"]) + 1)
    most = [math.floor(bounds["maximum"])] if "maximum" in bounds else []
    if "exclusiveMaximum" in bounds:
        most.append(math.ceil(bounds["exclusiveMaximum"]) - 1)
    lowest: Schema = {"minimum": max(least)} if least else {}
    return {**lowest, **({"maximum": min(most)} if most else {})}


def _type_of(value: JSON) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
