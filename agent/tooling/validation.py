"""JSON Schema's verdicts by `jsonschema`, made safe for values that a model wrote.

Patterns are searched within a time limit, equal items of a list are found in one pass, and a
reference to another document is never fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from agent.tooling.patterns import matches
from agent.tooling.schema import validator_for
from agent.types import JSON

LONGEST_FORMATTED = 65_536
"""Characters of a value with a format: some checkers are slow on long texts."""

Errors: TypeAlias = Iterator[ValidationError]
_Check: TypeAlias = Callable[[Any, Any, Any, Any], Errors | None]


def compiled(
    schema: Mapping[str, JSON] | bool,
    *,
    formats: bool = True,
    documents: Registry[Any] | None = None,
) -> Validator:
    """A validator of the dialect that the schema declares, else of draft 2020-12.

    Args:
        formats: whether `format` is checked, or only tells.
        documents: other documents that the schema may refer to; by default there are none.

    Raises KeyError when the dialect is unknown.
    """
    dialect = validator_for({} if isinstance(schema, bool) else schema)
    validator: Validator = _safe(dialect)(
        schema if isinstance(schema, bool) else _undeclared(schema),
        format_checker=_formats(dialect) if formats else None,
        registry=Registry() if documents is None else documents,
    )
    return validator


def _undeclared(schema: Mapping[str, JSON]) -> dict[str, JSON]:
    """Where `$schema` stands, `"$ref": "#"` would lead on to the dialect's own unsafe class."""
    return {keyword: value for keyword, value in schema.items() if keyword != "$schema"}


@lru_cache
def _safe(dialect: type[Validator]) -> Any:
    original: _Check = dialect.VALIDATORS["additionalProperties"]

    def additional_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
        """Its own where patterns say which names are known."""
        if not schema.get("patternProperties") or not isinstance(instance, dict):
            yield from original(validator, value, instance, schema) or ()
            return
        known = schema.get("properties", {})
        unknown = [
            name
            for name in instance
            if name not in known
            and not any(matches(each, name) for each in schema["patternProperties"])
        ]
        if value is False and unknown:
            yield ValidationError(f"unknown names: {', '.join(unknown)}")
        for name in unknown if isinstance(value, dict) else ():
            yield from validator.descend(instance[name], value, path=name)

    own = {
        "additionalProperties": additional_properties,
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "uniqueItems": _unique_items,
    }
    return extend(dialect, own)  # type: ignore[no-untyped-call] # the stubs leave it untyped


@lru_cache
def _formats(dialect: type[Validator]) -> FormatChecker:
    """The dialect's formats; a checker that fails in a way of its own has found no such format."""
    checker = FormatChecker(formats=())
    for name, (check, expected) in dialect.FORMAT_CHECKER.checkers.items():
        known = expected if isinstance(expected, tuple) else (expected,)
        unexpected = (ValueError, ArithmeticError, RecursionError)
        checker.checkers[name] = (_of_bounded_length(check), (*known, *unexpected))
    return checker


def _of_bounded_length(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def checked(value: Any) -> bool:
        return not (isinstance(value, str) and len(value) > LONGEST_FORMATTED) and check(value)

    return checked


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Errors:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Errors:
    if not isinstance(instance, dict):
        return
    for pattern, held in patterns.items():
        for name, value in instance.items():
            if matches(pattern, name):
                yield from validator.descend(value, held, path=name, schema_path=pattern)


def _unique_items(validator: Any, unique: bool, instance: Any, schema: Any) -> Errors:
    if not unique or not isinstance(instance, list):
        return
    if len({_identity(each) for each in instance}) < len(instance):
        yield ValidationError(f"{instance!r} has equal items")


def _identity(value: JSON) -> Any:
    """Equal for values that are the same JSON: 1 is 1.0, and true is not 1."""
    match value:
        case bool():
            return (bool, value)
        case list():
            return (list, tuple(_identity(each) for each in value))
        case dict():
            return (dict, frozenset((name, _identity(held)) for name, held in value.items()))
        case _:
            return value
