"""Questions about documents: search, quote, and what to do with what was found."""

from __future__ import annotations

from agent.context import formats

from .. import builtin, values
from ..arithmetic import with_found
from ..dialogue import Episode, Script, call
from ..documents import NOT_FOUND, Found, document, nothing_relevant, search_result
from ..facts import Fact, Question, clause, fact, fill, query, question
from ..prose import paragraph
from ..words import Words


def search_answer(words: Words) -> Episode:
    """A question whose answer stands in a passage."""
    known = fact(words)
    asked = question(words, known)
    found = search_result(words, known)
    script = _searched(asked, found.text).says(found.answer)
    return script.episode(builtin.search(words))


def _searched(asked: Question, result: str) -> Script:
    script = Script().user(asked.text).calls(call("search", {"query": asked.query}))
    return script.results(result)


LIMITED = (
    "Search for {c}, at most {n} passages.",
    "Search the docs for {c} with limit {n}.",
    "Find {n} passages on {c}.",
    "Look up {c}; {n} passages are enough.",
    "Give me up to {n} passages about {c}.",
    "Search {c}, limit {n}",
)


def search_limited(words: Words) -> Episode:
    """The user says how many passages to look at, or gives the query word for word."""
    known = fact(words)
    said = clause(words, known)
    if words.chance(0.5):
        count = words.integer(1, 20)
        text = words.phrasing(LIMITED).replace("{c}", said).replace("{n}", str(count))
        arguments = {"query": query(said), "limit": count}
    else:
        wanted = query(said)
        text = words.phrasing(
            (
                'Search for "{q}".',
                'search "{q}"',
                'Call search with "{q}"',
                "Use search: '{q}'",
                'Look for "{q}" in the docs.',
                'Run a search for "{q}".',
            )
        ).replace("{q}", wanted)
        arguments = {"query": wanted}
    found = search_result(words, known)
    script = Script().user(text).calls(call("search", arguments)).results(found.text)
    return script.says(found.answer).episode(builtin.search(words))


def not_found(words: Words) -> Episode:
    """A question that no passage answers."""
    if words.chance(0.2):
        return _nothing_to_work_with(words)
    known = fact(words)
    asked = question(words, known)
    nothing = words.chance(0.3)
    result = formats.no_passages(asked.query) if nothing else nothing_relevant(words, known)
    return _searched(asked, result).says(NOT_FOUND).episode(builtin.search(words))


def _nothing_to_work_with(words: Words) -> Episode:
    """What should come after the search is pointless without its answer."""
    known = fact(words, counted=True)
    if words.chance(0.5):
        text, wanted = _request(words, THEN_CALCULATE, known, with_found(words, "0").asked)
    else:
        form = words.phrasing(THEN_WRITE).replace("{p}", values.path(words))
        text, wanted = _request(words, (form,), known, "it")
    result = formats.no_passages(wanted) if words.chance(0.4) else nothing_relevant(words, known)
    script = _searched(Question(text, wanted), result).says(NOT_FOUND)
    return script.episode(
        builtin.calculate(words), builtin.search(words), builtin.write_file(words)
    )


def two_questions(words: Words) -> Episode:
    """Two questions at once: two searches in one turn."""
    facts = [fact(words), fact(words)]
    asked = [question(words, each) for each in facts]
    found = [search_result(words, each, most=2) for each in facts]
    first = asked[0].text if asked[0].text[-1] in ".?!" else asked[0].text + "?"
    joint = words.choice((" And ", " ", "\n", " Also: "))
    script = Script().user(f"{first}{joint}{asked[1].text}")
    script.calls(*(call("search", {"query": each.query}, n) for n, each in enumerate(asked, 1)))
    script.results(*(each.text for each in found))
    return script.says(" ".join(each.answer for each in found)).episode(builtin.search(words))


THEN_CALCULATE = (
    "{q} {W}.",
    "Find out {c} and {w}.",
    "Search for {c}, then {w}.",
    "Look up {c}, then {w}.",
    "Find {c} in the docs and {w}.",
    "{q} And {w}.",
    "Search the docs for {c} and {w}.",
    "First search for {c}. Then {w}.",
    "{q} Then {w}.",
    "Find out {c}, then {w}.",
    "Tell me {c}, and {w}.",
    "Look up {c} and then {w}.",
    "Check {c} and {w}.",
    "{Q}, {w}?",
    "Search {c}; then {w}.",
    "{q} Please {w} as well.",
    "Please find out {c} and afterwards {w}.",
    "Use search to find {c}, and calculate to {w}.",
)


def search_then_calculate(words: Words) -> Episode:
    """A number from a document goes into a sum."""
    known = fact(words, counted=True)
    found = search_result(words, known)
    todo = with_found(words, known.number)
    text, wanted = _request(words, THEN_CALCULATE, known, todo.asked)
    script = Script().user(text).calls(call("search", {"query": wanted})).results(found.text)
    script.calls(call("calculate", {"expression": todo.expression})).results(todo.result)
    script.says(f"{found.answer} {todo.answer}")
    return script.episode(builtin.calculate(words), builtin.search(words))


def _request(words: Words, forms: tuple[str, ...], known: Fact, todo: str) -> tuple[str, str]:
    """A message that asks for a fact and for something to do with it; and the query."""
    form = words.phrasing(forms)
    if "{q}" in form.lower():
        asked = words.phrasing(known.relation.questions)
        asked = fill(asked, known.subject, known.attribute, "", known.unit)
        said = asked.rstrip("?.") if "{Q}" in form else asked
        text = form.replace("{q}", said).replace("{Q}", said)
    else:
        asked = clause(words, known)
        text = form.replace("{c}", asked)
    capital = todo[0].upper() + todo[1:]
    return text.replace("{w}", todo).replace("{W}", capital), query(asked)


THEN_WRITE = (
    "{q} Write it to {p}.",
    "Find out {c} and write it to {p}.",
    "Search for {c}, then save it in {p}.",
    "Look up {c} and put the answer into {p}.",
    "{q} Save the answer to {p}.",
    "Find out {c} and write the answer to the file {p}.",
    "{q} Then write that into {p}.",
    "Search the docs for {c} and write what you find to {p}.",
    "Find {c} and store it in {p}.",
    "{q} Put it in {p}.",
    "Look up {c} and note it in {p}.",
    "{q} Write the answer down in {p}.",
)


def search_then_write(words: Words) -> Episode:
    """A quotation from a document goes into a file."""
    known = fact(words)
    found = search_result(words, known)
    path = values.path(words)
    form = words.phrasing(THEN_WRITE).replace("{p}", path)
    text, wanted = _request(words, (form,), known, "it")
    written = _written(words, path, found.quote)
    script = Script().user(text).calls(call("search", {"query": wanted})).results(found.text)
    script.calls(call("write_file", {"path": path, "text": found.quote})).results(written)
    script.says(f"{found.answer} {written}")
    return script.episode(builtin.search(words), builtin.write_file(words))


SAVE_THAT = (
    "Write that to {p}.",
    "Save that in {p}.",
    "Put it into {p}",
    "Please save the answer to {p}.",
    "Now write it to {p}.",
    "Store this in {p}.",
    "Write the answer to {p}",
    "Note that in {p}.",
    "Save it to the file {p}.",
    "Put that in {p}.",
    "Now save this to {p}.",
    "Write it down in {p}.",
)


def answer_then_save(words: Words) -> Episode:
    """The answer of the last turn goes into a file."""
    known = fact(words)
    asked = question(words, known)
    found = search_result(words, known)
    path = values.path(words)
    written = _written(words, path, found.quote)
    script = _searched(asked, found.text).says(found.answer)
    script.user(words.phrasing(SAVE_THAT).replace("{p}", path))
    script.calls(call("write_file", {"path": path, "text": found.quote})).results(written)
    return script.says(written).episode(builtin.search(words), builtin.write_file(words))


AND_THAT = (
    "And {w}?",
    "Now {w}.",
    "{W}.",
    "What is that {w}?",
    "Ok, {w}.",
    "Please {w}.",
    "Then {w}.",
    "And what is it {w}?",
    "Take that and {w}.",
    "Now take that number and {w}.",
    "So {w}?",
    "Can you {w}?",
)


def answer_then_calculate(words: Words) -> Episode:
    """The number of the last answer goes into a sum."""
    known = fact(words, counted=True)
    asked = question(words, known)
    found = search_result(words, known)
    todo = with_found(words, known.number)
    form = words.phrasing(AND_THAT).replace("{w}", todo.asked)
    script = _searched(asked, found.text).says(found.answer)
    script.user(form.replace("{W}", todo.asked[0].upper() + todo.asked[1:]))
    script.calls(call("calculate", {"expression": todo.expression})).results(todo.result)
    script.says(todo.answer)
    return script.episode(builtin.calculate(words), builtin.search(words))


def _written(words: Words, path: str, text: str) -> str:
    return f"{words.choice(('Created', 'Created', 'Replaced'))} {path} ({len(text)} characters)."


READ_FOR = (
    "What does {p} say about {x}? {q}",
    "Read {p}. {q}",
    "{q} It is in {p}.",
    "Look into {p}: {q}",
    "{q} See {p}.",
    "According to {p}, {Q}",
    "Open {p} and tell me {c}.",
    "Read {p} and tell me {c}.",
    "{q} The answer is in {p}.",
    "Find out {c} from {p}.",
    "What does {p} say about {x}? {q}",
    "Tell me {c}; it is in {p}.",
    "In the file {p}: {q}",
    "See {p}. {q}",
    "Read the file {p} and find out {c}.",
    "Check {p}: {q}",
    "Look into the file {p} and tell me {c}.",
)


def read_answer(words: Words) -> Episode:
    """A question about a file that the user names."""
    known = fact(words)
    path = values.path(words)
    text, stated = document(words, known)
    asked = words.phrasing(known.relation.questions)
    asked = fill(asked, known.subject, known.attribute, "", known.unit)
    form = words.phrasing(READ_FOR).replace("{p}", path).replace("{x}", known.subject)
    form = form.replace("{q}", asked).replace("{Q}", asked[0].lower() + asked[1:])
    script = Script().user(form.replace("{c}", clause(words, known)))
    script.calls(call("read_file", {"path": path})).results(text)
    found = Found(text, stated, path)
    return script.says(found.answer).episode(builtin.read_file(words))


def read_not_found(words: Words) -> Episode:
    """A question that the named file does not answer."""
    known, other = fact(words), fact(words)
    path = values.path(words)
    text, _ = document(words, other)
    script = Script().user(f"Read {path} and tell me {clause(words, known)}.")
    script.calls(call("read_file", {"path": path})).results(text or paragraph(words, [], 2))
    return script.says(NOT_FOUND).episode(builtin.read_file(words))
