"""Facts built from any verb: "Old logs are removed after 3 days.", "`agent doctor` checks a queue."

The relations that are written out by hand teach what belongs together; these teach the general
case, that the sentence which shares its words with the question is the one to quote.
"""

from __future__ import annotations

from . import values
from .lexicon import base_form
from .relations import Relation
from .words import Words

REGULAR = tuple(
    """
    accepts achieves activates adds adjusts allows alters announces answers applies arranges
    asks assigns attaches awaits balances blocks boosts buffers calls captures carries charges
    checks cleans clears closes collects combines compares completes compresses computes
    confirms connects consumes controls converts copies corrects counts covers creates decodes
    decorates defends delays delivers demands describes designs destroys detects develops
    divides earns edits encodes encrypts ends ensures estimates examines exchanges executes
    explores exports extends extracts fetches fills filters flushes folds follows forwards
    gathers generates groups guards handles hosts ignores imports improves increases indexes
    informs inspects invites isolates issues joins launches lifts limits links lists loads locks
    logs lowers manages maps marks measures merges mixes mounts moves names notes notifies
    observes obtains offers opens operates orders organises packs paints parses passes patches
    pauses performs picks places plans polishes polls posts predicts prepares presents presses
    prevents prints processes produces promises proposes protects publishes pulls purges pushes
    queues raises reaches receives records reduces refines reflects refuses registers rejects
    releases reloads removes renders rents repairs replaces replays reports reserves resets
    restores resumes returns reviews rotates rounds routes samples saves scans schedules seals
    secures selects separates serves shares signs simplifies solves sorts splits stamps starts
    stops stores streams submerges summarises supervises supplies supports switches syncs tags
    tests tightens touches traces tracks trains transforms translates transports treats triggers
    trims trusts tunes updates uploads uses validates verifies visits warms washes watches
    waters weighs widens wraps
    """.split()
)


def participle(verb: str) -> str:
    """The regular participle of a verb in the third person."""
    base = base_form(verb)
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    short = base in ("log", "map", "tag", "trim", "wrap", "plan", "stop", "scan", "split", "reset")
    return base + base[-1] + "ed" if short else base + "ed"


def happening(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    """A relation of a random verb, and what it is stated of."""
    make = words.choice((_when, _where, _by, _command, _does, _version, _amount, _because))
    return make(words, subject, thing)


def _plural(words: Words, subject: str, thing: str) -> tuple[str, str, str]:
    """The subject with its forms of "to be" and "to do"; often a bare plural."""
    if words.chance(0.5):
        quality = f"{words.quality()} " if words.chance(0.5) else ""
        return f"{quality}{thing}s", "are", "do"
    return subject, "is", "does"


def _relation(
    value: str, statements: tuple[str, ...], questions: tuple[str, ...], clauses: tuple[str, ...]
) -> Relation:
    return Relation(lambda _: value, statements, questions, clauses)


def _when(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    done = participle(words.choice(REGULAR))
    when = words.choice(("every", "after", "once in", "for", "within"))
    value = f"{when} {values.duration(words)}" if words.chance(0.7) else f"on {values.day(words)}"
    often = "How often" if when in ("every", "once in") and value.startswith(when) else "When"
    long = "How long" if when == "for" and value.startswith(when) else often
    return _relation(
        value,
        (
            f"{{S}} {be} {done} {{v}}.",
            f"{{S}} {be} {done} {{v}}.",
            f"{{S}} {be} always {done} {{v}}.",
            f"{{v}} {{s}} {be} {done}.",
            f"{{S}} {be} usually {done} {{v}}.",
            f"{{S}} will be {done} {{v}}.",
            f"{{S}} must be {done} {{v}}.",
            f"{{S}} should be {done} {{v}}.",
            f"As a rule, {{s}} {be} {done} {{v}}.",
            f"It is {{v}} that {{s}} {be} {done}.",
            f"We know that {{s}} {be} {done} {{v}}.",
        ),
        (
            f"{long} {be} {{s}} {done}?",
            f"When {be} {{s}} {done}?",
            f"{long} {be} {{s}} {done}?",
            f"{long} exactly {be} {{s}} {done}?",
            f"{long} will {{s}} be {done}?",
            f"{long} must {{s}} be {done}?",
            f"{long} should {{s}} be {done}?",
            f"{long} can {{s}} be {done}?",
            f"{long} {be} {{s}} usually {done}?",
            f"{long} {be} {{s}} supposed to be {done}?",
            f"{long}, please, {be} {{s}} {done}?",
            f"And {long.lower()} {be} {{s}} {done}?",
            f"Tell me {long.lower()} {{s}} {be} {done}.",
            f"Do you know {long.lower()} {{s}} {be} {done}?",
            f"I forgot {long.lower()} {{s}} {be} {done}.",
            f"{{S}} {be} {done} {long.lower()}?",
        ),
        (
            f"when {{s}} {be} {done}",
            f"{long.lower()} {{s}} {be} {done}",
            f"{long.lower()} exactly {{s}} {be} {done}",
            f"{long.lower()} {{s}} will be {done}",
            f"{long.lower()} {{s}} must be {done}",
            f"{long.lower()} {{s}} should be {done}",
            f"{long.lower()} {{s}} can be {done}",
            f"{long.lower()} {{s}} {be} usually {done}",
        ),
    ), about


def _where(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    done = participle(words.choice(REGULAR))
    make = words.choice((Words.city, values.path, lambda w: f"`{values.path(w)}`", values.folder))
    place = words.choice((f"the {words.quality()} {words.thing()}", make(words)))
    return _relation(
        f"{words.choice(('in', 'in', 'at', 'under', 'by'))} {place}",
        (
            f"{{S}} {be} {done} {{v}}.",
            f"{{S}} {be} {done} {{v}}.",
            f"{{v}} {{s}} {be} {done}.",
            f"{{S}} {be} always {done} {{v}}.",
            f"{{S}} {be} usually {done} {{v}}.",
            f"{{S}} will be {done} {{v}}.",
            f"{{S}} can be {done} {{v}}.",
            f"It is {{v}} that {{s}} {be} {done}.",
            f"As a rule, {{s}} {be} {done} {{v}}.",
        ),
        (
            f"Where {be} {{s}} {done}?",
            f"In what place {be} {{s}} {done}?",
            f"In which place {be} {{s}} {done}?",
            f"At what place {be} {{s}} {done}?",
            f"Where exactly {be} {{s}} {done}?",
            f"Where will {{s}} be {done}?",
            f"Where can {{s}} be {done}?",
            f"Where must {{s}} be {done}?",
            f"Where should {{s}} be {done}?",
            f"Where {be} {{s}} usually {done}?",
            f"Where would {{s}} be {done}?",
            f"And where {be} {{s}} {done}?",
            f"What is the place where {{s}} {be} {done}?",
            f"Tell me where {{s}} {be} {done}.",
            f"Do you know where {{s}} {be} {done}?",
            f"I forgot where {{s}} {be} {done}.",
            f"{{S}} {be} {done} where?",
        ),
        (
            f"where {{s}} {be} {done}",
            f"where {{s}} {be} {done}",
            f"where exactly {{s}} {be} {done}",
            f"where {{s}} will be {done}",
            f"where {{s}} can be {done}",
            f"where {{s}} should be {done}",
            f"where {{s}} {be} usually {done}",
            f"in what place {{s}} {be} {done}",
            f"the place where {{s}} {be} {done}",
        ),
    ), about


def _by(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    verb = words.choice(REGULAR)
    done = participle(verb)
    who = words.choice(
        (words.person(), f"the {words.thing()}", f"the {words.proper()} {words.thing()}s")
    )
    was = words.choice((be, "was" if be == "is" else "were"))
    return _relation(
        who,
        (
            f"{{S}} {was} {done} by {{v}}.",
            f"{{v}} {done} {{s}}.",
            f"It was {{v}} who {done} {{s}}.",
            f"Nobody but {{v}} {done} {{s}}.",
            f"{{S}} {was} {done} by {{v}} alone.",
            f"{{S}} {was} always {done} by {{v}}.",
            f"{{S}} {was}, as always, {done} by {{v}}.",
            f"We know that {{v}} {done} {{s}}.",
            f"In the end {{v}} {done} {{s}}.",
        ),
        (
            f"Who {done} {{s}}?",
            f"Who {verb} {{s}}?",
            f"By whom {was} {{s}} {done}?",
            f"By what {was} {{s}} {done}?",
            f"Who or what {done} {{s}}?",
            f"Who was it that {done} {{s}}?",
            f"Who is it that {verb} {{s}}?",
            f"Who usually {verb} {{s}}?",
            f"Who exactly {done} {{s}}?",
            f"Who has {done} {{s}}?",
            f"Who might have {done} {{s}}?",
            f"And who {verb} {{s}}?",
            f"Does anyone know who {done} {{s}}?",
            f"Tell me who {done} {{s}}.",
            f"Do you know who {verb} {{s}}?",
            f"I forgot who {done} {{s}}.",
            f"{{S}} {was} {done} by whom?",
            f"What {verb} {{s}}?",
        ),
        (
            f"who {done} {{s}}",
            f"who {verb} {{s}}",
            f"by whom {{s}} {was} {done}",
            f"who or what {done} {{s}}",
            f"who it was that {done} {{s}}",
            f"who exactly {done} {{s}}",
            f"who has {done} {{s}}",
            f"who usually {verb} {{s}}",
        ),
    ), about


def _command(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, _, _ = _plural(words, subject, thing)
    verb = words.choice(REGULAR)
    base = base_form(verb)
    return _relation(
        f"`{values.shell_command(words)}`",
        (
            f"{{v}} {verb} {{s}}.",
            f"{{v}} {verb} {{s}}",
            f"To {base} {{s}}, run {{v}}.",
            f"Run {{v}} to {base} {{s}}.",
            f"Use {{v}} to {base} {{s}}.",
            f"Type {{v}} to {base} {{s}}.",
            f"Call {{v}} if you want to {base} {{s}}.",
            f"With {{v}} you {base} {{s}}.",
            f"With {{v}} one can {base} {{s}}.",
            f"You can {base} {{s}} with {{v}}.",
            f"You {base} {{s}} by running {{v}}.",
            f"If you want to {base} {{s}}, type {{v}}.",
            f"In order to {base} {{s}}, use {{v}}.",
            f"The command to {base} {{s}} is {{v}}.",
            f"The command {{v}} {verb} {{s}}.",
        ),
        (
            f"Which command {verb} {{s}}?",
            f"How do I {base} {{s}}?",
            f"How can I {base} {{s}}?",
            f"How can one {base} {{s}}?",
            f"How could I {base} {{s}}?",
            f"How would I {base} {{s}}?",
            f"How does one {base} {{s}}?",
            f"How do you {base} {{s}}?",
            f"How do we {base} {{s}}?",
            f"How to {base} {{s}}?",
            f"How am I supposed to {base} {{s}}?",
            f"What command {verb} {{s}}?",
            f"What do I run to {base} {{s}}?",
            f"What do I type to {base} {{s}}?",
            f"What must I type to {base} {{s}}?",
            f"What can I use to {base} {{s}}?",
            f"What is the command to {base} {{s}}?",
            f"Is there a command to {base} {{s}}?",
            f"Which command do I need to {base} {{s}}?",
            f"Which command should I run to {base} {{s}}?",
            f"With which command do I {base} {{s}}?",
            f"I want to {base} {{s}}. How?",
            f"I need to {base} {{s}}. How?",
            f"Tell me how to {base} {{s}}.",
            f"What {verb} {{s}}?",
        ),
        (
            f"how to {base} {{s}}",
            f"which command {verb} {{s}}",
            f"how I {base} {{s}}",
            f"how I can {base} {{s}}",
            f"how one can {base} {{s}}",
            f"what command {verb} {{s}}",
            f"what to run to {base} {{s}}",
            f"what to type to {base} {{s}}",
            f"which command I need to {base} {{s}}",
            f"with which command I {base} {{s}}",
            f"the command to {base} {{s}}",
            f"the command that {verb} {{s}}",
        ),
    ), about


def _does(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    command = values.shell_command(words)
    about = f"`{command}`" if words.chance(0.8) else subject
    verb = words.choice(REGULAR)
    bare = command if about[0] == "`" and words.chance(0.5) else "{s}"
    return _relation(
        f"{words.choice(('the', 'a', 'what is'))} {words.quality()} {words.thing()}",
        (
            f"{{S}} {verb} {{v}}.",
            f"{{S}} {verb} {{v}}",
            f"{{S}} {verb} {{v}} only.",
            f"{{S}} simply {verb} {{v}}.",
            f"{{S}} always {verb} {{v}}.",
            f"{{S}} {verb} {{v}} for you.",
            f"{{S}} {verb} {{v}} and nothing else.",
            f"In short, {{s}} {verb} {{v}}.",
            f"What {{s}} does is simple: it {verb} {{v}}.",
        ),
        (
            f"What does {bare} do?",
            f"What is {bare} for?",
            f"What does {bare} {base_form(verb)}?",
            f"What does {bare} actually do?",
            f"What does {bare} do exactly?",
            f"What will {bare} do?",
            f"What can {bare} do?",
            f"What can {bare} {base_form(verb)}?",
            f"What would {bare} do for me?",
            f"What is {bare} good for?",
            f"What is the use of {bare}?",
            f"What is it that {bare} {verb}?",
            f"What exactly does {bare} {base_form(verb)}?",
            f"Which thing does {bare} {base_form(verb)}?",
            f"Explain what {bare} does.",
            f"Tell me what {bare} does.",
            f"Do you know what {bare} does?",
            f"I don't know what {bare} does.",
        ),
        (
            f"what {bare} does",
            f"what {bare} is for",
            f"what {bare} {verb}",
            f"what exactly {bare} does",
            f"what {bare} is good for",
            f"what {bare} can do",
            f"what {bare} will do",
            f"what the use of {bare} is",
        ),
    ), about


def _version(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about = words.proper()
    need = words.choice(("required", "needed", "supported", "tested"))
    return _relation(
        values.version(words),
        (
            f"{{S}} {{v}} or newer is {need}.",
            f"{{S}} {{v}} is {need}.",
            f"At least {{s}} {{v}} is {need}.",
            f"{{S}} is {need} in version {{v}}.",
            f"Version {{v}} of {{s}} is {need}.",
            f"The {need} version of {{s}} is {{v}}.",
            f"The {need} {{s}} version is {{v}}.",
            f"Only {{s}} {{v}} is {need}.",
            f"Of {{s}}, version {{v}} is {need}.",
            f"{{S}} version {{v}} is {need}.",
        ),
        (
            f"Which {{s}} version is {need}?",
            f"What version of {{s}} is {need}?",
            f"Which version of {{s}} is {need}?",
            f"Which versions of {{s}} are {need}?",
            f"Which is the {need} version of {{s}}?",
            f"Which is the {need} {{s}} version?",
            f"Which {{s}} is {need}?",
            f"What {{s}} version is {need}?",
            f"What {{s}} is {need}?",
            f"What is the {need} version of {{s}}?",
            f"What is the {need} {{s}} version?",
            f"What's the {need} version of {{s}}?",
            f"In which version is {{s}} {need}?",
            f"{{S}} is {need} in which version?",
            f"Do you know which version of {{s}} is {need}?",
            f"Tell me which {{s}} version is {need}.",
        ),
        (
            f"which {{s}} version is {need}",
            f"which version of {{s}} is {need}",
            f"what {{s}} version is {need}",
            f"what version of {{s}} is {need}",
            f"which {{s}} is {need}",
            f"in which version {{s}} is {need}",
            f"the {need} version of {{s}}",
            f"the {need} {{s}} version",
        ),
    ), about


def _amount(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, _, do = _plural(words, subject, thing)
    verb = words.choice(REGULAR)
    said = verb if do == "does" else base_form(verb)
    base = base_form(verb)
    return Relation(
        values.quantity,
        (
            f"{{S}} {said} {{v}}.",
            f"{{S}} {said} at most {{v}}.",
            f"{{S}} {said} {{v}} at once.",
            f"{{S}} {said} up to {{v}}.",
            f"{{S}} {said} exactly {{v}}.",
            f"{{S}} {said} about {{v}}.",
            f"{{S}} {said} no more than {{v}}.",
            f"{{S}} {said} {{v}} at a time.",
            f"{{S}} {said} {{v}} in all.",
            f"{{S}} can {base} {{v}}.",
            f"{{S}} may {base} {{v}}.",
            f"As a rule, {{s}} {said} {{v}}.",
        ),
        (
            f"How many {{u}} {do} {{s}} {base}?",
            f"How much {do} {{s}} {base}?",
            f"How many {{u}} can {{s}} {base}?",
            f"How many {{u}} will {{s}} {base}?",
            f"How many {{u}} may {{s}} {base}?",
            f"How many {{u}} must {{s}} {base}?",
            f"How many {{u}} exactly {do} {{s}} {base}?",
            f"How much can {{s}} {base}?",
            f"How much will {{s}} {base}?",
            f"Up to how many {{u}} {do} {{s}} {base}?",
            f"What number of {{u}} {do} {{s}} {base}?",
            f"What is the number of {{u}} that {{s}} {said}?",
            f"What can {{s}} {base}?",
            f"Tell me how many {{u}} {{s}} {said}.",
            f"Do you know how much {{s}} {said}?",
            f"{{S}} {said} how many {{u}}?",
            f"{{S}} {said} how much?",
            f"What {do} {{s}} {base}?",
        ),
        (
            f"how many {{u}} {{s}} {said}",
            f"how much {{s}} {said}",
            f"how many {{u}} {{s}} can {base}",
            f"how many {{u}} {{s}} may {base}",
            f"how many {{u}} {{s}} will {base}",
            f"how much {{s}} can {base}",
            f"up to how many {{u}} {{s}} {said}",
            f"what number of {{u}} {{s}} {said}",
            f"the number of {{u}} that {{s}} {said}",
        ),
        counted=True,
    ), about


def _because(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    done = participle(words.choice(REGULAR))
    reason = f"the {words.thing()} is {words.quality()}"
    return _relation(
        reason,
        (
            f"{{S}} {be} {done} because {{v}}.",
            f"{{S}} {be} not {done}, because {{v}}.",
            f"Because {{v}}, {{s}} {be} {done}.",
            f"Since {{v}}, {{s}} {be} {done}.",
            f"As {{v}}, {{s}} {be} {done}.",
            f"{{S}} {be} only {done} because {{v}}.",
            f"{{S}} {be} {done} for one reason: {{v}}.",
            f"The reason why {{s}} {be} {done} is that {{v}}.",
            f"That {{s}} {be} {done} comes from this: {{v}}.",
            f"Seeing that {{v}}, {{s}} {be} {done}.",
        ),
        (
            f"Why {be} {{s}} {done}?",
            f"Why {be} {{s}} not {done}?",
            f"Why exactly {be} {{s}} {done}?",
            f"Why must {{s}} be {done}?",
            f"Why should {{s}} be {done}?",
            f"Why would {{s}} be {done}?",
            f"And why {be} {{s}} {done}?",
            f"How come {{s}} {be} {done}?",
            f"For what reason {be} {{s}} {done}?",
            f"For which reason {be} {{s}} {done}?",
            f"What is the reason why {{s}} {be} {done}?",
            f"What is the reason that {{s}} {be} {done}?",
            f"Is there a reason why {{s}} {be} {done}?",
            f"Tell me why {{s}} {be} {done}.",
            f"Explain why {{s}} {be} {done}.",
            f"Do you know why {{s}} {be} {done}?",
            f"I don't understand why {{s}} {be} {done}.",
            f"{{S}} {be} {done}, but why?",
        ),
        (
            f"why {{s}} {be} {done}",
            f"why {{s}} {be} {done}",
            f"why exactly {{s}} {be} {done}",
            f"why {{s}} must be {done}",
            f"why {{s}} should be {done}",
            f"for what reason {{s}} {be} {done}",
            f"the reason why {{s}} {be} {done}",
            f"what the reason is why {{s}} {be} {done}",
        ),
    ), about
