"""Arithmetic without `eval`: the expression's syntax tree is walked, and every step is bounded."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from agent import ModelRetry, tool

Number: TypeAlias = int | float

_LONGEST = 1000
"""Characters of an expression."""
_MOST_BITS = 4096
"""Of an integer: about 1,200 digits."""
_MOST_PLACES = 100
"""Decimal places that `round` may be asked for."""

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs,
    "ceil": math.ceil,
    "cos": math.cos,
    "exp": math.exp,
    "floor": math.floor,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "max": max,
    "min": min,
    "round": round,
    "sin": math.sin,
    "sqrt": math.sqrt,
    "tan": math.tan,
}
_CONSTANTS = {"pi": math.pi, "e": math.e}

_ALLOWED = (
    f"Allowed are numbers, + - * / // % **, parentheses, {', '.join(_CONSTANTS)} and the functions "
    f"{', '.join(_FUNCTIONS)}."
)


@tool(read_only=True, idempotent=True)
def calculate(expression: str) -> str:
    """Calculate an arithmetic expression, such as `(17.5 + 3) * 4` or `sqrt(2) ** 3`.

    Args:
        expression: Numbers, + - * / // % **, parentheses, and functions such as round, sqrt, log.
    """
    if len(expression) > _LONGEST:
        raise ModelRetry(
            f"The expression has {len(expression)} characters; at most {_LONGEST} are allowed."
        )
    if not expression.strip():
        raise ModelRetry("The expression is empty.")
    try:
        return _shown(_value(ast.parse(expression.strip(), mode="eval").body))
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise ModelRetry(f"{_shortened(expression)} cannot be calculated. {_ALLOWED}") from error
    except ZeroDivisionError as error:
        raise ModelRetry(f"{_shortened(expression)} divides by zero.") from error
    except OverflowError as error:
        raise ModelRetry(f"{_shortened(expression)} has too large a value on the way.") from error


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _bounded(number)
        case ast.Name(id=name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _bounded(_power(_value(left), _value(right)))
        case ast.BinOp(left=left, op=step, right=right) if type(step) in _OPERATORS:
            return _bounded(_OPERATORS[type(step)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _bounded(_call(name, [_value(each) for each in args]))
        case _:
            raise ModelRetry(f"{_shortened(ast.unparse(node))} is not allowed. {_ALLOWED}")


def _power(base: Number, exponent: Number) -> Number:
    grows = isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1 and exponent > 0
    if grows and int(base).bit_length() * exponent > 2 * _MOST_BITS:
        raise OverflowError
    result: Number | complex = base**exponent
    if isinstance(result, complex):
        raise ModelRetry(f"{base} ** {exponent} is not a real number.")
    return result


def _call(name: str, arguments: list[Number]) -> Number:
    if name == "round" and len(arguments) == 2 and abs(arguments[1]) > _MOST_PLACES:
        raise ModelRetry(f"round takes at most {_MOST_PLACES} places.")
    try:
        return _FUNCTIONS[name](*arguments)
    except (TypeError, ValueError) as error:
        given = ", ".join(_shown(each) for each in arguments)
        raise ModelRetry(f"{name}({_shortened(given)}) cannot be calculated: {error}.") from error


def _bounded(number: Number) -> Number:
    """The number itself. Raises OverflowError when it is beyond our bounds."""
    if isinstance(number, float):
        if not math.isfinite(number):
            raise OverflowError
    elif number.bit_length() > _MOST_BITS:
        raise OverflowError
    return number


def _shown(number: Number) -> str:
    """Integers exactly, others with 12 significant digits."""
    if isinstance(number, int):
        return str(number)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.12g}"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
