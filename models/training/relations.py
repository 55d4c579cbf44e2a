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
        "|The {a} of {s} stands at {v}.|The {a} of {s} has always been {v}.|The {a} of {s} will be {v}.|The {a} of {s}: {v}."
        "|The {a} that {s} has is {v}.|As for {s}, its {a} is {v}.|{S} got {v} as its {a}.|The usual {a} for {s} is {v}."
        "|Set the {a} of {s} to {v}.|Nobody changes the {a} of {s}, which is {v}.|{S} has {v} as its {a}."
        "|With {v} as its {a}, {s} is quite usual.|The {a} given to {s} is {v}."
    ),
    questions=_split(
        "What is the {a} of {s}?|What {a} does {s} have?|Tell me the {a} of {s}.|Which {a} does {s} have?"
        "|What's the {a} of {s}?|Do you know the {a} of {s}?|I need the {a} of {s}.|Can you tell me the {a} of {s}?"
        "|What is the {a} for {s}?|Find the {a} of {s}.|Look up the {a} of {s}.|Search for the {a} of {s}."
        "|Please find out the {a} of {s}.|Give me the {a} of {s}.|What do the docs say about the {a} of {s}?"
        "|Search the docs: what is the {a} of {s}?|The {a} of {s}?|Could you look up the {a} of {s}?"
        "|How about the {a} of {s}?|What was the {a} of {s} again?|I wonder what the {a} of {s} is."
        "|What {a} has {s}?|What {a} does {s} come with?|What {a} is set for {s}?|What {a} did they give {s}?|What is {s}'s {a}?"
        "|What's {s}'s {a}?|What is the {a} that {s} has?|What exactly is the {a} of {s}?|What might the {a} of {s} be?"
        "|What would be the {a} of {s}?|What should the {a} of {s} be?|What are we told about the {a} of {s}?|Which {a} has {s} got?"
        "|Which {a} is used for {s}?|Which is the {a} of {s}?|Which {a} do we use for {s}?|Does anyone know the {a} of {s}?"
        "|Do we know the {a} of {s}?|Do the docs give the {a} of {s}?|Do you happen to know the {a} of {s}?"
        "|Any idea what the {a} of {s} is?|Tell me what the {a} of {s} is.|Tell me which {a} {s} has.|Please tell me the {a} of {s}."
        "|Please give me the {a} of {s}.|Please look up the {a} of {s}.|Please check the {a} of {s}.|Could you tell me the {a} of {s}?"
        "|Could you find the {a} of {s}?|Could you check which {a} {s} has?|Can you find out the {a} of {s}?"
        "|Can you give me the {a} of {s}?|Can I have the {a} of {s}?|I want to know the {a} of {s}.|I want the {a} of {s}."
        "|I would like to know the {a} of {s}.|I forgot the {a} of {s}.|I don't know the {a} of {s}.|I need to know which {a} {s} has."
        "|I'm curious about the {a} of {s}.|I have to know the {a} of {s}.|We need the {a} of {s}."
        "|Remind me of the {a} of {s}.|Let me know the {a} of {s}.|Find out which {a} {s} has.|Check the {a} of {s}."
        "|See what the {a} of {s} is.|Get me the {a} of {s}.|Show me the {a} of {s}.|Say what the {a} of {s} is."
        "|Explain the {a} of {s}.|The {a} of {s}, please.|The {a} of {s} is what?|And the {a} of {s}?|{S} has what {a}?"
        "|For {s}, what is the {a}?|As for {s}, what is the {a}?|About {s}: what is its {a}?|How about {s} and its {a}?"
    ),
    clauses=_split(
        "the {a} of {s}|the {a} of {s}|what the {a} of {s} is|which {a} {s} has|the {a} for {s}|{s}'s {a}"
        "|what the {a} for {s} is|what {a} {s} has|which {a} is set for {s}|what {a} is used for {s}"
        "|what the docs say about the {a} of {s}|the {a} that {s} has|which {a} we use for {s}|what the {a} of {s} should be"
        "|what exactly the {a} of {s} is"
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
        "|{S} equals {v}.|{S} amounts to {v}.|{S} comes to {v}.|{S} is fixed at {v}.|{S}: {v}|Usually {s} is {v}.|We set {s} to {v}."
        "|{v} is {s}.|{S} has been {v} for years.|At the moment {s} is {v}.|{S} always was {v}."
    ),
    _split(
        "What is {s}?|What's {s}?|Tell me {s}.|Which is {s}?|What is {s} by default?|Look up {s}.|Find {s}."
        "|What was {s} again?|Do you know {s}?|How high is {s}?|How large is {s}?|I need {s}.|Can you tell me {s}?"
        "|Please tell me {s}.|Can you look up {s}?"
        "|What exactly is {s}?|What is {s}, please?|What is {s} set to?|What would be {s}?|What should {s} be?|What value has {s}?"
        "|What does {s} come to?|What do the docs say about {s}?|What did they set {s} to?|What do we use as {s}?"
        "|Could you tell me {s}?|Could you look up {s}?|Can you find {s}?|Can you check {s}?|Can you give me {s}?|Can I have {s}?"
        "|Do we know {s}?|Do you happen to know {s}?|Does anyone know {s}?|Do the docs give {s}?|Tell me what {s} is."
        "|Please look up {s}.|Please give me {s}.|Please check {s}.|Give me {s}.|Get me {s}.|Check {s}.|Show me {s}.|Search for {s}."
        "|Remind me of {s}.|Let me know {s}.|Find out {s}.|Say what {s} is.|I want to know {s}.|I want {s}.|I would like to know {s}."
        "|I forgot {s}.|I don't know {s}.|I wonder what {s} is.|I need to know {s}.|I'm curious about {s}.|We need {s}.|How about {s}?"
        "|And {s}?|{S}, please.|{S} is what?|{S}?"
    ),
    _split(
        "{s}|{s}|what {s} is|how large {s} is"
        "|what {s} is set to|what exactly {s} is|what value {s} has|how high {s} is|what {s} is by default|what the docs say about {s}"
        "|what {s} should be|what we use as {s}"
    ),
)
"""A value with a name of its own: "What is the reserve?"."""

BARE_COUNTED = Relation(
    OF_COUNTED.value, BARE.statements, BARE.questions, BARE.clauses, counted=True
)

_SPEEDS = ("km/h", "mph", "knots", "metres per second")
_DISTANCES = ("km", "miles", "kilometres", "metres", "steps")
_HEIGHTS = ("metres", "feet", "storeys", "inches")
_AGES = ("years", "months", "weeks", "days")
_LICENCES = ("MIT", "Apache 2.0", "BSD", "GPL", "LGPL", "MPL 2.0", "ISC")
_FORMATS = tuple("CSV JSON XML YAML PDF PNG HTML Markdown TOML SVG Parquet text".split())
_PROTOCOLS = tuple("HTTP HTTPS gRPC MQTT SSH FTP SMTP AMQP TCP UDP LDAP".split())
_MARKS = tuple("blue clean digital fresh general local master new regular second".split())
_COLOURS = tuple(
    """
    amber azure beige black blue brown cream crimson cyan gold golden green grey indigo ivory
    lilac maroon olive orange pink purple red scarlet silver tan teal turquoise violet white
    yellow
    """.split()
)
_MATERIALS = tuple(
    """
    aluminium bamboo brass canvas cardboard clay concrete copper cork cotton glass iron leather
    linen marble oak paper pine plastic rubber silk slate steel straw wax wool
    """.split()
)

RELATIONS: tuple[Relation, ...] = (
    _relation(
        values.duration,
        "{S} ends after {v}.|{S} stops after {v} without work.|{S} stays alive for {v}.|{S} is stopped after {v}."
        "|After {v} {s} ends by itself.|{S} lives for {v}.|{S} ends by itself after {v}.|When nobody needs it, {s} ends after {v}."
        "|{S} that nobody uses ends after {v}.|{S} lasts {v}.|{S} runs for {v} and then stops.|{S} is shut down after {v}."
        "|{S} dies after {v}.|{S} closes itself after {v}.|{S} goes away after {v}.|{S} survives for {v}."
        "|{S} is ended after {v} at the latest.|{S} will end after {v}.|The lifetime of {s} is {v}.|{S} exists for {v} and no longer."
        "|Once started, {s} lives for {v}.|We end {s} after {v}.|{S} does not outlive {v}.",
        "How long does {s} stay alive?|When does {s} end?|After how long does {s} end?|How long does {s} live?"
        "|How long does {s} last?|When does {s} stop?|After what time does {s} stop?|How long does {s} run?"
        "|How long will {s} stay alive?|When is {s} stopped?|How long until {s} ends?|How many {u} does {s} stay alive?|How many {u} does {s} live?|After how many {u} does {s} end?|How many {u} does {s} run?|How many {u} until {s} stops?|What is the lifetime of {s}?|How long is {s} alive?|After how many {u} is {s} stopped?"
        "|For how long does {s} live?|For how long is {s} alive?|For how long does {s} run?|How long can {s} run?"
        "|How long will {s} last?|How long will {s} live?|How long may {s} run?|How long does {s} exist?|How long before {s} stops?"
        "|How long is the life of {s}?|How long does {s} go on?|When will {s} end?|When does {s} die?|When will {s} be stopped?"
        "|When does {s} close itself?|When exactly does {s} stop?|At what age does {s} end?|What lifetime does {s} have?"
        "|What is the life span of {s}?|After what time is {s} ended?|After how many {u} does {s} stop?|How many {u} will {s} last?"
        "|How many {u} pass until {s} ends?|{S} ends after how long?|{S} lives for how many {u}?|Do you know how long {s} lives?"
        "|Tell me when {s} ends.",
        "how long {s} stays alive|when {s} ends|how long {s} lives|after how long {s} stops|after how many {u} {s} ends|how many {u} {s} stays alive|how many {u} {s} lives|how long {s} lasts|how long {s} runs"
        "|for how long {s} lives|for how many {u} {s} runs|when {s} stops|when {s} is stopped|when {s} will end|the lifetime of {s}"
        "|how long {s} will last|how long {s} may run|how long {s} exists|after how many {u} {s} stops|how many {u} {s} lasts",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} is kept for {v}.|{S} is stored for {v} and then deleted.|We keep {s} for {v}.|{S} is deleted after {v}."
        "|After {v} {s} is removed.|{S} expires after {v}.|{S} is retained for {v}.|{S} is archived after {v}."
        "|{S} stays in the archive for {v}.|{S} is held for {v} and then thrown away.|{S} is kept no longer than {v}."
        "|{S} is wiped after {v}.|{S} is erased after {v}.|We delete {s} after {v}.|{S} will be kept for {v}."
        "|The retention of {s} is {v}.|Keep {s} for {v}.|{S} remains on record for {v}.|After {v} we throw {s} away.",
        "How long is {s} kept?|When is {s} deleted?|How long do we keep {s}?|After how long is {s} removed?"
        "|When does {s} expire?|How long is {s} stored?|How long is {s} retained?|How many {u} is {s} kept?|After how many {u} does {s} expire?|How many {u} do we keep {s}?|After how many {u} is {s} deleted?|For how long is {s} kept?"
        "|How long will {s} be kept?|How long do they keep {s}?|How long must we keep {s}?|How long should {s} be kept?"
        "|How long is {s} held?|How long does {s} remain on record?|How long does {s} stay in the archive?"
        "|How long until {s} is deleted?|How long before {s} expires?|For how long is {s} stored?|For how long do we keep {s}?"
        "|For how many {u} is {s} stored?|When will {s} be deleted?|When is {s} removed?|When is {s} erased?|When is {s} thrown away?"
        "|When do we delete {s}?|When can {s} be deleted?|After what time is {s} deleted?|After what time does {s} expire?"
        "|What is the retention of {s}?|What is the retention period for {s}?|How many {u} is {s} retained?"
        "|After how many {u} is {s} removed?|{S} is kept for how long?",
        "how many {u} {s} is kept|how long {s} is kept|when {s} expires|when {s} is deleted|how long {s} is stored"
        "|for how long {s} is kept|how long we keep {s}|how long we must keep {s}|how long {s} is retained|when {s} is removed"
        "|when {s} will be deleted|after how many {u} {s} expires|the retention of {s}|how many {u} {s} is stored"
        "|how long before {s} is deleted",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} takes {v}.|{S} needs {v}.|{S} takes about {v} to finish.|Expect {s} to take {v}.|{S} usually takes {v}."
        "|It takes {v} until {s} is ready.|{S} is ready within {v}.|{S} starts in {v}."
        "|{S} is done after {v}.|{S} is finished in {v}.|{S} usually needs {v}.|{S} can take {v}.|{S} may need {v}."
        "|You wait {v} for {s}.|The duration of {s} is {v}.|It takes {v} to complete {s}.|Allow {v} for {s}.|Plan {v} for {s}."
        "|We need {v} for {s}.",
        "How long does {s} take?|How much time does {s} need?|How long until {s} is ready?|How fast is {s}?"
        "|What time does {s} take?|How long do I wait for {s}?|How many {u} does {s} take?|How many {u} does {s} need?|How many {u} until {s} is ready?|How long should {s} take?"
        "|How long is {s} going to take?|How long will {s} take?|How long does it take to complete {s}?"
        "|How long does it take until {s} is ready?|How long does {s} need?|How long do we need for {s}?|How long must I wait for {s}?"
        "|How long do we wait for {s}?|How long have I to wait for {s}?|How long can {s} take?|How long before {s} is ready?"
        "|How much time does {s} take?|How much time do I need for {s}?|How much time should I plan for {s}?"
        "|How much time will {s} need?|How much time passes until {s} is ready?|What is the duration of {s}?"
        "|What duration does {s} have?|How quickly is {s} done?|How quickly is {s} ready?|How soon is {s} ready?"
        "|After what time is {s} done?|After how many {u} is {s} ready?|In how many {u} is {s} finished?|{S} takes how long?"
        "|{S} needs how many {u}?|When can I expect {s} to be ready?",
        "how many {u} {s} takes|how long {s} takes|how much time {s} needs|how long {s} takes to finish"
        "|how long {s} will take|how long I must wait for {s}|how long we need for {s}|how much time {s} takes"
        "|how much time to plan for {s}|how soon {s} is ready|how quickly {s} is done|the duration of {s}|how long until {s} is ready"
        "|in how many {u} {s} is finished|how long it takes to complete {s}",
        counted=True,
    ),
    _relation(
        values.duration,
        "{S} runs every {v}.|{S} is checked every {v}.|Every {v} {s} is refreshed.|{S} is updated every {v}."
        "|{S} repeats every {v}.|{S} is saved every {v}.|{S} is cleaned every {v}."
        "|{S} happens every {v}.|{S} is repeated every {v}.|{S} is done every {v}.|{S} comes round every {v}.|We run {s} every {v}."
        "|We check {s} every {v}.|Once in {v} {s} is checked.|{S} is looked at every {v}.|The interval of {s} is {v}."
        "|Every {v} somebody checks {s}.|{S} wakes up every {v}.",
        "How often does {s} run?|How often is {s} checked?|How often is {s} updated?|How often is {s} refreshed?"
        "|At what interval does {s} repeat?|How often is {s} saved?|How frequently does {s} run?"
        "|How often does {s} happen?|How often does {s} repeat?|How often does {s} wake up?|How often do we check {s}?"
        "|How often do we run {s}?|How often do you update {s}?|How often is {s} done?|How often is {s} repeated?"
        "|How often is {s} cleaned?|How often will {s} run?|How often should {s} run?|How often must {s} be checked?"
        "|How often does anyone check {s}?|How frequently is {s} checked?|How frequently is {s} updated?"
        "|How frequently does {s} happen?|At which interval does {s} run?|At what interval is {s} checked?"
        "|In what interval is {s} updated?|What is the interval of {s}?|Every how many {u} does {s} run?"
        "|Every how many {u} is {s} checked?|After how many {u} does {s} run again?|How long is the interval of {s}?"
        "|How many {u} are there between two runs of {s}?|{S} runs how often?|{S} is checked how often?",
        "how often {s} runs|how often {s} is updated|how often {s} is checked"
        "|how often {s} is refreshed|how often {s} is saved|how often {s} happens|how often {s} repeats|how often we check {s}"
        "|how frequently {s} runs|how frequently {s} is updated|at what interval {s} runs|the interval of {s}"
        "|every how many {u} {s} runs|how often {s} is done|how often {s} is cleaned",
        counted=True,
    ),
    _relation(
        values.quantity,
        "{S} holds {v}.|{S} has room for {v}.|{S} fits {v}.|{S} can hold {v}.|{S} has {v}.|{S} holds at most {v}."
        "|Up to {v} fit into {s}.|{S} takes up to {v}.|{S} is limited to {v}."
        "|{S} can take in {v}.|{S} offers room for {v}.|{S} offers space for {v}.|{S} is full with {v}.|{S} is full at {v}."
        "|The capacity of {s} is {v}.|No more than {v} fit into {s}.|There is room for {v} in {s}.|You can put {v} into {s}."
        "|{S} can store {v}.|{S} never holds more than {v}.|The limit of {s} is {v}.",
        "How much does {s} hold?|How much fits into {s}?|What is the limit of {s}?|How big is {s}?|How many fit into {s}?"
        "|How much room does {s} have?|What can {s} hold?|How many {u} does {s} hold?|How many {u} fit into {s}?|How many {u} can {s} hold?|How many {u} does {s} have?|What is the maximum of {s}?|How much can {s} hold?"
        "|How much can you put into {s}?|How much can {s} take in?|How much goes into {s}?|How much will {s} hold?"
        "|How much space does {s} offer?|How much room is there in {s}?|How much room has {s} got?|How much will fit into {s}?"
        "|How much may {s} hold?|How many {u} will {s} hold?|How many {u} go into {s}?|How many {u} can I put into {s}?"
        "|How many {u} may {s} have?|How many {u} can {s} store?|For how many {u} does {s} have room?"
        "|For how many {u} is there room in {s}?|What fits into {s}?|What is the capacity of {s}?|What capacity does {s} have?"
        "|What limit does {s} have?|What is {s} able to hold?|What is the most that {s} can hold?"
        "|What is the largest number of {u} in {s}?|When is {s} full?|At how many {u} is {s} full?|How full can {s} get?"
        "|Up to how many {u} does {s} hold?|{S} holds how many {u}?",
        "how many {u} {s} holds|how many {u} fit into {s}|how much {s} holds|how much fits into {s}|how big {s} is|how much {s} can hold"
        "|how many {u} {s} can hold|how many {u} go into {s}|how many {u} {s} has room for|how much {s} can take in"
        "|how much room {s} has|how much room there is in {s}|the capacity of {s}|the limit of {s}|what {s} can hold|when {s} is full"
        "|up to how many {u} {s} holds",
        counted=True,
    ),
    _relation(
        values.size,
        "{S} is {v} large.|{S} weighs {v}.|{S} needs {v} of memory.|{S} takes {v} on disk.|{S} uses {v}.|{S} is {v} in size."
        "|{S} occupies {v}.|{S} takes up {v}."
        "|The size of {s} is {v}.|{S} comes to {v} on disk.|{S} measures {v}.|{S} fills {v}.|{S} grew to {v}.|{S} has a size of {v}."
        "|{S} eats {v}.|{S} requires {v} of space.|The download of {s} is {v}.|You need {v} for {s}.",
        "How large is {s}?|How big is {s}?|How much memory does {s} need?|How much space does {s} take?"
        "|What size is {s}?|How much does {s} weigh?|How many {u} is {s}?|How many {u} does {s} need?|How many {u} does {s} use?|What does {s} weigh?"
        "|What is the size of {s}?|What size does {s} have?|What size has {s}?|What is {s} in size?|What does {s} take up on disk?"
        "|How much space do I need for {s}?|How much space does {s} need?|How much space does {s} take up?"
        "|How much space does {s} fill?|How much disk does {s} take?|How much disk space does {s} use?|How much memory does {s} use?"
        "|How much memory does {s} take?|How much memory is needed for {s}?|How large will {s} be?|How large did {s} get?"
        "|How large has {s} become?|How big will {s} be?|How big did {s} get?|How heavy is {s}?|How many {u} does {s} take?"
        "|How many {u} does {s} occupy?|How many {u} does {s} take up?|How many {u} does {s} fill?|How many {u} are needed for {s}?"
        "|How many {u} large is {s}?|{S} is how big?|{S} is how large?",
        "how large {s} is|how big {s} is|how much memory {s} needs|how much space {s} takes"
        "|what size {s} has|what size {s} is|the size of {s}|how many {u} {s} takes|how many {u} {s} takes up|how many {u} {s} needs"
        "|how much space {s} takes up|how much disk {s} takes|how much memory {s} uses|how heavy {s} is|how large {s} will be"
        "|how much space {s} fills",
        counted=True,
    ),
    _relation(
        values.money,
        "{S} costs {v}.|The price of {s} is {v}.|{S} is sold for {v}.|You pay {v} for {s}.|{S} can be had for {v}."
        "|We charge {v} for {s}.|{S} sells at {v}."
        "|{S} comes at {v}.|{S} is priced at {v}.|{S} goes for {v}.|{S} is yours for {v}.|For {s} we ask {v}.|For {s} you pay {v}."
        "|Buy {s} for {v}.|{v} is the price of {s}.|{S} will cost you {v}.|They want {v} for {s}.|{S} is on sale for {v}."
        "|The cost of {s} is {v}.",
        "How much does {s} cost?|What does {s} cost?|What is the price of {s}?|How expensive is {s}?|How much is {s}?"
        "|What do I pay for {s}?|How much do you charge for {s}?"
        "|What is the cost of {s}?|What will {s} cost?|What will {s} cost me?|What does one pay for {s}?|What do they want for {s}?"
        "|What do you charge for {s}?|What price does {s} have?|What price is asked for {s}?|What's the price of {s}?"
        "|What would I pay for {s}?|What must I pay for {s}?|At what price is {s} sold?|At what price can I buy {s}?"
        "|For what price is {s} sold?|How much money is {s}?|How much will {s} cost?|How much would {s} cost?"
        "|How much do I pay for {s}?|How much must one pay for {s}?|How much do we charge for {s}?|How much do they ask for {s}?"
        "|How much money do I need for {s}?|How many {u} does {s} cost?|How many {u} do I pay for {s}?|For how much is {s} sold?"
        "|For how much can I buy {s}?|{S} costs how much?|{S} is how expensive?|Price of {s}?|Is there a price for {s}?",
        "how much {s} costs|what {s} costs|the price of {s}"
        "|how much {s} will cost|how much I pay for {s}|how much they ask for {s}|how many {u} {s} costs|how expensive {s} is"
        "|what I pay for {s}|what price {s} has|the cost of {s}|for how much {s} is sold|at what price {s} is sold"
        "|what {s} will cost me",
        counted=True,
    ),
    _relation(
        Words.person,
        "{S} was built by {v}.|{v} wrote {s}.|{S} is maintained by {v}.|{v} looks after {s}.|{S} belongs to {v}."
        "|{v} is responsible for {s}.|{S} is run by {v}.|{v} takes care of {s}.|{S} was written by {v}.|Ask {v} about {s}."
        "|{v} made {s}.|{v} created {s}.|{v} keeps {s} going.|{v} keeps an eye on {s}.|{v} has built {s}.|{v} is in charge of {s}."
        "|The maintainer of {s} is {v}.|The owner of {s} is {v}.|{S} is the work of {v}.|{S} is in the care of {v}."
        "|{S} is in the hands of {v}.|{S} was made by {v}.|For questions on {s}, go to {v}.|With questions about {s} turn to {v}.",
        "Who built {s}?|Who maintains {s}?|Who wrote {s}?|Who looks after {s}?|Who is responsible for {s}?|Who runs {s}?"
        "|Who owns {s}?|Whom do I ask about {s}?|Who takes care of {s}?|To whom does {s} belong?"
        "|Who made {s}?|Who created {s}?|Who is in charge of {s}?|Who is the maintainer of {s}?|Who is the owner of {s}?"
        "|Who is the author of {s}?|Who is behind {s}?|Who is the one to ask about {s}?|Who has built {s}?|Who keeps {s} going?"
        "|Who keeps an eye on {s}?|Who knows about {s}?|Who can tell me about {s}?|Who do I ask about {s}?|Who should I ask about {s}?"
        "|Who's responsible for {s}?|Who's in charge of {s}?|By whom was {s} built?|By whom is {s} maintained?|By whom was {s} written?"
        "|Whom should I ask about {s}?|Whom can I ask about {s}?|Whose is {s}?|Whose work is {s}?|In whose care is {s}?"
        "|In whose hands is {s}?|To whom do I turn about {s}?|What is the name of the maintainer of {s}?|Which person looks after {s}?"
        "|Which person is responsible for {s}?|{S} was built by whom?|{S} is maintained by whom?",
        "who maintains {s}|who built {s}|who is responsible for {s}|who wrote {s}|who looks after {s}"
        "|who made {s}|who created {s}|who is in charge of {s}|who takes care of {s}|who owns {s}|who runs {s}|who is behind {s}"
        "|who the maintainer of {s} is|the maintainer of {s}|the owner of {s}|whom to ask about {s}|whom I can ask about {s}"
        "|by whom {s} was built|by whom {s} is maintained|to whom {s} belongs",
    ),
    _relation(
        Words.city,
        "{S} is in {v}.|{S} stands in {v}.|{S} is located in {v}.|You find {s} in {v}.|{S} was moved to {v}."
        "|{S} has its home in {v}.|The home of {s} is {v}."
        "|{S} can be found in {v}.|{S} can be seen in {v}.|{S} lies in {v}.|{S} sits in {v}.|{S} is at home in {v}."
        "|{S} was built in {v}.|{S} was set up in {v}.|{S} has been in {v} for years.|The place of {s} is {v}.|In {v} there is {s}."
        "|In {v} you can visit {s}.|Go to {v} to see {s}.|They moved {s} to {v}.",
        "Where is {s}?|Where does {s} stand?|Where do I find {s}?|In which city is {s}?|Where is {s} located?"
        "|Where can I find {s}?|Where was {s} moved?"
        "|Where does {s} lie?|Where does {s} sit?|Where can one see {s}?|Where can I visit {s}?|Where can {s} be found?"
        "|Where can {s} be seen?|Where do they have {s}?|Where would I find {s}?|Where should I look for {s}?|Where exactly is {s}?"
        "|Where is {s} situated?|Where is {s} at home?|Where was {s} built?|Where was {s} set up?|Where's {s}?"
        "|Where is the home of {s}?|In which place is {s}?|In what city is {s}?|In what city do I find {s}?|In which town is {s}?"
        "|In which city does {s} stand?|In which city can I see {s}?|At what place is {s}?|To which city was {s} moved?"
        "|To which city do I go for {s}?|What is the location of {s}?|What is the place of {s}?|What city is {s} in?"
        "|What town is {s} in?|Which city is {s} in?|Which city has {s}?|Which place has {s}?|{S} is in which city?|{S} is where?",
        "where {s} is|where to find {s}|where {s} is located"
        "|where {s} stands|where {s} lies|where {s} can be found|where {s} can be seen|where I can find {s}|where I can visit {s}"
        "|where exactly {s} is|in which city {s} is|in what city {s} stands|in which town {s} is|what city {s} is in|which city has {s}"
        "|the location of {s}|to which city {s} was moved",
    ),
    _relation(
        _file,
        "{S} is stored in {v}.|{S} is defined in {v}.|{S} lives in {v}.|The settings of {s} are in {v}.|{S} writes to {v}."
        "|{S} is configured in {v}.|{S} is kept in {v}.|{v} holds {s}."
        "|{S} can be read in {v}.|{S} is written to {v}.|{S} is saved in {v}.|{S} is described in {v}.|{S} is set in {v}."
        "|{S} is to be found in {v}.|{S} comes from {v}.|{S} goes to {v}.|The file of {s} is {v}.|The definition of {s} is in {v}."
        "|The code of {s} is in {v}.|{v} contains {s}.|{v} defines {s}.|See {v} for {s}.|Edit {v} to change {s}.|You find {s} in {v}.",
        "Where is {s} stored?|Which file defines {s}?|Where is {s} configured?|In which file is {s}?|Where does {s} live?"
        "|Where does {s} write to?|What file holds {s}?"
        "|Which file contains {s}?|Which file has {s}?|Which file holds {s}?|Which file do I edit to change {s}?|Which file is {s} in?"
        "|Which file does {s} live in?|Which file stores {s}?|Which file describes {s}?|What file is {s} in?|What file defines {s}?"
        "|What file has {s} in it?|What is the file of {s}?|What is the path of {s}?|What is the path to {s}?"
        "|Under which path is {s} stored?|Under what path do I find {s}?|Where is {s} defined?|Where is {s} kept?|Where is {s} written?"
        "|Where is {s} set?|Where is {s} described?|Where is {s} saved?|Where is the code of {s}?|Where are the settings of {s}?"
        "|Where is the file of {s}?|Where do we store {s}?|Where do we keep {s}?|Where do I configure {s}?|Where do I change {s}?"
        "|Where can I read {s}?|Where can I configure {s}?|Where does {s} go?|Where does {s} come from?|In what file is {s} stored?"
        "|In which file do I find {s}?|In which file is {s} defined?|{S} is in which file?|{S} is stored where?|Where do I find {s}?",
        "where {s} is stored|which file defines {s}|where {s} is configured|where {s} lives"
        "|where {s} is defined|where {s} is kept|where {s} is saved|where {s} is described|where to configure {s}"
        "|where the settings of {s} are|where the code of {s} is|which file contains {s}|which file holds {s}"
        "|which file to edit to change {s}|what file {s} is in|in which file {s} is|in which file {s} is stored|the file of {s}"
        "|the path of {s}|under which path {s} is stored",
    ),
    _relation(
        _command,
        "{v} starts {s}.|To start {s}, run {v}.|Start {s} with {v}.|Run {v} to start {s}.|{S} is started with {v}."
        "|{v} brings up {s}.|Use {v} to launch {s}."
        "|{v} will start {s}.|{v} gets {s} going.|{v} launches {s}.|{v} boots {s}.|Call {v} to start {s}.|Type {v} to get {s} going."
        "|Launch {s} by {v}.|To get {s} running, use {v}.|To launch {s}, type {v}.|The command to start {s} is {v}."
        "|With {v} you start {s}.|{S} is launched with {v}.",
        "How do I start {s}?|Which command starts {s}?|What starts {s}?|With which command do I start {s}?|How is {s} started?"
        "|How can I launch {s}?|What do I run to start {s}?"
        "|How does one start {s}?|How do you start {s}?|How do we start {s}?|How do I launch {s}?|How do I get {s} going?"
        "|How do I get {s} running?|How do I bring up {s}?|How do I boot {s}?|How can I start {s}?|How can {s} be started?"
        "|How could I start {s}?|How would I start {s}?|How must {s} be started?|How is {s} launched?|How should I start {s}?"
        "|How to start {s}?|What do I type to start {s}?|What do I have to run to start {s}?|What must I type to launch {s}?"
        "|What should I run to start {s}?|What command starts {s}?|What command launches {s}?|What is the command to start {s}?"
        "|What is the command for starting {s}?|What gets {s} going?|What launches {s}?|What brings up {s}?"
        "|What do I call to start {s}?|Which command launches {s}?|Which command brings up {s}?|Which command do I run to start {s}?"
        "|Which command must I use to start {s}?|By which command is {s} started?|With what do I start {s}?"
        "|With which command is {s} launched?|I want to start {s}. How?|Tell me how to start {s}.",
        "how to start {s}|which command starts {s}|the command that starts {s}"
        "|how I start {s}|how I can start {s}|how one starts {s}|how {s} is started|how {s} is launched|how to launch {s}"
        "|how to get {s} going|how to get {s} running|what starts {s}|what I type to start {s}|what to run to start {s}"
        "|what command starts {s}|which command launches {s}|which command to run to start {s}|with which command {s} is started"
        "|the command to start {s}|the command to launch {s}",
    ),
    _relation(
        _command,
        "{v} stops {s}.|To stop {s}, run {v}.|Stop {s} with {v}.|Run {v} to stop {s}.|{S} is stopped with {v}."
        "|{v} ends {s}.|Use {v} to shut down {s}."
        "|{v} will stop {s}.|{v} shuts down {s}.|{v} halts {s}.|{v} kills {s}.|Call {v} to stop {s}.|Type {v} to halt {s}."
        "|To halt {s}, use {v}.|To shut down {s}, type {v}.|To get rid of {s}, run {v}.|The command to stop {s} is {v}."
        "|With {v} you stop {s}.|{S} is shut down with {v}.",
        "How do I stop {s}?|Which command stops {s}?|What stops {s}?|With which command do I stop {s}?|How is {s} stopped?"
        "|How can I shut down {s}?|What do I run to end {s}?"
        "|How does one stop {s}?|How do you stop {s}?|How do we stop {s}?|How do I shut down {s}?|How do I halt {s}?|How do I kill {s}?"
        "|How do I end {s}?|How do I get rid of {s}?|How can I stop {s}?|How can {s} be stopped?|How could I stop {s}?"
        "|How would I shut down {s}?|How must {s} be stopped?|How is {s} shut down?|How should I stop {s}?|How to stop {s}?"
        "|What do I type to stop {s}?|What do I have to run to stop {s}?|What must I type to halt {s}?|What should I run to stop {s}?"
        "|What do I run to shut down {s}?|What command stops {s}?|What command shuts down {s}?|What is the command to stop {s}?"
        "|What is the command for stopping {s}?|What halts {s}?|What kills {s}?|What shuts down {s}?|What do I call to stop {s}?"
        "|Which command ends {s}?|Which command shuts down {s}?|Which command do I run to stop {s}?"
        "|Which command must I use to stop {s}?|By which command is {s} stopped?|With what do I stop {s}?"
        "|With which command is {s} shut down?|I want to stop {s}. How?|Tell me how to stop {s}.",
        "how to stop {s}|which command stops {s}|the command that stops {s}"
        "|how I stop {s}|how I can stop {s}|how one stops {s}|how {s} is stopped|how {s} is shut down|how to shut down {s}"
        "|how to halt {s}|how to end {s}|what stops {s}|what I type to stop {s}|what to run to stop {s}|what command stops {s}"
        "|which command shuts down {s}|which command to run to stop {s}|with which command {s} is stopped|the command to stop {s}"
        "|the command to shut down {s}",
    ),
    _relation(
        _command,
        "{v} shows {s}.|To see {s}, run {v}.|Use {v} to list {s}.|{v} prints {s}.|{S} is shown by {v}.|With {v} you see {s}."
        "|{v} displays {s}.|{v} lists {s}.|{v} tells you about {s}.|{v} lets you see {s}.|{v} outputs {s}.|Run {v} to see {s}."
        "|Type {v} to look at {s}.|Call {v} to print {s}.|See {s} with {v}.|Look at {s} with {v}.|To look at {s}, use {v}."
        "|To list {s}, run {v}.|To print {s}, type {v}.|{S} is printed by {v}.|{S} is listed by {v}.|You see {s} with {v}.",
        "How do I see {s}?|Which command shows {s}?|What prints {s}?|How do I list {s}?|How can I see {s}?|What shows {s}?"
        "|How does one see {s}?|How do we see {s}?|How do you see {s}?|How do I look at {s}?|How do I print {s}?|How do I display {s}?"
        "|How do I view {s}?|How do I get to see {s}?|How can I list {s}?|How can I print {s}?|How can I look at {s}?"
        "|How can I view {s}?|How can I display {s}?|How can one see {s}?|How is {s} shown?|How is {s} printed?|How is {s} listed?"
        "|How to list {s}?|What displays {s}?|What lists {s}?|What outputs {s}?|What do I type to see {s}?|What do I run to see {s}?"
        "|What do I run to list {s}?|What must I type to print {s}?|What should I run to see {s}?|What is the command to see {s}?"
        "|What is the command to list {s}?|What command shows {s}?|What command prints {s}?|What command lists {s}?"
        "|Which command prints {s}?|Which command lists {s}?|Which command displays {s}?|Which command do I use to see {s}?"
        "|Which command lets me see {s}?|With which command do I see {s}?|With what can I list {s}?|I want to see {s}. How?",
        "how to see {s}|which command shows {s}|how to list {s}"
        "|how I can see {s}|how I list {s}|how one sees {s}|how to print {s}|how to view {s}|how to display {s}|how to look at {s}"
        "|how {s} is shown|how {s} is printed|what shows {s}|what prints {s}|what to run to see {s}|what to type to list {s}"
        "|what command lists {s}|which command prints {s}|which command lists {s}|which command lets me see {s}"
        "|with which command I see {s}|the command that shows {s}|the command to list {s}",
    ),
    _relation(
        _command,
        "Install {s} with {v}.|{S} is installed by {v}.|To install {s}, type {v}.|{v} installs {s}.|{v} sets up {s}."
        "|To build {s}, run {v}."
        "|{v} builds {s}.|{v} puts {s} on your machine.|Run {v} to install {s}.|Type {v} to set up {s}.|Use {v} to install {s}."
        "|Get {s} with {v}.|Set up {s} with {v}.|To set up {s}, use {v}.|To get {s}, run {v}.|{S} is set up by {v}."
        "|{S} is built with {v}.|{S} can be installed with {v}.|With {v} you install {s}.|The command to install {s} is {v}.",
        "How do I install {s}?|How is {s} installed?|Which command installs {s}?|How can I set up {s}?|What installs {s}?"
        "|How do I build {s}?"
        "|How does one install {s}?|How do we install {s}?|How do you install {s}?|How do I set up {s}?|How do I get {s}?"
        "|How can I install {s}?|How can I build {s}?|How can {s} be installed?|How could I install {s}?|How would I set up {s}?"
        "|How should I install {s}?|How is {s} set up?|How is {s} built?|How does {s} get installed?|How to install {s}?"
        "|How to set up {s}?|What do I run to install {s}?|What do I type to install {s}?|What do I type to set up {s}?"
        "|What must I run to build {s}?|What should I run to set up {s}?|What is the command to install {s}?"
        "|What is the command to build {s}?|What command installs {s}?|What command sets up {s}?|What command builds {s}?"
        "|What sets up {s}?|What builds {s}?|Which command sets up {s}?|Which command builds {s}?"
        "|Which command do I run to install {s}?|Which command do I need to set up {s}?|With which command do I install {s}?"
        "|With what is {s} installed?|By which command is {s} installed?|I want to install {s}. How?",
        "how to install {s}|how {s} is installed|which command installs {s}"
        "|how I install {s}|how I can install {s}|how one installs {s}|how {s} is set up|how {s} is built|how to set up {s}"
        "|how to build {s}|what installs {s}|what sets up {s}|what to run to install {s}|what to type to install {s}"
        "|what command installs {s}|which command sets up {s}|which command builds {s}|which command to run to install {s}"
        "|with which command {s} is installed|the command that installs {s}|the command to install {s}",
    ),
    _relation(
        _day,
        "{S} was founded on {v}.|{S} opened on {v}.|{S} started on {v}.|{S} was released on {v}.|On {v} {s} was opened."
        "|{S} dates from {v}.|{S} was finished on {v}.|{S} first appeared on {v}."
        "|{S} came out on {v}.|{S} was born on {v}.|{S} was created on {v}.|{S} was first shown on {v}.|{S} was published on {v}."
        "|{S} was launched on {v}.|{S} has existed since {v}.|There has been {s} since {v}.|On {v} {s} was released."
        "|On {v} {s} came out.|{S} saw the light of day on {v}.|The release of {s} was on {v}.|They founded {s} on {v}.",
        "When was {s} founded?|When did {s} open?|When did {s} start?|When was {s} released?|Since when is there {s}?"
        "|On what day did {s} open?|When was {s} finished?|What is the date of {s}?"
        "|When did {s} come out?|When did {s} first appear?|When did {s} see the light of day?|When did they found {s}?"
        "|When did they release {s}?|When did we release {s}?|When was {s} opened?|When was {s} created?|When was {s} born?"
        "|When was {s} launched?|When was {s} published?|When was {s} first shown?|When was the release of {s}?"
        "|When exactly was {s} founded?|When exactly did {s} open?|On which day was {s} founded?|On which day did {s} open?"
        "|On what day was {s} released?|On which date was {s} released?|On what date did {s} open?|On what date was {s} founded?"
        "|What day was {s} released?|What day did {s} open?|Since when does {s} exist?|Since when has there been {s}?"
        "|Since which day is there {s}?|From which day does {s} date?|What is the release date of {s}?|What was the date of {s}?"
        "|Which day did {s} come out?|{S} was founded when?|{S} dates from when?",
        "when {s} was founded|when {s} opened|when {s} was released|when {s} started"
        "|when {s} came out|when {s} first appeared|when {s} was opened|when {s} was created|when {s} was launched"
        "|when {s} was published|when {s} was finished|when they released {s}|when exactly {s} was founded|on which day {s} was founded"
        "|on which day {s} opened|on what date {s} was released|since when there is {s}|since when {s} exists|what day {s} was released"
        "|the release date of {s}",
    ),
    _relation(
        values.clock,
        "{S} opens at {v}.|{S} begins at {v}.|{S} leaves at {v}.|{S} starts at {v}.|At {v} {s} begins.|{S} closes at {v}."
        "|{S} gets under way at {v}.|{S} departs at {v}.|{S} sets off at {v}.|{S} kicks off at {v}.|{S} goes at {v}."
        "|{S} is planned for {v}.|{S} will begin at {v}.|Be there at {v}, when {s} begins.|At {v} {s} starts.|At {v} {s} opens."
        "|The time of {s} is {v}.|Come at {v} for {s}.",
        "When does {s} open?|When does {s} begin?|At what time does {s} start?|What time does {s} leave?|When does {s} close?"
        "|At which hour does {s} begin?"
        "|When does {s} leave?|When does {s} depart?|When does {s} go?|When does {s} set off?|When does {s} kick off?"
        "|When does {s} get under way?|When will {s} begin?|When will {s} open?|When should I be there for {s}?"
        "|When must I come for {s}?|When is {s} planned?|What time does {s} open?|What time does {s} begin?|What time does {s} start?"
        "|What time does {s} close?|What time does {s} go?|What time is {s}?|What is the time of {s}?|At what time does {s} open?"
        "|At what time does {s} begin?|At what time does {s} leave?|At what time does {s} depart?|At what time is {s}?"
        "|At what time will {s} begin?|At which time does {s} start?|At which time does {s} open?|At what hour does {s} open?"
        "|At which hour does {s} leave?|For what time is {s} planned?|From what time on is {s} open?|How early does {s} begin?"
        "|How late does {s} start?|{S} begins at what time?|{S} opens when?",
        "when {s} opens|when {s} begins|at what time {s} starts"
        "|when {s} leaves|when {s} departs|when {s} goes|when {s} closes|when {s} will begin|when {s} gets under way"
        "|what time {s} opens|what time {s} starts|what time {s} leaves|what time {s} is|at what time {s} opens|at what time {s} begins"
        "|at what time {s} leaves|at which hour {s} begins|the time of {s}|for what time {s} is planned",
    ),
    _relation(
        values.port,
        "{S} listens on port {v}.|{S} is reached on port {v}.|{S} uses port {v}.|Port {v} belongs to {s}.|{S} answers on port {v}."
        "|{S} serves on port {v}."
        "|{S} is bound to port {v}.|{S} runs on port {v}.|{S} is served on port {v}.|{S} opens port {v}."
        "|{S} waits for requests on port {v}.|{S} takes connections on port {v}.|You reach {s} on port {v}.|Connect to {s} on port {v}."
        "|The port of {s} is {v}.|On port {v} you reach {s}.|Port {v} is for {s}.|Port {v} is taken by {s}.",
        "Which port does {s} listen on?|What port does {s} use?|On which port is {s}?|What is the port of {s}?"
        "|Which port belongs to {s}?|On what port does {s} answer?"
        "|Which port is {s} on?|Which port does {s} use?|Which port does {s} open?|Which port does {s} answer on?"
        "|Which port does {s} run on?|Which port is {s} bound to?|Which port is for {s}?|Which port is taken by {s}?"
        "|Which port do I use for {s}?|Which port must I connect to for {s}?|Which is the port of {s}?|Which port has {s}?"
        "|What port is {s} on?|What port does {s} listen on?|What port does {s} open?|What port does {s} run on?|What port is for {s}?"
        "|What port has {s} got?|What's the port of {s}?|What is {s}'s port?|What is the port for {s}?|What is the port number of {s}?"
        "|On which port does {s} listen?|On which port does {s} run?|On which port do I reach {s}?|On which port can I reach {s}?"
        "|On which port is {s} served?|On what port is {s} reached?|On what port does {s} wait for requests?|On what port does {s} run?"
        "|At which port is {s}?|Through which port do I reach {s}?|To which port is {s} bound?|Port of {s}?|{S} listens on which port?"
        "|{S} uses what port?",
        "which port {s} uses|the port of {s}|which port {s} listens on"
        "|which port {s} is on|which port {s} opens|which port {s} runs on|which port belongs to {s}|which port is for {s}"
        "|which port to use for {s}|what port {s} uses|what port {s} listens on|what port {s} is on|on which port {s} listens"
        "|on which port {s} is reached|on what port I reach {s}|on which port {s} runs|the port that {s} uses|the port number of {s}"
        "|the port for {s}",
    ),
    _relation(
        lambda words: f"{words.integer(2, 90)} {words.choice(lexicon.UNITS)}",
        "{S} uses {v}.|{S} has {v}.|There are {v} in {s}.|{S} consists of {v}.|{S} comes with {v}.|{S} is made of {v}."
        "|{S} contains {v}."
        "|{S} counts {v}.|{S} includes {v}.|{S} numbers {v}.|{S} is split into {v}.|{S} is divided into {v}."
        "|{S} is put together from {v}.|{S} is equipped with {v}.|{S} brings {v}.|{S} works with {v}.|We counted {v} in {s}."
        "|You find {v} in {s}.|In {s} there are {v}.|All in all {s} has {v}.|{v} make up {s}.",
        "What does {s} consist of?|What does {s} come with?"
        "|How many {u} does {s} have?|How many {u} are in {s}?|How many {u} does {s} use?|How many {u} are there in {s}?|How many {u} does {s} come with?|What does {s} contain?"
        "|What makes up {s}?|What is in {s}?|What is {s} put together from?|What is {s} split into?|What is {s} divided into?"
        "|What does {s} include?|What is the number of {u} in {s}?|Of what does {s} consist?|Of how many {u} does {s} consist?"
        "|Into how many {u} is {s} split?|Into how many {u} is {s} divided?|With how many {u} does {s} come?"
        "|With how many {u} does {s} work?|With how many {u} is {s} equipped?|How many {u} make up {s}?|How many {u} does {s} contain?"
        "|How many {u} does {s} include?|How many {u} does {s} count?|How many {u} does {s} consist of?|How many {u} has {s}?"
        "|How many {u} has {s} got?|How many {u} can be found in {s}?|How many {u} do you find in {s}?"
        "|How many {u} did you count in {s}?|How many {u} are part of {s}?|How many {u} were counted in {s}?"
        "|How many {u} is {s} made of?|How many {u} belong to {s}?|{S} has how many {u}?|{S} consists of how many {u}?",
        "how many {u} {s} has|how many {u} are in {s}|what {s} consists of|how many {u} {s} contains"
        "|how many {u} {s} uses|how many {u} {s} includes|how many {u} {s} consists of|how many {u} {s} is made of"
        "|how many {u} {s} comes with|how many {u} there are in {s}|how many {u} make up {s}|how many {u} belong to {s}"
        "|of how many {u} {s} consists|into how many {u} {s} is split|what {s} contains|what {s} comes with|what makes up {s}"
        "|the number of {u} in {s}",
        counted=True,
    ),
    _relation(
        lambda words: f"the {words.thing()} {words.thing()}",
        "{S} replaces {v}.|{S} is a part of {v}.|{S} depends on {v}.|{S} needs {v}.|{S} is made from {v}.|{S} protects {v}."
        "|{S} is meant for {v}."
        "|{S} relies on {v}.|{S} builds on {v}.|{S} belongs to {v}.|{S} is a piece of {v}.|{S} stands in for {v}.|{S} guards {v}."
        "|{S} cannot do without {v}.|{S} has been made from {v}.|{S} takes the place of {v}.|{S} comes before {v}."
        "|Without {v} there is no {s}.",
        "What does {s} replace?|What is {s} a part of?|What does {s} depend on?|What does {s} need?|What is {s} made from?"
        "|What does {s} protect?|What is {s} meant for?"
        "|What does {s} rely on?|What does {s} build on?|What does {s} belong to?|What does {s} guard?|What does {s} stand in for?"
        "|What does {s} take the place of?|What does {s} come before?|What is {s} a piece of?|What is {s} part of?"
        "|What is protected by {s}?|What is replaced by {s}?|What can {s} not do without?|What does {s} require?|What must {s} have?"
        "|What was {s} made from?|What thing does {s} replace?|What thing does {s} depend on?|Which thing does {s} replace?"
        "|Which thing does {s} need?|Which thing does {s} depend on?|Which thing does {s} protect?|On what does {s} depend?"
        "|On what does {s} rely?|On what does {s} build?|On which thing does {s} depend?|Of what is {s} a part?|Of what is {s} a piece?"
        "|From what is {s} made?|For what does {s} stand in?|Without what can {s} not work?|Instead of what do we use {s}?"
        "|{S} replaces what?|{S} depends on what?|{S} protects what?",
        "what {s} replaces|what {s} needs|what {s} depends on|what {s} is meant for"
        "|what {s} relies on|what {s} builds on|what {s} belongs to|what {s} protects|what {s} guards|what {s} takes the place of"
        "|what {s} is a part of|what {s} is a piece of|what {s} is made from|what {s} requires|what is replaced by {s}"
        "|on what {s} depends|on what {s} relies|from what {s} is made|of what {s} is a part|which thing {s} replaces"
        "|which thing {s} needs",
    ),
    _relation(
        lambda words: f"{words.quality()} {words.thing()}s",
        "{S} is used for {v}.|{S} is good for {v}.|{S} is meant for {v}.|Use {s} for {v}.|{S} was made for {v}.|{S} exists for {v}."
        "|{S} is there for {v}.|{S} is intended for {v}.|{S} is of use for {v}.|{S} is best for {v}.|{S} serves for {v}."
        "|{S} was invented for {v}.|{S} was bought for {v}.|{S} helps with {v}.|{S} is taken for {v}.|The purpose of {s} is {v}."
        "|The use of {s} is for {v}.|We have {s} for {v}.|We use {s} for {v}.|For {v} take {s}.|For {v} there is {s}."
        "|People use {s} for {v}.",
        "What is {s} used for?|What is {s} good for?|What is {s}?|What is {s} for?|Why do we have {s}?|What was {s} made for?"
        "|What is the purpose of {s}?"
        "|What is {s} there for?|What is {s} intended for?|What is {s} best for?|What is {s} supposed to be for?"
        "|What is the use of {s}?|What is the point of {s}?|What is the aim of {s}?|What's {s} for?|What's the purpose of {s}?"
        "|What purpose does {s} have?|What purpose does {s} serve?|What does {s} help with?|What does {s} serve for?"
        "|What do we use {s} for?|What do we have {s} for?|What do people use {s} for?|What do I use {s} for?|What can I use {s} for?"
        "|What can {s} be used for?|What use is {s}?|What was {s} invented for?|What was {s} bought for?|Why is there {s}?"
        "|Why does {s} exist?|Why was {s} made?|Why was {s} bought?|Why do people use {s}?|Why would I use {s}?"
        "|Why should one have {s}?|For what is {s} used?|For what is {s} good?|For what is {s} intended?|For what do we use {s}?"
        "|For what do we have {s}?|For what purpose is {s} there?|For what purpose was {s} made?|For which purpose do we use {s}?"
        "|To what end do we have {s}?|When do I use {s}?|When should one use {s}?|{S} is for what?|{S} is good for what?",
        "what {s} is for|what {s} is used for|the purpose of {s}"
        "|what {s} is good for|what {s} is there for|what {s} is intended for|what {s} is best for|what {s} helps with"
        "|what {s} was made for|what we use {s} for|what we have {s} for|what people use {s} for|what purpose {s} has"
        "|what the purpose of {s} is|what the use of {s} is|what the point of {s} is|why we have {s}|why there is {s}|why {s} exists"
        "|for what {s} is used|for what purpose {s} was made|the use of {s}|the point of {s}",
    ),
    _relation(
        values.version,
        "{S} needs version {v}.|{S} runs on version {v}.|The version of {s} is {v}.|{S} requires Python {v}.|{S} is at version {v}."
        "|{S} works with version {v} and later.|Version {v} is the newest of {s}."
        "|{S} is now version {v}.|{S} has reached version {v}.|{S} was updated to version {v}.|{S} comes in version {v}."
        "|{S} stands at version {v}.|{S} is based on version {v}.|{S} was built with version {v}.|{S} asks for version {v}."
        "|For {s} you need version {v}.|The newest {s} is version {v}.|The latest version of {s} is {v}."
        "|The current version of {s} is {v}.|We use version {v} of {s}.|We run {s} in version {v}.",
        "Which version does {s} need?|What version is {s}?|Which version of Python does {s} require?|What is the version of {s}?"
        "|Which version does {s} run on?|What is the newest version of {s}?"
        "|Which version is {s}?|Which version is {s} at?|Which version is {s} on?|Which version has {s}?|Which version has {s} reached?"
        "|Which version does {s} have?|Which version does {s} require?|Which version does {s} ask for?"
        "|Which version does {s} work with?|Which version of {s} do we use?|Which version of {s} do we run?"
        "|Which version of {s} is the latest?|Which version of {s} is the newest?|Which version of {s} is current?"
        "|Which is the newest version of {s}?|Which is the current version of {s}?|Which version do I need for {s}?"
        "|What version does {s} need?|What version does {s} have?|What version does {s} run on?|What version does {s} require?"
        "|What version is {s} at?|What version has {s} reached?|What version of {s} do we have?|What version of {s} is there?"
        "|What version of {s} is current?|What version do I need for {s}?|What's the version of {s}?|What's the latest version of {s}?"
        "|What is the latest version of {s}?|What is the current version of {s}?|What is {s}'s version?"
        "|What is the version number of {s}?|In which version does {s} come?|At which version is {s}?|On which version does {s} run?"
        "|On which version is {s} based?|To which version was {s} updated?|How new is {s}?|Version of {s}?|{S} is at which version?"
        "|{S} needs which version?",
        "which version {s} needs|the version of {s}|what version {s} is"
        "|which version {s} has|which version {s} is at|which version {s} runs on|which version {s} requires"
        "|which version {s} works with|which version of {s} is the newest|which version of {s} we use|which version I need for {s}"
        "|what version {s} needs|what version {s} has reached|what version of {s} is current|what the version of {s} is"
        "|on which version {s} runs|at which version {s} is|in which version {s} comes|to which version {s} was updated"
        "|the latest version of {s}|the newest version of {s}|the current version of {s}|the version number of {s}",
    ),
    _relation(
        lambda words: words.quality(),
        "{S} is {v}.|{S} was painted {v}.|The colour of {s} is {v}.|{S} turned {v}.|{S} is always {v}.|{S} became {v}."
        "|{S} looks {v}.|{S} has become {v}.|{S} has turned {v}.|{S} has stayed {v}.|{S} remains {v}.|{S} went {v}.|We found {s} {v}."
        "|They say {s} is {v}.|Everybody knows that {s} is {v}.|You can see that {s} is {v}.|The state of {s} is {v}."
        "|It is well known that {s} is {v}.",
        "What colour is {s}?|How is {s}?|What is {s} like?|In which state is {s}?|What is the state of {s}?|What did {s} become?"
        "|How does {s} look?|How did {s} look?|How did you find {s}?|How did {s} turn out?|How is the state of {s}?|How was {s}?"
        "|How will {s} be?|What does {s} look like?|What has {s} become?|What became of {s}?|What was {s} like?|What will {s} be like?"
        "|What did {s} turn?|What colour has {s}?|What colour does {s} have?|What colour was {s} painted?|What condition is {s} in?"
        "|What state is {s} in?|What is the condition of {s}?|What is the look of {s}?|In what state is {s}?"
        "|In what state did you find {s}?|In what condition is {s}?|In which condition is {s}?|Which state is {s} in?"
        "|Which colour is {s}?|Which colour does {s} have?|In which colour was {s} painted?|{S} is like what?",
        "what colour {s} is|what {s} is like|the state of {s}"
        "|how {s} looks|how {s} is|how {s} turned out|what {s} looks like|what {s} became|what {s} has become|what became of {s}"
        "|what colour {s} has|what colour {s} was painted|what state {s} is in|what condition {s} is in|in what state {s} is"
        "|in which state {s} is|in what condition {s} is|which colour {s} is|which state {s} is in|the colour of {s}"
        "|the condition of {s}",
    ),
    _relation(
        Words.person,
        "{S} is approved by {v}.|{v} approves {s}.|{v} has to approve {s}.|{v} gives the approval for {s}."
        "|Before it goes out, {s} must be approved by {v}.|The approval of {s} comes from {v}.|{S} needs the approval of {v}."
        "|Nothing happens with {s} until {v} approves it.|Ask {v} to approve {s}.|{S} counts as approved when {v} agrees."
        "|{v} says yes or no to {s}.",
        "Who approves {s}?|Who has to approve {s}?|Who must approve {s}?|Who should approve {s}?|Who can approve {s}?"
        "|Who is to approve {s}?|Who gives the approval for {s}?|Who is supposed to approve {s}?|Who says yes to {s}?"
        "|Whose approval does {s} need?|Whose approval do I need for {s}?|By whom is {s} approved?|By whom must {s} be approved?"
        "|From whom do I get the approval for {s}?|Whom do I ask to approve {s}?|Which person approves {s}?"
        "|Does anyone have to approve {s}, and who?|{S} is approved by whom?",
        "who approves {s}|who has to approve {s}|who must approve {s}|who can approve {s}|who gives the approval for {s}"
        "|by whom {s} is approved|whose approval {s} needs|whom to ask to approve {s}",
    ),
    _relation(
        Words.person,
        "{S} is paid by {v}.|{v} pays for {s}.|{v} covers the costs of {s}.|The bill for {s} goes to {v}."
        "|The bill for {s} is settled by {v}.|The costs of {s} are met by {v}.|{v} finances {s}.|{S} is financed by {v}."
        "|Send the invoice for {s} to {v}.|It is {v} who pays for {s}.|{v} has agreed to pay for {s}.",
        "Who pays for {s}?|Who is paying for {s}?|Who has to pay for {s}?|Who will pay for {s}?|Who must pay for {s}?"
        "|Who covers the costs of {s}?|Who settles the bill for {s}?|Who gets the bill for {s}?|Who finances {s}?"
        "|Who has agreed to pay for {s}?|By whom is {s} paid?|By whom is {s} financed?|Whose money pays for {s}?"
        "|To whom does the bill for {s} go?|To whom do I send the invoice for {s}?|Which person pays for {s}?|{S} is paid by whom?",
        "who pays for {s}|who has to pay for {s}|who will pay for {s}|who covers the costs of {s}|who finances {s}"
        "|who gets the bill for {s}|by whom {s} is paid|to whom the bill for {s} goes",
    ),
    _relation(
        lambda words: f"{words.integer(2, 900)} {words.choice(_SPEEDS)}",
        "{S} moves at {v}.|{S} travels at {v}.|{S} goes at a speed of {v}.|The speed of {s} is {v}.|The top speed of {s} is {v}."
        "|{S} reaches {v}.|{S} reaches a speed of {v}.|{S} drives at {v}.|{S} flies along at {v}.|{S} does {v}."
        "|{S} is never faster than {v}.|With {v} {s} is on its way.",
        "How fast is {s}?|How fast does {s} move?|How fast does {s} go?|How fast does {s} travel?|How fast can {s} go?"
        "|How fast will {s} go?|How fast can {s} be?|What speed does {s} reach?|What speed does {s} have?|What speed can {s} reach?"
        "|What is the speed of {s}?|What is the top speed of {s}?|What's the speed of {s}?|At what speed does {s} travel?"
        "|At what speed does {s} move?|At which speed does {s} go?|With what speed does {s} move?|Which speed does {s} reach?"
        "|{S} goes how fast?",
        "how fast {s} moves|how fast {s} goes|how fast {s} can go|how fast {s} travels|what speed {s} reaches|what speed {s} has"
        "|at what speed {s} travels|the speed of {s}|the top speed of {s}",
        counted=True,
    ),
    _relation(
        lambda words: f"{words.integer(2, 9000)} {words.choice(_DISTANCES)}",
        "It is {v} to {s}.|{S} is {v} away.|{S} is {v} from here.|The distance to {s} is {v}.|The way to {s} is {v} long."
        "|You walk {v} to {s}.|You travel {v} to reach {s}.|After {v} you come to {s}.|{S} lies {v} from the gate."
        "|From here to {s} it is {v}.|{S} is at a distance of {v}.",
        "How far is {s}?|How far away is {s}?|How far is it to {s}?|How far is the way to {s}?|How far is {s} from here?"
        "|How far do I have to walk to {s}?|How far must one travel to {s}?|How far off is {s}?|How long is the way to {s}?"
        "|What is the distance to {s}?|What's the distance to {s}?|What distance is it to {s}?|What distance is {s} away?"
        "|At what distance is {s}?|How many {u} is it to {s}?|How many {u} away is {s}?|How many {u} do I walk to {s}?"
        "|How many {u} are there from here to {s}?|After how many {u} do I come to {s}?|{S} is how far away?",
        "how far it is to {s}|how far away {s} is|how far {s} is|how far I have to walk to {s}|how many {u} it is to {s}"
        "|how many {u} away {s} is|the distance to {s}|what the distance to {s} is|at what distance {s} is",
        counted=True,
    ),
    _relation(
        lambda words: words.choice(_COLOURS),
        "The colour of {s} is {v}.|{S} is of {v} colour.|{S} was painted {v}.|{S} comes in {v}.|{S} has the colour {v}."
        "|{S} is dyed {v}.|{S} is coloured {v}.|We painted {s} {v}.|They gave {s} a coat of {v}.|{v} is the colour of {s}."
        "|You know {s} by its {v} paint.",
        "What colour is {s}?|What colour has {s}?|What colour does {s} have?|What colour was {s} painted?"
        "|What colour did they paint {s}?|What colour does {s} come in?|What colour would you call {s}?|What is the colour of {s}?"
        "|What's the colour of {s}?|Which colour is {s}?|Which colour has {s}?|Which colour has {s} got?|Which colour does {s} have?"
        "|Which colour did we paint {s}?|Which is the colour of {s}?|In what colour is {s} painted?|In which colour does {s} come?"
        "|Of what colour is {s}?|{S} is which colour?",
        "what colour {s} is|what colour {s} has|what colour {s} was painted|which colour {s} is|which colour {s} has"
        "|in what colour {s} comes|in which colour {s} is painted|the colour of {s}|of what colour {s} is",
    ),
    _relation(
        lambda words: words.choice((*_LICENCES, words.proper(), words.proper())),
        "{S} is under the {v} licence.|The licence of {s} is {v}.|{S} is released under {v}.|{S} is licensed under {v}."
        "|{S} comes with the {v} licence.|{S} carries the licence {v}.|You may use {s} under the terms of {v}."
        "|For {s} the {v} licence holds.|We chose the {v} licence for {s}.|The terms of {s} are those of {v}."
        "|The {v} licence covers {s}.",
        "What licence does {s} have?|What licence has {s}?|What licence is {s} under?|What licence covers {s}?"
        "|What licence did we choose for {s}?|What licence does {s} come with?|What is the licence of {s}?|What's the licence of {s}?"
        "|Which licence does {s} have?|Which licence does {s} use?|Which licence is {s} under?|Which licence holds for {s}?"
        "|Which licence covers {s}?|Under what licence is {s}?|Under which licence is {s} released?|Under which licence can I use {s}?"
        "|Under which terms may I use {s}?|How is {s} licensed?|{S} is under which licence?",
        "what licence {s} has|what licence {s} is under|which licence {s} has|which licence covers {s}|under which licence {s} is"
        "|under which licence {s} is released|how {s} is licensed|the licence of {s}|under which terms I may use {s}",
    ),
    _relation(
        lambda words: words.own(lexicon.LANGUAGES),
        "{S} is in {v}.|{S} is written in {v}.|The language of {s} is {v}.|{S} is only available in {v}.|{S} speaks {v}."
        "|{S} was translated into {v}.|{S} is held in {v}.|{S} uses the {v} language.|For {s} you should know {v}."
        "|All of {s} is in {v}.|One reads {s} in {v}.",
        "What language is {s} in?|What language is {s} written in?|What language does {s} use?|What language does {s} speak?"
        "|What language do I need for {s}?|What language should I know for {s}?|What is the language of {s}?"
        "|What's the language of {s}?|Which language is {s} in?|Which language does {s} speak?|Which language does {s} use?"
        "|Which language must one know for {s}?|In what language is {s}?|In what language is {s} written?|In which language is {s}?"
        "|In which language is {s} held?|In which language can I read {s}?|Into which language was {s} translated?"
        "|{S} is in what language?",
        "what language {s} is in|what language {s} is written in|what language {s} speaks|which language {s} uses"
        "|which language I need for {s}|in which language {s} is|in which language {s} is written|in what language {s} is held"
        "|the language of {s}",
    ),
    _relation(
        lambda words: f"{words.integer(2, 900)} degrees",
        "{S} is {v} hot.|{S} is {v} warm.|{S} gets {v} hot.|{S} reaches {v}.|{S} is heated to {v}.|{S} is kept at {v}.|{S} is at {v}."
        "|The temperature of {s} is {v}.|The temperature in {s} is {v}.|Heat {s} to {v}.|We measured {v} in {s}.|It is {v} in {s}.",
        "How hot is {s}?|How hot does {s} get?|How hot will {s} get?|How hot can {s} be?|How hot is it in {s}?|How hot should {s} be?"
        "|How warm is {s}?|How warm is it in {s}?|How warm does {s} get?|How warm should {s} be?|What is the temperature of {s}?"
        "|What's the temperature in {s}?|What temperature has {s}?|What temperature does {s} have?|What temperature does {s} reach?"
        "|At what temperature is {s}?|At what temperature is {s} kept?|At which temperature do we keep {s}?"
        "|To what temperature is {s} heated?|To how many degrees do I heat {s}?|How many degrees has {s}?"
        "|How many degrees is it in {s}?|{S} is how hot?",
        "how hot {s} is|how hot {s} gets|how warm {s} is|how warm it is in {s}|what temperature {s} has|what temperature {s} reaches"
        "|at what temperature {s} is kept|to what temperature {s} is heated|the temperature of {s}|how many degrees {s} has",
        counted=True,
    ),
    _relation(
        lambda words: f"the {words.word()} team",
        "{S} is in the hands of {v}.|{S} is handled by {v}.|{v} handles {s}.|{v} works on {s}.|{S} belongs to {v}."
        "|{S} was given to {v}.|The team for {s} is {v}.|Questions on {s} go to {v}.|{S} is looked after by {v}."
        "|{v} is responsible for {s}.|{v} took over {s}.",
        "Which team handles {s}?|Which team is responsible for {s}?|Which team owns {s}?|Which team works on {s}?"
        "|Which team looks after {s}?|Which team has {s}?|Which team took over {s}?|Which team do I ask about {s}?"
        "|Which team is in charge of {s}?|Which team was {s} given to?|What team handles {s}?|What team is behind {s}?"
        "|What team works on {s}?|What team takes care of {s}?|What team has {s} in its hands?|By which team is {s} handled?"
        "|To which team does {s} belong?|To which team do questions on {s} go?|In the hands of which team is {s}?"
        "|Who is responsible for {s}?|Who looks after {s}?|{S} belongs to which team?",
        "which team handles {s}|which team is responsible for {s}|which team works on {s}|which team owns {s}"
        "|which team to ask about {s}|what team looks after {s}|to which team {s} belongs|by which team {s} is handled|the team of {s}",
    ),
    _relation(
        lambda words: words.choice(_KINDS)(words),
        "{S} defaults to {v}.|The default of {s} is {v}.|The default for {s} is {v}.|Unless you change it, {s} is {v}."
        "|Unless told otherwise, {s} takes {v}.|If nothing is given, {s} is {v}.|When left out, {s} is {v}.|{S} falls back to {v}."
        "|{S} starts out as {v}.|Left alone, {s} is {v}.|{v} is the default of {s}.|{S} has {v} as its default.",
        "What is the default of {s}?|What is the default for {s}?|What's the default of {s}?|What default does {s} have?"
        "|What default has {s}?|What does {s} default to?|What does {s} fall back to?|What is {s} if nothing is given?"
        "|What is {s} unless I change it?|What is {s} when left out?|What value does {s} take by default?"
        "|What value is the default of {s}?|Which default does {s} have?|Which value does {s} have by default?"
        "|Which value is the default for {s}?|To what does {s} default?|Does {s} have a default, and which?|{S} defaults to what?",
        "what {s} defaults to|what the default of {s} is|what default {s} has|what {s} falls back to|which default {s} has"
        "|which value {s} has by default|the default of {s}|the default for {s}|what {s} is if nothing is given",
    ),
    _relation(
        lambda words: f"`{words.word()}`",
        "{S} is developed on the branch {v}.|{S} has its own branch, {v}.|{S} is built from the branch {v}.|The branch of {s} is {v}."
        "|The branch for {s} is called {v}.|Work on {s} goes to the branch {v}.|Push {s} to the branch {v}."
        "|Changes to {s} go into the branch {v}.|Check out the branch {v} for {s}.|{S} is merged into the branch {v}."
        "|{v} is the branch of {s}.",
        "Which branch has {s}?|Which branch is {s} on?|Which branch is for {s}?"
        "|Which branch is {s} built from?|Which branch do I push {s} to?|Which branch do I check out for {s}?"
        "|Which branch do changes to {s} go into?|Which branch belongs to {s}?|What branch is {s} on?|What branch is {s} merged into?"
        "|What is the branch of {s}?|What is the branch for {s} called?|What's the branch of {s}?|On what branch is {s}?"
        "|On which branch is {s} developed?|On which branch do I find {s}?|From which branch is {s} built?"
        "|Into which branch is {s} merged?|To which branch do I push {s}?|{S} is on which branch?",
        "which branch {s} is on|which branch {s} is built from|which branch to push {s} to|what branch {s} is on"
        "|on which branch {s} is developed|from which branch {s} is built|into which branch {s} is merged|the branch of {s}"
        "|the branch for {s}",
    ),
    _relation(
        _day,
        "{S} is renewed on {v}.|{S} was renewed on {v}.|{S} must be renewed on {v}.|{S} must be renewed by {v}."
        "|{S} comes up for renewal on {v}.|The renewal of {s} is on {v}.|The renewal date of {s} is {v}.|We renew {s} on {v}."
        "|Renew {s} by {v}.|On {v} {s} is renewed.|{S} is up for renewal on {v}.",
        "When is {s} renewed?|When was {s} renewed?|When do we renew {s}?|When do I have to renew {s}?|When must {s} be renewed?"
        "|When should {s} be renewed?|When will {s} be renewed?|When does {s} come up for renewal?|When is {s} up for renewal?"
        "|When is the renewal of {s}?|On what day is {s} renewed?|On what date must {s} be renewed?|On which day do we renew {s}?"
        "|By when must {s} be renewed?|By what date do I renew {s}?|Until when can I renew {s}?|What is the renewal date of {s}?"
        "|What day is {s} renewed?|Which day is the renewal of {s}?|{S} is renewed when?",
        "when {s} is renewed|when {s} must be renewed|when we renew {s}|when I have to renew {s}|when {s} comes up for renewal"
        "|by when {s} must be renewed|on which day {s} is renewed|on what date {s} is renewed|the renewal date of {s}",
    ),
    _relation(
        _day,
        "{S} is due on {v}.|{S} is due by {v}.|{S} must be done by {v}.|{S} has to be in by {v}.|{S} must be handed in by {v}."
        "|The deadline of {s} is {v}.|The deadline for {s} is {v}.|The last day for {s} is {v}.|Hand in {s} by {v}."
        "|You have until {v} for {s}.|After {v} it is too late for {s}.|We expect {s} by {v}.",
        "When is {s} due?|When is the deadline of {s}?|When is the deadline for {s}?|When is the last day for {s}?"
        "|When must {s} be done?|When must {s} be in?|When do I have to hand in {s}?|When must {s} be handed in?"
        "|When is it too late for {s}?|By when must {s} be done?|By when is {s} due?|By when do you expect {s}?"
        "|By what date is {s} due?|By which day must I hand in {s}?|Until when do I have time for {s}?|Until when can I hand in {s}?"
        "|What is the deadline of {s}?|What is the deadline for {s}?|What deadline does {s} have?|What is the last day for {s}?"
        "|Which day is {s} due?|{S} is due when?",
        "when {s} is due|when {s} must be done|when I have to hand in {s}|when the deadline of {s} is|by when {s} is due"
        "|by when {s} must be done|until when I can hand in {s}|the deadline of {s}|the last day for {s}",
    ),
    _relation(
        lambda words: f"the {words.thing()} {words.choice(lexicon.VERBS)} the {words.thing()}",
        "When {s} fails, {v}.|If {s} fails, {v}.|Whenever {s} fails, {v}.|As soon as {s} fails, {v}.|In case {s} fails, {v}."
        "|Once {s} has failed, {v}.|Should {s} fail, {v}.|A failure of {s} means that {v}.|The failure of {s} has the effect that {v}."
        "|After a failure of {s} {v}.|Upon failure of {s}, {v}.",
        "What happens when {s} fails?|What happens if {s} fails?|What happens should {s} fail?|What happens once {s} has failed?"
        "|What happens after a failure of {s}?|What happens in case {s} fails?|What happens as soon as {s} fails?"
        "|What will happen when {s} fails?|What would happen if {s} failed?|What if {s} fails?|What comes of a failure of {s}?"
        "|What does a failure of {s} mean?|What follows when {s} fails?|What is the effect when {s} fails?"
        "|What is the effect of a failure of {s}?|When {s} fails, what happens?|If {s} fails, what then?"
        "|If {s} should fail, what happens?|And if {s} fails?|{S} fails: what happens?",
        "what happens when {s} fails|what happens if {s} fails|what happens after a failure of {s}|what would happen if {s} failed"
        "|what will happen when {s} fails|what follows when {s} fails|what a failure of {s} means|the effect of a failure of {s}",
    ),
    _relation(
        lambda words: f"the {words.thing()} {words.choice(lexicon.VERBS)} the {words.thing()}",
        "When {s} is full, {v}.|If {s} is full, {v}.|As soon as {s} is full, {v}.|Whenever {s} gets full, {v}.|Once {s} is full, {v}."
        "|In case {s} is full, {v}.|Should {s} be full, {v}.|With {s} full, {v}.|A full house in {s} means that {v}."
        "|When there is no room left in {s}, {v}.",
        "What happens when {s} is full?|What happens if {s} is full?|What happens once {s} is full?"
        "|What happens as soon as {s} is full?|What happens whenever {s} gets full?|What happens in case {s} is full?"
        "|What happens with {s} full?|What happens when there is no room left in {s}?|What will happen when {s} is full?"
        "|What would happen if {s} were full?|What if {s} is full?|What if there is no room left in {s}?|What follows when {s} is full?"
        "|What is the effect when {s} is full?|When {s} is full, what happens?|If {s} is full, what then?|And if {s} is full?"
        "|{S} is full: what happens?",
        "what happens when {s} is full|what happens if {s} is full|what happens once {s} is full|what will happen when {s} is full"
        "|what would happen if {s} were full|what happens when there is no room left in {s}|what follows when {s} is full",
    ),
    _relation(
        lambda words: f"a {words.choice(_MARKS)} {words.thing()}",
        "For {s} {v} is required.|For {s}, you must have {v}.|{v} is required for {s}.|{v} is a must for {s}."
        "|{v} is a condition for {s}.|{S} is only possible with {v}.|{S} is impossible without {v}.|Nobody gets {s} without {v}."
        "|The one condition for {s} is {v}.|To get {s}, bring {v}.|The requirement for {s} is {v}.",
        "What is required for {s}?|What is required to get {s}?|What is required before {s}?|What is necessary for {s}?"
        "|What is the requirement for {s}?|What is the condition for {s}?|What is a condition for {s}?|What is a must for {s}?"
        "|What do I need for {s}?|What do I have to bring for {s}?|What must I have for {s}?|What must one bring to get {s}?"
        "|What does one need to get {s}?|What does {s} need?|What does {s} require?|Which thing is required for {s}?"
        "|Which condition is there for {s}?|Which requirement does {s} have?|With what is {s} possible?|Without what is {s} impossible?"
        "|On what condition can I get {s}?|{S} requires what?",
        "what is required for {s}|what is required to get {s}|what is necessary for {s}|what I need for {s}|what I must have for {s}"
        "|what one must bring for {s}|what the condition for {s} is|what the requirement for {s} is|the requirement for {s}"
        "|without what {s} is impossible",
    ),
    _relation(
        values.quantity,
        "The maximum of {s} is {v}.|The maximum for {s} is {v}.|The most that {s} allows is {v}.|{S} allows {v} at most."
        "|{S} allows no more than {v}.|{S} may not go beyond {v}.|{S} must stay below {v}.|{S} has a maximum of {v}."
        "|{S} has an upper limit of {v}.|The upper limit of {s} is {v}.|Never more than {v} are allowed in {s}.|{S} is capped at {v}.",
        "What is the maximum of {s}?|What is the maximum for {s}?|What is the upper limit of {s}?|What is the upper limit for {s}?"
        "|What is the cap of {s}?|What is the most that {s} allows?|What maximum does {s} have?|What maximum holds for {s}?"
        "|What upper limit has {s}?|What's the maximum of {s}?|What's the most for {s}?|Which maximum does {s} have?"
        "|Which upper limit holds for {s}?|At what is {s} capped?|How much does {s} allow at most?|How much is allowed at most in {s}?"
        "|How many {u} does {s} allow at most?|How many {u} does {s} allow?|How many {u} are allowed at most in {s}?"
        "|How many {u} are the maximum of {s}?|Up to what maximum does {s} go?",
        "what the maximum of {s} is|what maximum {s} has|what the upper limit of {s} is|what the most is that {s} allows"
        "|how much {s} allows at most|how many {u} {s} allows at most|how many {u} {s} allows|the maximum of {s}|the upper limit of {s}"
        "|at what {s} is capped",
        counted=True,
    ),
    _relation(
        values.quantity,
        "The minimum of {s} is {v}.|The minimum for {s} is {v}.|The least that {s} accepts is {v}.|{S} accepts {v} or more."
        "|{S} accepts no less than {v}.|{S} must have at least {v}.|{S} must not fall below {v}.|{S} has a minimum of {v}."
        "|{S} has a lower limit of {v}.|The lower limit of {s} is {v}.|Never go below {v} with {s}.|{S} begins with {v} at the least.",
        "What is the minimum of {s}?|What is the minimum for {s}?|What is the lower limit of {s}?|What is the lower limit for {s}?"
        "|What is the least that {s} accepts?|What is the least for {s}?|What minimum does {s} have?|What minimum holds for {s}?"
        "|What lower limit has {s}?|What's the minimum of {s}?|What's the least for {s}?|Which minimum does {s} have?"
        "|Which lower limit holds for {s}?|How much must {s} have at least?|How much is the least for {s}?"
        "|How many {u} must {s} have at least?|How many {u} does {s} accept at least?|How many {u} are the minimum of {s}?"
        "|Down to what minimum does {s} go?|Below what must {s} not fall?",
        "what the minimum of {s} is|what minimum {s} has|what the lower limit of {s} is|what the least is that {s} accepts"
        "|how much {s} must have at least|how many {u} {s} must have at least|the minimum of {s}"
        "|the lower limit of {s}|the least that {s} accepts",
        counted=True,
    ),
    _relation(
        lambda words: f"{words.integer(2, 900)} {words.choice(_HEIGHTS)}",
        "{S} is {v} tall.|{S} is {v} high.|The height of {s} is {v}.|{S} has a height of {v}.|{S} rises to {v}.|{S} stands {v} tall."
        "|{S} goes up {v}.|{S} reaches a height of {v}.|At {v} {s} is the tallest around.|From foot to top {s} measures {v}.",
        "How tall is {s}?|How tall did they build {s}?|How tall will {s} be?|How tall does {s} stand?|How high is {s}?"
        "|How high does {s} rise?|How high does {s} reach?|How high will {s} be?|How high up does {s} go?|What is the height of {s}?"
        "|What's the height of {s}?|What height does {s} have?|What height has {s}?|What height does {s} reach?"
        "|Which height does {s} have?|Which height does {s} reach?|How many {u} high is {s}?|How many {u} tall is {s}?"
        "|How many {u} does {s} rise?|To what height does {s} rise?|{S} is how tall?",
        "how tall {s} is|how high {s} is|how high {s} rises|what height {s} has|what height {s} reaches|what the height of {s} is"
        "|how many {u} high {s} is|how many {u} tall {s} is|the height of {s}|to what height {s} rises",
        counted=True,
    ),
    _relation(
        lambda words: f"+{words.integer(10, 99)} {words.digits(3)} {words.digits(4)}",
        "{S} can be called at {v}.|{S} has the phone number {v}.|{S} answers the phone at {v}.|The phone number of {s} is {v}."
        "|The telephone number of {s} is {v}.|Call {v} for {s}.|Call {v} to reach {s}.|Dial {v} for {s}.|To phone {s}, dial {v}."
        "|You reach {s} by phone at {v}.|By phone {s} is at {v}.",
        "What is the phone number of {s}?|What is the telephone number of {s}?|What's the phone number of {s}?"
        "|What is the number to call for {s}?|What number do I dial for {s}?|What number do I call to reach {s}?"
        "|What phone number does {s} have?|What phone number has {s}?|Which number do I dial for {s}?"
        "|Which number must I call to reach {s}?|Which phone number does {s} have?|Which phone number is for {s}?"
        "|At which number can I call {s}?|At what number can {s} be called?|Under which phone number do I reach {s}?"
        "|How do I reach {s} by phone?|How can I call {s}?|How can I phone {s}?|Where do I call for {s}?|Does {s} have a phone number?"
        "|Phone number of {s}?",
        "the phone number of {s}|the telephone number of {s}|what phone number {s} has|what number to dial for {s}"
        "|which number to call to reach {s}|which phone number {s} has|at which number I can call {s}|how to reach {s} by phone"
        "|how I can phone {s}",
    ),
    _relation(
        values.email,
        "Write to {v} about {s}.|Send an e-mail to {v} about {s}.|The e-mail address of {s} is {v}.|The e-mail address for {s} is {v}."
        "|{S} has the e-mail address {v}.|{S} can be reached by e-mail at {v}.|{S} reads mail sent to {v}.|Mail for {s} goes to {v}."
        "|Send your mail for {s} to {v}.|To write to {s}, use {v}.|E-mails about {s} are answered by {v}.",
        "What is the e-mail address of {s}?|What is the e-mail address for {s}?|What is the e-mail of {s}?"
        "|What's the e-mail address of {s}?|What e-mail address does {s} have?|What e-mail address do I use for {s}?"
        "|What e-mail address has {s}?|Which e-mail address does {s} have?|Which e-mail address is for {s}?"
        "|Which e-mail address do I write to about {s}?|To which address do I send mail for {s}?"
        "|To which e-mail address do I write about {s}?|To which address does mail for {s} go?|To what address do I mail {s}?"
        "|How do I reach {s} by e-mail?|How can I send an e-mail to {s}?|Where do I send mail for {s}?|Where does mail for {s} go?"
        "|Does {s} have an e-mail address?|E-mail of {s}?",
        "the e-mail address of {s}|the e-mail address for {s}|what e-mail address {s} has|which e-mail address {s} has"
        "|which e-mail address to use for {s}|to which address I send mail for {s}|where mail for {s} goes|how to reach {s} by e-mail",
    ),
    _relation(
        values.url,
        "{S} can be downloaded from {v}.|{S} is on the web at {v}.|Download {s} from {v}.|The website of {s} is {v}."
        "|The web page of {s} is {v}.|The link to {s} is {v}.|The download link of {s} is {v}.|{S} has its website at {v}."
        "|Open {v} in a browser for {s}.|Visit {v} to download {s}.|On the web {s} is at {v}.",
        "What is the website of {s}?|What is the web page of {s}?|What is the web address of {s}?|What is the link to {s}?"
        "|What is the download link of {s}?|What is the URL of {s}?|What's the website of {s}?|What's the URL for {s}?"
        "|What website does {s} have?|What link leads to {s}?|Which website has {s}?|Which link leads to {s}?|Which URL is for {s}?"
        "|Which web page do I open for {s}?|From which URL can I download {s}?|Under which URL is {s}?|At what web address is {s}?"
        "|Where can I download {s}?|Where do I download {s}?|Where on the web is {s}?|Where is the website of {s}?"
        "|Is there a link to {s}?",
        "the website of {s}|the web page of {s}|the link to {s}|the URL of {s}|what website {s} has|what the link to {s} is"
        "|where to download {s}|where I can download {s}|where on the web {s} is|from which URL I can download {s}"
        "|which link leads to {s}",
    ),
    _relation(
        lambda words: f"on {words.choice(lexicon.WEEKDAYS)}s",
        "{S} takes place {v}.|{S} is held {v}.|{S} comes {v}.|{S} is always {v}.|{S} meets {v}.|{S} only happens {v}.|We have {s} {v}."
        "|We hold {s} {v}.|It is {v} that we have {s}.|Come {v} for {s}.|You can join {s} {v}.",
        "On which day of the week is {s}?|On which day of the week do we have {s}?|On which day of the week does {s} take place?"
        "|On which weekday is {s}?|On which weekday is {s} held?|On which weekdays do we have {s}?|On what weekday does {s} meet?"
        "|On what day of the week is {s} held?|On what days does {s} take place?|What day of the week is {s}?|What weekday is {s}?"
        "|What weekday is {s} on?|What weekday do we hold {s}?|Which weekday is {s}?|Which weekday is for {s}?"
        "|Which day of the week is {s}?|Which day of the week do we hold {s}?|Which weekday should I come for {s}?"
        "|{S} is on which weekday?",
        "on which weekday {s} is|on which day of the week {s} is|on which day of the week {s} takes place|on what weekday {s} is held"
        "|what weekday {s} is|what day of the week {s} is|which weekday {s} is on|the weekday of {s}",
    ),
    _relation(
        lambda words: words.choice(_MATERIALS),
        "{S} is made of {v}.|{S} is made out of {v}.|{S} was built of {v}.|{S} was made from {v}.|{S} is pure {v}."
        "|{S} consists of {v}.|The material of {s} is {v}.|We make {s} out of {v}.|They used {v} for {s}.|{v} is the material of {s}."
        "|{S} is all {v}.",
        "What is {s} made of?|What is {s} made out of?|What is {s} made from?|What is {s} built of?|What is the material of {s}?"
        "|What's {s} made of?|What material is {s}?|What material is {s} made of?|What material was used for {s}?"
        "|What material did they use for {s}?|What material does {s} have?|What do we make {s} out of?|What does {s} consist of?"
        "|Which material is {s} made of?|Which material is used for {s}?|Which material did they use for {s}?|Of what is {s} made?"
        "|Of what material is {s}?|Of which material is {s} made?|Out of what do they make {s}?|From what material is {s} made?"
        "|{S} is made of what?",
        "what {s} is made of|what {s} is made out of|what material {s} is|what material was used for {s}|which material {s} is made of"
        "|of what material {s} is|of what {s} is made|out of what {s} is made|the material of {s}",
    ),
    _relation(
        lambda words: f"{words.integer(2, 900)} {words.choice(_AGES)}",
        "{S} is {v} old.|The age of {s} is {v}.|{S} has reached the age of {v}.|{S} has been around for {v}.|{S} has existed for {v}."
        "|{S} is now {v} of age.|By now {s} is {v} old.|{S} was first made {v} ago."
        "|People have known {s} for {v}.",
        "How old is {s}?|How old is {s} now?|How old is {s} by now?|How old has {s} become?|How old would you say {s} is?"
        "|How old must {s} be?|How old might {s} be?|What is the age of {s}?|What's the age of {s}?"
        "|What age is {s}?|What age has {s}?|What age does {s} have?|What age has {s} reached?|Which age does {s} have?"
        "|At what age is {s}?|How many {u} old is {s}?|How many {u} has {s} been around?|For how long has {s} been around?"
        "|{S} is how old?",
        "how old {s} is|how old {s} is now|how old {s} has become|what age {s} is|what age {s} has|what the age of {s} is"
        "|how many {u} old {s} is|the age of {s}|for how long {s} has been around|how long {s} has been around",
        counted=True,
    ),
    _relation(
        lambda words: f"{words.integer(2, 9000)} people",
        "{v} work on {s}.|{v} are at work on {s}.|The staff of {s} counts {v}.|{S} gives work to {v}.|Some {v} do the work on {s}.|{S} has a staff of {v}.|{S} employs {v}."
        "|There are {v} who work for {s}.|Altogether {v} are busy with {s}.|It takes {v} to keep {s} alive.",
        "How many people work on {s}?|How many people work for {s}?|How many people does {s} employ?"
        "|How many people are busy with {s}?|How many people are there on {s}?"
        "|How many people are working on {s}?"
        "|How many people do we have on {s}?|How many people does it take for {s}?|How many work on {s}?"
        "|How large is the staff of {s}?|How big is the staff of {s}?|What is the staff of {s}?"
        "|What is the number of people who work on {s}?|{S} employs how many people?",
        "how many people work on {s}|how many people work for {s}|how many people {s} employs"
        "|how many people are busy with {s}|how large the staff of {s} is"
        "|the number of people who work on {s}",
        counted=True,
    ),
    _relation(
        lambda words: f"`--{words.word()}`",
        "{S} is switched on with {v}.|{S} is turned on by {v}.|{S} is enabled by {v}.|Use {v} to turn on {s}.|Use {v} to enable {s}."
        "|Pass {v} to switch on {s}.|The option for {s} is {v}.|The flag for {s} is {v}.|The option {v} enables {s}."
        "|The flag {v} turns {s} on.|With {v} you enable {s}.|{v} switches {s} on.",
        "Which option turns on {s}?|Which option enables {s}?|Which option switches on {s}?|Which option is for {s}?"
        "|Which option do I pass to enable {s}?|Which option do I need for {s}?|Which flag turns on {s}?|Which flag enables {s}?"
        "|Which flag is for {s}?|Which flag do I set for {s}?|What option enables {s}?|What option turns {s} on?"
        "|What flag turns on {s}?|What flag do I pass for {s}?|What is the option for {s}?|What is the flag for {s}?"
        "|What switches {s} on?|What turns {s} on?|With which option is {s} enabled?|By which flag is {s} turned on?"
        "|How do I turn on {s}?|How do I enable {s}?|How can I switch on {s}?|How is {s} enabled?|How is {s} turned on?",
        "which option turns on {s}|which option enables {s}|which flag enables {s}|which flag turns on {s}|what option {s} needs"
        "|what the flag for {s} is|with which option {s} is enabled|how to turn on {s}|how to enable {s}|how {s} is switched on"
        "|the option for {s}|the flag for {s}",
    ),
    _relation(
        lambda words: words.choice((*_FORMATS, words.upper(3))),
        "{S} comes as {v}.|{S} comes in the format {v}.|{S} is exported as {v}.|{S} is delivered as {v}.|{S} is encoded as {v}."
        "|The format of {s} is {v}.|The format for {s} is {v}.|{S} has the format {v}.|{S} is in {v} format.|We send {s} as {v}."
        "|You get {s} as {v}.|{S} should be given as {v}.",
        "What format is {s}?|What format is {s} in?|What format does {s} have?|What format has {s}?|What format does {s} come in?"
        "|What format do we use for {s}?|What format should {s} have?|What is the format of {s}?|What's the format of {s}?"
        "|Which format does {s} have?|Which format is {s} in?|Which format is used for {s}?|Which format do I get {s} in?"
        "|Which format should {s} be in?|In what format is {s}?|In what format does {s} come?|In which format is {s} exported?"
        "|In which format is {s} delivered?|In which format do you send {s}?|As what is {s} exported?|How is {s} encoded?"
        "|{S} is in what format?",
        "what format {s} has|what format {s} is in|what format {s} comes in|which format {s} has|which format is used for {s}"
        "|in what format {s} is|in which format {s} is exported|in which format {s} is delivered|how {s} is encoded|the format of {s}",
    ),
    _relation(
        values.code,
        "{S} is in room {v}.|{S} meets in room {v}.|{S} was given room {v}.|{S} has room {v}.|{S} takes place in room {v}."
        "|The room of {s} is {v}.|The room for {s} is {v}.|Room {v} is for {s}.|Room {v} belongs to {s}.|Go to room {v} for {s}."
        "|You find {s} in room {v}.|We put {s} into room {v}.",
        "Which room is {s} in?|Which room is for {s}?|Which room has {s}?|Which room does {s} have?|Which room belongs to {s}?"
        "|Which room was {s} given?|Which room do I go to for {s}?|Which room is the room of {s}?|What room is {s} in?"
        "|What room has {s}?|What room does {s} meet in?|What is the room of {s}?|What is the room number of {s}?"
        "|What's the room for {s}?|In what room is {s}?|In which room is {s}?|In which room does {s} meet?|In which room do I find {s}?"
        "|In which room does {s} take place?|To which room do I go for {s}?|Where is {s}?|Where do I find {s}?|{S} is in which room?",
        "which room {s} is in|which room {s} has|which room is for {s}|which room belongs to {s}|what room {s} is in"
        "|what room {s} meets in|in which room {s} is|in which room {s} takes place|to which room I go for {s}|the room of {s}"
        "|the room number of {s}",
    ),
    _relation(
        lambda words: words.choice((*_PROTOCOLS, words.upper(4), words.upper(3))),
        "{S} speaks {v}.|{S} uses the protocol {v}.|{S} talks {v}.|{S} understands {v}.|The protocol of {s} is {v}."
        "|The protocol for {s} is {v}.|{S} is reached over {v}.|{S} sends over {v}.|{S} communicates by {v}.|Talk to {s} over {v}."
        "|Use {v} to talk to {s}.|All traffic of {s} goes over {v}.",
        "Which protocol does {s} use?|Which protocol does {s} speak?|Which protocol does {s} understand?"
        "|Which protocol is used by {s}?|Which protocol is {s} reached over?|Which protocol do I use to talk to {s}?"
        "|Which protocol is for {s}?|What protocol does {s} use?|What protocol does {s} speak?|What protocol does {s} talk?"
        "|What protocol is used for {s}?|What protocol must I use for {s}?|What is the protocol of {s}?|What's the protocol of {s}?"
        "|What is the protocol for {s}?|Over what protocol does {s} send?|Over which protocol is {s} reached?"
        "|By which protocol does {s} communicate?|With which protocol do I talk to {s}?|{S} uses which protocol?",
        "which protocol {s} uses|which protocol {s} speaks|which protocol {s} understands|what protocol {s} uses"
        "|what protocol {s} speaks|over which protocol {s} is reached|by which protocol {s} communicates|which protocol to use for {s}"
        "|the protocol of {s}",
    ),
    _relation(
        Words.proper,
        "{S} is supplied by {v}.|{S} is delivered by {v}.|{S} comes from {v}.|{v} supplies {s}.|{v} delivers {s}."
        "|The supplier of {s} is {v}.|We buy {s} from {v}.|We get {s} from {v}.|We order {s} from {v}.|Our source of {s} is {v}."
        "|The company behind {s} is {v}.|{S} is a product of the company {v}.",
        "Which company supplies {s}?|Which company delivers {s}?|Which company is behind {s}?|Which company sells us {s}?"
        "|Which company does {s} come from?|Which company is the supplier of {s}?|Which supplier has {s}?|Which supplier delivers {s}?"
        "|What company supplies {s}?|What company makes {s}?|What company do we buy {s} from?|What is the supplier of {s}?"
        "|What is the name of the supplier of {s}?|Who supplies {s}?|Who delivers {s}?|Who is the supplier of {s}?"
        "|Who do we buy {s} from?|From whom do we get {s}?|From whom do we buy {s}?|From which company does {s} come?"
        "|From which company do we order {s}?|By which company is {s} supplied?|Where does {s} come from?",
        "which company supplies {s}|which company is behind {s}|which company delivers {s}|what company makes {s}|who supplies {s}"
        "|who delivers {s}|who the supplier of {s} is|from whom we buy {s}|from which company {s} comes|the supplier of {s}",
    ),
    _relation(
        lambda words: f"{words.integer(2, 99)} percent",
        "There is {v} off on {s}.|You get {v} off on {s}.|The discount on {s} is {v}.|The discount for {s} is {v}."
        "|We give a discount of {v} on {s}.|{S} is reduced by {v}.|{S} is {v} cheaper this week.|{S} comes with a discount of {v}."
        "|{S} is on offer with {v} off.|Members save {v} on {s}.|Save {v} on {s}.",
        "What is the discount on {s}?|What is the discount for {s}?|What's the discount on {s}?|What discount is there on {s}?"
        "|What discount do I get on {s}?|What discount does {s} come with?|What discount do you give on {s}?"
        "|Which discount do I get on {s}?|Which discount is there for {s}?|How large is the discount on {s}?"
        "|How big is the discount on {s}?|How high is the discount for {s}?|How much cheaper is {s}?|How much do members save on {s}?"
        "|How much can I save on {s}?|How much do I save on {s}?|How much discount is there on {s}?|How much off is there on {s}?"
        "|How many percent off do I get on {s}?|By how much is {s} reduced?|By how many percent is {s} reduced?"
        "|Is there a discount on {s}?",
        "what discount there is on {s}|what discount I get on {s}|what the discount on {s} is|how large the discount on {s} is"
        "|how much I save on {s}|how much cheaper {s} is|how many percent off I get on {s}|by how much {s} is reduced"
        "|the discount on {s}|the discount for {s}",
        counted=True,
    ),
    _relation(
        lambda words: f"{words.integer(2, 900)} times",
        "{S} is tried {v}.|{S} is attempted {v}.|{S} is retried {v}.|{S} is tried again {v}.|{S} gets tried {v} before we give up."
        "|We try {s} {v}.|We repeat {s} {v}.|You can try {s} {v}.|Try {s} {v}, then give up.|Before we give up, {s} is tried {v}."
        "|{S} may be repeated {v}.",
        "How many times is {s} tried?|How many times is {s} attempted?|How many times is {s} retried?"
        "|How many times is {s} tried again?|How many times do we try {s}?|How many times do we repeat {s}?"
        "|How many times can I try {s}?|How many times may I try {s}?|How many times may {s} be repeated?"
        "|How many times will {s} be tried?|How many times should I try {s}?|How many tries does {s} get?"
        "|How many tries are there for {s}?|How many tries do I have for {s}?|How many attempts does {s} get?"
        "|How many attempts are there for {s}?|What is the number of tries for {s}?|After how many tries do we give up {s}?"
        "|After how many attempts do we give up {s}?|{S} is tried how many times?",
        "how many times {s} is tried|how many times {s} is retried|how many times we try {s}|how many times I can try {s}"
        "|how many times {s} may be repeated|how many tries {s} gets|how many attempts there are for {s}|the number of tries for {s}"
        "|after how many tries we give up {s}",
        counted=True,
    ),
    _relation(
        Words.proper,
        "{S} used to be called {v}.|{S} was formerly called {v}.|{S} was once known as {v}.|{S} was called {v} before."
        "|{S} had the name {v} before.|{S} was renamed from {v}.|The old name of {s} is {v}.|The former name of {s} is {v}."
        "|Formerly {s} was {v}.|People still call {s} by its old name, {v}.|Years ago {s} went by the name {v}.",
        "What was {s} called before?|What was {s} called formerly?|What was {s} once called?|What was {s} once known as?"
        "|What was {s} formerly known as?|What was {s} renamed from?|What was the old name of {s}?|What is the old name of {s}?"
        "|What is the former name of {s}?|What's the old name of {s}?|What did they call {s} before?|What did {s} use to be called?"
        "|What name did {s} have before?|What old name does {s} have?|Which name did {s} have before?|Which old name has {s}?"
        "|By what name was {s} known before?|By which name did {s} go formerly?|Under what name was {s} once known?"
        "|How was {s} called before?",
        "what {s} was called before|what {s} was formerly called|what {s} was once known as|what {s} used to be called"
        "|what the old name of {s} is|what the former name of {s} is|which name {s} had before|by what name {s} was known before"
        "|the old name of {s}|the former name of {s}",
    ),
    _relation(
        lambda words: f"the {words.thing()} {words.thing()}s",
        "Only {v} may open {s}.|Only {v} have access to {s}.|Only {v} are let into {s}.|{v} have access to {s}."
        "|{v} have the right to open {s}.|Access to {s} is for {v}.|Access to {s} is given to {v}.|Access to {s} is limited to {v}."
        "|Nobody but {v} may open {s}.|{S} can be opened by {v} only.|{S} is open to {v}.|{S} is closed to all but {v}.",
        "Who may open {s}?|Who can open {s}?|Who has access to {s}?|Who gets access to {s}?|Who is given access to {s}?"
        "|Who is let into {s}?|Who has the right to open {s}?|Who is allowed to open {s}?|Who is able to open {s}?"
        "|Who else may open {s}?|To whom is {s} open?|To whom is access to {s} given?|To whom is access to {s} limited?"
        "|For whom is access to {s}?|By whom can {s} be opened?|By whom may {s} be opened?|Which people have access to {s}?"
        "|Which people may open {s}?|Whom do we let into {s}?|{S} is open to whom?",
        "who may open {s}|who can open {s}|who has access to {s}|who gets access to {s}|who is allowed to open {s}"
        "|who has the right to open {s}|to whom {s} is open|to whom access to {s} is given|by whom {s} can be opened"
        "|for whom access to {s} is",
    ),
    _relation(
        lambda words: f"the {words.quality()} {words.thing()}",
        "{S} was replaced by {v}.|{S} is replaced by {v}.|{S} has given way to {v}.|{S} was superseded by {v}.|{v} replaces {s}."
        "|{v} takes the place of {s}.|{v} has taken over from {s}.|{v} stands in for {s}.|Use {v} instead of {s}."
        "|Take {v} in place of {s}.|The successor of {s} is {v}.|In place of {s} we now have {v}.",
        "What replaces {s}?|What replaced {s}?|What is {s} replaced by?|What was {s} replaced by?|What is {s} superseded by?"
        "|What has taken over from {s}?|What takes the place of {s}?|What stands in for {s}?|What comes in place of {s}?"
        "|What do I use instead of {s}?|What should I use instead of {s}?|What do we have in place of {s}?|What has {s} given way to?"
        "|What is the successor of {s}?|What's the successor of {s}?|Which thing replaces {s}?|Which thing do I use instead of {s}?"
        "|By what was {s} replaced?|By what is {s} superseded?|Instead of {s}, what do I use?|To what has {s} given way?"
        "|{S} was replaced by what?",
        "what replaces {s}|what replaced {s}|what {s} was replaced by|what takes the place of {s}|what stands in for {s}"
        "|what to use instead of {s}|what I should use instead of {s}|what the successor of {s} is|by what {s} was replaced"
        "|the successor of {s}|what has taken over from {s}",
    ),
    _relation(
        lambda words: str(words.integer(2, 250)),
        "{S} fails with the exit code {v}.|{S} ends with the exit code {v}.|{S} returns the exit code {v}."
        "|{S} gives the exit code {v}.|{S} exits with {v}.|The exit code of {s} is {v}.|The exit code {v} is from {s}."
        "|The exit code {v} comes from {s}.|You see the exit code {v} after {s}.|With {s} you get the exit code {v}.",
        "Which exit code does {s} return?|Which exit code does {s} give?|Which exit code does {s} have?"
        "|Which exit code does {s} end with?|Which exit code is from {s}?|Which exit code comes from {s}?"
        "|Which exit code do I get with {s}?|What exit code does {s} return?|What exit code has {s}?|What exit code does {s} fail with?"
        "|What exit code do I see after {s}?|What exit code can I expect of {s}?|What is the exit code of {s}?"
        "|What's the exit code of {s}?|What does {s} exit with?|With what exit code does {s} end?|With which exit code does {s} fail?"
        "|{S} ends with which exit code?",
        "which exit code {s} returns|which exit code {s} gives|which exit code {s} ends with|what exit code {s} has"
        "|what exit code {s} returns|what {s} exits with|with which exit code {s} fails|the exit code of {s}",
    ),
)
