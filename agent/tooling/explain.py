"""Wrong arguments in few words: the path, what was given and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from jsonschema.exceptions import ValidationError, best_match
from pydantic import ValidationError as ConversionError

from agent.tooling.patterns import matches
from agent.types import JSON

MOST_DETAILS = 8
_LONGEST_VALUE = 60
_LONGEST_DETAIL = 300

_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
    "minItems": "a list of at least {} items",
    "maxItems": "a list of at most {} items",
    "pattern": "text that matches {}",
    "const": "{}",
    "format": "a valid {}",
}


def schema_details(errors: Iterable[ValidationError]) -> tuple[str, ...]:
    """One string for each wrong path, in the order in which the schema finds them."""
    told = (each for error in errors for each in _unfolded(error))
    return _limited(_one_of_each_path((_where(each), _schema_detail(each)) for each in told))


def conversion_details(error: ConversionError) -> tuple[str, ...]:
    """The same for values that fit the schema and not the Python type (a date in month 13)."""
    return _limited(
        _one_of_each_path(
            (
                _path(each["loc"]),
                f"{_path(each['loc'])}: {each['msg']}, got {given(each['input'])}",
            )
            for each in error.errors(include_url=False, include_context=False)
        )
    )


def given(value: JSON) -> str:
    """A value as short JSON text."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _one_of_each_path(details: Iterable[tuple[str, str]]) -> list[str]:
    # The last: what is allowed in particular follows the type.
    return list(dict(details).values())


def _limited(details: list[str]) -> tuple[str, ...]:
    short = [
        each if len(each) <= _LONGEST_DETAIL else each[: _LONGEST_DETAIL - 1] + "…"
        for each in details[:MOST_DETAILS]
    ]
    more = len(details) - len(short)
    return (*short, f"and {more} more") if more else tuple(short)


def _where(error: ValidationError) -> str:
    """The path that is wrong: for a missing or unknown name, that name's."""
    path = tuple(error.absolute_path)
    if error.validator == "required":
        return _path((*path, _missing(error)))
    if error.validator == "additionalProperties":
        return _path((*path, next(iter(_unknown(error)), "*")))
    return _path(path)


def _schema_detail(error: ValidationError) -> str:
    path = _path(tuple(error.absolute_path))
    match error.validator:
        case None:  # the schema is `false`, of which jsonschema does not tell the place
            return f"no value is allowed where {given(error.instance)} stands"
        case "required":
            return f"{_where(error)} is missing{_kind_of_missing(error)}"
        case "additionalProperties":
            return _unknown_names(error)
        case "type":
            return f"{path} must be {_types(error.validator_value)}, got {given(error.instance)}"
        case "enum":
            allowed = ", ".join(given(each) for each in _limit(error))
            return f"{path} must be one of {allowed}, got {given(error.instance)}"
        case "anyOf" | "oneOf" if error.context:
            return _none_fits(path, error)
        case str(keyword) if keyword in _LIMITS:
            allowed = _LIMITS[keyword].format(error.validator_value)
            return f"{path} must be {allowed}, got {given(error.instance)}"
        case _:
            return f"{path}: {error.message}"


def _unfolded(error: ValidationError) -> Iterator[ValidationError]:
    """What is wrong inside the branch of a union that the model meant, if that is clear."""
    meant = _meant(error)
    if len(meant) != 1:
        yield error
        return
    for each in meant[0]:
        yield from _unfolded(each)


def _meant(error: ValidationError) -> list[list[ValidationError]]:
    """The errors of each branch of a union for which the value has the right type."""
    branches: dict[str | int, list[ValidationError]] = {}
    for each in error.context or ():
        if not each.relative_schema_path:
            continue  # the branch is `false`, and nobody means it
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    return [
        held
        for held in branches.values()
        if not any(each.validator == "type" and not each.relative_path for each in held)
    ]


def _none_fits(path: str, error: ValidationError) -> str:
    branches = error.context or []
    kinds = [_types(each.validator_value) for each in branches if each.validator == "type"]
    if kinds and not _meant(error):
        return f"{path} must be {' or '.join(kinds)}, got {given(error.instance)}"
    closest = best_match(branches)
    return _schema_detail(closest) if closest is not None else f"{path}: {error.message}"


def _missing(error: ValidationError) -> str:
    # jsonschema reports one error for each missing name and keeps the name only in the message.
    return next(
        (name for name in _limit(error) if error.message.startswith(f"{name!r} ")),
        "?",
    )


def _kind_of_missing(error: ValidationError) -> str:
    kind = _properties(error).get(_missing(error), {})
    return f" ({_types(kind['type'])})" if isinstance(kind, Mapping) and "type" in kind else ""


def _unknown(error: ValidationError) -> list[str]:
    instance: Any = error.instance
    schema: Any = error.schema
    patterns = schema.get("patternProperties", ())
    return [
        name
        for name in instance
        if name not in _properties(error) and not any(matches(each, name) for each in patterns)
    ]


def _unknown_names(error: ValidationError) -> str:
    base = tuple(error.absolute_path)
    if error.validator_value is not False or not _unknown(error):
        return f"{_path(base)}: {error.message}"
    unknown = [_path((*base, name)) for name in _unknown(error)]
    verb = "is" if len(unknown) == 1 else "are"
    allowed = ", ".join(_properties(error)) or "none"
    return f"{', '.join(unknown)} {verb} unknown, allowed: {allowed}"


def _properties(error: ValidationError) -> Mapping[str, JSON]:
    schema: Any = error.schema
    return cast("Mapping[str, JSON]", schema.get("properties", {}))


def _limit(error: ValidationError) -> JSON:
    return error.validator_value


def _types(value: JSON) -> str:
    return value if isinstance(value, str) else " or ".join(value)


def _path(parts: Sequence[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".") or "the arguments"
