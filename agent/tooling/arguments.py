"""From the JSON text that the model wrote to the keyword arguments of a tool's function."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn

from pydantic import ValidationError

from agent.tooling.explain import conversion_details, given, schema_details
from agent.tooling.nearly import nearly
from agent.tooling.patterns import PatternTooSlow, time_limit
from agent.tooling.validation import compiled
from agent.types import JSON, ToolFailure

DEEPEST = 64
"""Levels of lists and objects in a call's arguments."""

LONGEST = 1_000_000
"""Characters of a call's arguments."""

_MOST_ERRORS = 1000
"""Wrong values that are looked for; the model is told of the first few."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a call's arguments."""

    arguments: dict[str, Any] | ToolFailure
    """The keyword arguments, or what is wrong with them."""
    repaired: bool = False
    """Whether they were written in nearly JSON."""


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
        self._validator = compiled(schema, formats=convert is dict)
        self._convert = convert

    def read(self, text: str) -> dict[str, Any] | ToolFailure:
        """The keyword arguments in `text`, or what is wrong with them, in words for the model."""
        if len(text) > LONGEST:
            return _invalid(
                f"the arguments are {len(text):,} characters long, at most {LONGEST:,} are allowed"
            )
        parsed = parse_nearly(text)
        return parsed if isinstance(parsed, ToolFailure) else self._checked(parsed)

    def reading(self, text: str) -> Reading:
        """What `read` gives, with whether the text was nearly JSON only."""
        arguments = self.read(text)
        return Reading(arguments, isinstance(arguments, dict) and was_repaired(text))

    def _checked(self, arguments: dict[str, JSON]) -> dict[str, Any] | ToolFailure:
        try:
            with time_limit():
                if errors := list(islice(self._validator.iter_errors(arguments), _MOST_ERRORS)):
                    return ToolFailure("invalid_arguments", details=schema_details(errors))
            return self._convert(arguments)
        except ValidationError as error:
            return ToolFailure("invalid_arguments", details=conversion_details(error))
        except RecursionError:
            return _invalid("the arguments are nested too deeply")
        except ArithmeticError:
            return _invalid("a number is too large to be checked")
        except PatternTooSlow as error:
            return _invalid(f"whether a value matches {given(str(error))} takes too long to find")


def parse_nearly(text: str) -> dict[str, JSON] | ToolFailure:
    """As `parse`, and of text that is nearly JSON what was plainly meant."""
    parsed = parse(text)
    if isinstance(parsed, dict) or (meant := nearly(text)) is None:
        return parsed
    again = parse(meant)
    return again if isinstance(again, dict) else parsed


def was_repaired(text: str) -> bool:
    """Whether a text that gave arguments is nearly JSON only."""
    try:
        json.loads(text or "{}")
    except ValueError:
        return bool(text.strip())
    return False


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


def _invalid(detail: str) -> ToolFailure:
    return ToolFailure("invalid_arguments", details=(detail,))


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
