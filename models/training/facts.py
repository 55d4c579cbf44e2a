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
    verb = words.choice(lexicon.VERBS)
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
    "Hello! {q}",
    "Hello, {q}",
    "Hey, {q}",
    "Hi, {q}",
    "Good morning! {q}",
    "Hi there. {q}",
    "Hello, I have a question: {q}",
    "Hi, one question. {q}",
    "A question: {q}",
    "A quick one: {q}",
    "A short question: {q}",
    "Another question: {q}",
    "Next question: {q}",
    "My question is: {q}",
    "My question: {q}",
    "Question: {q}",
    "Small question, {q}",
    "I was asked this: {q}",
    "I was wondering, {q}",
    "I am curious: {q}",
    "I'm curious, {q}",
    "I'm new here. {q}",
    "I don't know this: {q}",
    "I forgot: {q}",
    "I have to ask: {q}",
    "Can you help me? {q}",
    "Can you tell me this: {q}",
    "Could you help me with this? {q}",
    "Help me out: {q}",
    "Just tell me, {q}",
    "Tell me, {q}",
    "Tell me please, {q}",
    "Tell me: {q}",
    "Remind me: {q}",
    "Remind me, {q}",
    "Please tell me: {q}",
    "Please look this up: {q}",
    "Please find out: {q}",
    "Please search the docs: {q}",
    "Please, {q}",
    "Excuse me, {q}",
    "Sorry, {q}",
    "So, {q}",
    "Well, {q}",
    "Ok, {q}",
    "Ok. {q}",
    "And now: {q}",
    "By the way, {q}",
    "Someone wants to know: {q}",
    "Somebody asked me: {q}",
    "A colleague asks: {q}",
    "People keep asking me: {q}",
    "Do you know? {q}",
    "Do you know this: {q}",
    "Answer this: {q}",
    "Answer from the docs: {q}",
    "As far as the docs say, {q}",
    "In the docs, {q}",
    "From the documentation: {q}",
    "Going by the docs, {q}",
    "Look in the docs: {q}",
    "Look it up for me: {q}",
    "Search the documents: {q}",
    "See the docs: {q}",
    "Find this out: {q}",
    "What do the docs say: {q}",
    "It must be in the docs: {q}",
    "{q} Please look it up.",
    "{q} Please search for it.",
    "{q} Please tell me.",
    "{q} Please answer.",
    "{q} Please check the docs.",
    "{q} Thank you!",
    "{q} Thank you.",
    "{q} Thanks.",
    "{q} Search for it.",
    "{q} Search the documentation.",
    "{q} Find out please.",
    "{q} Find it out.",
    "{q} Check the docs.",
    "{q} Look in the docs.",
    "{q} Look into the documentation.",
    "{q} See the docs.",
    "{q} Tell me.",
    "{q} Tell me please!",
    "{q} Do you know?",
    "{q} Do you know that?",
    "{q} Can you tell me?",
    "{q} Can you find out?",
    "{q} Can you look it up?",
    "{q} Could you check?",
    "{q} Any idea?",
    "{q} I forgot.",
    "{q} I don't know.",
    "{q} I need to know.",
    "{q} I want to know.",
    "{q} I am curious.",
    "{q} I can't remember.",
    "{q} I could not find it.",
    "{q} It should be in the docs.",
    "{q} The docs should say.",
    "{q} Someone asked me.",
    "{q} Just curious.",
    "{q} That is my question.",
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
    "Can you tell me {c}?",
    "Can you look up {c}?",
    "Can you look up {c} in the docs?",
    "Can you check {c}?",
    "Can you check {c} for me?",
    "Can you find {c} in the documents?",
    "Can you search for {c}?",
    "Can you remind me {c}?",
    "Could you check {c} for me?",
    "Could you find out {c}?",
    "Could you please tell me {c}?",
    "Could you search the docs for {c}?",
    "Could you see {c} in the documentation?",
    "Could you help me find out {c}?",
    "Would you find out {c} for me?",
    "Would you look up {c}?",
    "Would you tell me {c}?",
    "Would you please check {c}?",
    "Would you know {c}?",
    "Do you happen to know {c}?",
    "Do the docs say {c}?",
    "Do the documents tell {c}?",
    "Does the documentation say {c}?",
    "Does anyone know {c}?",
    "Is it written anywhere {c}?",
    "Is there anything in the docs on {c}?",
    "Have you any idea {c}?",
    "Any idea {c}?",
    "What do the docs say on {c}?",
    "What does the documentation say about {c}?",
    "What do you know about {c}?",
    "What do we know about {c}?",
    "What can you find on {c}?",
    "What is known about {c}?",
    "Where do the docs say {c}?",
    "I am curious {c}.",
    "I am interested in {c}.",
    "I am looking for {c}.",
    "I am trying to find out {c}.",
    "I am asking {c}",
    "I'm asking myself {c}.",
    "I'm curious about {c}.",
    "I'm not sure {c}.",
    "I'm looking for info on {c}",
    "I was asked {c}.",
    "I was wondering {c}.",
    "I can't remember {c}.",
    "I cannot find {c}.",
    "I do not know {c}.",
    "I don't know {c}, do you?",
    "I forgot {c}.",
    "I have to know {c}.",
    "I have to find out {c}",
    "I have no idea {c}.",
    "I must know {c}.",
    "I need {c}.",
    "I need info on {c}",
    "I need to find out {c}.",
    "I need you to find out {c}.",
    "I need you to look up {c}",
    "I never know {c}.",
    "I only want to know {c}.",
    "I want to find out {c}.",
    "I want you to tell me {c}.",
    "I want you to search for {c}",
    "I would like to find out {c}.",
    "I would like you to look up {c}.",
    "I'd like to know {c}.",
    "I'd like you to tell me {c}",
    "I'd love to know {c}.",
    "We need to know {c}.",
    "We want to know {c}",
    "We are wondering {c}.",
    "My colleague wants to know {c}.",
    "Somebody asked me {c}.",
    "Someone wants to know {c}.",
    "Everybody asks me {c}.",
    "Nobody here knows {c}.",
    "Tell me please {c}.",
    "Tell me exactly {c}.",
    "Tell me {c}, please",
    "Tell us {c}.",
    "Tell me what the docs say about {c}",
    "Explain {c}.",
    "Remind me {c}.",
    "Say {c}.",
    "State {c}",
    "Answer {c}.",
    "Give me info on {c}",
    "Give me the answer: {c}?",
    "Get me {c}.",
    "Help me find out {c}.",
    "Help me find {c}",
    "Let us find out {c}.",
    "Let us see {c}",
    "Let's look up {c}.",
    "Let me see {c}.",
    "Find out for me {c}.",
    "Find out from the docs {c}",
    "Find {c} in the docs.",
    "Find {c} for me",
    "Figure out {c}.",
    "Look for {c}.",
    "Look for {c} in the docs",
    "Look up {c} for me.",
    "Look up {c} in the documentation, please.",
    "Look in the docs for {c}.",
    "Look into the documents for {c}",
    "Look through the docs for {c}",
    "Go and find out {c}.",
    "Go through the docs and tell me {c}.",
    "Check the docs for {c}",
    "Check for me {c}.",
    "Check in the docs {c}.",
    "Read up on {c} and tell me.",
    "Query the docs for {c}",
    "Run a search for {c}.",
    "Do a search for {c}.",
    "Use the docs to find out {c}.",
    "Use the search to look up {c}",
    "Search and tell me {c}.",
    "Search the documents and tell me {c}",
    "Search the docs to find out {c}.",
    "Search the documentation for {c}",
    "Please check {c}.",
    "Please search for {c}",
    "Please see {c} in the docs.",
    "Please let me know {c}.",
    "Please remind me {c}.",
    "Please check the docs for {c}.",
    "Please help me find out {c}",
    "Please search the docs and tell me {c}.",
    "From the docs, tell me {c}.",
    "According to the docs, tell me {c}",
    "The docs should say {c}. Please look.",
    "It would help me to know {c}.",
    "It is important to know {c}.",
    "Now tell me {c}",
    "Next, find out {c}.",
    "Hi, please find out {c}.",
    "Hello, can you tell me {c}?",
    "Hey, do you know {c}?",
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
    a able about according actually after again all also am an and answer any anybody anyone are
    as at be been being by can check could curious currently did do docs documentation documents
    does don't each else ever every exactly explain find for forgot from get give got had happen
    happened happens has have hello her here hey hi his how how's i i'd i'll i'm i've idea if in
    info information into is it it's its just know let let's like look may me might must my need
    needed needs normally of on one or our out please question quick remember remind say search
    see shall should show since so some somebody someone supposed tell than thank thanks that
    the their them then there there's these they this those through to told understand up us use
    used using usually wait want was way we were what what's when where where's whether which while
    who who's whom whose why will with wonder wondering would you your
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
