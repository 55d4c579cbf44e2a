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
    ("What is the product of {a} and {b}?", "*"),
    ("What is the result of {a} times {b}?", "*"),
    ("What do {a} times {b} make?", "*"),
    ("What do I get for {a} times {b}?", "*"),
    ("What does {a} times {b} come to?", "*"),
    ("What's {a} times {b}?", "*"),
    ("Can you multiply {a} by {b}?", "*"),
    ("Could you tell me {a} times {b}?", "*"),
    ("Please multiply {a} and {b}.", "*"),
    ("Calculate {a} times {b} for me.", "*"),
    ("Work out the product of {a} and {b}", "*"),
    ("I need {a} times {b}.", "*"),
    ("I want to know how much {a} times {b} is.", "*"),
    ("{a} times {b}?", "*"),
    ("{a} times {b} please", "*"),
    ("{a} multiplied by {b}", "*"),
    ("How much is {a} multiplied by {b}?", "*"),
    ("Multiply the numbers {a} and {b}", "*"),
    ("Take {a} times {b}.", "*"),
    ("Tell me what {a} * {b} is.", "*"),
    ("If one box holds {a}, how much do {b} boxes hold?", "*"),
    ("What is {a} x {b}?", "*"),
    ("Do you know how much {a} * {b} is?", "*"),
    ("Give me the result of {a} * {b}", "*"),
    ("What is the sum of {a} and {b}?", "+"),
    ("What is the total of {a} and {b}?", "+"),
    ("What do {a} and {b} make together?", "+"),
    ("What do {a} and {b} add up to?", "+"),
    ("What does {a} plus {b} give?", "+"),
    ("How much are {a} and {b} together?", "+"),
    ("How much is {a} plus {b}?", "+"),
    ("How much do I get if I add {b} to {a}?", "+"),
    ("Can you add {a} and {b}?", "+"),
    ("Could you add {b} to {a} for me?", "+"),
    ("Please add {a} and {b} together.", "+"),
    ("Please calculate {a} plus {b}.", "+"),
    ("Add {b} to {a}.", "+"),
    ("Add up {a} and {b}", "+"),
    ("Add the numbers {a} and {b}.", "+"),
    ("Sum up {a} and {b}.", "+"),
    ("Sum of {a} and {b}?", "+"),
    ("Work out {a} plus {b}", "+"),
    ("I have {a} and get {b} more. How many are that?", "+"),
    ("I want the sum of {a} and {b}.", "+"),
    ("I need {a} + {b}", "+"),
    ("{a} plus {b}?", "+"),
    ("{a} + {b}", "+"),
    ("{a} + {b} = ?", "+"),
    ("{a} and {b} together make how much?", "+"),
    ("Give me {a} + {b}.", "+"),
    ("Count {a} and {b} together.", "+"),
    ("Do you know what {a} + {b} is?", "+"),
    ("Total {a} and {b} for me", "+"),
    ("What is left of {a} if I take {b} away?", "-"),
    ("What remains when I subtract {b} from {a}?", "-"),
    ("What is the difference of {a} and {b}?", "-"),
    ("What do I get if I take {b} from {a}?", "-"),
    ("What's {a} minus {b}?", "-"),
    ("What is {b} less than {a}?", "-"),
    ("How much is {a} minus {b}?", "-"),
    ("How much is {a} - {b}?", "-"),
    ("How much is left of {a} after {b} are gone?", "-"),
    ("Can you subtract {b} from {a}?", "-"),
    ("Could you work out {a} minus {b}?", "-"),
    ("Please subtract {b} from {a}", "-"),
    ("Please compute {a} minus {b}", "-"),
    ("Subtract {b} from {a}.", "-"),
    ("Take {b} away from {a}.", "-"),
    ("Take {b} from {a}", "-"),
    ("Deduct {b} from {a}.", "-"),
    ("Reduce {a} by {b}", "-"),
    ("I had {a} and spent {b}. How much do I have now?", "-"),
    ("I want to know {a} minus {b}.", "-"),
    ("I need {a} - {b}", "-"),
    ("{a} minus {b}", "-"),
    ("{a} minus {b}?", "-"),
    ("{a} less {b} is how much?", "-"),
    ("{a} - {b} = ?", "-"),
    ("Tell me what {a} - {b} is", "-"),
    ("Give me the difference of {a} and {b}.", "-"),
    ("Compute the result of {a} - {b}", "-"),
    ("What is the quotient of {a} and {b}?", "/"),
    ("What is {a} over {b}?", "/"),
    ("What's {a} divided by {b}?", "/"),
    ("What do I get when I divide {a} by {b}?", "/"),
    ("What does {a} divided by {b} give?", "/"),
    ("How many times does {b} go into {a}?", "/"),
    ("How often does {b} fit into {a}?", "/"),
    ("How much is {a} / {b}?", "/"),
    ("Can you divide {a} by {b}?", "/"),
    ("Could you calculate {a} divided by {b}?", "/"),
    ("Please divide {a} by {b}.", "/"),
    ("Please tell me {a} / {b}", "/"),
    ("Divide the number {a} by {b}", "/"),
    ("Split {a} into {b} equal parts. How large is one?", "/"),
    ("Share {a} equally among {b}.", "/"),
    ("Work out {a} divided by {b}", "/"),
    ("Work out {a} / {b} please.", "/"),
    ("I want {a} divided by {b}.", "/"),
    ("I need to know how much {a} divided by {b} is", "/"),
    ("{a} divided by {b}", "/"),
    ("{a} divided by {b}?", "/"),
    ("{a} / {b} = ?", "/"),
    ("Tell me how much {a} / {b} is.", "/"),
    ("Give me {a} divided by {b}", "/"),
    ("Evaluate {a} / {b}", "/"),
    ("Evaluate {a} * {b}.", "*"),
    ("Evaluate {a} + {b}", "+"),
    ("Evaluate {a} - {b}.", "-"),
    ("Solve {a} * {b}", "*"),
    ("Solve {a} + {b} for me.", "+"),
    ("Use the calculator: {a} * {b}", "*"),
    ("Use the calculator for {a} - {b}.", "-"),
    ("Do the sum {a} + {b}", "+"),
    ("Figure out {a} * {b}.", "*"),
    ("Figure out {a} / {b}", "/"),
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
    ("calculate the result times {b}", "*"),
    ("calculate that times {b}", "*"),
    ("calculate this multiplied by {b}", "*"),
    ("compute it times {b}", "*"),
    ("compute that number times {b}", "*"),
    ("multiply the result by {b}", "*"),
    ("multiply the answer by {b}", "*"),
    ("multiply what you find by {b}", "*"),
    ("multiply the value by {b}", "*"),
    ("work it out times {b}", "*"),
    ("work out {b} times that", "*"),
    ("take {b} times that", "*"),
    ("take {b} times the number", "*"),
    ("take the number times {b}", "*"),
    ("take that number {b} times", "*"),
    ("tell me {b} times that", "*"),
    ("give me {b} times as much", "*"),
    ("give me the result times {b}", "*"),
    ("find {b} times that number", "*"),
    ("calculate it plus {b}", "+"),
    ("calculate that number plus {b}", "+"),
    ("calculate the result plus {b}", "+"),
    ("calculate {b} more than that", "+"),
    ("compute that plus {b}", "+"),
    ("compute the number plus {b}", "+"),
    ("work out that plus {b}", "+"),
    ("work out the sum with {b}", "+"),
    ("work it out plus {b}", "+"),
    ("add another {b}", "+"),
    ("add {b} more", "+"),
    ("add {b} to that", "+"),
    ("add {b} to the result", "+"),
    ("add {b} to what you find", "+"),
    ("add {b} to the answer", "+"),
    ("increase it by {b}", "+"),
    ("increase the number by {b}", "+"),
    ("raise it by {b}", "+"),
    ("put {b} on top", "+"),
    ("sum it with {b}", "+"),
    ("tell me that plus {b}", "+"),
    ("give me that plus {b}", "+"),
    ("take it plus {b}", "+"),
    ("calculate it minus {b}", "-"),
    ("calculate that minus {b}", "-"),
    ("calculate the result minus {b}", "-"),
    ("calculate {b} less than that", "-"),
    ("compute it minus {b}", "-"),
    ("compute that number minus {b}", "-"),
    ("work out that minus {b}", "-"),
    ("work out {b} less", "-"),
    ("subtract {b} from that", "-"),
    ("subtract {b} from the number", "-"),
    ("subtract {b} from the result", "-"),
    ("subtract {b} from what you find", "-"),
    ("take {b} away from it", "-"),
    ("take {b} off", "-"),
    ("take that minus {b}", "-"),
    ("take away {b} from the number", "-"),
    ("reduce it by {b}", "-"),
    ("reduce the number by {b}", "-"),
    ("lower it by {b}", "-"),
    ("decrease that by {b}", "-"),
    ("deduct {b}", "-"),
    ("deduct {b} from that", "-"),
    ("tell me that minus {b}", "-"),
    ("give me the result minus {b}", "-"),
    ("calculate that divided by {b}", "/"),
    ("calculate the number divided by {b}", "/"),
    ("calculate the result divided by {b}", "/"),
    ("compute it divided by {b}", "/"),
    ("compute that over {b}", "/"),
    ("work it out divided by {b}", "/"),
    ("work out that divided by {b}", "/"),
    ("divide this by {b}", "/"),
    ("divide the result by {b}", "/"),
    ("divide the answer by {b}", "/"),
    ("divide what you find by {b}", "/"),
    ("divide that number by {b}", "/"),
    ("divide the value by {b}", "/"),
    ("take that divided by {b}", "/"),
    ("take the number divided by {b}", "/"),
    ("split it into {b} equal parts", "/"),
    ("split that by {b}", "/"),
    ("share it among {b}", "/"),
    ("tell me that divided by {b}", "/"),
    ("give me that divided by {b}", "/"),
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
        (
            "What is {e}?",
            "Calculate {e}",
            "Compute {e}.",
            "{e}",
            "How much is {e}?",
            "What's {e}?",
            "What is the result of {e}?",
            "What do I get for {e}?",
            "What does {e} give?",
            "Can you calculate {e}?",
            "Could you compute {e}?",
            "Please calculate {e}.",
            "Please work out {e}",
            "Work out {e}.",
            "Evaluate {e}",
            "Evaluate the expression {e}.",
            "Solve {e}",
            "Tell me what {e} is.",
            "Tell me {e}",
            "Give me the value of {e}.",
            "I need {e}",
            "I want to know how much {e} is.",
            "Do you know what {e} makes?",
            "Figure out {e}",
            "{e}?",
            "{e} = ?",
        )
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
