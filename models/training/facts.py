"""Facts: a thing, what a document says of it, and questions about it with a search's query."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import lexicon
from .happenings import happening
from .lexicon import base_form
from .relations import BARE, BARE_COUNTED, OF, OF_COUNTED, RELATIONS, Relation
from .words import Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `subject` carries its article, `attribute` is empty but for "the X of Y"."""

    subject: str
    attribute: str
    value: str
    statement: str
    relation: Relation

    @property
    def number(self) -> str:
        """The number that the value starts with."""
        return self.value.split()[0]

    @property
    def unit(self) -> str:
        """What the value counts: the minutes in "10 minutes"."""
        return self.value.partition(" ")[2] or "units"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the query that finds its answer."""

    text: str
    query: str


def subject(words: Words) -> str:
    """A thing with its article: "the idle engine", "Marbeck", "`max_tokens`"."""
    draw = words.rng.random()
    if draw < 0.12:
        return words.proper()
    if draw < 0.17:
        return f"`{words.word()}_{words.word()}`"
    article, named = _article(words), _noun_phrase(words)
    if article == "a" and named[0] in "aeiou":
        article = "an"
    return f"{article} {named}"


ARTICLES = ("the", "the", "the", "the", "the", "a", "our", "every", "each", "an")


def _article(words: Words) -> str:
    return words.choice(ARTICLES[:-1])


def _noun_phrase(words: Words) -> str:
    draw = words.rng.random()
    thing = words.thing()
    if draw < 0.2:
        return thing
    if draw < 0.45:
        return f"{words.quality()} {thing}"
    if draw < 0.65:
        return f"{words.thing()} {thing}"
    if draw < 0.75:
        return f"{words.proper()} {thing}"
    if draw < 0.85:
        return f"{thing} of the {words.thing()}"
    if draw < 0.92:
        return f"{words.quality()} {words.thing()} {thing}"
    return f"{words.thing()} in the {words.thing()}"


def fact(words: Words, *, counted: bool = False) -> Fact:
    """A random fact; `counted` asks for one whose value starts with a number."""
    draw = words.rng.random()
    if draw < 0.36:
        return _state(words, OF_COUNTED if counted else OF, words.attribute())
    if draw < 0.46 and not counted:
        return _action_fact(words)
    if draw < 0.66:
        return _happened(words, counted=counted)
    if draw < 0.72:
        relation = BARE_COUNTED if counted else BARE
        return _state(words, relation, "", f"the {words.attribute()}")
    relation = words.choice(RELATIONS)
    while counted and not relation.counted:
        relation = words.choice(RELATIONS)
    return _state(words, relation, "")


def _happened(words: Words, *, counted: bool) -> Fact:
    relation, about = happening(words, subject(words), words.thing())
    while counted and not relation.counted:
        relation, about = happening(words, subject(words), words.thing())
    return _state(words, relation, "", about)


def same_relation(words: Words, known: Fact) -> Fact:
    """The same said of another thing: what makes a careless reader answer wrongly."""
    if known.relation in (BARE, BARE_COUNTED):
        return _state(words, known.relation, "", f"the {words.attribute()}")
    return _state(words, known.relation, known.attribute)


def same_subject(words: Words, known: Fact) -> Fact:
    """Something else said of the same thing."""
    relation = words.choice(RELATIONS)
    while relation is known.relation or set(relation.questions) & set(known.relation.questions):
        relation = words.choice(RELATIONS)
    return _state(words, relation, "", known.subject)


def _state(words: Words, relation: Relation, attribute: str, about: str = "") -> Fact:
    about = about or subject(words)
    value = relation.value(words)
    form = words.choice(relation.statements)
    return Fact(about, attribute, value, fill(form, about, attribute, value), relation)


def _action_fact(words: Words) -> Fact:
    """Something that a thing does to another: "The broker copies the ledger."."""
    verb = words.among(lexicon.VERBS)
    target = f"the {_noun_phrase(words)}"
    base = base_form(verb)
    relation = Relation(
        lambda w: f"the {_noun_phrase(w)}",
        (f"{{S}} {verb} {{v}}.",),
        (
            f"What does {{s}} {base}?",
            f"What is it that {{s}} {verb}?",
            f"Which thing does {{s}} {base}?",
        ),
        (f"what {{s}} {verb}",),
    )
    about = subject(words)
    return Fact(about, "", target, fill(relation.statements[0], about, "", target), relation)


def fill(form: str, about: str, attribute: str, value: str, unit: str = "") -> str:
    """A statement or question with its slots filled."""
    text = form.replace("{a}", attribute).replace("{s}", about).replace("{v}", value)
    text = text.replace("{u}", unit)
    if "{S}" in text:
        text = text.replace("{S}", about[0].upper() + about[1:])
    return text[0].upper() + text[1:] if form[0] == "{" and form[1] == "v" else text


FRAMES = (
    "Hi! {q}",
    "Please answer: {q}",
    "One question: {q}",
    "According to the docs, {q}",
    "In the documentation, {q}",
    "{q} Search the docs.",
    "{q} Look it up.",
    "I have a question. {q}",
    "Quick question: {q}",
    "{q} Thanks!",
)
REQUESTS = (
    "Find out {c}.",
    "Tell me {c}.",
    "Search for {c}.",
    "Look up {c}.",
    "I want to know {c}.",
    "Search the docs for {c}.",
    "Can you find out {c}?",
    "Please look up {c}.",
    "Do you know {c}?",
    "I would like to know {c}.",
    "Check {c}.",
    "See {c} in the docs.",
    "Could you tell me {c}?",
    "Use search to find {c}.",
    "I wonder {c}.",
    "Let me know {c}.",
    "Search {c}.",
    "I need to know {c}.",
    "Please tell me {c}.",
    "Find {c}.",
    "Search for {c} in the docs.",
    "What do the documents say about {c}?",
    "Search the documentation for {c} and tell me.",
    "Could you look up {c}?",
    "Please find out {c}.",
)


def question(words: Words, known: Fact) -> Question:
    """A user's question about a fact."""
    if words.chance(0.7):
        about = _said_again(words, known.subject)
        form = words.phrasing(known.relation.questions)
        asked = fill(form, about, known.attribute, "", known.unit)
        frame = "{q}" if words.chance(0.6) else words.phrasing(FRAMES)
        if frame.endswith(", {q}"):
            asked = asked[0].lower() + asked[1:]
        text = frame.replace("{q}", asked)
        return Question(_varied(words, text), query(asked))
    said = clause(words, known)
    return Question(_varied(words, words.phrasing(REQUESTS).replace("{c}", said)), query(said))


def clause(words: Words, known: Fact) -> str:
    """The question as a part of a sentence: "how long the engine lives"."""
    form = words.phrasing(known.relation.clauses)
    return fill(form, _said_again(words, known.subject), known.attribute, "", known.unit)


def _said_again(words: Words, about: str) -> str:
    """The thing as the asker names it: with another article now and then."""
    article, space, rest = about.partition(" ")
    if article not in ARTICLES or words.chance(0.75):
        return about
    said = words.choice(("the", "a", "a", "our", "this", "your", "my", "the", "an"))
    if said in ("a", "an"):
        said = "an" if rest[0] in "aeiou" else "a"
    return f"{said}{space}{rest}"


def _varied(words: Words, text: str) -> str:
    draw = words.rng.random()
    if draw < 0.05 and text.endswith("?"):
        return text[:-1]
    if draw < 0.1:
        return text[0].lower() + text[1:]
    return text


UNASKED = frozenset(
    """
    a about according after again all also am an and answer any are as at be been being by can
    check could did do docs documentation documents does else ever every each find for from get
    give had has have her here his how i if in into is it its just know let like look may me might
    must my need needs needed of on or our out please quick say search see shall should show since
    so some tell than that the their them then there these they this those through to up us use
    used using wait want was we were what what's when where which while who whom whose why will
    with wonder would you your
    """.split()
)
"""Words that a query leaves out, because they say how one asks and not what."""

AFTER_HOW = frozenset("long much many often far fast big large old frequently expensive".split())
_WORD = re.compile(r"[^\s`\"“”?!,;:()]+")


def query(asked: str) -> str:
    """The query for a question: its words in order without those that only ask."""
    found = [word.removesuffix(".").removesuffix("'s") for word in _WORD.findall(asked)]
    kept = [
        word
        for before, word in zip(["", *found], found, strict=False)
        if word.lower() not in UNASKED
        and not (before.lower() == "how" and word.lower() in AFTER_HOW)
    ]
    return " ".join(each for each in kept if each) or asked.strip("?. ")
