"""Parameters of made-up tools: their schema, a value, and how a user mentions it.

A mention is natural where its words give the parameter away ("in Oslo", "for 3 days") and explicit
where only the name does ("with depth 3"). Two parameters of one tool never share a natural mention.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.types import JSON

from . import lexicon, values
from .words import Words, of_split

ValueMaker: TypeAlias = Callable[[Words], JSON]


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of parameters with one meaning."""

    type: str
    names: tuple[str, ...]
    value: ValueMaker
    mentions: tuple[str, ...]
    """Natural mentions: `{v}` is the value, `{n}` the name in words."""
    descriptions: tuple[str, ...]
    quoted: bool = False
    """Whether the value is free text that needs quotes around it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of one tool."""

    name: str
    kind: Kind
    schema: dict[str, JSON]
    required: bool
    base: str = ""
    """The noun of a natural mention, where the name has more than that."""

    @property
    def spoken(self) -> str:
        """The name as a person says it."""
        return self.name.replace("_", " ").replace("-", " ")


def _split(options: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in options.split("|"))


def _kind(
    type: str,  # noqa: A002 - JSON Schema's word
    names: str,
    value: ValueMaker,
    mentions: str,
    descriptions: str,
    *,
    quoted: bool = False,
) -> Kind:
    return Kind(
        type, tuple(names.split()), value, _split(mentions), tuple(descriptions.split("|")), quoted
    )


NATURAL: tuple[Kind, ...] = (
    _kind(
        "string",
        "city location place town destination venue area district region site village",
        Words.city,
        "in {v}|for {v}|at {v}|near {v}|around {v}|of {v}|from {v}|to {v}|over in {v}|somewhere in {v}|in the {n} {v}",
        "The {n}|Name of the {n}|Which {n}|The {n} to use|{N} name, such as Oslo",
    ),
    _kind(
        "string",
        "person user customer recipient employee assignee contact guest member client owner author"
        " patient student driver tenant",
        Words.person,
        "for {v}|to {v}|by {v}|with {v}|on behalf of {v}|from {v}|of {v}|for my {n} {v}|for the {n} {v}|of the {n} {v}",
        "The {n}|Name of the {n}|Who the {n} is|Full name of the {n}",
    ),
    _kind(
        "string",
        "date day when due_date deadline start_date departure arrival check_in",
        values.day,
        "on {v}|for {v}|by {v}|dated {v}|from {v}|until {v}|of {v}|starting {v}|due {v}|on the day {v}",
        "The {n}|Day as YYYY-MM-DD or in words|The {n} in question|{N}",
    ),
    _kind(
        "string",
        "time start_time hour departure_time at clock_time",
        values.clock,
        "at {v}|from {v} on|for {v} sharp|by {v}|around {v}|starting at {v}|not before {v}|at exactly {v}",
        "Time of day|The {n}|Clock time such as 14:30",
    ),
    _kind(
        "integer",
        "days nights hours minutes seconds weeks guests people copies pages seats retries tickets"
        " rows steps items months years adults rooms",
        lambda words: words.integer(1, 60),
        "for {v} {n}|with {v} {n}|{v} {n}|over {v} {n}|of {v} {n}|in {v} {n}|and {v} {n}|for the next {v} {n}|for exactly {v} {n}",
        "Number of {n}|How many {n}|The number of {n}",
    ),
    _kind(
        "integer",
        "limit max_results count top maximum page_size max_items first number_of_results",
        lambda words: words.integer(1, 100),
        "at most {v}|up to {v}|no more than {v}|limited to {v}|limit {v}|only {v}",
        "Most results to return|The largest number of results|At most so many|{N}",
    ),
    _kind(
        "number",
        "amount price budget total cost value sum fee",
        lambda words: words.decimal() if words.chance(0.5) else words.integer(2, 9000),
        "of {v}|worth {v}|for {v}|costing {v}|at {v}|up to {v}|with {v}|for a {n} of {v}|for about {v}",
        "The {n}|{N} in the account's currency|How much",
    ),
    _kind(
        "string",
        "text message note body content comment reason summary",
        values.remark,
        "saying {v}|that says {v}|with the text {v}|with the words {v}|reading {v}|: {v}|with {v} in it|and write {v}|that reads {v}|with the message {v}",
        "The {n}|{N} to use|Free text|What it says",
        quoted=True,
    ),
    _kind(
        "string",
        "title name subject label headline topic",
        values.phrase,
        "called {v}|named {v}|titled {v}|with the {n} {v}|about {v}|{v}|with {v} as {n}|on {v}|entitled {v}|under the name {v}",
        "The {n}|Short {n}|{N} of it",
        quoted=True,
    ),
    _kind(
        "string",
        "path file filename file_path document source_file",
        values.path,
        "from {v}|in {v}|in the file {v}|stored in {v}|at {v}|{v}|to {v}|into {v}|of {v}|as {v}|inside {v}",
        "The {n}|Path of the file|File to use, relative to the root|Where the file is",
    ),
    _kind(
        "string",
        "email address email_address mail",
        values.email,
        "to {v}|at {v}|for {v}|using {v}|from {v}|with {v}|via {v}|addressed to {v}",
        "Email address|The {n}|Where to send it",
    ),
    _kind(
        "string",
        "url link website endpoint homepage",
        values.url,
        "from {v}|at {v}|using {v}|on {v}|to {v}|{v}|of {v}|via {v}",
        "The {n}|Full {n}|Address of the page",
    ),
    _kind(
        "string",
        "currency target_currency unit_of_account",
        lambda words: words.choice(lexicon.CURRENCIES),
        "in {v}|into {v}",
        "Currency code|Three-letter code|The {n}",
    ),
    _kind(
        "string",
        "language target_language lang tongue",
        lambda words: words.among(lexicon.LANGUAGES),
        "in {v}|into {v}",
        "The {n}|Name of the language|Which language",
    ),
)
"""Kinds whose mention needs no parameter name."""

GENERIC_VALUES: tuple[tuple[str, ValueMaker, bool], ...] = (
    ("string", Words.word, False),
    ("string", values.code, False),
    ("string", Words.proper, False),
    ("string", Words.person, False),
    ("string", values.phrase, True),
    ("string", values.path, False),
    ("integer", lambda words: words.integer(1, 100), False),
    ("integer", lambda words: words.integer(1, 9999), False),
    ("integer", lambda words: words.integer(1, 20), False),
    ("number", Words.decimal, False),
    ("number", lambda words: words.integer(2, 500), False),
)
"""Type, value and whether it needs quotes, for parameters that only their name explains."""

GENERIC_DESCRIPTIONS = (
    "The {n}",
    "{N}",
    "The {n} to use",
    "Which {n}",
    "Value of the {n}",
    "{N} of the request",
    "Sets the {n}",
)

EXPLICIT = _split(
    """
    with {n} {v} | {n} {v} | {n}: {v} | with {v} as the {n} | {raw}={v} | with the {n} {v}
    | with {n} set to {v} | using {v} as {n} | {n} = {v} | the {n} is {v} | with a {n} of {v}
    | the {n} should be {v} | {v} for the {n} | {raw}: {v} | set {n} to {v} | {v} as {n}
    | and {n} {v} | {n} is {v} | using {n} {v} | with {n}={v} | use {v} for the {n}
    | where {n} is {v} | the {n} being {v} | taking {v} as the {n} | whose {n} is {v}
    | of {n} {v} | having {n} {v} | at {n} {v} | {n} must be {v} | make the {n} {v}
    | put {v} as {n} | its {n} is {v} | I want {n} {v} | {n} equal to {v} | give it {n} {v}
    | let the {n} be {v} | choose {v} as the {n} | set the {n} to {v} | take {v} for {n}
    | {n} -> {v} | ({n} {v}) | {n} will be {v} | by {n} {v} | that has {n} {v} | under {n} {v}
    | for {n} {v} | in {n} {v} | from {n} {v} | to {n} {v} | on {n} {v} | {n} "{v}" | {v} is the {n}
    | pick {v} as its {n} | given {n} {v} | assuming {n} {v} | provided {n} is {v} | needs {n} {v}
    | the {n} I want is {v} | {n} of {v} | a {n} of {v} | enter {v} for {n}
    | its {n} should be {v} | and use {v} as the {n} | with {v} for {n} | the {n} must be {v}
    | using the {n} {v} | and set the {n} to {v} | whose {n} should be {v} | take {v} as {n}
    | and let {n} be {v} | with {v} as its {n} | where the {n} is {v} | make {n} {v}
    """
)
"""Mentions by name. `{raw}` is the name as the schema spells it."""

CHOICES = _split(
    """
    with {n} {v} | {v} {n} | {n} {v} | with {v} {n} | {n}: {v} | as {v} | using the {v} {n}
    | in {v} {n} | set the {n} to {v} | with {n} set to {v} | {raw}={v} | and make the {n} {v}
    | at {v} {n} | the {n} should be {v} | in {v} | {v} | use {v} {n} | with the {n} {v}
    | {n} = {v} | {n} is {v} | I want {v} as the {n} | choose {v} as {n} | on {v} {n} | by {v}
    | with {v} as the {n} | {v} as {n} | and {n} {v} | make the {n} {v} | in the {n} {v}
    | use {v} for the {n} | with {n}={v} | the {n} is {v} | and use the {v} {n} | using {n} {v}
    """
)
"""Mentions of an enum's value."""

SWITCHED_ON = _split(
    """
    with {n} on | with {n} | and turn {n} on | {n}: true | {raw}=true | with {n} set to true
    | with {n} enabled | {n} yes | and enable {n} | {n} on | make it {n} | {n}=true | {n} is true
    | it should be {n} | {n} enabled | turn on {n} | switch {n} on | and {n} | use {n} | please {n}
    | {n} = true | set {n} to true | {n} should be on | {n}: yes | {n}: on
    | {n} true | with {n} switched on | and set {n} to true | with {n} = true
    """
)
SWITCHED_OFF = _split(
    """
    with {n} off | without {n} | and turn {n} off | {n}: false | {raw}=false
    | with {n} set to false | with {n} disabled | {n} no | and disable {n} | {n} off | not {n}
    | {n}=false | {n} is false | it should not be {n} | {n} disabled | turn off {n} | switch {n} off
    | no {n} | do not use {n} | {n} = false | set {n} to false | {n} should be off | {n}: no
    | {n}: off | but not {n}
    | {n} false | with {n} switched off | and set {n} to false | with {n} = false
    """
)
SWITCHES = tuple(
    """
    verbose recursive urgent dry_run force notify public private silent strict compact cached
    detailed archived draft express insured gift_wrap refundable overwrite follow pinned muted
    encrypted sorted reversed anonymous
    """.split()
)
NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def natural(words: Words, kind: Kind, *, required: bool) -> Parameter:
    """A parameter of a natural kind, under one of its usual names or another."""
    names = of_split(kind.names, words.split)
    draw = words.rng.random()
    if names and draw < 0.4:
        name = base = words.choice(names)
    elif draw < 0.85:
        base = words.choice(kind.names)
        first = words.thing() if words.chance(0.5) else words.quality()
        name = f"{first}_{base}" if words.chance(0.85) else f"{base}_{words.thing()}"
    else:
        name, base = words.word(), words.choice(kind.names)
    schema = _schema(words, kind, name, required=required)
    if draw >= 0.85:
        description = words.choice(kind.descriptions)
        schema["description"] = description.replace("{n}", base).replace("{N}", base.capitalize())
    return Parameter(name, kind, schema, required, base.replace("_", " "))


def generic(words: Words, *, required: bool) -> Parameter:
    """A parameter that only its name explains."""
    draw = words.rng.random()
    if draw < 0.15:
        return _switch(words, required=required)
    if draw < 0.32:
        return _choice(words, required=required)
    type_, value, quoted = words.choice(GENERIC_VALUES)
    kind = Kind(type_, (), value, (), GENERIC_DESCRIPTIONS, quoted)
    name = _name(words)
    return Parameter(name, kind, _schema(words, kind, name, required=required), required)


def _name(words: Words) -> str:
    draw = words.rng.random()
    if draw < 0.35:
        return words.among(lexicon.ATTRIBUTES)
    if draw < 0.65:
        return words.word()
    if draw < 0.9:
        return f"{words.thing()}_{words.among(lexicon.ATTRIBUTES)}"
    return f"{words.quality()}_{words.thing()}"


def _switch(words: Words, *, required: bool) -> Parameter:
    draw = words.rng.random()
    name = words.among(SWITCHES) if draw < 0.5 else f"{words.quality()}_{words.thing()}"
    if draw > 0.8:
        name = f"include_{words.thing()}"
    kind = Kind(
        "boolean", (), lambda w: w.chance(0.6), (), ("Whether it is {n}", "{N}", "Turns {n} on")
    )
    return Parameter(name, kind, _schema(words, kind, name, required=required), required)


def _choice(words: Words, *, required: bool) -> Parameter:
    count = words.choice((2, 3, 3, 4))
    options = list(dict.fromkeys(words.word().lower() for _ in range(count)))
    kind = Kind("string", (), lambda w: w.choice(options), (), GENERIC_DESCRIPTIONS)
    name = _name(words)
    schema = _schema(words, kind, name, required=required)
    schema["enum"] = options
    if "default" in schema:
        schema["default"] = words.choice(options)
    return Parameter(name, kind, schema, required)


def _schema(words: Words, kind: Kind, name: str, *, required: bool) -> dict[str, JSON]:
    """The JSON Schema of one parameter, in the styles that schema makers write."""
    spoken = name.replace("_", " ")
    schema: dict[str, JSON] = {"type": kind.type}
    style = words.rng.random()
    if not required and style < 0.3:
        schema = {"anyOf": [{"type": kind.type}, {"type": "null"}], "default": None}
    elif not required and style < 0.7:
        schema["default"] = kind.value(words)
    if words.chance(0.8):
        description = words.choice(kind.descriptions)
        text = description.replace("{n}", spoken).replace("{N}", spoken.capitalize())
        schema["description"] = text + ("." if words.chance(0.3) else "")
    if words.chance(0.15):
        schema["title"] = spoken.title()
    return schema


def mention(words: Words, parameter: Parameter, value: JSON, *, explicit: bool) -> str:
    """How the user says one argument."""
    form = words.phrasing(_forms(parameter, value, explicit=explicit))
    said = spoken_value(words, parameter.kind, value)
    if '"{v}"' in form:
        said = said.strip("\"'")
    named = not explicit and form in parameter.kind.mentions
    return _fill(form, parameter, said, parameter.base if named else parameter.spoken)


def _forms(parameter: Parameter, value: JSON, *, explicit: bool) -> tuple[str, ...]:
    if value is True:
        return SWITCHED_ON
    if value is False:
        return SWITCHED_OFF
    if "enum" in parameter.schema:
        return CHOICES
    return EXPLICIT if explicit or not parameter.kind.mentions else parameter.kind.mentions


def _fill(form: str, parameter: Parameter, said: str, name: str) -> str:
    filled = form.replace("{n}", name).replace("{raw}", parameter.name)
    return filled.replace("{v}", said)


def spoken_value(words: Words, kind: Kind, value: JSON) -> str:
    """The value as the user writes it; quotes mark where free text ends."""
    if isinstance(value, str):
        if kind.quoted or words.chance(0.12):
            return quoted(words, value)
        return value
    if isinstance(value, int) and 0 <= value <= 12 and words.chance(0.15):
        return NUMBER_WORDS[value]
    return json.dumps(value)


def quoted(words: Words, text: str) -> str:
    """The text in quotes that it does not itself contain."""
    mark = words.choice(('"', '"', "'"))
    if mark in text:
        mark = "'" if mark == '"' else '"'
    return text if mark in text else f"{mark}{text}{mark}"
