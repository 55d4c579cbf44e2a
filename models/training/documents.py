"""Passages as `search` returns them: a fact in the midst of other text, and how it is quoted.

One rule gives the one right answer: quote the sentence, list item or line that states the fact, on
one line, with the source in parentheses. A two-column table row is quoted as "name: value".
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.context import formats

from . import values
from .facts import Fact, fact, same_relation, same_subject
from .prose import bullets, code_block, heading, paragraph, sentence, table
from .relations import BARE, BARE_COUNTED
from .words import Words


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: its text, and the quotation that answers the question."""

    text: str
    quote: str
    source: str

    @property
    def answer(self) -> str:
        return f"{self.quote} ({self.source})"


NOT_FOUND = "I did not find the answer in the documents."


def search_result(words: Words, known: Fact, *, most: int = 5) -> Found:
    """Passages of which one states the fact, best first more often than not."""
    stated, block = _stated(words, known)
    count = min(words.choice((1, 1, 2, 2, 3, 3, 4, 5, 5)), most)
    size = _size(words, most)
    place = 0 if words.chance(0.5) else words.rng.randrange(count)
    found: list[formats.Passage] = []
    source = ""
    for index in range(count):
        inside = block if index == place else _decoy(words, known)
        found.append(_passage(words, inside, size, found))
        if index == place:
            source = found[-1].source
    return Found(formats.passages(found), stated, source)


@dataclass(frozen=True, slots=True)
class ShownAgain:
    """Two searches, of which the second refers to a passage of the first."""

    text: str
    answer: str
    later_text: str
    later_answer: str


def shown_again(words: Words, first: Fact, later: Fact) -> ShownAgain:
    """Both facts stand in the passages of the first search; the second only points at them."""
    stated, block = _stated(words, first)
    later_stated, later_block = _stated(words, later)
    if words.chance(0.4):
        insides = [f"{block}\n\n{later_block}"]
        places = (0, 0)
    else:
        insides = [block, later_block, *(_decoy(words, first) for _ in range(words.choice((0, 1))))]
        order = words.shuffled(range(len(insides)))
        insides = [insides[index] for index in order]
        places = (order.index(0), order.index(1))
    shown: list[formats.Passage] = []
    for inside in insides:
        shown.append(_passage(words, inside, words.choice((1, 1, 2)), shown))
    known = shown[places[1]]
    results = [formats.passage_above(known)]
    for other in shown:
        if other is not known and words.chance(0.3):
            results.append(formats.passage_above(other))
    if words.chance(0.5):
        results.append(formats.passage(_passage(words, _decoy(words, later), 1, shown)))
    return ShownAgain(
        formats.passages(shown),
        f"{stated} ({shown[places[0]].source})",
        "\n".join(words.shuffled(results)),
        f"{later_stated} ({known.source})",
    )


def _size(words: Words, most: int) -> int:
    """Blocks of text beside the fact in each passage; six make the largest that a search gives."""
    return words.choice((1, 1, 2, 2, 3, 4, 6)) if most > 2 else words.choice((1, 2))


def nothing_relevant(words: Words, known: Fact) -> str:
    """Passages that do not state the fact, however near they come."""
    count = words.choice((1, 2, 2, 3, 4, 5))
    size = _size(words, 5)
    found: list[formats.Passage] = []
    for _ in range(count):
        near = words.chance(0.6)
        inside = _stated(words, same_relation(words, known) if near else fact(words))[1]
        found.append(_passage(words, inside, size, found))
    return formats.passages(found)


def document(words: Words, known: Fact) -> tuple[str, str]:
    """A whole file with the fact in it, and the quotation."""
    stated, block = _stated(words, known)
    return _text(words, block, words.choice((2, 3, 4))), stated


def _decoy(words: Words, known: Fact) -> str:
    """A block with other facts, near the one that is asked for."""
    draw = words.rng.random()
    if draw < 0.35:
        other = same_relation(words, known)
    elif draw < 0.6:
        other = same_subject(words, known)
    else:
        other = fact(words)
    return _stated(words, other)[1]


def _stated(words: Words, known: Fact) -> tuple[str, str]:
    """The quotation of a fact and the block of Markdown that it stands in."""
    others = _neighbours(words, known)
    draw = words.rng.random()
    if draw < 0.62:
        stated = dressed(words, known)
        return stated, paragraph(words, [stated, *others], words.choice((1, 2, 3, 4, 5)))
    if draw < 0.82:
        stated = dressed(words, known)
        return stated, bullets(words, [stated, *others], words.choice((2, 3, 4)))
    if known.relation in (BARE, BARE_COUNTED):
        return _bare(words, known)
    if not known.attribute:
        return known.statement, paragraph(words, [known.statement, *others], 2)
    return _line(words, known) if draw < 0.91 else _row(words, known)


def _neighbours(words: Words, known: Fact) -> list[str]:
    others: list[str] = []
    if words.chance(0.5):
        others.append(same_relation(words, known).statement)
    if words.chance(0.35):
        others.append(same_subject(words, known).statement)
    return words.shuffled(others)


def dressed(words: Words, known: Fact) -> str:
    """The statement with more around it in the same sentence, now and then."""
    statement = known.statement
    draw = words.rng.random()
    body = statement.removesuffix(".")
    if draw < 0.12:
        return _double(words, known) or statement
    if draw < 0.18:
        return f"{body}, so {_lowered(sentence(words))}"
    if draw < 0.22:
        return f"{body} ({words.word()} {words.word()})."
    if draw < 0.26:
        return f"{body}; {_lowered(sentence(words))}"
    if draw < 0.3:
        return f"{body}, and {_lowered(sentence(words))}"
    if draw < 0.33 and statement.startswith(("The ", "Our ", "Every ", "Each ")):
        return f"In {values.period(words)} {_lowered(statement)}"
    return statement


def _double(words: Words, known: Fact) -> str:
    """The fact and another of the same thing in one sentence, or nothing where that is awkward."""
    head = known.subject[0].upper() + known.subject[1:] + " "
    other = same_subject(words, known).statement
    if not (known.statement.startswith(head) and other.startswith(head)):
        return ""
    first, second = known.statement.removesuffix("."), other.removesuffix(".")
    if words.chance(0.5):
        return f"{first} and {second.removeprefix(head)}."
    return f"{second} and {first.removeprefix(head)}."


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


def _line(words: Words, known: Fact) -> tuple[str, str]:
    """A settings line under the thing's heading, or with the thing in it."""
    named = known.subject.removeprefix("the ").removeprefix("our ")
    stated = f"{known.attribute}: {known.value}"
    if words.chance(0.5):
        stated = f"{named} {stated}"
        lines = [stated, *(_setting(words) for _ in range(words.choice((1, 2, 3))))]
        return stated, "\n".join(words.shuffled(lines))
    lines = [stated, *(_setting(words) for _ in range(words.choice((1, 2, 3, 4))))]
    return stated, f"## {named[0].upper()}{named[1:]}\n\n" + "\n".join(words.shuffled(lines))


def _setting(words: Words) -> str:
    return f"{words.attribute()}: {words.choice((words.word(), str(words.integer(2, 999))))}"


def _bare(words: Words, known: Fact) -> tuple[str, str]:
    """A named value as a line or as a row among others."""
    key = known.subject.removeprefix("the ")
    key = words.choice((key, key.replace(" ", "_"), f"`{key.replace(' ', '_')}`"))
    stated = f"{key}: {known.value}"
    others = [_setting(words) for _ in range(words.choice((1, 2, 3, 4)))]
    if words.chance(0.4):
        mark = words.choice(("", "", "- ", "* "))
        return stated, "\n".join(mark + line for line in words.shuffled([stated, *others]))
    rows = [(key, known.value), *((line.split(": ")[0], line.split(": ")[1]) for line in others)]
    header = words.choice((("setting", "default"), ("name", "value"), ("option", words.thing())))
    return stated, table(words, header, words.shuffled(rows))


def _row(words: Words, known: Fact) -> tuple[str, str]:
    """A row of a two-column table."""
    named = known.subject.removeprefix("the ").removeprefix("our ")
    if words.chance(0.5):
        header, key = (named, "value"), known.attribute
    else:
        header, key = (words.choice(("name", words.thing())), known.attribute), named
    rows = [(key, known.value)]
    for _ in range(words.choice((1, 2, 3, 4))):
        rows.append((words.attribute(), words.choice((words.word(), values.quantity(words)))))
    return f"{key}: {known.value}", table(words, header, words.shuffled(rows))


def _passage(
    words: Words, inside: str, size: int, before: list[formats.Passage]
) -> formats.Passage:
    text = _text(words, inside, words.rng.randint(size // 2, size))
    first = words.rng.choice((1, words.rng.randint(2, 40), words.rng.randint(20, 400)))
    last = first + text.count("\n") + words.choice((0, 0, 1))
    if before and words.chance(0.25):
        source = before[-1].source
    else:
        source = source_name(words)
    return formats.Passage(_id(words, source, len(before)), source, first, last, text)


def source_name(words: Words) -> str:
    if words.split == "train" and words.chance(0.15):
        return words.choice(
            ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/index.md", "models/README.md")
        )
    path = values.path(words)
    return path.rpartition(".")[0] + ".md" if words.chance(0.6) else path


def _id(words: Words, source: str, index: int) -> str:
    return words.choice(
        (
            f"p{index + 1}",
            f"{index + 1}",
            values.hexadecimal(words, 8),
            f"{source}#{words.rng.randint(1, 40)}",
            str(words.rng.randint(1, 900)),
        )
    )


def _text(words: Words, inside: str, blocks: int) -> str:
    """The block with others around it."""
    parts = [_other_block(words) for _ in range(blocks)]
    parts.insert(words.rng.randint(0, len(parts)), inside)
    if words.chance(0.35):
        parts.insert(0, heading(words))
    return "\n\n".join(parts)


def _other_block(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.55:
        return paragraph(words, [], words.choice((1, 2, 3)))
    if draw < 0.75:
        return bullets(words, [], words.choice((2, 3)))
    if draw < 0.88:
        return code_block(words)
    return paragraph(words, [fact(words).statement], 2)
