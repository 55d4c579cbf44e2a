"""A shelf of documents that one session searches again and again.

What the session was shown stands in its window, so later searches refer to it: this keeps the
ledger that the runtime keeps. Each passage states several facts, and each fact is stated once.
"""

from __future__ import annotations

from agent.context import formats

from . import values
from .documents import Found, dressed, source_name
from .facts import Fact, fact
from .prose import bullets, heading, paragraph
from .words import Words


class Shelf:
    """Passages with facts, and which of them were shown."""

    def __init__(self, words: Words, facts: int) -> None:
        """A shelf with at least so many facts, up to six in a passage."""
        self._words = words
        self._passages: list[formats.Passage] = []
        self._homes: dict[Fact, tuple[int, str]] = {}
        self._shown: set[int] = set()
        self._known: set[tuple[str, str]] = set()
        together = words.choice((1, 2, 3, 5, 6))
        while len(self._homes) < facts:
            self._place(min(together, facts - len(self._homes)))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What can be asked, document by document."""
        return tuple(self._homes)

    def stranger(self) -> Fact:
        """A fact that no document states, and that is not taken for one that is stated."""
        while True:
            made = fact(self._words)
            if self._new(made):
                return made

    def search(self, known: Fact, most: int) -> Found:
        """What a search for a fact of the shelf returns."""
        home, quote = self._homes[known]
        text = self._result(home, most)
        return Found(text, quote, self._passages[home].source)

    def search_in_vain(self, most: int) -> str:
        """What a search for something else returns."""
        return self._result(None, most)

    def _result(self, home: int | None, most: int) -> str:
        """Passages, best first more often than not; those that were shown are referred to."""
        words = self._words
        others = [index for index in range(len(self._passages)) if index != home]
        count = min(most if home is None else most - 1, len(others))
        chosen = words.rng.sample(others, count)
        if home is not None:
            chosen.insert(0 if words.chance(0.6) else words.rng.randint(0, count), home)
        given = []
        for index in chosen:
            above = index in self._shown
            found = self._passages[index]
            given.append(formats.passage_above(found) if above else formats.passage(found))
        self._shown.update(chosen)
        return "\n".join(given)

    def _new(self, made: Fact) -> bool:
        return not self._names(made) & self._known

    @staticmethod
    def _names(made: Fact) -> set[tuple[str, str]]:
        """The thing without its article, with all that is asked of it."""
        named = made.subject.partition(" ")[2] or made.subject
        return {(named, made.attribute or asked) for asked in made.relation.questions}

    def _place(self, count: int) -> None:
        """One more passage, with so many new facts."""
        words = self._words
        facts: dict[Fact, str] = {}
        while len(facts) < count:
            made = fact(words)
            if not self._new(made):
                continue
            self._known |= self._names(made)
            facts[made] = dressed(words, made) if words.chance(0.3) else made.statement
        text = self._text(list(facts.values()))
        last = self._passages[-1] if self._passages else None
        goes_on = last is not None and words.chance(0.3)
        source = last.source if last and goes_on else source_name(words)
        first = last.last_line + 2 if last and goes_on else words.choice((1, 1, 3, 12, 140))
        end = first + text.count("\n")
        identity = values.hexadecimal(words, 8)
        self._homes |= {made: (len(self._passages), said) for made, said in facts.items()}
        self._passages.append(formats.Passage(identity, source, first, end, text))

    def _text(self, statements: list[str]) -> str:
        words = self._words
        count = words.choice((1, 2, 4, 4, 6))
        written = words.choice((paragraph, paragraph, paragraph, bullets))
        text = written(words, statements, count)
        if words.chance(0.3):
            text = f"{heading(words)}\n\n{text}"
        return f"{text}\n\n{paragraph(words, [], 3)}" if words.chance(0.15) else text
