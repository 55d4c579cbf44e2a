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
    accepts adds allows answers applies asks balances blocks buffers calls carries checks cleans
    closes collects compares connects controls copies counts covers creates delivers describes
    detects encodes ends fetches fills filters follows forwards gathers groups guards handles hosts
    imports indexes inspects joins launches limits links lists loads locks logs maps marks measures
    merges moves names notes observes offers opens orders packs paints parses passes pauses plans
    polls prints protects publishes pulls pushes queues receives records refuses releases removes
    renders repairs replaces replays reports resets restores resumes returns reviews rotates samples
    saves scans serves shares signs sorts splits starts stops stores streams supplies supports syncs
    tags tests tracks trains trims trusts updates uploads uses verifies warms washes watches wraps
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
    done = participle(words.among(REGULAR))
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
        ),
        (f"{long} {be} {{s}} {done}?", f"When {be} {{s}} {done}?", f"{long} {be} {{s}} {done}?"),
        (f"when {{s}} {be} {done}", f"{long.lower()} {{s}} {be} {done}"),
    ), about


def _where(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    done = participle(words.among(REGULAR))
    make = words.choice((Words.city, values.path, lambda w: f"`{values.path(w)}`", values.folder))
    place = words.choice((f"the {words.quality()} {words.thing()}", make(words)))
    return _relation(
        f"{words.choice(('in', 'in', 'at', 'under', 'by'))} {place}",
        (f"{{S}} {be} {done} {{v}}.", f"{{S}} {be} {done} {{v}}."),
        (f"Where {be} {{s}} {done}?", f"In what place {be} {{s}} {done}?"),
        (f"where {{s}} {be} {done}", f"where {{s}} {be} {done}"),
    ), about


def _by(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    verb = words.among(REGULAR)
    done = participle(verb)
    who = words.choice(
        (words.person(), f"the {words.thing()}", f"the {words.proper()} {words.thing()}s")
    )
    was = words.choice((be, "was" if be == "is" else "were"))
    return _relation(
        who,
        (f"{{S}} {was} {done} by {{v}}.", f"{{v}} {done} {{s}}."),
        (
            f"Who {done} {{s}}?",
            f"Who {verb} {{s}}?",
            f"By whom {was} {{s}} {done}?",
            f"What {verb} {{s}}?",
        ),
        (f"who {done} {{s}}", f"who {verb} {{s}}"),
    ), about


def _command(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, _, _ = _plural(words, subject, thing)
    verb = words.among(REGULAR)
    base = base_form(verb)
    return _relation(
        f"`{values.shell_command(words)}`",
        (
            f"{{v}} {verb} {{s}}.",
            f"{{v}} {verb} {{s}}",
            f"To {base} {{s}}, run {{v}}.",
            f"Run {{v}} to {base} {{s}}.",
        ),
        (
            f"Which command {verb} {{s}}?",
            f"How do I {base} {{s}}?",
            f"How can I {base} {{s}}?",
            f"What {verb} {{s}}?",
        ),
        (f"how to {base} {{s}}", f"which command {verb} {{s}}"),
    ), about


def _does(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    command = values.shell_command(words)
    about = f"`{command}`" if words.chance(0.8) else subject
    verb = words.among(REGULAR)
    bare = command if about[0] == "`" and words.chance(0.5) else "{s}"
    return _relation(
        f"{words.choice(('the', 'a', 'what is'))} {words.quality()} {words.thing()}",
        (f"{{S}} {verb} {{v}}.", f"{{S}} {verb} {{v}}", f"{{S}} {verb} {{v}} only."),
        (f"What does {bare} do?", f"What is {bare} for?", f"What does {bare} {base_form(verb)}?"),
        (f"what {bare} does", f"what {bare} is for"),
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
        ),
        (
            f"Which {{s}} version is {need}?",
            f"What version of {{s}} is {need}?",
            f"Which version of {{s}} is {need}?",
        ),
        (f"which {{s}} version is {need}", f"which version of {{s}} is {need}"),
    ), about


def _amount(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, _, do = _plural(words, subject, thing)
    verb = words.among(REGULAR)
    said = verb if do == "does" else base_form(verb)
    base = base_form(verb)
    return Relation(
        values.quantity,
        (
            f"{{S}} {said} {{v}}.",
            f"{{S}} {said} at most {{v}}.",
            f"{{S}} {said} {{v}} at once.",
            f"{{S}} {said} up to {{v}}.",
        ),
        (
            f"How many {{u}} {do} {{s}} {base}?",
            f"How much {do} {{s}} {base}?",
            f"What {do} {{s}} {base}?",
        ),
        (f"how many {{u}} {{s}} {said}", f"how much {{s}} {said}"),
        counted=True,
    ), about


def _because(words: Words, subject: str, thing: str) -> tuple[Relation, str]:
    about, be, _ = _plural(words, subject, thing)
    done = participle(words.among(REGULAR))
    reason = f"the {words.thing()} is {words.quality()}"
    return _relation(
        reason,
        (f"{{S}} {be} {done} because {{v}}.", f"{{S}} {be} not {done}, because {{v}}."),
        (f"Why {be} {{s}} {done}?", f"Why {be} {{s}} not {done}?"),
        (f"why {{s}} {be} {done}", f"why {{s}} {be} {done}"),
    ), about
