"""Sums for `calculate`: how users ask for them and what the tool answers."""

from __future__ import annotations

from dataclasses import dataclass

from .words import Words


@dataclass(frozen=True, slots=True)
class Sum:
    """What is asked of a number in words, and the expression that it means."""

    asked: str
    expression: str

    @property
    def result(self) -> str:
        return evaluate(self.expression)

    @property
    def answer(self) -> str:
        return f"{self.expression} = {self.result}."


OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def evaluate(expression: str) -> str:
    """The value of `a op b [op c]`, read from left to right with * and / first."""
    numbers = [float(part) if "." in part else int(part) for part in expression.split()[::2]]
    signs = expression.split()[1::2]
    index = 0
    while index < len(signs):
        if signs[index] in "*/":
            numbers[index : index + 2] = [OPERATORS[signs[index]](*numbers[index : index + 2])]
            del signs[index]
        else:
            index += 1
    value = numbers[0]
    for sign, number in zip(signs, numbers[1:], strict=True):
        value = OPERATORS[sign](value, number)
    return str(round(value, 6)) if isinstance(value, float) else str(value)


PLAIN = (
    ("What is {a} times {b}?", "*"),
    ("What is {a} * {b}?", "*"),
    ("Calculate {a} * {b}", "*"),
    ("Multiply {a} by {b}.", "*"),
    ("How much is {a} times {b}?", "*"),
    ("What is {a} plus {b}?", "+"),
    ("What is {a} + {b}?", "+"),
    ("Add {a} and {b}.", "+"),
    ("How much is {a} + {b}?", "+"),
    ("What is {a} minus {b}?", "-"),
    ("Calculate {a} - {b}", "-"),
    ("Compute {a} - {b}.", "-"),
    ("What is {a} divided by {b}?", "/"),
    ("Divide {a} by {b}.", "/"),
    ("What is {a} / {b}?", "/"),
    ("Calculate {a} + {b}", "+"),
    ("{a} * {b}", "*"),
    ("{a} / {b}?", "/"),
    ("What's {a} + {b}?", "+"),
    ("Work out {a} - {b}", "-"),
    ("How much is {a} divided by {b}?", "/"),
    ("Please work out {a} times {b}.", "*"),
    ("Tell me {a} plus {b}", "+"),
    ("Compute {a} / {b}", "/"),
)
AFTERWARDS = (
    ("times {b}", "*"),
    ("multiplied by {b}", "*"),
    ("multiply it by {b}", "*"),
    ("multiply that by {b}", "*"),
    ("multiply the number by {b}", "*"),
    ("calculate it times {b}", "*"),
    ("multiply this by {b}", "*"),
    ("take it times {b}", "*"),
    ("plus {b}", "+"),
    ("add {b} to it", "+"),
    ("add {b}", "+"),
    ("add {b} to the number", "+"),
    ("minus {b}", "-"),
    ("subtract {b} from it", "-"),
    ("take away {b}", "-"),
    ("subtract {b}", "-"),
    ("divided by {b}", "/"),
    ("divide it by {b}", "/"),
    ("divide that by {b}", "/"),
    ("divide the number by {b}", "/"),
    ("work out that times {b}", "*"),
    ("calculate that plus {b}", "+"),
    ("calculate it divided by {b}", "/"),
    ("calculate that number minus {b}", "-"),
)


def plain_sum(words: Words) -> Sum:
    """A sum whose numbers the user says."""
    if words.chance(0.2):
        return _longer(words)
    form, sign = words.phrasing(PLAIN)
    first, second = number(words), number(words)
    return Sum(form.replace("{a}", first).replace("{b}", second), f"{first} {sign} {second}")


def _longer(words: Words) -> Sum:
    parts = [number(words)]
    for _ in range(2):
        parts += [words.choice("+-*"), number(words)]
    expression = " ".join(parts)
    form = words.choice(
        ("What is {e}?", "Calculate {e}", "Compute {e}.", "{e}", "How much is {e}?")
    )
    return Sum(form.replace("{e}", expression), expression)


def number(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.6:
        return str(words.integer(2, 100))
    return str(words.integer(100, 9999)) if draw < 0.85 else str(words.decimal())


def with_found(words: Words, found: str) -> Sum:
    """What to do with a number that is not known yet; `found` is the number."""
    form, sign = words.phrasing(AFTERWARDS)
    second = str(words.integer(2, 60)) if words.chance(0.85) else str(words.integer(100, 3600))
    if words.chance(0.06):
        return Sum("double it", f"{found} * 2")
    return Sum(form.replace("{b}", second), f"{found} {sign} {second}")
