"""From the JSON text that the model wrote to the keyword arguments of a tool's function."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from pydantic import ValidationError

from agent.tooling.explain import conversion_details, given, schema_details
from agent.tooling.schema import validator_for
from agent.types import JSON, ToolFailure

DEEPEST = 64
"""Levels of lists and objects in a call's arguments."""


class Arguments:
    """Checks one tool's arguments; the schema is compiled once."""

    def __init__(
        self,
        schema: Mapping[str, JSON],
        convert: Callable[[Mapping[str, JSON]], dict[str, Any]] = dict,
    ) -> None:
        """`schema` has passed `check_schema`; `convert` may raise pydantic.ValidationError.

        Without a conversion formats (`date`, `uuid`, `ipv4`, …) are checked as the schema names
        them. With one it decides: a date that Python takes is none that JSON Schema would.
        """
        dialect = validator_for(schema)
        checker = dialect.FORMAT_CHECKER if convert is dict else None
        self._validator = dialect(dict(schema), format_checker=checker)
        self._convert = convert

    def read(self, text: str) -> dict[str, Any] | ToolFailure:
        """The keyword arguments in `text`, or what is wrong with them, in words for the model."""
        arguments = parse(text)
        if isinstance(arguments, ToolFailure):
            return arguments
        try:
            if errors := list(self._validator.iter_errors(arguments)):
                return ToolFailure("invalid_arguments", details=schema_details(errors))
            return self._convert(arguments)
        except ValidationError as error:
            return ToolFailure("invalid_arguments", details=conversion_details(error))
        except RecursionError:
            return ToolFailure(
                "invalid_arguments", details=("the arguments are nested too deeply",)
            )


def parse(text: str) -> dict[str, JSON] | ToolFailure:
    """The JSON object in `text`; no text at all is the empty object.

    Stricter than `json.loads`: a repeated key, a number that JSON does not have and text that is
    not Unicode are failures, because what they mean would be a guess.
    """
    if not text.strip():
        return {}
    try:
        text.encode()
        value = json.loads(
            text, object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_float=_finite
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        return _malformed(f"{error.msg} at character {error.pos}")
    except UnicodeEncodeError:
        return _malformed("half of a surrogate pair")
    except RecursionError:
        return _too_deep()
    except ValueError as error:
        return _malformed(_reason(error))
    if _depth_over(value, DEEPEST):
        return _too_deep()
    if not isinstance(value, dict):
        return _malformed(f"an object is needed, got {given(value)}")
    return value


def _malformed(reason: str) -> ToolFailure:
    return ToolFailure("malformed_json", reason=reason)


def _too_deep() -> ToolFailure:
    return _malformed(f"nested more than {DEEPEST} levels deep")


def _reason(error: ValueError) -> str:
    # Python's own refusal of a huge integer speaks to programmers.
    return str(error) if isinstance(error, _Refused) else "a number with too many digits"


class _Refused(ValueError):
    pass


def _no_repeats(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    result = dict(pairs)
    if len(result) < len(pairs):
        repeated, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise _Refused(f"the key {given(repeated)} appears more than once")
    return result


def _no_constant(name: str) -> NoReturn:
    raise _Refused(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Refused(f"the number {given(text)} is too large")
    return number


def _depth_over(value: JSON, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = [each for each in level if isinstance(each, dict | list)]
        if not level:
            return False
        level = [
            held for each in level for held in (each.values() if isinstance(each, dict) else each)
        ]
    return True
