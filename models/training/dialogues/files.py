"""The built-in tools other than search: files and sums."""

from __future__ import annotations

from .. import builtin, values
from ..arithmetic import Sum, plain_sum
from ..dialogue import Episode, Script, call
from ..prose import sentence
from ..results import items_answer
from ..words import Words

READ = (
    "Read {p}",
    "Show me {p}.",
    "What is in {p}?",
    "Open the file {p}.",
    "Print {p}",
    "Let me see {p}.",
    "Read the file {p} please.",
    "What does {p} contain?",
    "cat {p}",
    "Display {p}.",
    "What does the file {p} say?",
    "Show the contents of {p}.",
)
READ_LINES = (
    ("Read lines {a} to {b} of {p}.", True),
    ("Show me lines {a}-{b} of {p}", True),
    ("Read {p} from line {a} to line {b}.", True),
    ("Read {p} from line {a}.", False),
    ("Show {p} from line {a} on.", False),
    ("Lines {a} to {b} of {p} please.", True),
    ("What is in lines {a} to {b} of {p}?", True),
)
LIST = (
    "List the files in {p}.",
    "What files are in {p}?",
    "Show me the files in {p}.",
    "What is in the folder {p}?",
    "ls {p}",
    "Which files are there in {p}?",
    "List {p}",
    "What does the directory {p} contain?",
    "Show the folder {p}.",
    "Let me see the files of {p}.",
    "Which files does {p} have?",
    "Give me the files in the directory {p}.",
)
LIST_HERE = (
    "List the files.",
    "What files are there?",
    "Show me the files.",
    "ls",
    "Which files do you see?",
    "List all files here.",
    "What is in this folder?",
    "Which files are here?",
    "Give me a list of the files.",
    "Show the current folder.",
    "What files do we have?",
    "Let me see the files here.",
)
WRITE = (
    'Write "{t}" to {p}.',
    'Save "{t}" in {p}.',
    'Put the text "{t}" into {p}',
    "Write to {p}: {t}",
    'Create {p} with the text "{t}".',
    "Create the file {p} saying '{t}'",
    'Store "{t}" in the file {p}.',
    'Make a file {p} that says "{t}"',
    'Write {p} with "{t}"',
    'Replace {p} with "{t}".',
    'Save a file {p} containing "{t}".',
    'Put "{t}" in a new file {p}.',
)


def read_file(words: Words) -> Episode:
    """A short file is quoted whole."""
    path = values.path(words)
    text = "\n".join(sentence(words) for _ in range(words.choice((1, 1, 2, 3))))
    if words.chance(0.35):
        form, ends = words.phrasing(READ_LINES)
        first = words.integer(2, 200)
        last = first + words.integer(1, 60)
        arguments = {"path": path, "first_line": first} | ({"last_line": last} if ends else {})
        said = form.replace("{a}", str(first)).replace("{b}", str(last)).replace("{p}", path)
        text = f"{path} (lines {first}-{last} of {last + words.rng.randint(0, 90)})\n{text}"
    else:
        arguments = {"path": path}
        said = words.phrasing(READ).replace("{p}", path)
    script = Script().user(said).calls(call("read_file", arguments)).results(text).says(text)
    return script.episode(builtin.read_file(words))


def list_files(words: Words) -> Episode:
    names = [values.path(words).rpartition("/")[2] for _ in range(words.choice((1, 2, 3, 4, 5, 6)))]
    names += [f"{words.word()}/" for _ in range(words.choice((0, 0, 1, 2)))]
    names.sort()
    if words.chance(0.35):
        script = Script().user(words.phrasing(LIST_HERE)).calls(call("list_files", {}))
    else:
        folder = values.folder(words)
        said = words.phrasing(LIST).replace("{p}", folder)
        script = Script().user(said).calls(call("list_files", {"path": folder}))
    script.results("\n".join(names)).says(items_answer(names))
    return script.episode(builtin.list_files(words))


def write_file(words: Words) -> Episode:
    path, text = values.path(words), words.choice((values.remark, values.phrase))(words)
    said = words.phrasing(WRITE).replace("{p}", path).replace("{t}", text)
    done = f"{words.choice(('Created', 'Replaced'))} {path} ({len(text)} characters)."
    script = Script().user(said).calls(call("write_file", {"path": path, "text": text}))
    return script.results(done).says(done).episode(builtin.write_file(words))


def calculate(words: Words) -> Episode:
    todo = plain_sum(words)
    script = Script().user(todo.asked).calls(call("calculate", {"expression": todo.expression}))
    return script.results(todo.result).says(todo.answer).episode(builtin.calculate(words))


AGAIN = (
    ("Divide that by {b}.", "/"),
    ("Now multiply that by {b}.", "*"),
    ("And times {b}?", "*"),
    ("Add {b} to that.", "+"),
    ("Plus {b}?", "+"),
    ("Subtract {b} from it.", "-"),
    ("Now minus {b}.", "-"),
    ("Multiply the result by {b}", "*"),
    ("What is that divided by {b}?", "/"),
    ("And that plus {b}?", "+"),
    ("Take the result times {b}.", "*"),
    ("Now divide it by {b}.", "/"),
)


def follow_up_sum(words: Words) -> Episode:
    """A second sum with the result of the first."""
    first = plain_sum(words)
    form, sign = words.phrasing(AGAIN)
    number = str(words.integer(2, 99))
    second = Sum(form.replace("{b}", number), f"{first.result} {sign} {number}")
    script = Script()
    for todo in (first, second):
        script.user(todo.asked).calls(call("calculate", {"expression": todo.expression}))
        script.results(todo.result).says(todo.answer)
    return script.episode(builtin.calculate(words))


def two_sums(words: Words) -> Episode:
    """Two sums at once: two calls in one turn."""
    first, second = plain_sum(words), plain_sum(words)
    opening = first.asked if first.asked[-1] in ".?!" else first.asked + "."
    joint = words.choice((" And ", " ", "\n", " Then: "))
    script = Script().user(f"{opening}{joint}{second.asked}")
    script.calls(
        *(
            call("calculate", {"expression": each.expression}, n)
            for n, each in enumerate((first, second), 1)
        )
    )
    script.results(first.result, second.result).says(f"{first.answer} {second.answer}")
    return script.episode(builtin.calculate(words))
