"""Texts that are not whole in the window: long results, masked ones, a summarised beginning."""

from __future__ import annotations

from agent.context import formats
from agent.types import JSON, ToolCall

from .. import builtin, values
from ..dialogue import Episode, Script, call
from ..everyday import neighbours
from ..facts import fact, question
from ..requests import mentions, request
from ..results import field_answer, fields, key_name, plain, record_text, spoken
from ..results import whole as whole_result
from ..summaries import summary_line
from ..tools import Tool, made_up
from ..variation import varied
from ..words import Words
from .calls import ALL_FIELD_FIRST

READING_ON = 3
"""The most pages that are read to find a value."""


def handle(words: Words) -> str:
    return f"art_{values.hexadecimal(words, 10)}"


def asks_field(words: Words, key: str) -> tuple[Tool, str, ToolCall]:
    """A tool, a question for one field of what it returns, and the call."""
    tool = made_up(words, reads=True, arguments=words.choice((0, 1, 1, 2)))
    asked = request(words, tool)
    used = [each for each in tool.parameters if each.name in asked.arguments]
    said = mentions(words, asked.arguments, used, explicit=False)
    text = varied(words, ALL_FIELD_FIRST).replace("{f}", spoken(key)).replace("{o}", tool.object)
    return tool, text.replace("{m}", said), call(asked.name, asked.arguments)


def long_result(words: Words) -> Episode:
    """A result too long for the window is read on until the asked value is there."""
    key = key_name(words)
    pages, record = _pages(words, key)
    tool, asked, made = asks_field(words, key)
    script = Script().user(asked).calls(made)
    whole = formats.Artifact(handle(words), sum(map(len, pages)) + words.rng.randint(200, 90_000))
    tail = lines(words, fields(words, words.choice((1, 2, 4))))
    script.results(formats.cut_result(pages[0], tail, whole))
    offset = len(pages[0])
    for number, page in enumerate(pages[1:], 2):
        script.calls(call("read_artifact", {"handle": whole.handle, "offset": offset}, number))
        script.results(formats.page(page, offset, whole))
        offset += len(page)
    script.says(field_answer(key, record[key]))
    return script.episode(tool.spec, builtin.read_artifact(words), *neighbours(words, 1))


def _pages(words: Words, key: str) -> tuple[list[str], dict[str, JSON]]:
    """Pages of lines, the last of which has the key."""
    count = words.choice((1, 2, 2, 2, READING_ON))
    wanted = fields(words, words.choice((3, 8, 20)), key)
    texts: list[str] = []
    for number in range(count):
        other = {
            name: value
            for name, value in fields(words, words.choice((4, 10, 25))).items()
            if name not in wanted
        }
        texts.append(lines(words, wanted if number == count - 1 else other))
    return texts, wanted


def lines(words: Words, record: dict[str, JSON]) -> str:
    """A record as lines, in one style."""
    form = words.choice(("{k}: {v}", "{k}: {v}", "{k} = {v}", '"{k}": "{v}",', "- {k}: {v}"))
    return "\n".join(
        form.replace("{k}", key).replace("{v}", plain(value)) for key, value in record.items()
    )


AGAIN = (
    "What was the {f}?",
    "And the {f}?",
    "Tell me the {f} of that {o} again.",
    "Which {f} did the {o} have?",
    "I forgot the {f}. What was it?",
    "What {f} did you find for the {o}?",
    "Go back to the {o}: what is its {f}?",
    "Remind me of the {f}.",
    "What did the {o} say about the {f}?",
    "Earlier you looked up the {o}. What was the {f}?",
    "Please repeat the {f}.",
    "The {f} of the {o} once more?",
    "And what was the {f} of the {o}?",
    "What was the {f} again?",
    "What was the {o}'s {f} again?",
    "What is the {f} of that {o}?",
    "What is the {f}, did you say?",
    "What {f} was it?",
    "What {f} had the {o}?",
    "What {f} was there for the {o}?",
    "Which {f} was it?",
    "Which {f} was given for the {o}?",
    "Which {f} did you find?",
    "Which {f} does that {o} have?",
    "Did the {o} have a {f}?",
    "Do you still know the {f} of the {o}?",
    "Do you remember the {f}?",
    "Can you tell me the {f} again?",
    "Could you repeat the {f} of the {o}?",
    "Give me the {f} of the {o} again.",
    "Give me the {f} once more",
    "I need the {f} of the {o} after all.",
    "I also need the {f}.",
    "I want the {f} too.",
    "I did not write down the {f}.",
    "I no longer know the {f} of the {o}.",
    "Earlier there was a {f}. Which one?",
    "Before, you read the {o}. Its {f}, please.",
    "Back to the {o}. What {f} was there?",
    "Back to the {o}: the {f}?",
    "Let me have the {f} again.",
    "Look at the {o} again: which {f}?",
    "Please tell me the {f} of the {o} once more.",
    "Say the {f} again.",
    "The {f}, please.",
    "One more time, the {f} of the {o}",
    "That {o} from before, what {f} did it have?",
    "You told me about the {o}. And its {f}?",
    "You had the {o} before. I want its {f}.",
)


def masked_result(words: Words) -> Episode:
    """A question about an old result that is only a handle now: it is read again."""
    tool = made_up(words, reads=True)
    asked = request(words, tool)
    record = fields(words, words.choice((2, 3, 5)))
    text = record_text(words, record)
    whole = formats.Artifact(handle(words), len(text))
    begins = " ".join(text.split())[: words.choice((20, 40, 60))].strip()
    done = next(iter(record))
    script = Script().user(asked.text).calls(call(asked.name, asked.arguments))
    # This was said when the result was whole: it cannot be learned from what is left of it.
    script.results(formats.masked_result(begins, whole))
    script.says(field_answer(done, record[done]), mistake=True)
    key = words.choice([name for name in record if name != done])
    again = words.phrasing(AGAIN).replace("{f}", spoken(key)).replace("{o}", tool.object)
    script.user(again).calls(call("read_artifact", {"handle": whole.handle}, 2))
    script.results(formats.page(text, 0, whole)).says(field_answer(key, record[key]))
    return script.episode(tool.spec, builtin.read_artifact(words), *neighbours(words, 1))


FIND = (
    'Search {h} for "{q}".',
    'Look for "{q}" in {h}.',
    'Find "{q}" in {h}',
    'Does {h} say anything about "{q}"?',
    "Which lines of {h} have '{q}'?",
    'In {h}, where is "{q}"?',
    'Show me "{q}" in the text {h}.',
    'grep "{q}" {h}',
)


def search_inside(words: Words) -> Episode:
    """A stored text is searched by its handle."""
    wanted = words.word()
    whole = formats.Artifact(handle(words), words.rng.randint(3000, 400_000))
    found = [
        (words.rng.randint(0, whole.characters), f"{words.part()} {wanted} {words.part()}")
        for _ in range(words.choice((0, 1, 1, 2, 3)))
    ]
    found.sort()
    text = words.phrasing(FIND).replace("{h}", whole.handle).replace("{q}", wanted)
    arguments: dict[str, JSON] = {"handle": whole.handle, "query": wanted}
    script = Script().user(text).calls(call("read_artifact", arguments))
    script.results(formats.found_lines(found, 0, whole))
    answer = " ".join(f"{offset}: {line}" for offset, line in found)
    script.says(answer or f"I did not find {wanted}.")
    return script.episode(builtin.read_artifact(words), *neighbours(words, 1))


def summarised_beginning(words: Words) -> Episode:
    """A conversation that goes on after its beginning was summarised."""
    tool = made_up(words, reads=True)
    asked = request(words, tool)
    record = fields(words, words.choice((2, 3, 4)))
    whole = formats.Artifact(handle(words), words.rng.randint(2000, 90_000))
    key = words.choice(list(record))
    again = words.phrasing(AGAIN).replace("{f}", spoken(key)).replace("{o}", tool.object)
    said = ", ".join(f"{spoken(name)}: {plain(value)}" for name, value in record.items())
    done = [_done(words) for _ in range(words.choice((0, 0, 1, 2, 3, 5)))]
    done.insert(words.rng.randint(0, len(done)), (asked.text, f"{said}."))
    known = words.chance(0.6)
    summary = "\n".join(summary_line(*each) for each in done) if known else ""
    begun = formats.opening([each[0] for each in done], summary, whole)
    script = Script().user(f"{begun}\n\n{again}")
    if not known:
        text = f"user: {asked.text}\n{tool.spec.name}: {record_text(words, record)}"
        script.calls(call("read_artifact", {"handle": whole.handle}))
        script.results(formats.page(text, 0, formats.Artifact(whole.handle, len(text))))
    script.says(field_answer(key, record[key]))
    return script.episode(tool.spec, builtin.read_artifact(words), *neighbours(words, 1))


def _done(words: Words) -> tuple[str, str]:
    """Something else that was asked, and what was answered."""
    if words.chance(0.5):
        known = fact(words)
        return question(words, known).text, f"{known.statement} ({values.path(words)})"
    tool = made_up(words, reads=False)
    asked = request(words, tool)
    return asked.text, whole_result(words, tool, asked.arguments).answer


SUMMARY_PLACEHOLDER = "\0summary"


def summary(words: Words) -> Episode:
    """The runtime asks for a summary; it is filled in when the whole dialogue is known.

    Half of the time it asks in the middle of a turn: after the result, before the answer.
    """
    asked = formats.summarise(words.choice((256, 400, 512, 1000, 1024, 1024)))
    if words.chance(0.5):
        return Script().user(asked).says(SUMMARY_PLACEHOLDER).episode()
    tool = made_up(words)
    begun = request(words, tool)
    script = Script().user(begun.text).calls(call(begun.name, begun.arguments))
    result = record_text(words, fields(words, words.choice((1, 2, 4))))
    if words.chance(0.5):
        whole = formats.Artifact(handle(words), len(result) + words.rng.randint(200, 90_000))
        result = formats.cut_result(result, lines(words, fields(words, 1)), whole)
    script.results(result).user(asked).says(SUMMARY_PLACEHOLDER)
    return script.episode(tool.spec, builtin.read_artifact(words))


TIMES = (
    ("It is {c}.", ("What time is it?", "Do you know what time it is?", "How late is it?",
                    "Tell me the time.", "What is the time now?", "Time please",
                    "The time, please", "The time?", "Time?", "What time do we have?",
                    "Give me the time", "Please tell me the time", "Say what time it is",
                    "What does the clock say?", "I need to know the time", "The time now?",
                    "Which time is it?", "Can you tell me what time it is?")),
    ("Today is {d}.", ("What day is it?", "What is the date today?", "Which day is today?",
                       "Tell me the date.", "What's today's date?", "Do you know today's date?",
                       "What date do we have?", "Today is which day?")),
)  # fmt: skip


def note(words: Words) -> Episode:
    """Something that the runtime noted late is known from then on."""
    form, questions = words.choice(TIMES)
    told = form.replace("{c}", values.clock(words)).replace("{d}", values.date(words))
    if words.chance(0.6):
        script = Script().user(formats.note(told)).user(words.phrasing(questions)).says(told)
        return script.episode(*neighbours(words, words.choice((0, 1, 2))))
    tool, asked, made = asks_field(words, key := key_name(words))
    script = Script().user(asked).calls(made)
    record = fields(words, words.choice((1, 3, 5)), key)
    script.results(record_text(words, record)).user(formats.note(told))
    return script.says(field_answer(key, record[key])).episode(tool.spec)
