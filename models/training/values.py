"""Random values of the shapes that tools are called with and documents state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import lexicon
from .words import Words

Maker: TypeAlias = Callable[[Words], str]


def date(words: Words) -> str:
    """A calendar day, in one of the usual spellings."""
    month = words.choice(lexicon.MONTHS)
    day = words.rng.randint(1, 28)
    return words.unseen(
        lambda: words.choice(
            (
                f"{words.rng.randint(1980, 2039)}-{words.rng.randint(1, 12):02}-{words.rng.randint(1, 28):02}",
                f"{day} {month} {words.rng.randint(1980, 2039)}",
                f"{month} {words.rng.randint(1, 28)}",
                f"{words.rng.randint(1, 28)}.{words.rng.randint(1, 12)}.{words.rng.randint(1980, 2039)}",
            )
        )
    )


def day(words: Words) -> str:
    """A day as people say it."""
    if words.split == "train" and words.chance(0.35):
        return words.choice((*lexicon.WEEKDAYS, "today", "tomorrow", "yesterday"))
    return date(words)


def clock(words: Words) -> str:
    """A time of day."""
    return words.unseen(
        lambda: words.choice(
            (
                f"{words.rng.randint(0, 23):02}:{words.rng.randint(0, 59):02}",
                f"{words.rng.randint(1, 12)}:{words.rng.randint(0, 59):02} {words.choice(('am', 'pm'))}",
                f"{words.rng.randint(0, 23)}:{words.rng.randint(0, 59):02}",
                f"{words.rng.randint(1, 12)}{words.choice(('am', 'pm'))}",
            )
        )
    )


def code(words: Words) -> str:
    """An identifier such as orders, tickets and rooms have."""
    return words.unseen(
        lambda: words.choice(
            (
                f"{words.upper(2)}-{words.digits(4)}",
                f"{words.upper(1)}{words.digits(3)}",
                f"{words.upper(3)}{words.digits(2)}",
                f"{words.choice(lexicon.ONSETS)}_{words.digits(3)}",
                f"{words.digits(5)}",
                f"{words.upper(2)}{words.digits(2)}-{words.upper(1)}",
                f"{hexadecimal(words, 6)}",
            )
        )
    )


def hexadecimal(words: Words, length: int) -> str:
    return "".join(words.choice("0123456789abcdef") for _ in range(length))


FAMILIAR = tuple(
    """
    README.md CHANGELOG.md CONTRIBUTING.md LICENSE.txt pyproject.toml Makefile.in main.py notes.txt
    design.md index.html package.json config.yaml setup.py test.py todo.txt data.csv README INSTALL
    answer.txt result.txt report.md out.txt hello.txt summary.md app.py requirements.txt
    """.split()
)


def path(words: Words) -> str:
    """A file, mostly relative, in zero to two folders."""
    return words.unseen(lambda: _path(words))


def _path(words: Words) -> str:
    stem = (
        words.part() if words.chance(0.7) else f"{words.part()}{words.choice('-_')}{words.part()}"
    )
    if words.chance(0.1):
        stem = stem.upper()
    if words.chance(0.12):
        stem = words.choice(FAMILIAR)
    name = stem if "." in stem else f"{stem}.{words.choice(lexicon.EXTENSIONS)}"
    depth = words.choice((0, 0, 1, 1, 2))
    folders = "".join(f"{words.part()}/" for _ in range(depth))
    return f"/{folders}{name}" if words.chance(0.08) else folders + name


def folder(words: Words) -> str:
    return words.unseen(lambda: _folder(words))


def _folder(words: Words) -> str:
    parts = "/".join(words.part() for _ in range(words.choice((1, 1, 2))))
    return words.choice((parts, parts, f"{parts}/", f"/{parts}"))


def email(words: Words) -> str:
    return words.unseen(lambda: _email(words))


def _email(words: Words) -> str:
    user = words.invented() if words.chance(0.5) else words.choice(lexicon.FIRST_NAMES).lower()
    return f"{user}@{words.invented()}.{words.choice(('com', 'org', 'net', 'io', 'example'))}"


def url(words: Words) -> str:
    return words.unseen(lambda: _url(words))


def _url(words: Words) -> str:
    host = f"{words.invented()}.{words.choice(('com', 'org', 'dev', 'io'))}"
    tail = f"/{words.part()}" if words.chance(0.6) else ""
    return f"https://{host}{tail}"


def shell_command(words: Words) -> str:
    """What one types into a terminal."""
    return words.unseen(lambda: _shell_command(words))


def _shell_command(words: Words) -> str:
    program = words.invented() if words.chance(0.5) else words.part()
    if words.chance(0.2):
        program = words.choice(
            ("agent", "make", "git", "pip", "python -m pytest", "vllm", "docker")
        )
    verb = words.choice(lexicon.VERBS)
    sub = lexicon.base_form(verb)
    option = words.part()
    return words.choice(
        (
            f"{program} {sub}",
            f"{program} {sub} --{option}",
            f"{program} --{option}",
            f"{program} {option}",
            f"{program} {sub} {_path(words)}",
            f"{program} {sub} --{option} {words.integer(1, 99)}",
        )
    )


def version(words: Words) -> str:
    return words.unseen(
        lambda: (
            f"{words.rng.randint(0, 9)}.{words.rng.randint(0, 40)}"
            + (f".{words.rng.randint(0, 20)}" if words.chance(0.6) else "")
        )
    )


def phrase(words: Words) -> str:
    """A few words, as titles and queries are."""
    return words.unseen(lambda: _phrase(words))


def _phrase(words: Words) -> str:
    count = words.choice((1, 2, 2, 3, 3, 4))
    parts = [words.part() for _ in range(count)]
    if words.chance(0.3):
        parts[0] = parts[0].capitalize()
    return " ".join(parts)


def remark(words: Words) -> str:
    """A short sentence that somebody wants sent or written down."""
    return words.unseen(lambda: _remark(words))


def _remark(words: Words) -> str:
    subject = f"{words.choice(('the', 'our', 'your', 'the'))} {words.thing()}"
    predicate = words.choice(
        (
            f"is {words.quality()}",
            f"{words.choice(lexicon.VERBS)} the {words.thing()}",
            f"is late by {words.integer(2, 90)} minutes",
            f"was moved to {clock(words)}",
            f"needs a {words.thing()}",
        )
    )
    text = f"{subject} {predicate}"
    if words.chance(0.6):
        text = text[0].upper() + text[1:]
    if words.chance(0.15):
        text += f", {words.part()} and {words.part()}"
    if words.chance(0.04):
        text = f'{text} ("{words.part()}")'
    return text + words.choice(("", "", ".", "!"))


def duration(words: Words) -> str:
    unit = words.choice(("seconds", "minutes", "hours", "days", "weeks", "months", "years"))
    return measured(words, unit)


def size(words: Words) -> str:
    return measured(
        words, words.choice(("MB", "GB", "KB", "bytes", "tokens", "pages", "MiB", "lines"))
    )


def quantity(words: Words) -> str:
    """A number with what it counts or measures."""
    return measured(words, words.choice(lexicon.UNITS))


def measured(words: Words, unit: str) -> str:
    draw = words.rng.random()
    if draw < 0.55:
        return f"{words.integer(2, 99)} {unit}"
    if draw < 0.85:
        return f"{words.integer(100, 99999)} {unit}"
    return f"{words.decimal()} {unit}"


def thousands(words: Words) -> str:
    """A large number as prose writes it."""
    return words.unseen(lambda: f"{words.rng.randint(1, 99)},{words.digits(3)}")


def money(words: Words) -> str:
    amount = words.integer(2, 9999) if words.chance(0.6) else words.decimal()
    return f"{amount} {words.choice(lexicon.CURRENCIES)}"


def price(words: Words) -> str:
    """An amount with a currency's sign."""
    amount = str(words.integer(2, 9999) if words.chance(0.6) else words.decimal())
    return words.choice((f"${amount}", f"{amount} €", f"£{amount}", f"{amount}%", f"~{amount}"))


def port(words: Words) -> str:
    return str(words.integer(1000, 65000))


def period(words: Words) -> str:
    """A time in which something was so."""
    return words.choice((words.choice(lexicon.MONTHS), f"version {version(words)}", "practice"))
