"""What documents state of things and what people ask about it, in several wordings each.

`{s}` is a thing with its article, `{v}` the value, `{a}` an attribute. A clause is the question
without its question form, as in "find out how long the engine lives".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import lexicon, values
from .words import Words


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of fact."""

    value: Callable[[Words], str]
    statements: tuple[str, ...]
    questions: tuple[str, ...]
    clauses: tuple[str, ...]
    counted: bool = False
    """Whether the value starts with a number that one can calculate with."""


def _relation(
    value: Callable[[Words], str],
    statements: str,
    questions: str,
    clauses: str,
    *,
    counted: bool = False,
) -> Relation:
    return Relation(value, _split(statements), _split(questions), _split(clauses), counted)


def _split(options: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in options.split("|"))


def _command(words: Words) -> str:
    command = values.shell_command(words)
    return f"`{command}`" if words.chance(0.85) else command


def _file(words: Words) -> str:
    path = values.path(words)
    return f"`{path}`" if words.chance(0.5) else path


def _day(words: Words) -> str:
    return values.date(words)


_KINDS: tuple[Callable[[Words], str], ...] = (
    values.quantity,
    values.quantity,
    values.money,
    values.price,
    values.code,
    Words.proper,
    values.date,
    Words.word,
    values.version,
    values.port,
    Words.person,
    values.thousands,
    lambda w: str(w.integer(2, 9999)),
)

OF = Relation(
    value=lambda words: words.choice(_KINDS)(words),
    statements=_split(
        "The {a} of {s} is {v}.|{S} has a {a} of {v}.|The {a} of {s} is {v}.|For {s}, the {a} is {v}."
        "|{S} comes with a {a} of {v}.|The {a} of {s} was set to {v}.|{S} uses {v} as its {a}."
        "|By default the {a} of {s} is {v}.|The {a} of {s} is {v}, as everybody knows."
        "|Since last year the {a} of {s} is {v}.|{v} is the {a} of {s}.|The {a} is {v} for {s}."
    ),
    questions=_split(
        "What is the {a} of {s}?|What {a} does {s} have?|Tell me the {a} of {s}.|Which {a} does {s} have?"
        "|What's the {a} of {s}?|Do you know the {a} of {s}?|I need the {a} of {s}.|Can you tell me the {a} of {s}?"
        "|What is the {a} for {s}?|Find the {a} of {s}.|Look up the {a} of {s}.|Search for the {a} of {s}."
        "|Please find out the {a} of {s}.|Give me the {a} of {s}.|What do the docs say about the {a} of {s}?"
        "|Search the docs: what is the {a} of {s}?|The {a} of {s}?|Could you look up the {a} of {s}?"
        "|How about the {a} of {s}?|What was the {a} of {s} again?|I wonder what the {a} of {s} is."
    ),
    clauses=_split(
        "the {a} of {s}|the {a} of {s}|what the {a} of {s} is|which {a} {s} has|the {a} for {s}|{s}'s {a}"
    ),
)
"""The fact behind "What is the X of Y?"."""

OF_COUNTED = Relation(
    lambda words: words.choice((values.quantity, values.money, values.duration, values.size))(
        words
    ),
    OF.statements,
    OF.questions,
    OF.clauses,
    counted=True,
)

BARE = Relation(
    OF.value,
    _split(
        "{S} is {v}.|{S} is {v} by default.|{S} was set to {v}.|By default, {s} is {v}.|{S} stays at {v}."
    ),
    _split(
        "What is {s}?|What's {s}?|Tell me {s}.|Which is {s}?|What is {s} by default?|Look up {s}.|Find {s}."
        "|What was {s} again?|Do you know {s}?|How high is {s}?|How large is {s}?|I need {s}.|Can you tell me {s}?"
        "|Please tell me {s}.|Can you look up {s}?"
    ),
    _split("{s}|{s}|what {s} is|how large {s} is"),
)
"""A value with a name of its own: "What is the reserve?"."""

BARE_COUNTED = Relation(
    OF_COUNTED.value, BARE.statements, BARE.questions, BARE.clauses, counted=True
)

RELATIONS: tuple[Relation, ...] = (
    _relation(
        values.duration,
        "{S} ends after {v}.|{S} stops after {v} without work.|{S} stays alive for {v}.|{S} is stopped after {v}."
        "|After {v} {s} ends by itself.|{S} lives for {v}.|{S} ends by itself after {v}.|When nobody needs it, {s} ends after {v}."
        "|{S} that nobody uses ends after {v}.|{S} lasts {v}.|{S} runs for {v} and then stops.|{S} is shut down after {v}.",
        "How long does {s} stay alive?|When does {s} end?|After how long does {s} end?|How long does {s} live?"
        "|How long does {s} last?|When does {s} stop?|After what time does {s} stop?|How long does {s} run?"
        "|How long will {s} stay alive?|When is {s} stopped?|How long until {s} ends?|How many {u} does {s} stay alive?|How many {u} does {s} live?|After how many {u} does {s} end?|How many {u} does {s} run?|How many {u} until {s} stops?|What is the lifetime of {s}?|How long is {s} alive?|After how many {u} is {s} stopped?",
        "how long {s} stays alive|when {s} ends|how long {s} lives|after how long {s} stops|after how many {u} {s} ends|how many {u} {s} stays alive|how many {u} {s} lives|how long {s} lasts|how long {s} runs",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} is kept for {v}.|{S} is stored for {v} and then deleted.|We keep {s} for {v}.|{S} is deleted after {v}."
        "|After {v} {s} is removed.|{S} expires after {v}.|{S} is retained for {v}.|{S} is archived after {v}.",
        "How long is {s} kept?|When is {s} deleted?|How long do we keep {s}?|After how long is {s} removed?"
        "|When does {s} expire?|How long is {s} stored?|How long is {s} retained?|How many {u} is {s} kept?|After how many {u} does {s} expire?|How many {u} do we keep {s}?|After how many {u} is {s} deleted?|For how long is {s} kept?",
        "how many {u} {s} is kept|how long {s} is kept|when {s} expires|when {s} is deleted|how long {s} is stored",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} takes {v}.|{S} needs {v}.|{S} takes about {v} to finish.|Expect {s} to take {v}.|{S} usually takes {v}."
        "|It takes {v} until {s} is ready.|{S} is ready within {v}.|{S} starts in {v}.",
        "How long does {s} take?|How much time does {s} need?|How long until {s} is ready?|How fast is {s}?"
        "|What time does {s} take?|How long do I wait for {s}?|How many {u} does {s} take?|How many {u} does {s} need?|How many {u} until {s} is ready?|How long should {s} take?",
        "how many {u} {s} takes|how long {s} takes|how much time {s} needs|how long {s} takes to finish",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} runs every {v}.|{S} is checked every {v}.|Every {v} {s} is refreshed.|{S} is updated every {v}."
        "|{S} repeats every {v}.|{S} is saved every {v}.|{S} is cleaned every {v}.",
        "How often does {s} run?|How often is {s} checked?|How often is {s} updated?|How often is {s} refreshed?"
        "|At what interval does {s} repeat?|How often is {s} saved?|How frequently does {s} run?",
        "how often {s} runs|how often {s} is updated|how often {s} is checked",
        counted=True,
    ),
    _relation(
        values.quantity,
        "{S} holds {v}.|{S} has room for {v}.|{S} fits {v}.|{S} can hold {v}.|{S} has {v}.|{S} holds at most {v}."
        "|Up to {v} fit into {s}.|{S} takes up to {v}.|{S} is limited to {v}.",
        "How much does {s} hold?|How much fits into {s}?|What is the limit of {s}?|How big is {s}?|How many fit into {s}?"
        "|How much room does {s} have?|What can {s} hold?|How many {u} does {s} hold?|How many {u} fit into {s}?|How many {u} can {s} hold?|How many {u} does {s} have?|What is the maximum of {s}?|How much can {s} hold?",
        "how many {u} {s} holds|how many {u} fit into {s}|how much {s} holds|how much fits into {s}|how big {s} is|how much {s} can hold",
        counted=True,
    ),
    _relation(
        values.size,
        "{S} is {v} large.|{S} weighs {v}.|{S} needs {v} of memory.|{S} takes {v} on disk.|{S} uses {v}.|{S} is {v} in size."
        "|{S} occupies {v}.|{S} takes up {v}.",
        "How large is {s}?|How big is {s}?|How much memory does {s} need?|How much space does {s} take?"
        "|What size is {s}?|How much does {s} weigh?|How many {u} is {s}?|How many {u} does {s} need?|How many {u} does {s} use?|What does {s} weigh?",
        "how large {s} is|how big {s} is|how much memory {s} needs|how much space {s} takes",
        counted=True,
    ),
    _relation(
        values.money,
        "{S} costs {v}.|The price of {s} is {v}.|{S} is sold for {v}.|You pay {v} for {s}.|{S} can be had for {v}."
        "|We charge {v} for {s}.|{S} sells at {v}.",
        "How much does {s} cost?|What does {s} cost?|What is the price of {s}?|How expensive is {s}?|How much is {s}?"
        "|What do I pay for {s}?|How much do you charge for {s}?",
        "how much {s} costs|what {s} costs|the price of {s}",
        counted=True,
    ),
    _relation(
        Words.person,
        "{S} was built by {v}.|{v} wrote {s}.|{S} is maintained by {v}.|{v} looks after {s}.|{S} belongs to {v}."
        "|{v} is responsible for {s}.|{S} is run by {v}.|{v} takes care of {s}.|{S} was written by {v}.|Ask {v} about {s}.",
        "Who built {s}?|Who maintains {s}?|Who wrote {s}?|Who looks after {s}?|Who is responsible for {s}?|Who runs {s}?"
        "|Who owns {s}?|Whom do I ask about {s}?|Who takes care of {s}?|To whom does {s} belong?",
        "who maintains {s}|who built {s}|who is responsible for {s}|who wrote {s}|who looks after {s}",
    ),
    _relation(
        Words.city,
        "{S} is in {v}.|{S} stands in {v}.|{S} is located in {v}.|You find {s} in {v}.|{S} was moved to {v}."
        "|{S} has its home in {v}.|The home of {s} is {v}.",
        "Where is {s}?|Where does {s} stand?|Where do I find {s}?|In which city is {s}?|Where is {s} located?"
        "|Where can I find {s}?|Where was {s} moved?",
        "where {s} is|where to find {s}|where {s} is located",
    ),
    _relation(
        _file,
        "{S} is stored in {v}.|{S} is defined in {v}.|{S} lives in {v}.|The settings of {s} are in {v}.|{S} writes to {v}."
        "|{S} is configured in {v}.|{S} is kept in {v}.|{v} holds {s}.",
        "Where is {s} stored?|Which file defines {s}?|Where is {s} configured?|In which file is {s}?|Where does {s} live?"
        "|Where does {s} write to?|What file holds {s}?",
        "where {s} is stored|which file defines {s}|where {s} is configured|where {s} lives",
    ),
    _relation(
        _command,
        "{v} starts {s}.|To start {s}, run {v}.|Start {s} with {v}.|Run {v} to start {s}.|{S} is started with {v}."
        "|{v} brings up {s}.|Use {v} to launch {s}.",
        "How do I start {s}?|Which command starts {s}?|What starts {s}?|With which command do I start {s}?|How is {s} started?"
        "|How can I launch {s}?|What do I run to start {s}?",
        "how to start {s}|which command starts {s}|the command that starts {s}",
    ),
    _relation(
        _command,
        "{v} stops {s}.|To stop {s}, run {v}.|Stop {s} with {v}.|Run {v} to stop {s}.|{S} is stopped with {v}."
        "|{v} ends {s}.|Use {v} to shut down {s}.",
        "How do I stop {s}?|Which command stops {s}?|What stops {s}?|With which command do I stop {s}?|How is {s} stopped?"
        "|How can I shut down {s}?|What do I run to end {s}?",
        "how to stop {s}|which command stops {s}|the command that stops {s}",
    ),
    _relation(
        _command,
        "{v} shows {s}.|To see {s}, run {v}.|Use {v} to list {s}.|{v} prints {s}.|{S} is shown by {v}.|With {v} you see {s}.",
        "How do I see {s}?|Which command shows {s}?|What prints {s}?|How do I list {s}?|How can I see {s}?|What shows {s}?",
        "how to see {s}|which command shows {s}|how to list {s}",
    ),
    _relation(
        _command,
        "Install {s} with {v}.|{S} is installed by {v}.|To install {s}, type {v}.|{v} installs {s}.|{v} sets up {s}."
        "|To build {s}, run {v}.",
        "How do I install {s}?|How is {s} installed?|Which command installs {s}?|How can I set up {s}?|What installs {s}?"
        "|How do I build {s}?",
        "how to install {s}|how {s} is installed|which command installs {s}",
    ),
    _relation(
        _day,
        "{S} was founded on {v}.|{S} opened on {v}.|{S} started on {v}.|{S} was released on {v}.|On {v} {s} was opened."
        "|{S} dates from {v}.|{S} was finished on {v}.|{S} first appeared on {v}.",
        "When was {s} founded?|When did {s} open?|When did {s} start?|When was {s} released?|Since when is there {s}?"
        "|On what day did {s} open?|When was {s} finished?|What is the date of {s}?",
        "when {s} was founded|when {s} opened|when {s} was released|when {s} started",
    ),
    _relation(
        values.clock,
        "{S} opens at {v}.|{S} begins at {v}.|{S} leaves at {v}.|{S} starts at {v}.|At {v} {s} begins.|{S} closes at {v}.",
        "When does {s} open?|When does {s} begin?|At what time does {s} start?|What time does {s} leave?|When does {s} close?"
        "|At which hour does {s} begin?",
        "when {s} opens|when {s} begins|at what time {s} starts",
    ),
    _relation(
        values.port,
        "{S} listens on port {v}.|{S} is reached on port {v}.|{S} uses port {v}.|Port {v} belongs to {s}.|{S} answers on port {v}."
        "|{S} serves on port {v}.",
        "Which port does {s} listen on?|What port does {s} use?|On which port is {s}?|What is the port of {s}?"
        "|Which port belongs to {s}?|On what port does {s} answer?",
        "which port {s} uses|the port of {s}|which port {s} listens on",
    ),
    _relation(
        lambda words: f"{words.integer(2, 90)} {words.choice(lexicon.UNITS)}",
        "{S} uses {v}.|{S} has {v}.|There are {v} in {s}.|{S} consists of {v}.|{S} comes with {v}.|{S} is made of {v}."
        "|{S} contains {v}.",
        "What does {s} consist of?|What does {s} come with?"
        "|How many {u} does {s} have?|How many {u} are in {s}?|How many {u} does {s} use?|How many {u} are there in {s}?|How many {u} does {s} come with?|What does {s} contain?",
        "how many {u} {s} has|how many {u} are in {s}|what {s} consists of|how many {u} {s} contains",
        counted=True,
    ),
    _relation(
        lambda words: f"the {words.thing()} {words.thing()}",
        "{S} replaces {v}.|{S} is a part of {v}.|{S} depends on {v}.|{S} needs {v}.|{S} is made from {v}.|{S} protects {v}."
        "|{S} is meant for {v}.",
        "What does {s} replace?|What is {s} a part of?|What does {s} depend on?|What does {s} need?|What is {s} made from?"
        "|What does {s} protect?|What is {s} meant for?",
        "what {s} replaces|what {s} needs|what {s} depends on|what {s} is meant for",
    ),
    _relation(
        lambda words: f"{words.quality()} {words.thing()}s",
        "{S} is used for {v}.|{S} is good for {v}.|{S} is meant for {v}.|Use {s} for {v}.|{S} was made for {v}.|{S} exists for {v}.",
        "What is {s} used for?|What is {s} good for?|What is {s}?|What is {s} for?|Why do we have {s}?|What was {s} made for?"
        "|What is the purpose of {s}?",
        "what {s} is for|what {s} is used for|the purpose of {s}",
    ),
    _relation(
        values.version,
        "{S} needs version {v}.|{S} runs on version {v}.|The version of {s} is {v}.|{S} requires Python {v}.|{S} is at version {v}."
        "|{S} works with version {v} and later.|Version {v} is the newest of {s}.",
        "Which version does {s} need?|What version is {s}?|Which version of Python does {s} require?|What is the version of {s}?"
        "|Which version does {s} run on?|What is the newest version of {s}?",
        "which version {s} needs|the version of {s}|what version {s} is",
    ),
    _relation(
        lambda words: words.quality(),
        "{S} is {v}.|{S} was painted {v}.|The colour of {s} is {v}.|{S} turned {v}.|{S} is always {v}.|{S} became {v}.",
        "What colour is {s}?|How is {s}?|What is {s} like?|In which state is {s}?|What is the state of {s}?|What did {s} become?",
        "what colour {s} is|what {s} is like|the state of {s}",
    ),
)
